"""Where a service keeps files: ``file:///folder``, ``s3://bucket/folder`` or ``memory:///``."""

from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

if TYPE_CHECKING:
    from obstore import GetResult

_PIECE = 256 * 1024


def folder_of(url: str) -> Path | None:
    """The folder of ``file:///folder``."""
    told = urlsplit(url)
    return Path(unquote(told.path)) if told.scheme == "file" else None


def open_store(url: str) -> ObjectStore:
    """The store at an address; a bucket's keys come from ``AWS_*`` variables."""
    folder = folder_of(url)
    return from_url(url) if folder is None else LocalStore(folder, mkdir=True)


async def in_pieces(found: "GetResult") -> AsyncIterator[bytes]:
    """The bytes of what was found, in pieces."""
    async for piece in found.stream(min_chunk_size=_PIECE):
        yield bytes(piece)


async def delete(store: ObjectStore, path: str) -> None:
    """Keep a file no longer, if it is there."""
    with suppress(FileNotFoundError):
        await obstore.delete_async(store, path)
