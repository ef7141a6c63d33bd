"""When everything that was set off has come to rest, and the clock may move on.

Settled: two consecutive polls of every service are identical, and in them every log is published
to its end, every reader and reaction has reached the ends, and no timer is due.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contracts.subjects import stream_name
from deploy.local.season.api import Api

Statuses = Mapping[str, Mapping[str, Any]]

_POLL_SECONDS = 0.02  # real time
_BROKEN = {"stopped", "damaged"}


class ServiceBrokenError(RuntimeError):
    """A service says that it needs a person."""


async def settled(api: Api) -> Statuses:
    """Wait until the services are settled; raises ``ServiceBrokenError``."""
    previous: object = None
    while True:
        statuses = await api.statuses()
        refuse_broken(statuses)
        picture = at_rest(statuses)
        if picture is not None and picture == previous:
            return statuses
        previous = picture
        await asyncio.sleep(_POLL_SECONDS)


def at_rest(statuses: Statuses) -> object | None:
    """A picture to compare with the next one; ``None`` while anything is under way."""
    ends = {
        stream_name(name, status["epoch"]): status["stream_end"]
        for name, status in statuses.items()
    }
    for status in statuses.values():
        if status["log_end"] != status["stream_end"] or status["due_timers"]:
            return None
        # A reader or reaction that has just started knows no stream yet: nothing is at rest.
        if any(reader["checkpoint"] != ends.get(reader["stream"]) for reader in status["readers"]):
            return None
        if any(each["floor"] != ends.get(each["stream"]) for each in status["reactions"]):
            return None
    return {name: (s["log_end"], s["next_timer_at"], s["clock"]) for name, s in statuses.items()}


def next_timer(statuses: Statuses) -> datetime | None:
    """The earliest moment at which a service will act of its own accord."""
    moments = [status["next_timer_at"] for status in statuses.values()]
    return min((datetime.fromisoformat(each) for each in moments if each), default=None)


def facts(statuses: Statuses) -> int:
    """How many facts all services have recorded."""
    return sum(status["log_end"] for status in statuses.values())


def refuse_broken(statuses: Statuses) -> None:
    """A season cannot go on beside a stopped relay or a quarantined fact."""
    for name, status in statuses.items():
        states = {status["state"], *(reader["state"] for reader in status["readers"])}
        if found := states & _BROKEN:
            raise ServiceBrokenError(f"{name} is {', '.join(sorted(found))}; see its log")
        if status["quarantined"]:
            raise ServiceBrokenError(f"{name} has {status['quarantined']} facts in quarantine")
