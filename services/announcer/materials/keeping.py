"""Where files are kept: a folder, or a bucket (S3); whatever is kept has passed every look.

What comes in is put aside first, and stands at its place only when it was found good. A cut
connection, a refusal or an end of the process leaves nothing that could be served.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import ObjectStore

from services._web.running import Running
from services._web.stores import delete, in_pieces, open_store
from services.announcer.materials.apart import opened_apart
from services.announcer.materials.kinds import IMAGES, LONGEST_SIDE, Kind
from services.announcer.materials.passing import Passing

_OPEN_AT_ONCE = 2  # each may take the memory that a process apart is given
_ARRIVING = "arriving"
_PREVIEW = 640
"""The longest side of a picture within a page; the whole one is behind it."""


LONGEST_ARRIVAL = timedelta(days=1)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is kept: not always as it came."""

    file: str
    kind: Kind
    size: int
    sha256: str


class Files:
    """The files of one service."""

    def __init__(self, store: ObjectStore) -> None:
        self._store, self._opening = store, asyncio.Semaphore(_OPEN_AT_ONCE)

    async def take(self, sender: str, pieces: AsyncIterator[bytes]) -> Kept:
        """Keep a file that arrives; raises ``RefusedFile``, and then nothing of it is kept.

        Its id follows from what came and from the ``sender``'s key: the same again is the same.
        """
        came, aside = Passing(), f"{_ARRIVING}/{uuid4().hex}"
        try:
            await self._put(aside, came, pieces)
            file = hashlib.sha256(f"{sender}\n{came.sha256}".encode()).hexdigest()[:16]
            async with self._opening:
                return await self._settle(file, aside, came)
        finally:
            await delete(self._store, aside)

    async def _settle(self, file: str, aside: str, came: Passing) -> Kept:
        """Open what was put aside; what is good goes to its place."""
        kind, place = came.kind, _place(file)
        if kind in IMAGES:
            kept = await self._paint(kind, aside, place, LONGEST_SIDE)
            await self._paint(kind, place, _place(file, preview=True), _PREVIEW)
            return Kept(file, kind, kept.size, kept.sha256)
        if kind in {Kind.PDF, Kind.DOCX}:
            told = [it async for it in opened_apart(kind, self._pieces(aside))]
            kind = Kind(b"".join(told).decode())
        await obstore.rename_async(self._store, aside, place)
        return Kept(file, kind, came.size, came.sha256)

    async def _paint(self, kind: Kind, path: str, place: str, longest: int) -> Passing:
        painted = Passing()
        await self._put(place, painted, opened_apart(kind, self._pieces(path), longest))
        return painted

    async def _put(self, path: str, passing: Passing, pieces: AsyncIterator[bytes]) -> None:
        await obstore.put_async(self._store, path, passing.through(pieces))

    async def _pieces(self, path: str) -> AsyncIterator[bytes]:
        async for piece in in_pieces(await obstore.get_async(self._store, path)):
            yield piece

    def read(self, file: str, *, preview: bool = False) -> AsyncIterator[bytes]:
        """A file that was kept, piece by piece; of a picture maybe a small one."""
        return self._pieces(_place(file, preview=preview))

    async def has(self, file: str) -> bool:
        """Whether a file is there."""
        try:
            await obstore.head_async(self._store, _place(file))
        except FileNotFoundError:
            return False
        return True

    async def remove(self, file: str) -> None:
        """Keep a file no longer."""
        await delete(self._store, _place(file))
        await delete(self._store, _place(file, preview=True))

    async def sweep(self, before: datetime) -> None:
        """Delete what was put aside before a moment of the store's own clock and never taken away.

        A process that is killed cannot; whatever still arrives is younger than any limit of time.
        """
        async for some in obstore.list(self._store, prefix=_ARRIVING):
            for it in some:
                if it["last_modified"] < before:
                    await delete(self._store, it["path"])


async def sweep(running: Running) -> None:
    """A background task that ends at once: what a killed process left over is deleted."""
    files: Files = running.equipment
    try:
        await files.sweep(datetime.now(UTC) - LONGEST_ARRIVAL)  # files know no played time
    except (BaseError, OSError) as error:
        log.warning("arriving_not_swept", error=repr(error))


def open_files(url: str) -> Files:
    """The files at an address, see ``services._web.stores``."""
    return Files(open_store(url))


def _place(file: str, *, preview: bool = False) -> str:
    return f"{'previews' if preview else 'kept'}/{file}"
