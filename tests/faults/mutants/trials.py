"""One trial for each mutant: the moment at which its safety is all that stands.

Every trial is made twice, of the product as it is, which must come through clean, and of the
mutant, which must be found out.
"""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from deploy.local.home import Home
from tests.faults import evidence
from tests.faults.checker import (
    Findings,
    check_answers,
    check_log,
    check_reader,
    check_stream,
    check_tally,
)
from tests.faults.cluster import Cluster
from tests.faults.convergence import NotConverged, arrived, settled
from tests.faults.journal import Entry, Journal, Outcome
from tests.faults.load import Load
from tests.faults.mutants.moments import ARMED, REACHED

MODULE = "tests.faults.mutants.serve"
OUTAGE = 3.0  # seconds without PostgreSQL: longer than the writer tries
PATIENCE, SHORT_PATIENCE = 30.0, 5.0  # a mutant may never come to rest
ATTEMPTS = 3  # on a machine so busy that an answer comes after the fault


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant, the moment at which a process of `victim` is caught, and who takes part."""

    mutant: str
    moment: str
    victim: str
    replicas: dict[str, int]


TRIALS = (
    Trial("no_sequence_lock", "window", "announcer", {"announcer": 2}),
    Trial("no_compare_and_set", "batch", "compliance", {"announcer": 1, "compliance": 2}),
    Trial("acknowledge_before_commit", "commit", "announcer", {"announcer": 1}),
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a trial found of the product and of the mutant."""

    control: Findings
    mutant: Findings
    acknowledged: int

    @property
    def killed(self) -> bool:
        """Whether the mutant was found out: by what it did, not by taking long."""
        return bool(self.mutant.lost or self.mutant.doubled)


async def try_mutant(trial: Trial, home: Home, seed: int, tell: Callable[[str], None]) -> Report:
    """Try the product, then the mutant, on the same databases."""
    cluster = Cluster(home, trial.replicas, module=MODULE, durable=False)
    cluster.environment = {
        "FAULTS_TRIAL": str(home.path),
        "FAULTS_MOMENT": trial.moment,
        "FAULTS_VICTIM": trial.victim,
    }
    async with cluster:
        journal = Journal(home.path / "journal.jsonl")
        load = Load(cluster, journal, seed)
        mutant = Findings()
        try:
            if "compliance" in trial.replicas:
                await evidence.make_tally(cluster)
            await load.open()
            control = await _attempt(trial, cluster, journal, load, PATIENCE)
            acknowledged = journal.counts[Outcome.OK]
            tell(f"the product, caught at the {trial.moment}: {_summary(control)}")
            cluster.environment["FAULTS_MUTANT"] = trial.mutant
            for _ in range(ATTEMPTS):
                cluster.stop_members()
                await cluster.start_members()
                mutant = await _attempt(trial, cluster, journal, load, SHORT_PATIENCE)
                tell(f"{trial.mutant}, caught at the {trial.moment}: {_summary(mutant)}")
                if mutant.lost or mutant.doubled:
                    break
        finally:
            await load.close()
            journal.close()
    return Report(control, mutant, acknowledged)


async def _attempt(
    trial: Trial, cluster: Cluster, journal: Journal, load: Load, patience: float
) -> Findings:
    """Load, catch a process at the moment, do the worst, and check."""
    found, gone = Findings(), ""
    load.start()
    try:
        await arrived(cluster, PATIENCE)
        (cluster.home.path / ARMED).touch()
        caught = await _caught(cluster)
        if trial.moment == "commit":
            await _lose_postgres(cluster)
        else:
            gone = await _be_overtaken(cluster, caught)
        await load.stop()
        await settled(cluster, patience, without=[gone])
    except NotConverged as failure:
        found.diverged.append(str(failure)[:300])
        await load.stop()
    return await _check(cluster, journal, found)


async def _caught(cluster: Cluster) -> str:
    """The name of the process that came to the moment first."""
    reached = cluster.home.path / REACHED
    deadline = time.monotonic() + PATIENCE
    while not (reached.exists() and (text := reached.read_text())):
        if time.monotonic() > deadline:
            raise NotConverged("no process came to the moment of the trial")
        await asyncio.sleep(0.02)
    reached.unlink()
    return next(name for name, child in cluster.members.items() if child.pid == int(text))


async def _lose_postgres(cluster: Cluster) -> None:
    """Crash PostgreSQL after the answer, if there is one too early, and before the commit."""
    await asyncio.sleep(0.8)
    cluster.postgres.kill9()
    await asyncio.sleep(OUTAGE)
    cluster.postgres.start()


async def _be_overtaken(cluster: Cluster, frozen: str) -> str:
    """Let the other process do the frozen one's work, thaw that, then end it."""
    child = cluster.members[frozen]
    await arrived(cluster, PATIENCE, without=[frozen])
    os.kill(child.pid, signal.SIGCONT)
    await asyncio.sleep(1.0)
    child.kill9()
    return frozen


async def _check(cluster: Cluster, journal: Journal, found: Findings) -> Findings:
    found += await check_writing(cluster, journal.entries())
    if "compliance" in cluster.services:
        tally = await evidence.read_tally(cluster)
        for service in cluster.services:
            log = await evidence.read_log(cluster, service)
            found += check_tally(service, tally.get(service, 0), log)
    return found


async def check_writing(
    cluster: Cluster, entries: Iterable[Entry], epochs: Mapping[str, int] | None = None
) -> Findings:
    """Every answer, log, stream and checkpoint; streams of epoch 1 unless `epochs` says another."""
    logs = {service: await evidence.read_log(cluster, service) for service in cluster.services}
    found = check_answers(entries, logs)
    for service, log in logs.items():
        found += check_log(log)
        epoch = (epochs or {}).get(service, 1)
        found += check_stream(log, await evidence.read_stream(cluster, service, epoch))
        for reader in await evidence.read_readers(cluster, service):
            if reader.source in logs:
                found += check_reader(reader, logs[reader.source])
    return found


def _summary(found: Findings) -> str:
    if found.clean:
        return "clean"
    return f"found out: {next(iter(found.lines()))}"
