"""One request is followed from the announcer over the bus into registration, and counted there."""

import re
from collections.abc import Awaitable, Callable

import nats

from services.registration.app import SERVICE
from tests.announcer.bodies import OPEN_11, SCHEDULE
from tests.serving import HANDLER, OFFICE, Api, Serve, eventually

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
GIVEN = f"00-{TRACE}-00f067aa0ba902b7-01"
PEOPLE = "/api/registration/programmes/daxing-2023/activities/open-11"


async def measured(api: Api) -> dict[str, float]:
    """Every sample of the service's ``/metrics`` by its name and labels."""
    response = await api.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    lines = [line for line in response.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def reaches(api: Api, sample: str, value: float) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return (await measured(api)).get(sample) == value

    return look


async def in_stream(api: Api, stream: str) -> list[dict[str, str]]:
    """The headers of every message."""
    client = await nats.connect(api.running.settings.nats_url)
    try:
        js = client.jetstream()
        end = (await js.stream_info(stream)).state.messages
        found = [await js.get_msg(stream, sequence) for sequence in range(1, end + 1)]
        return [dict(message.headers or {}) for message in found]
    finally:
        await client.close()


async def reacted(registration: Api) -> list[str]:
    """The traceparents of facts that a cancellation caused."""
    stored = await registration.running.store.read(0, 1000)
    return [
        it.envelope.traceparent or ""
        for it in stored
        if it.meta["actor"] == "reaction:close-sign-up"
    ]


async def test_a_request_keeps_its_trace_through_both_services(planned: Api, serve: Serve) -> None:
    await planned.record(OPEN_11 + "/schedule", SCHEDULE)
    registration = await serve(SERVICE)

    async def opened() -> bool:
        response = await registration.post(PEOPLE + "/sign-up/open", {}, HANDLER)
        return response.status_code == 200

    await eventually(opened)

    response = await planned.client.post(
        OPEN_11 + "/cancel",
        json={"reason": "停电"},
        headers=planned.headers(OFFICE) | {"traceparent": GIVEN},
    )
    assert response.status_code == 200, response.text

    async def followed() -> bool:
        return len(await reacted(registration)) > 0

    await eventually(followed)
    (last,) = await planned.running.store.read(planned.running.writer.log_end - 1, 1)
    stored = last.envelope
    caused = (await reacted(registration))[0]
    spans = {GIVEN.split("-")[2], (stored.traceparent or "").split("-")[2], caused.split("-")[2]}
    assert caused.split("-")[1] == (stored.traceparent or "").split("-")[1] == TRACE
    assert len(spans) == 3

    async def published() -> bool:
        sent = await in_stream(registration, "EV_REGISTRATION_1")
        return any(it.get("traceparent") == caused for it in sent)

    await eventually(published)
    assert (await in_stream(planned, "EV_ANNOUNCER_1"))[-1]["traceparent"] == stored.traceparent


async def test_a_request_without_a_trace_begins_one_and_a_bad_one_is_not_believed(
    announcer: Api,
) -> None:
    for number, given in enumerate(("nonsense", f"00-{'0' * 32}-00f067aa0ba902b7-01", "")):
        body = {"programme": f"p-{number}"}
        headers = announcer.headers(OFFICE) | {"traceparent": given}
        response = await announcer.client.post(
            "/api/announcer/programmes", json=body, headers=headers
        )
        assert response.status_code == 422  # the trace did no harm


async def test_both_processes_count_what_they_do(planned: Api, serve: Serve) -> None:
    registration = await serve(SERVICE)
    await planned.record(OPEN_11 + "/schedule", SCHEDULE)
    before = await measured(planned)
    ends = planned.running.writer.log_end

    await planned.record(OPEN_11 + "/cancel", {"reason": "停电"}, key="k")
    await planned.record(OPEN_11 + "/cancel", {"reason": "停电"}, key="k")
    refused = await planned.post(OPEN_11.replace("open-11", "open-12") + "/held", {})
    assert refused.status_code == 422

    template = "/api/announcer/programmes/{programme}/activities/{activity}/cancel"
    route = f'method="POST",route="{template}",status="2xx"'
    after = await measured(planned)
    assert after[f"minsheng_request_seconds_count{{{route}}}"] == 2
    for outcome in ("recorded", "repeated"):
        sample = f'minsheng_commands_total{{outcome="{outcome}"}}'
        assert after[sample] == before.get(sample, 0) + 1
    assert after["minsheng_commit_commands_sum"] == before["minsheng_commit_commands_sum"] + 2
    await eventually(reaches(planned, "minsheng_published_events_total", ends + 1))
    await eventually(reaches(planned, "minsheng_relay_lag_events", 0))
    await eventually(reaches(planned, 'minsheng_relay_state{state="running"}', 1))
    cancelled = 'minsheng_recorded_events_total{type="EventCancelled.v1"}'
    assert (before[cancelled], after[cancelled]) == (0, 1)
    for task in ("relay", "timers", "projector announcer"):
        assert after[f'minsheng_leads{{task="{task}"}}'] == 1

    source = 'source="announcer"'
    await eventually(reaches(registration, f"minsheng_projection_lag_events{{{source}}}", 0))
    done = 'minsheng_reactions_total{outcome="done",reaction="close-sign-up"}'
    await eventually(reaches(registration, done, 1))
    there = await measured(registration)
    assert there[f'minsheng_read_events_total{{{source},type="EventCancelled.v1"}}'] == 1
    assert there[f'minsheng_reader_state{{{source},state="running"}}'] == 1
    assert there["minsheng_nats_connected"] == 1
    assert (
        0
        < there['minsheng_disk_free_bytes{disk="work"}']
        < there['minsheng_disk_size_bytes{disk="work"}']
    )
    assert there[f'minsheng_projection_seconds_count{{projector="registration",{source}}}'] > 0
    assert there['minsheng_reaction_delay_seconds_count{reaction="close-sign-up"}'] == 1
    assert there["minsheng_quarantined_messages"] == 0

    async def the_loop_was_measured() -> bool:
        return (await measured(registration))["minsheng_loop_delay_seconds_count"] > 0

    await eventually(the_loop_was_measured)
    assert "minsheng_published_events_total" in there
    assert there["process_resident_memory_bytes"] > 0


async def test_no_label_holds_what_was_asked_for(planned: Api) -> None:
    for path in ("/public/activities/daxing-2023/open-11", "/public/13800138000", "/13800138000"):
        await planned.get(path)
    await planned.client.request("13800138000", "/public/")

    shown = (await planned.get("/metrics")).text

    assert "13800138000" not in shown
    assert "open-11" not in shown
    assert re.search(r'route="/public/activities/\{programme\}/\{activity\}"', shown)
    assert re.search(r'method="other"', shown)
