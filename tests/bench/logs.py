"""The importer, ``judge`` and the export: how fast, and whether four times as much takes as long.

``growth`` is the time of one fact (or character) of the large one over that of the small one.
"""

import time
from collections.abc import Callable
from functools import partial
from itertools import islice

from contracts.envelope import Envelope
from contracts.registry import decode
from services._kit.postgres import transaction
from services._kit.quarantine import Delivery
from services.announcer.importing.draft import draft
from services.announcer.importing.text import Text
from services.compliance import export
from services.compliance.judging.judge import judge
from services.compliance.rules.pack import load_pack
from services.compliance.settings import SQL
from services.compliance.views import PROJECTOR, Facts
from tests.announcer.plan_files import PLAN
from tests.bench.facts import BEGIN, PROGRAMME, SHARES, log, shares
from tests.bench.harness import Bench, Figures, Given, Measure, Servers, expect
from tests.bench.streams import pool_of

TIMES = 4
MORE = 25
_CHECKPOINT = """
insert into checkpoint values ($1, $2, 1, $3, '')
on conflict (projector, source) do update set pos = $3
"""


async def prepare(servers: Servers) -> Given:
    """How many facts the small log has."""
    return {"facts": 2_000 if servers.short else 8_000}


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


async def judged(given: Given) -> Figures:
    """An exported log, its lines read, its chains verified, every fact understood."""
    pack, took = load_pack(PROGRAMME), list[float]()
    for facts in (given["facts"], given["facts"] * TIMES):
        logs = [islice(log(service), many) for service, many in shares(facts).items()]
        lines = [it.to_json_line() for each in logs for it in each]

        def whole(lines: list[str] = lines) -> None:
            found = judge(pack, [Envelope.from_json_line(line) for line in lines], BEGIN)
            expect(not found.unread, "every fact is understood")

        took.append(timed(whole) / len(lines))
    return {"judge": 1 / took[1], "judge growth": took[1] / took[0]}


async def exported(given: Given) -> Figures:
    """Every stored fact as a line."""
    took, logs, done = list[float](), {service: log(service) for service in SHARES}, 0
    async with pool_of(given["dsn"]) as pool:
        for facts in (given["facts"], given["facts"] * TIMES):
            async with transaction(pool) as connection:
                for service, many in shares(facts - done).items():
                    new = [
                        Delivery(it, decode(it.type, it.data)) for it in islice(logs[service], many)
                    ]
                    await Facts().apply(connection, new)
                    end = shares(facts)[service]
                    await connection.execute(_CHECKPOINT, PROJECTOR, service, end)
            done, begun, lines = facts, time.perf_counter(), 0
            async for line in export.lines(pool):
                lines += bool(line)
            took.append((time.perf_counter() - begun) / lines)
            expect(lines == sum(shares(facts).values()), f"{facts} lines, found {lines}")
    return {"export": 1 / took[1], "export growth": took[1] / took[0]}


def plan(activities: int) -> str:
    """The sample plan with so many more activities in its last theme."""
    more = "".join(
        f"（{number - 5}）开放点{number}（口袋公园）：实地看一看第{number}个口袋公园，听讲解。"
        "（主责单位：园林局）\n"
        for number in range(8, 8 + activities)
    )
    before, mark, after = PLAN.partition("（二）政策公开讲活动")
    return before + more + mark + after


async def imported(given: Given) -> Figures:
    """A plan's text into a draft, of some activities and of four times as many."""
    del given
    took = []
    for activities in (MORE, MORE * TIMES):
        text = Text(plan(activities), "txt")
        found = len(draft(text).activities)
        expect(found >= activities, f"{activities} activities are read, found {found}")
        seconds = min(timed(partial(draft, text)) for _ in range(5))
        took.append(seconds / len(text.text))
    return {"import": 1 / took[1], "import growth": took[1] / took[0]}


async def ours(given: Given) -> Figures:
    """All three."""
    return await judged(given) | await exported(given) | await imported(given)


BENCHES: tuple[Bench, ...] = (
    Bench(
        name="whole logs:",
        variants={"ours": ours},
        measures=(
            Measure("facts/s", figure="judge"),
            Measure("×", figure="judge growth", at_most=1.1),
            Measure("facts/s", figure="export"),
            Measure("×", figure="export growth", at_most=1.1),
            Measure("characters/s", figure="import"),
            Measure("×", figure="import growth", at_most=1.1),
        ),
        prepare=prepare,
        sql=SQL,
    ),
)
