"""Where segments and recordings lie: under their checksums, in a folder or a bucket."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import obstore
from obstore.store import ObjectStore

_PIECE = 256 * 1024


def segment_path(address: str, sha256: str) -> str:
    """Where a segment of a session lies."""
    return f"{address}/{sha256}.ts"


def recording_path(address: str) -> str:
    """Where the whole recording of a session lies as one file."""
    return f"{address}/recording.mp4"


class Recordings:
    """What is kept of the pictures of all sessions."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, path: str, data: bytes | AsyncIterator[bytes]) -> None:
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

    async def size(self, path: str) -> int | None:
        """How large something is; nothing if it is not there."""
        try:
            return (await obstore.head_async(self._store, path))["size"]
        except FileNotFoundError:
            return None

    async def part(self, path: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from ``start`` to before ``end``, in pieces."""
        for begin in range(start, end, _PIECE):
            piece = await obstore.get_range_async(
                self._store, path, start=begin, end=min(begin + _PIECE, end)
            )
            yield bytes(piece)

    async def joined(self, address: str, checksums: Iterable[str]) -> AsyncIterator[bytes]:
        """Segments one after the other; what is not there is left out."""
        for sha256 in checksums:
            if (data := await self.read(segment_path(address, sha256))) is not None:
                yield data

    async def delete(self, paths: Sequence[str]) -> None:
        """Keep these no longer."""
        for path in paths:
            with suppress(FileNotFoundError):
                await obstore.delete_async(self._store, path)
