"""When everything that was recorded has arrived everywhere, and how long that took."""

import asyncio
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import httpx

from contracts.subjects import stream_name
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
    late = members = [name for name in cluster.members if name not in without]
    async with httpx.AsyncClient(timeout=2.0) as client:
        while late:  # only they are asked: to answer is work that keeps others from starting
            asked = await _statuses(cluster, client, late)
            if late == members and None not in asked.values():
                ends = ends or _ends(each for each in asked.values() if each)
            missing = {name: _missing(name, status, ends) for name, status in asked.items()}
            late = [name for name in late if missing[name]]
            if not late and ends is None:
                late = members  # by now all have answered
            await _patiently(began, patience, [it for each in missing.values() for it in each])
    return time.monotonic() - began


async def settled(cluster: Cluster, patience: float = 120.0, without: Collection[str] = ()) -> None:
    """Wait until two polls are identical: every end equal, nothing due. Nobody may write."""
    began, before = time.monotonic(), None
    members = [name for name in cluster.members if name not in without]
    async with httpx.AsyncClient(timeout=2.0) as client:
        while True:
            asked = await _statuses(cluster, client, members)
            now = {name: _picture(status) for name, status in asked.items() if status}
            unsettled = [name for name in asked if name not in now]
            ends = _ends(now.values())
            for status in now.values():
                unsettled += _lags(status, ends)
                unsettled += _unfinished(status)
            if not unsettled and now == before:
                return
            before = now
            await _patiently(began, patience, unsettled)


async def _patiently(began: float, patience: float, missing: Sequence[str]) -> None:
    if time.monotonic() - began > patience:
        raise NotConverged(f"not within {patience:.0f} s: {', '.join(missing) or 'unsteady'}")
    await asyncio.sleep(POLL)


async def _statuses(
    cluster: Cluster, client: httpx.AsyncClient, members: Sequence[str]
) -> dict[str, Json | None]:
    """What every process says of itself; None for those that do not answer."""

    async def ask(member: str) -> Json | None:
        try:
            answer = await client.get(f"{cluster.url(member)}/status")
        except httpx.HTTPError:
            return None
        if not answer.is_success:
            return None
        status: Json = answer.json()
        cluster.readings.append((member, status))
        return status

    return dict(zip(members, await asyncio.gather(*map(ask, members)), strict=True))


def _missing(name: str, status: Json | None, ends: Mapping[str, int] | None) -> list[str]:
    if status is None:
        return [name]
    return [] if ends is None else _lags(status, ends)


def _ends(told: Iterable[Json]) -> dict[str, int]:
    """Where each stream must end: at the end of its service's log."""
    return {stream_name(each["service"], each["epoch"]): each["log_end"] for each in told}


def _lags(status: Json, ends: Mapping[str, int]) -> list[str]:
    """What a service has not published, read or reacted to yet."""
    places = [
        ("stream", stream_name(status["service"], status["epoch"]), status["stream_end"]),
        *(("projector", each["stream"], each["checkpoint"]) for each in status["readers"]),
        *((each["name"], each["stream"], each["floor"]) for each in status["reactions"]),
    ]
    return [
        f"{status['service']} {what} of {stream} at {position}, not {ends.get(stream, 0)}"
        for what, stream, position in places
        if stream is None or position is None or position < ends.get(stream, 0)
    ]


def _unfinished(status: Json) -> list[str]:
    """What must be equal or empty once nobody writes any more."""
    wrong = {
        "beyond its log": status["stream_end"] != status["log_end"],
        "timers are due": status["due_timers"],
        "messages are quarantined": status["quarantined"],
    }
    return [f"{status['service']}: {what}" for what, true in wrong.items() if true]


def _picture(status: Json) -> Json:
    """What must not move any more; which of two processes does the work may."""
    readers = [{**each, "state": None} for each in status["readers"]]
    return {**status, "clock": None, "state": None, "readers": readers}
