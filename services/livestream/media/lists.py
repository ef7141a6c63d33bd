"""What thousands ask for at the same time, read once for all of them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Sequence
from datetime import datetime
from typing import Generic, TypeVar

import asyncpg

from services.livestream.media import kept, rows
from services.livestream.media.playlist import WINDOW, playlist
from services.livestream.media.rows import Ingest
from services.livestream.media.segments import Segment

_FRESH = 0.5  # seconds for which one look at the rows serves everybody
_PARTS_FRESH = 5.0


Value = TypeVar("Value")


class Once(Generic[Value]):
    """What was read a moment ago; who asks while it is being read waits for the same reading."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._known: dict[Hashable, tuple[float, asyncio.Future[Value]]] = {}

    async def of(self, key: Hashable, read: Callable[[], Awaitable[Value]]) -> Value:
        """What ``read`` answers, or answered to somebody else; a failure is not kept."""
        self._known = {name: it for name, it in self._known.items() if self._holds(*it)}
        if key not in self._known:
            self._known[key] = time.monotonic(), asyncio.ensure_future(read())
        return await asyncio.shield(self._known[key][1])

    def _holds(self, since: float, reading: asyncio.Future[Value]) -> bool:
        if not reading.done():
            return True
        failed = reading.cancelled() or reading.exception() is not None
        return not failed and time.monotonic() - since < self._seconds


class Lists:
    """Whose address it is and what to play there, as it was a moment ago."""

    def __init__(self) -> None:
        self._ingests: Once[Ingest | None] = Once(_FRESH)
        self._playlists: Once[str] = Once(_FRESH)
        self._parts: Once[Sequence[tuple[str, datetime, datetime]]] = Once(_PARTS_FRESH)

    async def at(self, pool: asyncpg.Pool, address: str) -> Ingest | None:
        """The ingest whose pictures are at an address; after the end as it is just now."""
        row = await self._ingests.of(address, lambda: rows.at_address(pool, address))
        if row is not None and row.finished_at is None:
            return row
        return await rows.at_address(pool, address)

    async def of(self, pool: asyncpg.Pool, row: Ingest, *, test: bool) -> str:
        """The playlist of an address."""

        async def make() -> str:
            segments = await _listed(pool, row, test=test)
            return playlist(segments, ended=row.finished_at is not None)

        return await self._playlists.of(row.preview if test else row.address, make)

    async def parts(
        self, pool: asyncpg.Pool, programme: str, activity: str
    ) -> Sequence[tuple[str, datetime, datetime]]:
        """As ``kept.parts``."""
        return await self._parts.of(
            (programme, activity), lambda: kept.parts(pool, programme, activity)
        )


async def _listed(pool: asyncpg.Pool, row: Ingest, *, test: bool) -> list[Segment]:
    if test:
        return await kept.seen(pool, row.key, WINDOW)
    latest = None if row.released_at is not None else WINDOW
    return await kept.aired(pool, row.key, latest=latest)
