"""What was kept for as long as promised is purged, by the clock or by hand, and proves itself."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from deploy.cli import app
from services._kit.decider import Refused
from services._vault.purging import Tally
from services.registration.keeping import holding, purging
from services.registration.keeping.overview import proofs
from services.registration.keeping.purging import purge_everything
from services.registration.settings import Settings
from tests.registration.conftest import OPEN_11, said
from tests.serving import HANDLER, OFFICE, RESIDENT, Api, Person, eventually

KEY = ("daxing-2023", "open-11")
RETENTION = "/api/registration/retention"
OPERATOR = Person("operator", "operator")
ZHANG = {"name": "张三丰", "category": "parent", "access_needs": "轮椅"}
LAST_DAY, DAY_AFTER = "2024-12-31T23:59:00+08:00", "2025-01-01T00:00:01+08:00"


async def people(api: Api, count: int) -> list[str]:
    """So many sign-ups, and an opinion of somebody else's; answers the codes."""
    await api.record(OPEN_11 + "/sign-up/open", {})
    codes = []
    for number in range(count):
        form = ZHANG | {"phone": f"1390000{number:04}"}
        answer = await api.post(OPEN_11 + "/sign-ups", form, RESIDENT)
        codes.append(answer.json()["code"])
    await api.post(OPEN_11 + "/opinions", {"words": "太吵", "name": "李四"}, RESIDENT)
    return codes


async def rows(api: Api, table: str) -> int:
    count: int = await api.running.pool.fetchval(f"select count(*) from {table}")  # noqa: S608 - our own names
    return count


async def facts(api: Api) -> list[dict[str, Any]]:
    return [data for name, data in await said(api) if name == "PersonalDataPurged"]


async def settled(api: Api) -> None:
    """The purge's timer has fired and was set to what comes next."""

    async def none_due() -> bool:
        return await api.running.timers.due() == 0

    await eventually(none_due)


async def test_the_clock_purges_needs_after_the_day_and_everything_after_the_last_day(
    registration: Api,
) -> None:
    codes = await people(registration, 3)
    await settled(registration)
    registration.clock.set("2023-10-15T00:00:01+08:00")
    await eventually(lambda: facts(registration))
    needs = await rows(registration, "vault_field where name = 'access_needs'")
    kept = await rows(registration, "vault_person")
    registration.clock.set(LAST_DAY)
    await settled(registration)
    before = await registration.get(f"/api/registration/codes/{codes[0]}")
    registration.clock.set(DAY_AFTER)

    async def all_gone() -> bool:
        return len(await facts(registration)) == 2

    await eventually(all_gone)
    after = await registration.get(f"/api/registration/codes/{codes[0]}")
    of_the_day, everything = await facts(registration)
    assert (needs, kept, before.status_code, after.status_code) == (0, 4, 200, 404)
    assert (of_the_day["kinds"], of_the_day["reason"], of_the_day["persons"]) == (
        "of_the_day", "held", 3,
    )  # fmt: skip
    assert (everything["kinds"], everything["reason"], everything["persons"]) == (
        "all", "latest", 4,
    )  # fmt: skip
    for table in (
        "vault_person", "vault_field", "vault_index", "opinion_author", "message",
        "message_recipient", "purging",
    ):  # fmt: skip
        assert await rows(registration, table) == 0, table
    assert [it.left for it in await proofs(registration.running)] == [0, 0]
    assert await holding.ownerless(registration.running.pool) == 0


async def test_a_purge_that_was_interrupted_is_gone_on_with_and_counted_as_one(
    registration: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "BATCH", 2)
    await people(registration, 6)
    ids = await holding.persons(registration.running.pool, KEY, "all")
    running = registration.running
    assert await purging._batch(running, KEY, "all")  # and then the process was killed
    assert await rows(registration, "vault_person") == 5
    registration.clock.set(DAY_AFTER)
    await purge_everything(running, running.clock.now(), actor="office-1")
    again = await purge_everything(running, running.clock.now(), actor="office-1")

    (fact,) = [it for it in await facts(registration) if it["kinds"] == "all"]
    assert fact["persons"] == 7
    assert fact["persons_sha256"] == Tally().plus(ids).digest.hex()
    assert again == []


