"""When everything that was recorded has arrived everywhere, and how long that took."""

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import httpx

from contracts.subjects import stream_name
from contracts.topology import SERVICES
from tests.faults.cluster import Cluster

POLL = 0.05
EPOCH = 1
Json = dict[str, Any]


class NotConverged(Exception):
    """The processes did not come to agree in time; the message says what they last said."""


async def arrived(
    cluster: Cluster, patience: float = 120.0, without: Collection[str] = ()
) -> float:
    """Wait until all that is recorded by the time every process answers has been read by all.

    Answers the seconds that took; processes named in `without` are left out. New commands may
    come meanwhile.
    """
    began, ends = time.monotonic(), None
    async with httpx.AsyncClient(timeout=2.0) as client:
        while True:
            statuses = await _statuses(cluster, client, without)
            if statuses is not None:
                ends = ends or {each["service"]: each["log_end"] for each in statuses}
                if all(_has_reached(each, ends) for each in statuses):
                    return time.monotonic() - began
            await _patiently(began, patience, statuses)


async def settled(cluster: Cluster, patience: float = 120.0, without: Collection[str] = ()) -> None:
    """Wait until two polls are identical: every end equal, nothing due. Nobody may write."""
    began, before = time.monotonic(), None
    async with httpx.AsyncClient(timeout=2.0) as client:
        while True:
            statuses = await _statuses(cluster, client, without)
            now = [_picture(each) for each in statuses] if statuses else None
            if now is not None and now == before and statuses and _all_equal(statuses):
                return
            before = now
            await _patiently(began, patience, statuses)


async def _patiently(began: float, patience: float, last: object) -> None:
    if time.monotonic() - began > patience:
        raise NotConverged(f"not within {patience:.0f} s; last seen: {last}")
    await asyncio.sleep(POLL)


async def _statuses(
    cluster: Cluster, client: httpx.AsyncClient, without: Collection[str]
) -> Sequence[Json] | None:
    """What every process says of itself; None while one of them does not answer."""
    members = [name for name in cluster.members if name not in without]
    try:
        asked = (client.get(f"{cluster.url(name)}/status") for name in members)
        answers = await asyncio.gather(*asked)
    except httpx.HTTPError:
        return None
    return [each.json() for each in answers] if all(a.is_success for a in answers) else None


def _has_reached(status: Json, ends: Mapping[str, int]) -> bool:
    named = {stream_name(service, EPOCH): ends.get(service, 0) for service in SERVICES}
    reading = [(each["stream"], each["checkpoint"]) for each in status["readers"]]
    reacting = [(each["stream"], each["floor"]) for each in status["reactions"]]
    publishing = [(stream_name(status["service"], EPOCH), status["stream_end"])]
    return all(
        stream is not None and position is not None and position >= named[stream]
        for stream, position in (*publishing, *reading, *reacting)
    )


def _all_equal(statuses: Sequence[Json]) -> bool:
    ends = {each["service"]: each["log_end"] for each in statuses}
    return all(
        _has_reached(each, ends)
        and each["stream_end"] == each["log_end"]
        and not each["due_timers"]
        and not each["quarantined"]
        for each in statuses
    )


def _picture(status: Json) -> Json:
    return {name: value for name, value in status.items() if name not in {"clock", "readers"}} | {
        "checkpoints": [(each["stream"], each["checkpoint"]) for each in status["readers"]]
    }
