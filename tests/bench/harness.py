"""What a benchmark is, and how one variant of it runs: in a fresh process, on a fresh database."""

import asyncio
import contextlib
import json
import os
import secrets
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import asyncpg

from deploy.local.nats import NatsServer, bare_config
from deploy.local.ports import free_port
from deploy.local.postgres import PostgresServer
from tests.conftest import MakeDatabase, databases

REPOSITORY = Path(__file__).parents[2]
PEERS = Path(__file__).parent / "peers"
PEERS_PYTHON = REPOSITORY / "build" / "bench-venv" / "bin" / "python"
ON_DISK = "/var/tmp"  # noqa: S108 - what is synced must be synced to a disk, never to memory
AT_MOST = 1_800  # seconds of one variant
TO_STOP = 20  # seconds, once it is told to

Given = dict[str, Any]
"""What a variant is told, as JSON: addresses, how much, what must come out."""
Figures = dict[str, float]
"""What a variant measured, by name; "" where it is one figure only."""
Variant = Callable[[Given], Awaitable[Figures]] | Path
"""One of ours, or a script for the environment of the peers."""


class Wrong(Exception):
    """A variant did not do the work: its figure does not count."""


def expect(true: object, what: str) -> None:
    """Raise ``Wrong`` unless something holds."""
    if not true:
        raise Wrong(what)


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the results: a figure of ours over a peer's, and where the ratio shall be."""

    unit: str
    peer: str = ""  # the variant that is compared with; none where ours is stated alone
    figure: str = ""
    at_least: float | None = None
    at_most: float | None = None

    def reached(self, ratio: float) -> bool:
        """Whether the goal is met."""
        low, high = self.at_least, self.at_most
        return (low is None or ratio >= low) and (high is None or ratio <= high)


@dataclass(frozen=True, slots=True)
class Bench:
    """Variants of the same work; ``ours`` is one of them.

    ``prepare`` makes once what all of them are given. With ``sql`` every run of a variant gets a
    fresh ``dsn`` with those tables, and ``dsn2`` where two ``databases`` are wanted.
    """

    name: str
    variants: Mapping[str, Variant]
    measures: Sequence[Measure]
    prepare: Callable[["Servers"], Awaitable[Given]]
    sql: Sequence[Path] | None = None
    databases: int = 1
    when: Literal["always", "full", "whole"] = "always"
    weight: int = 2  # minutes that the full form of it takes, for the estimate
    rounds: int | None = None  # fewer than usual, where a single round takes minutes

    def runs(self, *, short: bool, whole: bool) -> bool:
        """Whether it belongs to that form of a run of all."""
        return self.when == "always" or (not short and (whole or self.when == "full"))


@dataclass(slots=True)
class Servers:
    """A PostgreSQL that syncs, and nats-servers, on free ports of this machine."""

    folder: Path
    postgres: PostgresServer
    make_database: MakeDatabase
    short: bool
    _nats: list[NatsServer] = field(default_factory=list)

    def nats(self) -> NatsServer:
        """One nats-server with JetStream, its store empty."""
        folder, port = self.folder / secrets.token_hex(4), free_port()
        folder.mkdir()
        config, store = folder / "nats.conf", folder / "store"
        config.write_text(bare_config(port, store, room="20GB"), encoding="utf-8")
        server = NatsServer(config=config, port=port, store=store, log=folder / "nats.log")
        server.start()
        self._nats.append(server)
        return server

    async def drop(self, addresses: Iterable[str]) -> None:
        """Remove databases that a variant is done with."""
        connection = await asyncpg.connect(self.postgres.dsn())
        for address in addresses:
            name = address.rpartition("/")[2]
            await connection.execute(f'drop database "{name}" with (force)')
        await connection.close()

    def stop_nats(self) -> None:
        """Stop what a benchmark started."""
        for server in self._nats:
            server.stop()
        self._nats.clear()


@contextlib.asynccontextmanager
async def servers(*, short: bool, sync: float = 0) -> AsyncIterator[Servers]:
    """Everything a run needs, in a folder that goes with it; each sync ``sync`` ms longer."""
    with tempfile.TemporaryDirectory(prefix="minsheng-bench-", dir=ON_DISK) as name:
        folder = Path(name)
        folder.chmod(0o755)  # noqa: ASYNC240 - the account that runs PostgreSQL must enter
        postgres = PostgresServer(
            data=folder / "postgres", port=free_port(), password=secrets.token_urlsafe(16),
            log=folder / "postgres.log", max_connections=600,
        )  # fmt: skip
        postgres.start()
        running = None
        try:
            async with databases(postgres) as make:
                await _slow(postgres.dsn(), sync)
                running = Servers(folder, postgres, make, short)
                yield running
        finally:
            if running is not None:
                running.stop_nats()
            postgres.stop()


async def _slow(dsn: str, sync: float) -> None:
    """Let whoever syncs the log of PostgreSQL wait before, as a slower disk would let it.

    Whoever commits meanwhile goes with that sync, as ever.
    """
    connection = await asyncpg.connect(dsn)
    for setting in (f"commit_delay = {round(sync * 1000)}", "commit_siblings = 0"):
        await connection.execute(f"alter system set {setting}")
    await connection.execute("select pg_reload_conf()")
    await connection.close()


async def run_variant(bench: Bench, name: str, given: Given) -> Figures:
    """Run one variant to its end; raises ``Wrong`` where it fails or takes too long."""
    variant = bench.variants[name]
    command = [sys.executable, "-m", "tests.bench.variant", bench.name, name]
    if isinstance(variant, Path):
        command = [str(PEERS_PYTHON), str(variant)]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=REPOSITORY, env=dict(os.environ), start_new_session=True,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(AT_MOST):
            out, errors = await process.communicate(json.dumps(given).encode())
    except TimeoutError:
        raise Wrong(f"{name} took more than {AT_MOST} s") from None
    finally:
        if process.returncode is None:
            await _ended(process)
    if process.returncode != 0:
        raise Wrong(f"{name} failed:\n{errors.decode(errors='replace')[-3000:]}")
    figures: Figures = json.loads(out.decode().splitlines()[-1])
    return figures


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Let it stop the servers that it started and remove its folders, then make sure."""
    process.send_signal(signal.SIGINT)
    try:
        await asyncio.wait_for(process.communicate(), TO_STOP)
    except TimeoutError:
        process.kill()
        await process.wait()
