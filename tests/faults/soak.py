"""The product as it is, under load and under fire; then every promise is held against the logs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx

from contracts.topology import SERVICES
from deploy.local.home import Home
from services.compliance.judging.judge import judge
from services.compliance.rules.pack import load_pack
from tests.faults import evidence
from tests.faults.catalogue import Catalogue
from tests.faults.checker import (
    Findings,
    Json,
    Log,
    check_answers,
    check_facts,
    check_log,
    check_reactions,
    check_reader,
    check_stream,
    check_table,
    check_told,
    check_verdicts,
)
from tests.faults.cluster import Cluster
from tests.faults.convergence import NotConverged, arrived, settled
from tests.faults.journal import Journal, Outcome
from tests.faults.load import Load
from tests.faults.nemesis import Nemesis
from tests.faults.read_models import TABLES
from tests.faults.result import Result
from tests.faults.surroundings import Hostile
from tests.faults.watch import Watch, check_readings

REPLICAS = dict.fromkeys(SERVICES, 2)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is dealt, how often, and whether in the brief form."""

    seed: int
    rounds: int
    brief: bool


async def soak(
    home: Home, plan: Plan, tell: Callable[[str], None], only: Sequence[str] = ("",)
) -> Result:
    """Start the product, load it, deal `rounds` of every fault, and check everything.

    `only` leaves out the faults whose name contains none of it.
    """
    result, seed = Result(), plan.seed
    around = Hostile(home.clock)
    result.no_disk = around.no_disk
    async with Cluster(home, REPLICAS, surroundings=around) as cluster:
        journal = Journal(home.path / "journal.jsonl")
        load, watch = Load(cluster, journal, seed), Watch(cluster)
        faults = Catalogue(cluster, load, around, brief=plan.brief).faults()
        nemesis = Nemesis(
            cluster, load, [each for each in faults if any(it in each.name for it in only)], seed
        )
        try:
            tell("putting a plan on record")
            await load.open()
            await arrived(cluster)
            cluster.supervise()
            load.start()
            with watch:
                await nemesis.rounds(plan.rounds, tell, (0.2, 0.8) if plan.brief else (0.5, 2.0))
            await load.stop()
            await settled(cluster)
            result.findings += await check_all(cluster, journal)
        except (NotConverged, httpx.HTTPError) as failure:
            result.findings.diverged.append(f"{type(failure).__name__}: {failure}"[:500])
        finally:
            await load.close()
            journal.close()
        result.findings += check_readings(cluster.readings)
        result.times, result.faults = nemesis.times, len(nemesis.times.converged)
        result.health, result.silent, result.delayed = watch.answers, watch.silent, watch.delayed
        result.acknowledged = journal.counts[Outcome.OK]
        tell(" ".join(f"{outcome}={count}" for outcome, count in journal.counts.items()))
    return result


async def check_all(cluster: Cluster, journal: Journal) -> Findings:
    """Every check there is, over everything that every part says."""
    logs = {service: await evidence.read_log(cluster, service) for service in cluster.services}
    found = check_answers(journal.entries(), logs)
    found += check_reactions(logs)
    for service, log in logs.items():
        found += check_log(log)
        found += check_stream(log, await evidence.read_stream(cluster, service))
        for reader in await evidence.read_readers(cluster, service):
            if reader.source in logs:
                found += check_reader(reader, logs[reader.source])
    for table in TABLES:
        rows = await evidence.read_rows(cluster, table.service, table.query)
        found += check_table(f"{table.service}'s {table.name}", rows, table.expected(logs))
    found += check_facts(await evidence.read_facts(cluster), logs)
    for member in (name for name in cluster.members if name.startswith("compliance")):
        found += await _check_wall(cluster, member, logs["compliance"])
    return found


async def _check_wall(cluster: Cluster, member: str, log: Log) -> Findings:
    """The wall, the verdict table and what was told, held against `judge` over the export."""
    wall = await evidence.read_wall(cluster, member)
    pack = load_pack(wall.matrix["pack"]["id"])
    judged = [each.to_json() for each in judge(pack, wall.export, wall.as_of).verdicts]
    found = check_verdicts(
        f"the wall of {member}", _cells(wall.matrix), judged,
        ("activity", "code", "strength", "status", "flags", "due", "due_at"),
    )  # fmt: skip
    parts = ("activity", "code", "strength", "status", "flags", "due", "evidence")
    found += check_verdicts("the verdict table", wall.cache, judged, parts)
    found += check_told(log, judged)
    return found


def _cells(matrix: Json) -> list[Json]:
    rows = (*matrix["rows"], *matrix["other_rows"])
    return [{**cell, "activity": row["activity"]} for row in rows for cell in row["verdicts"]]
