"""Where segments and recordings lie: under their checksums, in a folder or a bucket."""

import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from services._kit.postgres import UNAVAILABLE
from services._web.stores import delete, in_pieces
from services.livestream.media.segments import Segment

AWAY = (BaseError, *UNAVAILABLE)
"""What is raised while the store, the database or the disk is away."""
_AT_ONCE = 8 * 1024 * 1024
"""Of a long file so much is asked for: what a slow viewer takes minutes for, a bucket cuts off."""


class Damaged(Exception):
    """What lies in the store is not what was put there."""


def segment_path(address: str, sha256: str) -> str:
    """Where a segment of a session lies."""
    return f"{address}/{sha256}.ts"


def unread_path(address: str, origin: str) -> str:
    """Where bytes lie of which nobody could make a segment."""
    return f"{address}/unread/{origin}"


def recording_path(address: str) -> str:
    """Where the whole recording of a session lies as one file."""
    return f"{address}/recording.mp4"


def film_path(address: str) -> str:
    """Where the film lies that a session shows."""
    return f"{address}/film.mp4"


def parts_path(address: str, film: str) -> str:
    """Below what the parts of a film lie until it is whole."""
    return f"{address}/parts/{film}"


def part_path(address: str, film: str, at: int) -> str:
    """Where the part of a film lies that begins with byte ``at``."""
    return f"{parts_path(address, film)}/{at:015}"


class Recordings:
    """What is kept of the pictures of all sessions."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, path: str, data: bytes) -> None:
        """Keep something; the same again is the same."""
        await obstore.put_async(self._store, path, data)

    async def put_file(self, path: str, file: Path) -> None:
        """Keep a whole file, which may be large."""
        await obstore.put_async(self._store, path, file)

    async def read(self, path: str) -> bytes | None:
        """A whole segment; nothing if it is not there."""
        try:
            return bytes(await (await obstore.get_async(self._store, path)).bytes_async())
        except FileNotFoundError:
            return None

    async def open(self, path: str) -> tuple[int, AsyncIterator[bytes]] | None:
        """How large something is, and its bytes in pieces; nothing if it is not there."""
        try:
            found = await obstore.get_async(self._store, path)
        except FileNotFoundError:
            return None
        return found.meta["size"], in_pieces(found)

    async def size(self, path: str) -> int | None:
        """How large something is; nothing if it is not there."""
        try:
            return (await obstore.head_async(self._store, path))["size"]
        except FileNotFoundError:
            return None

    async def part(self, path: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from ``start`` to before ``end``, in pieces."""
        for begin in range(start, end, _AT_ONCE):
            part = begin, min(begin + _AT_ONCE, end)
            found = await obstore.get_async(self._store, path, options={"range": part})
            async for piece in in_pieces(found):
                yield piece

    async def whole(self, path: str) -> AsyncIterator[bytes]:
        """All bytes of what lies there, in pieces; none if nothing does."""
        async for piece in self.part(path, 0, await self.size(path) or 0):
            yield piece

    async def all_below(self, path: str) -> AsyncIterator[bytes]:
        """All bytes of all that lies below a path, by its name."""
        found = [it["path"] async for some in obstore.list(self._store, prefix=path) for it in some]
        for each in sorted(found):
            async for piece in self.whole(each):
                yield piece

    async def holds(self, address: str, segment: Segment) -> bool:
        """Whether a segment lies there as it came in."""
        return await self._whole(address, segment) is not None

    async def joined(self, address: str, segments: Iterable[Segment]) -> AsyncIterator[bytes]:
        """Segments one after the other; raises ``Damaged`` when one is not what it was."""
        for segment in segments:
            if (data := await self._whole(address, segment)) is None:
                raise Damaged(segment.number)
            yield data

    async def _whole(self, address: str, segment: Segment) -> bytes | None:
        data = await self.read(segment_path(address, segment.sha256))
        if data is not None and hashlib.sha256(data).hexdigest() == segment.sha256:
            return data
        return None

    async def delete_all(self, address: str) -> None:
        """Keep nothing of a session."""
        async for found in obstore.list(self._store, prefix=address):
            await self.delete([it["path"] for it in found])

    async def delete(self, paths: Sequence[str]) -> None:
        """Keep these no longer."""
        for path in paths:
            await delete(self._store, path)
