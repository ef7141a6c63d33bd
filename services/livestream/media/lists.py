"""Playlists as they stand, made from rows once for all who ask at the same time."""

import time

import asyncpg

from services.livestream.media import kept
from services.livestream.media.playlist import WINDOW, playlist
from services.livestream.media.rows import Ingest
from services.livestream.media.segments import Segment

_FRESH = 0.5  # seconds for which one look at the rows serves everybody


class Lists:
    """Playlists as they were a moment ago: thousands of players ask for the same one."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, str]] = {}

    async def of(self, pool: asyncpg.Pool, row: Ingest, *, test: bool) -> str:
        """The playlist of an address."""
        address = row.preview if test else row.address
        now = time.monotonic()
        if (known := self._known.get(address)) is not None and now - known[0] < _FRESH:
            return known[1]
        segments = await _listed(pool, row, test=test)
        ended = row.finished_at is not None
        made = playlist(segments, ended=ended)
        self._known = {name: it for name, it in self._known.items() if now - it[0] < _FRESH}
        self._known[address] = now, made
        return made


async def _listed(pool: asyncpg.Pool, row: Ingest, *, test: bool) -> list[Segment]:
    if test:
        return await kept.seen(pool, row.key, WINDOW)
    latest = None if row.released_at is not None else WINDOW
    return await kept.aired(pool, row.key, latest=latest)
