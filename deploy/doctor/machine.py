"""What can be seen without any server: this Python, its wheels, disk, ports, files with secrets."""

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata
from pathlib import Path

from deploy.doctor.finding import Finding
from deploy.local.binaries import caddy, nats_server, postgres_bin
from deploy.local.parts import STATIC
from deploy.local.ports import is_free
from deploy.locks import LOCKS, RUNTIME, locked
from services._web.standing import Disk

_MAKE = "run `make setup`"


def versions() -> Iterator[Finding]:
    """Python, and every library as it is locked where the lock is at hand."""
    python = ".".join(map(str, sys.version_info[:3]))
    old = "" if sys.version_info >= (3, 11) else "install Python 3.11 or newer"
    yield Finding("Python", python, old)
    if not (LOCKS / RUNTIME).exists():  # an image has proved its own when it was built
        return
    known = [it for it in locked(RUNTIME) if not it.where]
    wrong = [f"{it.name} {found}" for it in known if (found := _version(it.name)) != it.version]
    said = f"not as locked: {', '.join(wrong)}" if wrong else f"{len(known)} as locked"
    yield Finding("libraries", said, _MAKE if wrong else "")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "is missing"


def servers() -> Iterator[Finding]:
    """The programs that a local stack starts, and the parts that browsers load."""
    tools: tuple[tuple[str, Callable[[], Path]], ...] = (
        ("nats-server", nats_server),
        ("Caddy", caddy),
        ("PostgreSQL", lambda: postgres_bin() / "postgres"),
    )
    for name, find in tools:
        try:
            there = find().exists()
        except (OSError, metadata.PackageNotFoundError, StopIteration):
            there = False
        yield Finding(name, "there" if there else "missing", "" if there else _MAKE)
    parts = (STATIC / "htmx.min.js").exists()
    yield Finding("browser parts", "there" if parts else "missing", "" if parts else _MAKE)


def disk(folder: Path) -> Finding:
    """Whether there is room where a folder lies."""
    used = shutil.disk_usage(folder)
    low = Disk((), used.free, used.total).low
    said = f"{used.free / 2**30:.1f} of {used.total / 2**30:.1f} GiB free at {folder}"
    return Finding("disk", said, "make room: old backups, logs/*.log.1" if low else "")


def port(number: int) -> Finding:
    """Whether the gateway can have its port."""
    free = is_free(number)
    mend = "" if free else "end what listens there, or choose another: make run PORT=8081"
    return Finding("port", f"{number} is {'free' if free else 'taken'}", mend)


def secrets(files: Iterable[Path]) -> Finding:
    """Whether nobody else reads them."""
    open_ = [it for it in files if read_by_others(it.stat(), os.geteuid(), os.getegid())]
    said = f"{', '.join(map(str, open_))} can be read by others" if open_ else "read by us alone"
    return Finding("secrets", said, f"chmod 600 {' '.join(map(str, open_))}" if open_ else "")


def read_by_others(it: os.stat_result, user: int, group: int) -> bool:
    """Whether more than its owner may do more with it than Kubernetes lets ``group`` read it.

    There root owns a secret, and a pod is given it by the group of its own.
    """
    given = stat.S_IRGRP if (it.st_uid, it.st_gid) != (user, group) and it.st_gid == group else 0
    return bool(stat.S_IMODE(it.st_mode) & 0o077 & ~given)
