"""What is told, when, and that it is told once."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from typer.testing import CliRunner

from services.compliance.cli import app
from services.compliance.notifier import Notifier
from services.compliance.views import Facts
from tests.compliance.conftest import Compliance, Launch, Others, PlayedClock, eventually
from tests.compliance.story import Story


def planned() -> Story:
    """An offline activity on 14 September: its notice is due on 7 September."""
    return Story("open-11").planned().scheduled("2023-09-14", said="2023-08-10 10:00")


def of(told: list[dict[str, Any]], code: str) -> list[tuple[str, str]]:
    return [
        (each["type"].removesuffix(".v1"), each["status"])
        for each in told
        if each["code"] == code and each["row"] == "open-11"
    ]


async def test_a_deadline_that_nobody_meets_is_told_as_it_comes_and_as_it_passes(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    await others.say(planned().facts)
    for day in ("08-10 10:00", "09-06 00:00", "09-06 12:00", "09-08 00:00", "09-08 09:00"):
        clock.set(f"2023-{day}")
        await compliance.settled()
    told = of(await compliance.told(), "ANN-TIME")
    assert told == [
        ("RequirementStatusChanged", "pending"),
        ("RequirementStatusChanged", "due_soon"),
        ("DeadlineApproaching", "due_soon"),
        ("RequirementStatusChanged", "missed"),
        ("DeadlineMissed", "missed"),
    ]
    history = (await compliance.get("/activities/open-11/verdicts/ANN-TIME"))["history"]
    assert [(each["at"], each["status"]) for each in history] == [
        ("2023-08-10T10:00:00+08:00", "pending"),
        ("2023-09-06T00:00:00+08:00", "due_soon"),
        ("2023-09-08T00:00:00+08:00", "missed"),
    ]
    assert history[0]["text"].startswith("定于")
    assert history[2]["text"] == "限期已过，没有做到"


async def test_a_change_names_the_fact_that_caused_it(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    story = planned()
    await others.say(story.facts)
    clock.set("2023-09-04 10:00")
    await compliance.settled()
    notices = story.noticed("2023-09-04 10:00", "2023-09-14").facts[-2:]
    await others.say(notices)
    await compliance.settled()
    met = [each for each in await compliance.told() if each["status"] == "met"]
    causes = {each["code"]: each["cause"] for each in met if each["code"].startswith("ANN-")}
    assert set(causes) == {"ANN-TIME", "ANN-CHANNEL", "ANN-ELEM"}
    assert set(causes.values()) <= {fact.id for fact in notices}


async def test_a_restart_tells_nothing_twice_and_nothing_less(
    launch: Launch, others: Others, clock: PlayedClock
) -> None:
    await others.say(planned().facts)
    clock.set("2023-09-06 00:00")
    async with launch() as compliance:
        await compliance.settled()
        before = await compliance.told()
    async with launch() as compliance:
        await compliance.settled()
        assert await compliance.told() == before
    clock.set("2023-09-08 00:00")  # the deadline passes while nobody is there
    async with launch() as compliance:
        await compliance.settled()
        after = await compliance.told()
    assert of(after, "ANN-TIME")[-1] == ("DeadlineMissed", "missed")
    assert max(Counter(repr(each) for each in after).values()) == 1


async def test_what_was_read_but_not_told_is_told_after_a_crash(
    launch: Launch, others: Others, clock: PlayedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crash(*_: object) -> None:
        raise asyncio.CancelledError

    async def read() -> bool:
        known = await compliance.http.get("/api/compliance/programmes")
        return len(known.json()["programmes"]) > 0

    await others.say(planned().facts)
    clock.set("2023-08-10 10:00")
    with monkeypatch.context() as patch:
        patch.setattr(Notifier, "_tell", crash)
        async with launch() as compliance:
            await eventually(read)
            assert await compliance.told() == []
    async with launch() as compliance:
        await compliance.settled()
        assert of(await compliance.told(), "ANN-TIME") == [("RequirementStatusChanged", "pending")]


async def test_nothing_is_told_while_a_reader_is_behind(
    compliance: Compliance, others: Others, clock: PlayedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await others.say(planned().facts)
    clock.set("2023-09-07 12:00")
    await compliance.settled()
    before = await compliance.told()
    reading = asyncio.Event()
    apply = Facts.apply

    async def slow(self: Facts, *given: Any) -> None:
        await reading.wait()
        await apply(self, *given)

    monkeypatch.setattr(Facts, "apply", slow)
    story = planned().noticed("2023-09-07 13:00", "2023-09-14")
    await others.say(story.facts[-2:])
    clock.set("2023-09-08 00:00")  # the deadline has passed, the notice is on its way
    await asyncio.sleep(0.5)
    assert await compliance.told() == before
    reading.set()
    await compliance.settled()
    assert of(await compliance.told(), "ANN-TIME")[-1] == ("RequirementStatusChanged", "met")
    assert not [each for each in await compliance.told() if each["type"] == "DeadlineMissed.v1"]


async def test_a_rebuild_shows_the_same_and_tells_nothing(
    launch: Launch, others: Others, clock: PlayedClock
) -> None:
    await others.say(planned().facts)
    clock.set("2023-09-08 00:00")
    async with launch() as compliance:
        await compliance.settled()
        told, shown = await compliance.told(), await compliance.statuses()
        command = ["rebuild", "--database", compliance.running.settings.database_url]
        done = await asyncio.to_thread(CliRunner().invoke, app, command)
        assert done.exit_code == 0, done.stderr
        await compliance.settled()
        assert await compliance.statuses() == shown
        assert await compliance.told() == told
