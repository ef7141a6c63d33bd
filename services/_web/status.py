"""Health for supervisors, and the one picture of a service that tells whether it has settled."""

import asyncio
from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from contracts.subjects import stream_name
from contracts.values import timestamp
from services._kit.streams import last_sequence
from services._web.running import Running

PATIENCE = 1.0  # real seconds that a part has to answer
UNSEEN = (
    "select count(*) from quarantine left join seen_message using (reader, source, epoch, pos)"
    " where seen_at is null"
)


def add_health(app: FastAPI, service: Running) -> None:
    """``/health/…`` and ``/status``; the gateway passes none of them on."""

    async def live() -> dict[str, bool]:
        return {"live": True}

    def records() -> bool:
        return not service.writer.closing.is_set()

    async def serving() -> JSONResponse:
        return JSONResponse({"serving": records()}, 200 if records() else 503)

    async def ready() -> JSONResponse:
        parts = {
            "postgres": await _answers(service.pool.fetchval("select 1")),
            "nats": service.bus.connected,
            "relay": service.relay.state != "stopped",
            "writer": records(),
        }
        return JSONResponse(parts, 200 if all(parts.values()) else 503)

    async def status() -> dict[str, Any]:
        return await describe(service)

    app.add_api_route("/health/live", live)
    app.add_api_route("/health/serving", serving, response_model=None)
    app.add_api_route("/health/ready", ready, response_model=None)
    app.add_api_route("/status", status)


async def describe(service: Running) -> dict[str, Any]:
    """Ends and checkpoints, each as it is now; ``None`` for what cannot be reached."""
    pool = service.pool
    next_timer_at = await service.timers.next_due()
    readers = await read_to(service)
    reactions = await _reactions(service)
    return {
        "service": service.name,
        "epoch": service.origin.epoch,
        "log_end": await pool.fetchval("select pos from counter"),
        "stream_end": await within(_end(service, stream_name(service.name, service.origin.epoch))),
        "readers": readers,
        "reactions": reactions,
        "next_timer_at": timestamp(next_timer_at) if next_timer_at else None,
        "due_timers": await service.timers.due(),
        "quarantined": await pool.fetchval(UNSEEN),
        "clock": timestamp(service.clock.now()),
        "simulated": service.origin.simulated,
        "state": service.relay.state,
    }


async def read_to(service: Running) -> list[dict[str, Any]]:
    """How far each of its readers has read which stream, and in which state it is."""
    checkpoints = {
        (row["projector"], row["source"]): (row["epoch"], row["pos"])
        for row in await service.pool.fetch("select * from checkpoint")
    }
    readers = []
    for follower in service.followers:
        for source, state in follower.states.items():
            epoch, position = checkpoints.get((follower.name, source), (1, 0))
            stream = stream_name(source, epoch)
            readers.append({"stream": stream, "checkpoint": position, "state": state})
    return readers


async def _reactions(service: Running) -> list[dict[str, Any]]:
    reactors = service.reactors
    streams = {one.stream for one in reactors}
    # The ends before the consumers: what comes in between is still to be acknowledged.
    found = await asyncio.gather(*(within(_end(service, each)) for each in streams))
    ends = {stream: end or 0 for stream, end in zip(streams, found, strict=True)}
    floors = await asyncio.gather(*(within(one.floor(ends.get(one.stream, 0))) for one in reactors))
    return [
        {"name": one.name, "stream": one.stream, "floor": floor}
        for one, floor in zip(reactors, floors, strict=True)
    ]


async def _end(service: Running, stream: str | None) -> int | None:
    return await last_sequence(service.bus.jetstream, stream) if stream else None


async def within(asked: Any) -> Any:
    """The answer, or nothing when it does not come in time."""
    try:
        return await asyncio.wait_for(asked, PATIENCE)
    except Exception:  # noqa: BLE001 - a status tells what it knows
        return None


async def _answers(asked: Any) -> bool:
    return await within(asked) is not None
