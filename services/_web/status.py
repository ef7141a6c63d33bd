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


def add_health(app: FastAPI, service: Running) -> None:
    """``/health/live``, ``/health/ready`` and ``/status``; the gateway passes none of them on."""

    async def live() -> dict[str, bool]:
        return {"live": True}

    async def ready() -> JSONResponse:
        parts = {
            "postgres": await _answers(service.pool.fetchval("select 1")),
            "nats": service.bus.connected,
            "relay": service.relay.state != "stopped",
        }
        return JSONResponse(parts, 200 if all(parts.values()) else 503)

    async def status() -> dict[str, Any]:
        return await describe(service)

    app.add_api_route("/health/live", live)
    app.add_api_route("/health/ready", ready, response_model=None)
    app.add_api_route("/status", status)


async def describe(service: Running) -> dict[str, Any]:
    """Ends and checkpoints, each as it is now; ``None`` for what cannot be reached."""
    pool = service.pool
    next_timer_at = await service.timers.next_due()
    checkpoints = {
        (row["projector"], row["source"]): (row["epoch"], row["pos"])
        for row in await pool.fetch("select * from checkpoint")
    }
    readers = []
    for follower in service.followers:
        for source, state in follower.states.items():
            epoch, position = checkpoints.get((follower.name, source), (1, 0))
            stream = stream_name(source, epoch)
            readers.append({"stream": stream, "checkpoint": position, "state": state})
    reactions = [
        {"name": one.name, "stream": one.stream, "floor": await within(one.floor())}
        for one in service.reactors
    ]
    return {
        "service": service.name,
        "epoch": service.origin.epoch,
        "log_end": await pool.fetchval("select pos from counter"),
        "stream_end": await within(_stream_end(service)),
        "readers": readers,
        "reactions": reactions,
        "next_timer_at": timestamp(next_timer_at) if next_timer_at else None,
        "due_timers": await service.timers.due(),
        "quarantined": await pool.fetchval("select count(*) from quarantine"),
        "clock": timestamp(service.clock.now()),
        "simulated": service.origin.simulated,
        "state": service.relay.state,
    }


async def _stream_end(service: Running) -> int | None:
    stream = stream_name(service.name, service.origin.epoch)
    return await last_sequence(service.bus.client.jetstream(), stream)


async def within(asked: Any) -> Any:
    """The answer, or nothing when it does not come in time."""
    try:
        return await asyncio.wait_for(asked, PATIENCE)
    except Exception:  # noqa: BLE001 - a status tells what it knows
        return None


async def _answers(asked: Any) -> bool:
    return await within(asked) is not None
