"""A collector that takes OTLP is told each span of a request, from service to service."""

import asyncio
import base64
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from google.protobuf.json_format import ParseDict
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from services._telemetry.exporting import Exporter, ExportSettings
from services._telemetry.tracing import span
from services.compliance.app import service
from services.registration.pages.opinions import OF_ACTIVITY
from tests.receivers import Answer, Gateway
from tests.registration.pages_bench import OPINIONS, PLANNED, PROGRAMME, Site, site
from tests.serving import Serve, eventually

__all__ = ["site"]

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
GIVEN = f"00-{TRACE}-00f067aa0ba902b7-01"


def parsed(body: bytes) -> ExportTraceServiceRequest:
    """What a collector makes of it: unknown names are refused, ids are hexadecimal."""
    request = json.loads(body)
    for one in request["resourceSpans"][0]["scopeSpans"][0]["spans"]:
        for each in (one, *one.get("links", ())):
            for name in {"traceId", "spanId", "parentSpanId"} & each.keys():
                each[name] = base64.b64encode(bytes.fromhex(each[name])).decode()
    found = ExportTraceServiceRequest()
    ParseDict(request, found)
    return found


@dataclass
class Collector(Gateway):
    """Takes what is posted to ``/v1/traces``."""

    heard: dict[str, tuple[str, Span]] = field(default_factory=dict)
    """Every span by its id, each with the service that did the work."""
    headers: dict[str, str] = field(default_factory=dict)

    def _answer(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if path != "/v1/traces":
            return 404, {}, b""
        if self.answers:
            return self.answers.pop(0), {}, b""
        self.headers = headers
        for resource in parsed(body).resource_spans:
            (who,) = resource.resource.attributes
            for one in resource.scope_spans[0].spans:
                self.heard[one.span_id.hex()] = (who.value.string_value, one)
        return 200, {"Content-Type": "application/json"}, b"{}"

    def of(self, trace: str) -> list[tuple[str, str]]:
        """Who did what in a trace."""
        return [(who, it.name) for who, it in self.heard.values() if it.trace_id.hex() == trace]


@pytest.fixture
async def collector(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Collector]:
    """A collector that services are told of."""
    made = Collector()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{made.port}/")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Basic%20b3Bz, x-team = a")
    async with made.open():
        yield made


async def test_one_trace_leads_from_a_citizens_click_to_the_cell_of_the_wall(
    collector: Collector, site: Site, serve: Serve
) -> None:
    compliance = await serve(service())
    site.announcer.clock.set("2023-09-14T18:00:00+08:00")
    day = "2023-09-14"
    await site.announcer.record(PLANNED + "/held", {"started_on": day, "ended_on": day})
    cell = f"/api/compliance/programmes/{PROGRAMME}/activities/open-11/verdicts/LISTEN"

    def stands_at(status: str) -> Callable[[], Awaitable[bool]]:
        async def look() -> bool:
            found = (await compliance.get(cell)).json()
            return [it["status"] for it in found.get("history", ())][-1:] == [status]

        return look

    await eventually(stands_at("pending"))
    await site.code(OPINIONS, {"words": "希望公开施工时间。", "consent": "on"})
    await eventually(stands_at("met"))
    told_ones = [it.envelope for it in await compliance.running.store.read(0, 1000)]
    (told,) = [it for it in told_ones if it.data["code"] == "LISTEN" and it.data["status"] == "met"]
    trace = (told.traceparent or "")[3:35]

    click = f"POST {OF_ACTIVITY}"
    asked = {("minsheng-registration", it) for it in (click, "record", "publish")}
    wall = {("minsheng-compliance", it) for it in ("read registration", "record", "publish")}

    async def sent_by_both() -> bool:
        return asked | wall <= set(collector.of(trace))

    await eventually(sent_by_both)
    ours = {id_: it for id_, (_, it) in collector.heard.items() if it.trace_id.hex() == trace}

    def way(to: str) -> list[str]:
        return [*way(ours[to].parent_span_id.hex()), ours[to].name] if to in ours else []

    assert way((told.traceparent or "")[36:52]) == [click, "record", "record"]
    begun = [it.parent_span_id for it in ours.values() if it.parent_span_id.hex() not in ours]
    assert begun == [b""]  # a browser tells of no trace: the click began it
    assert all(0 < it.start_time_unix_nano <= it.end_time_unix_nano for it in ours.values())
    assert collector.headers["authorization"] == "Basic b3Bz"
    assert collector.headers["x-team"] == "a"
    said = b"".join(it.SerializeToString() for _, it in collector.heard.values())
    assert b"open-11" not in said  # nor any other id of a path


async def sent(exporter: Exporter) -> None:
    """Run it until it is told to stop at once: what waits is sent at the end."""
    task = asyncio.create_task(exporter.run())
    await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_what_failed_is_marked_and_a_batch_names_all_that_it_is_for(
    collector: Collector,
) -> None:
    exporter = Exporter("tested", ExportSettings())
    other = GIVEN.replace("4bf9", "5bf9")
    with contextlib.suppress(ValueError), span(GIVEN, name="fails"):
        raise ValueError
    with span(GIVEN, other, name=lambda: "batch"):
        pass
    await sent(exporter)
    failed, batch = (it for _, it in collector.heard.values())
    assert (failed.name, failed.status.code) == ("fails", Status.STATUS_CODE_ERROR)
    assert (batch.name, batch.status.code) == ("batch", Status.STATUS_CODE_UNSET)
    assert [it.trace_id.hex() for it in batch.links] == [TRACE, other[3:35]]
    assert batch.parent_span_id == b""


async def test_a_collector_that_refuses_or_is_away_holds_nobody_up(collector: Collector) -> None:
    exporter = Exporter("tested", ExportSettings())
    for number in range(9000):
        with span(name=f"work {number}"):
            pass
    collector.answers = [503]
    await sent(exporter)
    assert collector.heard == {}
    await sent(exporter)
    names = {it.name for _, it in collector.heard.values()}
    assert names == {f"work {number}" for number in range(9000 - 8192 + 512, 9000)}
