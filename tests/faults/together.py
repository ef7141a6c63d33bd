"""Three nats-servers that keep every stream together: the one that leads a stream is killed."""

from collections.abc import Callable
from contextlib import closing

from contracts.subjects import stream_name
from deploy.local.home import Home
from deploy.local.nats_config import DEPLOY_USER
from tests.faults.catalogue import Fault
from tests.faults.cluster import Cluster
from tests.faults.convergence import NotConverged, settled
from tests.faults.evidence import connected
from tests.faults.journal import Journal, Outcome
from tests.faults.load import Load
from tests.faults.mutants.trials import check_writing
from tests.faults.nemesis import Nemesis
from tests.faults.result import Result

NODES, ROUNDS = 3, 2
REPLICAS = {"announcer": 1, "compliance": 1}


async def kill_leaders(home: Home, seed: int, tell: Callable[[str], None]) -> Result:
    """Kill each stream's leader in turn, under load."""
    result = Result()
    async with Cluster(home, REPLICAS, durable=False, nodes=NODES) as cluster:
        journal = Journal(home.path / "journal.jsonl")
        load = Load(cluster, journal, seed)
        faults = [_kill_leader(cluster, service) for service in REPLICAS]
        nemesis = Nemesis(cluster, load, faults, seed)
        with closing(journal):
            try:
                await load.open()
                cluster.supervise()
                load.start()
                await nemesis.rounds(ROUNDS, tell, (1.0, 2.0))
                await load.stop()
                await settled(cluster)
                result.findings += await check_writing(cluster, journal.entries())
            except NotConverged as failure:
                result.findings.diverged.append(str(failure)[:500])
            finally:
                await load.close()
        result.times, result.faults = nemesis.times, len(nemesis.times.converged)
        result.acknowledged = journal.counts[Outcome.OK]
    return result


def _kill_leader(cluster: Cluster, service: str) -> Fault:
    async def strike() -> None:
        async with connected(cluster, DEPLOY_USER) as client:
            info = await client.jetstream().stream_info(stream_name(service, 1))
        leader = info.cluster.leader if info.cluster else None
        (node,) = (node for node in cluster.nodes if node.child.name == leader)
        node.kill9()

    return Fault(f"kill -9 the leader of {service}'s stream", strike)
