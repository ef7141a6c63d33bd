"""A rush for 30 seats through HTTP at two processes, against the same form with row locks.

The crowd of ``tests.registration.rush``: cut connections, forms sent twice, withdrawals. Afterwards
nothing may be lost or doubled and exactly 30 seats are taken, or the figure does not count.
"""

from tests.bench.harness import Bench, Figures, Given, Measure, Servers, expect
from tests.registration.crowd import Crowd
from tests.registration.rush import SIGN_UP, stage
from tests.registration.rush_check import prove

PEER = "the same form with row locks"


async def prepare(servers: Servers) -> Given:
    """How many come, and how many press at a time."""
    return {"sign_ups": 400 if servers.short else 1_000, "clients": 50 if servers.short else 200}


async def rushed(given: Given, module: str | None = None) -> Figures:
    """The rush, then the proof."""
    async with stage(durable=True, module=module) as here:
        crowd = Crowd.of(given["sign_ups"], SIGN_UP, here.replicas, addresses=50)
        seconds = await crowd.rush(given["clients"])
        wrong = await prove(here, crowd)
    expect(not wrong, "; ".join(wrong))
    return {"": given["sign_ups"] / seconds}


async def row_locks(given: Given) -> Figures:
    """The peer."""
    return await rushed(given, "tests.bench.row_locks")


BENCHES: tuple[Bench, ...] = (
    Bench(
        name="sign-up rush, 30 seats",
        variants={"ours": rushed, PEER: row_locks},
        measures=(Measure("sign-ups/s", PEER, at_least=5),),
        prepare=prepare,
        when="full",
    ),
)
