"""PostgreSQL of a home, and the tools that come with it."""

import asyncio
import os
from pathlib import Path
from typing import IO, Any, Protocol

from deploy.local import databases, keys
from deploy.local.binaries import postgres_bin
from deploy.local.home import Home, running_from
from deploy.local.postgres import SUPERUSER, PostgresServer


class NotRunning(RuntimeError):
    """No system runs from a home."""


class ToolFailed(RuntimeError):
    """A tool of PostgreSQL failed; the message is its own."""


class Place(Protocol):
    """Where a system keeps what no database holds: a home, or a deployment in containers."""

    @property
    def files(self) -> Path:
        """The files of materials."""

    @property
    def video(self) -> Path:
        """What livestream keeps of pictures."""

    @property
    def secrets(self) -> Path:
        """The passwords of the roles of PostgreSQL."""


def noted_of(home: Home) -> dict[str, Any]:
    """What the system that runs from a home has noted of itself."""
    if noted := running_from(home.path):
        return noted
    if running_from(home.base / "run"):
        raise NotRunning(
            f"what runs from {home.base} is a season that is played (`minsheng run`), which can be"
            " played again: only a system on the real clock (`minsheng up`) is backed up"
        )
    raise NotRunning(f"no Minsheng runs from {home.path}: start it with `minsheng up`")


def postgres_of(
    home: Home, port: int, data: Path | None = None, *, durable: bool = True
) -> PostgresServer:
    """The server of a home, as it runs or is to be started on other data."""
    password, log = keys.password(home.secrets, SUPERUSER), home.log("postgres")
    return PostgresServer(data or home.postgres, port, password, log, durable=durable)


async def tool(
    name: str,
    server: databases.Postgres,
    place: Place,
    service: str,
    *arguments: str | Path,
    to: IO[bytes] | None = None,
) -> None:
    """Run a tool of PostgreSQL on a service's database, as its owner; what it writes goes ``to``.

    The password is not on the command line, which everybody may read.
    """
    owner = databases.owner_role(service)
    process = await asyncio.create_subprocess_exec(
        postgres_bin() / name,
        *("-d", server.dsn(databases.app_role(service), owner)),
        *map(str, arguments),
        env={**os.environ, "PGPASSWORD": keys.password(place.secrets, owner)},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=to,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is ours to handle
    )
    try:
        _, said = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode:
        raise ToolFailed(f"{name} of {service}: {said.decode(errors='replace').strip()}")
