"""Livestream's API on real servers, fed by the announcer's stream."""

from typing import Any

from tests.livestream.conftest import OPEN_11, PLANNED
from tests.serving import HANDLER, RESIDENT, STRANGER, Api, eventually

SCHEDULE = {"session": "s1", "starts_at": "2023-09-14T09:00:00+08:00", "account": "旧宫发布"}
BAD: list[tuple[str, dict[str, Any], str, str]] = [
    ("/schedule", SCHEDULE | {"starts_at": "2023-09-14T09:00:00"}, "starts_at", "zone"),
    ("/schedule", SCHEDULE | {"starts_at": "2023-09-31T09:00:00Z"}, "starts_at", "datetime"),
    ("/schedule", SCHEDULE | {"session": "s9"}, "session", "a session that is scheduled"),
    ("/schedule", SCHEDULE | {"account": "a\u0000"}, "account", "NUL"),
    ("/schedule", SCHEDULE | {"account": "\ud800"}, "account", "string"),
    ("/schedule", SCHEDULE | {"key": "x"}, "key", "no such field"),
    ("/start", {}, "session", "this field"),
    ("/interrupt", {"session": "s9"}, "session", "a session that is scheduled"),
]


PREPARED = 2  # facts: a stream for each session


async def names(api: Api) -> list[str]:
    return [name for name, _ in (await api.log())[PREPARED:]]


async def test_a_stream_is_scheduled_starts_and_ends(livestream: Api) -> None:
    await livestream.record(OPEN_11 + "/stream/schedule", SCHEDULE, HANDLER)
    again = await livestream.record(OPEN_11 + "/stream/schedule", SCHEDULE, HANDLER)
    livestream.clock.set("2023-09-14T09:00:30+08:00")
    for command in ("start", "interrupt", "resume", "end"):
        await livestream.record(f"{OPEN_11}/stream/{command}", {"session": "s1"}, HANDLER)

    assert again == []
    assert await names(livestream) == [
        "StreamScheduled",
        "StreamStarted",
        "StreamInterrupted",
        "StreamResumed",
        "StreamEnded",
    ]
    stream, other = (await livestream.get(OPEN_11)).json()["streams"]
    assert (other["session"], other["phase"]) == ("s2", "prepared")
    assert (stream["phase"], stream["started_at"]) == ("ended", "2023-09-14T01:00:30Z")


async def test_bad_input_names_the_field_and_changes_nothing(livestream: Api) -> None:
    for path, body, field, expected in BAD:
        response = await livestream.post(OPEN_11 + "/stream" + path, body)

        assert response.status_code == 422, (path, body, response.text)
        assert response.json()["field"] == field, response.text
        assert expected in response.json()["expected"], response.text
    assert livestream.running.writer.log_end == PREPARED


async def test_who_may_not_and_what_is_not_there(livestream: Api) -> None:
    path = OPEN_11 + "/stream/schedule"
    other_unit = await livestream.post(path, SCHEDULE, STRANGER)
    public = await livestream.post(path, SCHEDULE, RESIDENT)
    no_token = await livestream.client.post(path, json=SCHEDULE)
    unknown = await livestream.post(path.replace("open-11", "open-99"), SCHEDULE)
    large = await livestream.post(path, SCHEDULE | {"account": "长" * 30_000})
    unscheduled = await livestream.post(OPEN_11 + "/stream/start", {"session": "s1"})

    statuses = [it.status_code for it in (other_unit, public, no_token, unknown, large)]
    assert statuses == [403, 403, 401, 404, 413]
    assert (unscheduled.status_code, unscheduled.json()["error"]) == (409, "not_scheduled")
    assert livestream.running.writer.log_end == PREPARED


async def test_the_same_key_with_another_body_is_409(livestream: Api) -> None:
    await livestream.record(OPEN_11 + "/stream/schedule", SCHEDULE, key="k")

    other = SCHEDULE | {"account": "大兴发布"}
    response = await livestream.post(OPEN_11 + "/stream/schedule", other, key="k")

    assert (response.status_code, response.json()["error"]) == (409, "key_reused")


async def test_a_cancelled_activity_ends_and_cancels_its_streams(
    announcer: Api, livestream: Api
) -> None:
    await livestream.record(OPEN_11 + "/stream/schedule", SCHEDULE)
    await livestream.record(OPEN_11 + "/stream/schedule", SCHEDULE | {"session": "s2"})
    await livestream.record(OPEN_11 + "/stream/start", {"session": "s1"})

    [cancelled] = await announcer.record(PLANNED + "/cancel", {"reason": "停电"})

    async def stopped() -> bool:
        return len(await livestream.log()) == PREPARED + 5

    await eventually(stopped)
    (ended, _), (gone, data) = (await livestream.log())[PREPARED + 3 :]
    assert (ended, gone) == ("StreamEnded", "StreamCancelled")
    assert (data["session"], data["cause"]) == ("s2", cancelled["id"])

    async def refused() -> bool:
        response = await livestream.post(OPEN_11 + "/stream/schedule", SCHEDULE)
        return bool(response.json().get("error") == "cancelled")

    await eventually(refused)
