"""How a service stands, for those who operate it: what is behind, what waits, what room is left."""

import asyncio
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg
from nats.js.api import StreamState

from contracts.subjects import stream_name
from services._web.running import Running
from services._web.status import describe, within

AT_ONCE = 20
_LOW_BYTES = 2 * 2**30
_LOW_PART = 0.1
DATABASE_BYTES = "select pg_database_size(current_database())"
_KEPT = """
select quarantine.*, seen_at, seen_by,
       count(*) over () as kept, count(*) filter (where seen_at is null) over () as unseen
from quarantine left join seen_message using (reader, source, epoch, pos)
order by seen_at nulls first, quarantined_at, source, pos limit $1
"""


@dataclass(frozen=True, slots=True)
class Behind:
    """How many facts are still to come, and when the first of them was recorded.

    ``None``: it cannot be told now.
    """

    facts: int | None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Disk:
    """A disk on which something of ours lies."""

    holds: tuple[str, ...]  # of ``work``, where the process runs, and ``files``
    free: int
    size: int

    @property
    def low(self) -> bool:
        """Whether somebody should make room."""
        return self.free < max(_LOW_BYTES, self.size * _LOW_PART)


async def standing(service: Running) -> dict[str, Any]:
    """Everything that the operator's page shows."""
    status = await describe(service)
    readers, reactions = status["readers"], status["reactions"]
    own = stream_name(service.name, status["epoch"])
    streams = await states_of(service, {own, *(it["stream"] for it in (*readers, *reactions))})
    for reader in readers:
        stream, read = reader["stream"], reader["checkpoint"]
        reader["source"] = stream.split("_")[1].lower()
        reader["behind"] = await _unread(service, stream, read, streams[stream])
    for reaction in reactions:
        reaction["end"] = it.last_seq if (it := streams[reaction["stream"]]) else None
    kept: Sequence[asyncpg.Record] = await service.pool.fetch(_KEPT, AT_ONCE)
    return {
        "now": status,
        "at": service.clock.now(),
        "connected": service.bus.connected,
        "behind": await _unpublished(service, status),
        "due_since": await service.timers.next_due() if status["due_timers"] else None,
        "kept": kept,
        "database_bytes": await service.pool.fetchval(DATABASE_BYTES),
        "stream_bytes": it.bytes if (it := streams[own]) else None,
        "disks": await asyncio.to_thread(disks, service.settings.files),
    }


async def states_of(
    service: Running, names: Collection[str | None]
) -> dict[str | None, StreamState | None]:
    """Size and end of each, asked at once: while NATS is away each takes all its patience."""
    asked = [within(_state(service, name)) for name in names if name]
    return {None: None} | dict(zip(filter(None, names), await asyncio.gather(*asked), strict=True))


async def _state(service: Running, stream: str) -> StreamState:
    return (await service.bus.jetstream.stream_info(stream)).state


async def _unpublished(service: Running, status: dict[str, Any]) -> Behind:
    if status["stream_end"] is None:
        return Behind(None)
    recorded = await service.pool.fetchval(
        "select recorded_at from event where pos = $1", status["stream_end"] + 1
    )
    return Behind(max(0, status["log_end"] - status["stream_end"]), recorded)


async def _unread(service: Running, stream: str, read: int, known: StreamState | None) -> Behind:
    """What a stream holds beyond what was read of it."""
    if known is None:
        return Behind(None)
    if known.last_seq <= read:
        return Behind(0)
    return Behind(known.last_seq - read, await within(_recorded(service, stream, read + 1)))


async def _recorded(service: Running, stream: str, position: int) -> datetime:
    message = await service.bus.jetstream.get_msg(stream, position)
    return datetime.fromisoformat((message.headers or {})["ce-recordedat"])


def disks(files: Path | None) -> list[Disk]:
    """One of each disk that holds the process's folder or its files."""
    held: dict[int, list[tuple[str, Path]]] = {}
    for name, folder in (("work", Path.cwd()), ("files", files)):
        if folder is not None and folder.exists():
            held.setdefault(folder.stat().st_dev, []).append((name, folder))
    found = []
    for each in held.values():
        usage = shutil.disk_usage(each[0][1])
        found.append(Disk(tuple(name for name, _ in each), usage.free, usage.total))
    return found
