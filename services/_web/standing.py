"""How a service stands, for those who operate it: what is behind, what waits, what room is left."""

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import asyncpg

from contracts.subjects import stream_name
from services._kit.streams import last_sequence
from services._web.running import Running
from services._web.status import describe, within

AT_ONCE = 20
_LOW_BYTES = 2 * 2**30
_LOW_PART = 0.1
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

    holds: str
    free: int
    size: int

    @property
    def low(self) -> bool:
        """Whether somebody should make room."""
        return self.free < max(_LOW_BYTES, self.size * _LOW_PART)


async def standing(service: Running) -> dict[str, Any]:
    """Everything that the operator's page shows."""
    status = await describe(service)
    js = service.bus.client.jetstream()
    own = await within(js.stream_info(stream_name(service.name, status["epoch"])))
    for reader in status["readers"]:
        reader["source"] = reader["stream"].split("_")[1].lower()
        reader["behind"] = await _unread(service, reader["stream"], reader["checkpoint"])
    for reaction in status["reactions"]:
        stream = reaction["stream"]
        reaction["end"] = await within(last_sequence(js, stream)) if stream else None
    kept: Sequence[asyncpg.Record] = await service.pool.fetch(_KEPT, AT_ONCE)
    return {
        "now": status,
        "at": service.clock.now(),
        "connected": service.bus.connected,
        "behind": await _unpublished(service, status),
        "due_since": await service.timers.next_due() if status["due_timers"] else None,
        "kept": kept,
        "database_bytes": await service.pool.fetchval(
            "select pg_database_size(current_database())"
        ),
        "stream_bytes": own.state.bytes if own else None,
        "disks": await asyncio.to_thread(disks, service.settings.files),
    }


async def _unpublished(service: Running, status: dict[str, Any]) -> Behind:
    if status["stream_end"] is None:
        return Behind(None)
    recorded = await service.pool.fetchval(
        "select recorded_at from event where pos = $1", status["stream_end"] + 1
    )
    return Behind(max(0, status["log_end"] - status["stream_end"]), recorded)


async def _unread(service: Running, stream: str, read: int) -> Behind:
    """What a stream holds beyond what was read of it."""
    js = service.bus.client.jetstream()
    end = await within(last_sequence(js, stream))
    if end is None:
        return Behind(None)
    if end <= read:
        return Behind(0)
    message = await within(js.get_msg(stream, read + 1))
    return Behind(end - read, _recorded(message.headers if message else None))


def _recorded(headers: dict[str, str] | None) -> datetime | None:
    try:
        return datetime.fromisoformat((headers or {})["ce-recordedat"])
    except (KeyError, ValueError):
        return None  # not ours, whatever it is


def disks(files: Path | None) -> list[Disk]:
    """One of each disk that holds the process's folder or its files."""
    held: dict[int, list[tuple[str, Path]]] = {}
    for name, folder in (("运行目录", Path.cwd()), ("文件", files)):
        if folder is not None and folder.exists():
            held.setdefault(folder.stat().st_dev, []).append((name, folder))
    found = []
    for each in held.values():
        usage = shutil.disk_usage(each[0][1])
        found.append(Disk("、".join(name for name, _ in each), usage.free, usage.total))
    return found