async def test_no_fact_says_so_while_somebody_is_left(registration: Api) -> None:
    """Somebody who comes between the reading and the deleting is not passed over."""
    await people(registration, 1)
    running = registration.running
    registration.clock.set(LAST_DAY)
    before = await rows(registration, "vault_person")
    finish = purging._last(KEY, "all", Tally(), [])
    with pytest.raises(Refused):
        async with running.pool.acquire() as connection, connection.transaction():
            await finish(connection)

    assert await rows(registration, "vault_person") == before
    assert [it for it in await facts(registration) if it["kinds"] == "all"] == []


async def test_the_office_asks_first_and_nothing_goes_before_its_time(registration: Api) -> None:
    await people(registration, 2)
    await registration.post(f"{OPEN_11}/opinions", {"words": "再说一次"}, RESIDENT)
    later = {"until": "2025-02-01T00:00:00+08:00"}
    dry = await registration.post(RETENTION + "/purge", later | {"dry_run": True}, OPERATOR)
    early = await registration.post(RETENTION + "/purge", later, OPERATOR)
    now = await registration.post(RETENTION + "/purge", {}, OFFICE)
    denied = await registration.post(RETENTION + "/purge", {}, HANDLER)
    listed = await registration.client.get(RETENTION, headers=registration.headers(OFFICE))

    assert [(it["stage"], it["persons"]) for it in dry.json()["purged"]] == [
        ("of_the_day", 2), ("all", 4),
    ]  # fmt: skip
    assert (early.status_code, denied.status_code) == (422, 403)
    assert now.json()["purged"] == []
    (held,) = listed.json()["held"]
    assert (held["held"], held["waits_for"]) == (
        {"of_the_day": 2, "all": 4}, "2条意见办结反馈、年度考核结束",
    )  # fmt: skip
    assert await rows(registration, "vault_person") == 4


async def test_opinions_that_are_handled_together_are_fed_back_together(
    registration: Api,
) -> None:
    opinions = OPEN_11 + "/opinions"
    one, two = [
        (await registration.post(opinions, {"words": words}, RESIDENT)).json()["opinion"]
        for words in ("太吵", "夜里太吵")
    ]
    await registration.record(f"{opinions}/{two}/merge", {"into": one}, HANDLER)
    decision = {"decision": "adopted", "reason": "列入计划"}
    await registration.record(f"{opinions}/{one}/decision", decision, HANDLER)
    await registration.record(f"{opinions}/{one}/feedback", {"means": "telephone"}, HANDLER)

    course = await holding.course(registration.running.pool, KEY)
    assert course is not None
    assert course.open_opinions == 0


async def test_what_an_activity_without_a_date_keeps_of_a_guest_has_an_end_too(
    registration: Api,
) -> None:
    registration.clock.set("2023-09-14T10:00:00+08:00")
    await registration.record(
        OPEN_11 + "/walk-ins", {"name": "王五", "category": "other_public"}, HANDLER
    )
    await registration.running.pool.execute("delete from known_session")
    course = await holding.course(registration.running.pool, KEY)

    assert course is not None
    assert (course.year, course.ends_on) == (2023, None)


async def test_master_keys_are_rotated_at_once_and_the_old_one_is_retired(
    registration: Api, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With the command, as an operator does it while the service runs."""
    codes = await people(registration, 2)
    (tmp_path / "signing.jwk").write_text(json.dumps(registration.key))
    monkeypatch.setenv("MINSHENG_HOME", str(tmp_path))
    monkeypatch.setenv("MINSHENG_URL", str(registration.client.base_url).rstrip("/"))
    settings = registration.running.settings
    assert isinstance(settings, Settings)
    file = ["--file", str(settings.vault_keys_file)]

    async def minsheng(*words: str) -> tuple[int, str]:
        done = await asyncio.to_thread(CliRunner().invoke, app, ["registration", *words])
        return done.exit_code, done.output

    early = await minsheng("keys", "retire", "1", *file)
    rotated = await minsheng("keys", "rotate", *file)
    retired = await minsheng("keys", "retire", "1", *file)
    status = await minsheng("keys", "status")
    found = await registration.get(f"/api/registration/codes/{codes[0]}")
    listed = await minsheng("retention")
    nothing = await minsheng("purge")

    assert early[0] == 1
    assert "still wraps 3" in early[1]
    assert rotated == (
        0, "master key 2 is in force\nmaster key 1 wraps 0\nmaster key 2 wraps 3\n",
    )  # fmt: skip
    assert (retired[0], status) == (0, (0, "master key 2 wraps 3\n"))
    assert found.status_code == 200
    assert "daxing-2023 open-11 all: 3 person(s) until 2025-01-01 (latest)" in listed[1]
    assert nothing == (0, "nothing is due\n")
