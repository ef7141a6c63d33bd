"""``/metrics`` for Prometheus: what was counted, and how the service stands when it is asked.

The gateway does not pass it on. What cannot be reached keeps the value that was seen last.
"""

import asyncio
from collections.abc import Iterable
from importlib import metadata
from typing import Any

from fastapi import FastAPI
from prometheus_client import Gauge
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from contracts.subjects import stream_name
from services._web.advice import READER, RELAY
from services._web.running import Running
from services._web.standing import DATABASE_BYTES, disks, states_of
from services._web.status import UNSEEN, read_to, within

_KEPT = f"""
select ({DATABASE_BYTES}) as size, ({UNSEEN}) as unseen,
  (select coalesce(extract(epoch from max(made_at)), 0) from backup_made) as backup
"""  # noqa: S608 - our own words


def add_metrics(app: FastAPI, service: Running) -> None:
    """``/metrics`` of a running service."""
    release = metadata.version("minsheng")
    service.measures.info.labels(service.name, release, service.origin.simulated).set(1)

    async def metrics() -> Response:
        await look(service)
        return Response(generate_latest(service.measures.registry), media_type=CONTENT_TYPE_LATEST)

    app.add_api_route("/metrics", metrics, response_model=None)


async def look(service: Running) -> None:
    """Measure what is only known by asking."""
    measures = service.measures
    measures.connected.set(service.bus.connected)
    _one_of(measures.relay_state, RELAY, service.relay.state)
    for follower in service.followers:
        for source, state in follower.states.items():
            _one_of(measures.reader_state, READER, state, source)
    for disk in await asyncio.to_thread(disks, service.settings.files):
        name = "_".join(disk.holds)
        measures.disk_free.labels(name).set(disk.free)
        measures.disk_size.labels(name).set(disk.size)
    await within(_kept(service))
    if service.bus.connected:  # or each question would wait for its answer in vain
        await _behind(service)


def _one_of(gauge: Gauge, states: Iterable[str], state: str, *labels: str) -> None:
    for each in states:
        gauge.labels(*labels, each).set(each == state)


async def _kept(service: Running) -> None:
    measures, now = service.measures, service.clock.now()
    for row in await service.pool.fetch(_KEPT):
        measures.database_bytes.set(row["size"])
        measures.quarantined.set(row["unseen"])
        measures.backup.set(row["backup"])
    due = await service.timers.next_due()
    measures.timers_late.set(max(0.0, (now - due).total_seconds()) if due else 0)


async def _behind(service: Running) -> None:
    measures, own = service.measures, stream_name(service.name, service.origin.epoch)
    log_end, readers = await within(_recorded(service)) or (0, [])
    streams = await states_of(service, {own, *(it["stream"] for it in readers)})
    if (published := streams[own]) and log_end:
        measures.relay_lag.set(max(0, log_end - published.last_seq))
        measures.stream_bytes.set(published.bytes)
    for reader in readers:
        if state := streams[reader["stream"]]:
            source, behind = reader["stream"].split("_")[1], state.last_seq - reader["checkpoint"]
            measures.projection_lag.labels(source.lower()).set(max(0, behind))


async def _recorded(service: Running) -> tuple[int, list[dict[str, Any]]]:
    """The end of the log, and how far the readers are."""
    return await service.pool.fetchval("select pos from counter"), await read_to(service)
