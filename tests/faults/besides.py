"""What needs servers of its own: three nats-servers whose leader is killed, a very long outage."""

from collections.abc import Callable, Sequence
from contextlib import closing

from contracts.subjects import stream_name
from deploy.local.home import Home
from deploy.local.nats_config import DEPLOY_USER
from tests.faults.catalogue import Fault, away
from tests.faults.cluster import Cluster
from tests.faults.convergence import NotConverged, arrived, settled
from tests.faults.evidence import connected
from tests.faults.journal import Journal, Outcome
from tests.faults.load import CLIENTS, Load
from tests.faults.mutants.trials import check_writing
from tests.faults.nemesis import Nemesis
from tests.faults.result import Result

REPLICAS = {"announcer": 1, "compliance": 1}
NODES = 3
LONG = 130.0  # a client that gives up does so after some two minutes
FEW = 2  # clients: the soak runs beside

Tell = Callable[[str], None]


async def kill_leaders(home: Home, seed: int, tell: Tell) -> Result:
    """Three nats-servers hold every stream together; the one that leads it is killed."""

    def faults(cluster: Cluster, _load: Load) -> Sequence[Fault]:
        return [_kill_leader(cluster, service) for service in REPLICAS]

    return await _under_load(home, seed, tell, faults, NODES)


async def stay_away(home: Home, seed: int, tell: Tell) -> Result:
    """One nats-server, for longer than clients usually try."""

    def faults(cluster: Cluster, load: Load) -> Sequence[Fault]:
        return [away(cluster, load, LONG)]

    return await _under_load(home, seed, tell, faults, clients=FEW)


async def _under_load(
    home: Home,
    seed: int,
    tell: Tell,
    faults: Callable[[Cluster, Load], Sequence[Fault]],
    nodes: int = 1,
    clients: int = CLIENTS,
) -> Result:
    result = Result()
    async with Cluster(home, REPLICAS, durable=False, nodes=nodes) as cluster:
        journal = Journal(home.path / "journal.jsonl")
        load = Load(cluster, journal, seed)
        nemesis = Nemesis(cluster, load, faults(cluster, load), seed)
        with closing(journal):
            try:
                await load.open()
                await arrived(cluster)
                cluster.supervise()
                load.start(clients)
                await nemesis.rounds(1, tell, (0.5, 1.5))
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
