"""Two histories of one service: a neighbour that forges, a backup that is restored.

Both must be seen, neither may stop anything else, and an operator puts them right with a new epoch.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Any

import httpx

from contracts.subjects import stream_name
from deploy.backup.epochs import open_epoch
from deploy.local.databases import app_role, owner_role
from deploy.local.home import Home
from deploy.local.nats_config import DEPLOY_USER
from tests.faults import evidence
from tests.faults.cluster import Cluster
from tests.faults.convergence import NotConverged, settled
from tests.faults.journal import Journal, Outcome
from tests.faults.load import Load
from tests.faults.mutants.trials import check_writing
from tests.faults.result import Result

REPLICAS = {"announcer": 1, "compliance": 1}
FORGED = 2  # messages
PATIENCE = 60.0
_BACKUP = "backup"


async def forge_and_restore(home: Home, seed: int, tell: Callable[[str], None]) -> Result:
    """The whole drill; what was acknowledged after the backup is lost with it, nothing else."""
    result = Result(faults=2)
    async with Cluster(home, REPLICAS, durable=False) as cluster:
        journal = Journal(home.path / "journal.jsonl")
        load = Load(cluster, journal, seed)
        with closing(journal):
            try:
                await load.open()
                await _write(cluster, load)
                kept = list(journal.entries())
                await _back_up(cluster)
                await _write(cluster, load)
                tell("a neighbour publishes in the announcer's name what nobody can read")
                await _forge(cluster)
                load.start()  # both services still record, whatever their neighbours do
                await load.answered()
                await load.stop()
                await _until(cluster, "compliance", _forgeries_kept_aside)
                await _until(cluster, "announcer", _stopped)
                tell("quarantined; the announcer's relay says that it stopped, all else goes on")
                await _restore(cluster)
                await _until(cluster, "announcer", _stopped)
                tell("the restored announcer says that its stream tells another history")
                await _begin_epoch(cluster)
                await settled(cluster)
                tell("every reader has come to the end of the new epoch")
                kept += [each for each in journal.entries() if each.service != "announcer"]
                result.findings += await check_writing(cluster, kept, {"announcer": 2})
            except (NotConverged, httpx.HTTPError) as failure:
                result.findings.diverged.append(f"{type(failure).__name__}: {failure}"[:500])
            finally:
                await load.close()
        result.acknowledged = journal.counts[Outcome.OK]
    return result


async def _write(cluster: Cluster, load: Load) -> None:
    load.start()
    await load.answered()
    await load.stop()
    await settled(cluster)


async def _forge(cluster: Cluster) -> None:
    stream = stream_name("announcer", 1)
    async with evidence.connected(cluster, "announcer") as neighbour:
        js = neighbour.jetstream()
        last = (await js.stream_info(stream)).state.last_seq
        genuine = await js.get_msg(stream, last)
        claims = {
            name: value
            for name, value in (genuine.headers or {}).items()
            if name != "Nats-Expected-Last-Sequence"
        }
        forged: list[tuple[bytes, dict[str, str]]] = [(b"\xff\x00", {}), (b"{}", claims)]
        for body, headers in forged:
            await js.publish(genuine.subject or "", body, headers=headers, timeout=10)


async def _back_up(cluster: Cluster) -> None:
    """PostgreSQL copies a database that nobody uses."""

    async def copy() -> None:
        name, owner = app_role("announcer"), owner_role("announcer")
        await _administer(cluster, f"create database {_BACKUP} template {name} owner {owner}")

    await _while_down(cluster, "announcer", copy)


async def _restore(cluster: Cluster) -> None:
    name = app_role("announcer")

    async def replace() -> None:
        await _administer(cluster, f"drop database {name} with (force)")
        await _administer(cluster, f"alter database {_BACKUP} rename to {name}")
        await cluster.prepare_databases()

    await _while_down(cluster, "announcer", replace)


async def _begin_epoch(cluster: Cluster) -> None:
    """What `minsheng epoch new` does: a new stream and all services restarted."""
    seed = cluster.seeds[DEPLOY_USER]
    await open_epoch(cluster.postgres, cluster.nats_url, seed, "announcer")
    await asyncio.to_thread(cluster.stop_members)
    await cluster.start_members()


async def _while_down(cluster: Cluster, member: str, act: Callable[[], Awaitable[None]]) -> None:
    child = cluster.members[member]
    await asyncio.to_thread(child.stop)
    await act()
    child.start()


async def _administer(cluster: Cluster, statement: str) -> None:
    async with evidence.superuser(cluster) as connection:
        await connection.execute(statement)


async def _until(cluster: Cluster, member: str, true: Callable[[dict[str, Any]], bool]) -> None:
    began = time.monotonic()
    async with httpx.AsyncClient(timeout=4) as client:
        while time.monotonic() - began < PATIENCE:
            try:
                answer = await client.get(f"{cluster.url(member)}/status")
                if answer.is_success and true(answer.json()):
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.1)
    raise NotConverged(f"{member} never came to this: {true.__name__}")


def _stopped(status: dict[str, Any]) -> bool:
    return bool(status["state"] == "stopped")


def _forgeries_kept_aside(status: dict[str, Any]) -> bool:
    going_on = {each["state"] for each in status["readers"]} == {"running"}
    return going_on and bool(status["quarantined"] == FORGED)
