"""``python -m tests.registration.rush``: a rush for 30 seats at two replicas, and its figures.

PostgreSQL (which syncs to disk), nats-server, the announcer and two processes of registration run
on free ports from an empty folder. ``--sign-ups`` says how many, ``--clients`` how many at a time,
``--addresses`` behind how many network addresses.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from deploy.local import keys
from deploy.local.home import Home
from services._vault.keys import Keys
from services._vault.vault import Vault
from tests.faults.cluster import Cluster
from tests.faults.commands import DAY, PLAN, STEADY, opening
from tests.registration.crowd import Crowd
from tests.serving import eventually

ACTIVITY, SEATS, RESERVE = "open-11", 30, 10
SIGN_UP = f"/sign-up/{PLAN}/{ACTIVITY}"
API = f"/api/registration/programmes/{PLAN}/activities/{ACTIVITY}"
SESSION = {"session": STEADY}


@dataclass
class Stage:
    """The two replicas, what they write to, and staff who act on either."""

    cluster: Cluster
    client: httpx.AsyncClient
    pool: asyncpg.Pool
    vault: Vault

    @property
    def replicas(self) -> list[str]:
        return list(self.cluster.urls("registration"))

    async def staff(self, path: str, body: Any, key: str, replica: int = 0) -> httpx.Response:
        url = self.replicas[replica] + API + path
        return await self.client.post(url, json=body, headers={"Idempotency-Key": key})

    async def must(self, path: str, body: Any, key: str, replica: int = 0) -> None:
        answer = await self.staff(path, body, key, replica)
        assert answer.is_success, answer.text


@contextmanager
def _folder() -> Iterator[Path]:
    """An empty folder that the account may enter which runs PostgreSQL for root."""
    with tempfile.TemporaryDirectory(prefix="minsheng-rush-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@asynccontextmanager
async def stage(*, durable: bool, module: str | None = None) -> AsyncIterator[Stage]:
    """Sign-up for one session is open; all else is quiet. ``module`` as in ``Cluster``."""
    with _folder() as folder:
        async with _stage(Home("rush", folder), durable=durable, module=module) as here:
            yield here


@asynccontextmanager
async def _stage(home: Home, *, durable: bool, module: str | None) -> AsyncIterator[Stage]:
    replicas = {"announcer": 1, "registration": 2}
    async with Cluster(home, replicas, durable=durable, module=module) as cluster:
        headers = {"Authorization": f"Bearer {cluster.token()}"}
        vault = Vault(Keys.read(keys.vault_keys(home.secrets, "registration")))
        async with (
            httpx.AsyncClient(timeout=60, headers=headers) as client,
            asyncpg.create_pool(cluster.dsn("registration"), min_size=1) as pool,
        ):
            here = Stage(cluster, client, pool, vault)
            await _open(here)
            yield here


async def _open(here: Stage) -> None:
    (announcer,) = here.cluster.urls("announcer")
    plan, _, _ = opening(("announcer",), (ACTIVITY,))
    schedule = f"/api/announcer/programmes/{PLAN}/activities/{ACTIVITY}/schedule"
    session = {**SESSION, "starts_on": DAY}
    for path, body in (*plan, (schedule, {"sessions": [session], "form": "offline"})):
        answer = await here.client.post(
            announcer + path, json=body, headers={"Idempotency-Key": path}
        )
        assert answer.is_success, answer.text
    await eventually(lambda: here.pool.fetchval("select count(*) from sheet"), 30)
    window = {**SESSION, "seats": SEATS, "rule": "first_come"}
    await here.must("/sign-up/open", window, "open")


def figures(crowd: Crowd, seconds: float) -> str:
    """How fast it went, in a line."""
    told = sorted(citizen.seconds for citizen in crowd.citizens)
    cuts = statistics.quantiles(told, n=100)
    return (
        f"{len(told)} sign-ups in {seconds:.1f} s, {len(told) / seconds:.0f}/s;"
        f" answered after p50 {cuts[49]:.2f} s, p99 {cuts[98]:.2f} s, at most {told[-1]:.2f} s;"
        f" {dict(crowd.answers)}"
    )


async def run(sign_ups: int, clients: int, addresses: int) -> int:
    """The rush by hand; 0 when nothing was lost and nothing doubled."""
    from tests.registration.rush_check import prove  # noqa: PLC0415 - it knows of this stage

    async with stage(durable=True) as here:
        crowd = Crowd.of(sign_ups, SIGN_UP, here.replicas, addresses)
        seconds = await crowd.rush(clients)
        print(figures(crowd, seconds), flush=True)  # noqa: T201 - a terminal
        findings = await prove(here, crowd)
    for finding in findings:
        print(f"WRONG: {finding}")  # noqa: T201 - a terminal
    if not findings:
        print(f"nothing lost, nothing doubled, {SEATS} seated once each")  # noqa: T201 - a terminal
    return bool(findings)


def main() -> int:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sign-ups", type=int, default=20_000)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--addresses", type=int, default=50)
    options = parser.parse_args()
    return asyncio.run(run(options.sign_ups, options.clients, options.addresses))


if __name__ == "__main__":
    sys.exit(main())
