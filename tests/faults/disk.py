"""A small disk that can be filled: a mount in memory that no other process sees."""

import contextlib
import ctypes
import os
import tempfile
from pathlib import Path
from typing import Self

SIZE = 768 << 20
_LARGE, _SMALL = 1 << 20, 4 << 10
_NEW_NAMESPACE, _PRIVATE, _DETACH = 0x00020000, 0x44000, 2  # CLONE_NEWNS, MS_REC|MS_PRIVATE


class NoDisk(OSError):
    """This process may not mount."""


class Disk:
    """A file system of `SIZE` bytes; NoDisk where none can be mounted."""

    def __init__(self, name: str) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=f"minsheng-{name}-"))
        self._filler = self.path / "filler"

    def __enter__(self) -> Self:
        """Mount it, in a namespace of our own: it goes away with this process."""
        try:
            _call("unshare", _NEW_NAMESPACE)
            _call("mount", b"none", b"/", None, _PRIVATE, None)
            size = f"size={SIZE},mode=755".encode()
            _call("mount", b"tmpfs", bytes(self.path), b"tmpfs", 0, size)
        except OSError as error:
            self.path.rmdir()
            raise NoDisk(f"no disk of a limited size can be mounted: {error}") from error
        return self

    def __exit__(self, *_: object) -> None:
        """Take it away with all that is on it."""
        _call("umount2", bytes(self.path), _DETACH)
        self.path.rmdir()

    def fill(self) -> None:
        """Leave no room."""
        with self._filler.open("ab") as file:
            for step in (_LARGE, _SMALL):
                with contextlib.suppress(OSError):
                    while True:
                        os.posix_fallocate(file.fileno(), os.fstat(file.fileno()).st_size, step)

    def make_room(self) -> None:
        """What an operator does."""
        self._filler.unlink(missing_ok=True)


def _call(name: str, *arguments: object) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
