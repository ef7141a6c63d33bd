"""Where a service keeps files: ``file:///folder``, ``s3://bucket/folder`` or ``memory:///``."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from obstore.store import LocalStore, ObjectStore, from_url


def folder_of(url: str) -> Path | None:
    """The folder of ``file:///folder``."""
    told = urlsplit(url)
    return Path(unquote(told.path)) if told.scheme == "file" else None


def open_store(url: str) -> ObjectStore:
    """The store at an address; a bucket's keys come from ``AWS_*`` variables."""
    folder = folder_of(url)
    return from_url(url) if folder is None else LocalStore(folder, mkdir=True)
