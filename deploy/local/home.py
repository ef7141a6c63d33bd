"""Where one local stack keeps everything: keys, databases, the JetStream store, logs, its clock.

`MINSHENG_HOME` (default `.minsheng` in the current folder) holds one folder for each way of
running, so that a played season and the real clock never share a database.
"""

import fcntl
import json
import os
import secrets
import shutil
import time
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from deploy.local.binaries import running_as_root, shared_folder

NAMES = ("run", "up", "season")
_OTHERS_MAY_ENTER = 0o001
_LONG_LOG_BYTES = 10_000_000
_ENDING_SECONDS = 20.0  # in which the server of a restore that was killed ends


class HomeInUseError(RuntimeError):
    """Another stack runs from the same folder."""


def base_folder() -> Path:
    """The folder that `MINSHENG_HOME` names, made on first use."""
    return _private(Path(os.environ.get("MINSHENG_HOME", ".minsheng")).absolute())


@dataclass
class Home:
    """The folder of one stack; `name` is `run`, `up` or `season`."""

    name: str
    base: Path = field(default_factory=base_folder)

    def __post_init__(self) -> None:
        """Make the folders; what is in them stays."""
        self.path = _private(self.base / self.name)
        self.logs = _private(self.path / "logs")
        self.secrets = _private(self.path / "secrets")
        identity = self.path / "identity"
        if not identity.exists():
            identity.write_text(secrets.token_hex(8), encoding="ascii")
        self.identity = identity.read_text(encoding="ascii")
        self._lock: TextIOWrapper | None = None

    @property
    def clock(self) -> Path:
        """The clock file of a simulated stack."""
        return self.path / "clock.json"

    @property
    def season(self) -> Path:
        """How far the season player has come."""
        return self.path / "season.json"

    @property
    def jetstream(self) -> Path:
        """The store of nats-server."""
        return self.path / "jetstream"

    @property
    def files(self) -> Path:
        """Where the announcer keeps the files of materials."""
        return self.path / "files"

    @property
    def video(self) -> Path:
        """Where livestream takes in pictures and keeps its recordings."""
        return self.path / "video"

    @property
    def postgres(self) -> Path:
        """The data of PostgreSQL, where the account that runs it can enter.

        When root's home is closed to that account, the data lies outside, under our identity.
        """
        inside = self.path / "postgres"
        if not running_as_root() or _reachable(inside):
            return inside
        outside = shared_folder("data") / self.identity
        if not outside.exists():  # appears whole, or a sweep might find it without its home
            building = outside.with_name(f".{self.identity}")
            building.mkdir(mode=0o711, exist_ok=True)
            (building / "home").write_text(str(self.path), encoding="utf-8")
            building.rename(outside)
        return outside / "postgres"

    @property
    def restoring(self) -> Path:
        """Where a restore builds what is to become PostgreSQL's data."""
        return self.postgres.with_name("postgres.restoring")

    @property
    def replaced(self) -> Path:
        """Where a restore puts the data whose place it takes, for the moment that it needs."""
        return self.postgres.with_name("postgres.replaced")

    @property
    def running(self) -> Path:
        """Addresses and process ids of the running stack, for other commands and for tests."""
        return self.path / "running.json"

    def log(self, part: str) -> Path:
        """The log of one part."""
        return self.logs / f"{part}.log"

    def lock(self) -> None:
        """Take the folder for this process; HomeInUseError when another stack has it.

        The kernel gives the lock back when the process ends, however it ends.
        """
        lock = (self.path / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise HomeInUseError(
                f"another Minsheng runs from {self.path}; stop it, or set MINSHENG_HOME"
            ) from error
        self._lock = lock

    def undo_restore(self) -> None:
        """Leave nothing of a restore that was killed: it holds people who are erased since."""
        if self.replaced.exists() and not self.postgres.exists():
            self.replaced.rename(self.postgres)
        for left in (self.restoring, self.replaced):
            _removed(left)

    def turn_logs(self) -> None:
        """Put long logs aside, one generation of each."""
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > _LONG_LOG_BYTES:
                log.replace(log.with_suffix(".log.1"))

    def unlock(self) -> None:
        """Give the folder back."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def note_running(self, facts: dict[str, Any]) -> None:
        """Tell others what runs here; a reader never sees half of it."""
        building = self.running.with_suffix(".new")
        building.write_text(json.dumps(facts, indent=2), encoding="utf-8")
        building.rename(self.running)

    def forget(self) -> None:
        """Remove every stored fact of this stack; HomeInUseError while it runs."""
        self.lock()
        shutil.rmtree(self.path)
        self.sweep()
        self.unlock()

    def sweep(self) -> None:
        """Remove data outside whose home is gone."""
        if not running_as_root():
            return
        for outside in shared_folder("data").glob("[!.]*"):
            path = Path((outside / "home").read_text(encoding="utf-8"))
            identity = path / "identity"
            if not identity.exists() or identity.read_text(encoding="ascii") != outside.name:
                shutil.rmtree(outside, ignore_errors=True)


def gateways(base: Path) -> list[str]:
    """Where the stacks that run from a folder are reached."""
    return [it["gateway"] for name in NAMES if (it := running_from(base / name))]


def running_from(folder: Path) -> dict[str, Any] | None:
    """What the stack that runs from a home's folder has noted; nothing where none runs."""
    try:
        noted: dict[str, Any] = json.loads((folder / "running.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    # One that was killed leaves its note behind.
    return noted if Path(f"/proc/{noted['pid']}").exists() else None


def _reachable(path: Path) -> bool:
    existing = (parent for parent in path.parents if parent.exists())
    return all(parent.stat().st_mode & _OTHERS_MAY_ENTER for parent in existing)


def _private(folder: Path) -> Path:
    """A folder only we may read; as root others may pass through it to PostgreSQL's data."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711 if running_as_root() else 0o700)
    return folder


def _removed(folder: Path) -> None:
    """Remove a folder into which a server may still write as it ends."""
    until = time.monotonic() + _ENDING_SECONDS
    while folder.exists():
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            if time.monotonic() > until:
                raise HomeInUseError(f"{folder} is still written to; stop what runs there")
            time.sleep(0.1)
