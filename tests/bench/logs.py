"""The importer, ``judge`` and the export: how fast, and whether four times as much takes as long.

``growth`` is the time of one fact (or activity) of the large one over that of the small one. Both
are done once to warm up, then in turn; of each the quickest counts, and of a processor's time what
needs nobody else, because a busy machine only ever adds.
"""

import gc
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from itertools import islice

from contracts.envelope import Envelope
from services._kit.postgres import transaction
from services.announcer.importing.draft import draft
from services.announcer.importing.text import Text
from services.compliance import export
from services.compliance.cli import uncollected
from services.compliance.judging.judge import judge
from services.compliance.rules.pack import load_pack
from services.compliance.settings import SQL
from services.compliance.views import PROJECTOR, Facts
from tests.announcer.plan_files import PLAN
from tests.bench.facts import BEGIN, PROGRAMME, log, shares
from tests.bench.harness import Bench, Figures, Given, Measure, Servers, expect
from tests.bench.streams import pool_of
from tests.delivering import delivery

TIMES = 4
TURNS = 5
SAMPLE = 9  # activities of the sample plan
PLANNED = 100
_CHECKPOINT = """
insert into checkpoint values ($1, $2, 1, $3, '')
on conflict (projector, source) do update set pos = $3
"""


async def prepare(servers: Servers) -> Given:
    """How many facts the small log has."""
    return {"facts": 2_000 if servers.short else 8_000}


async def grown(
    clock: Callable[[], float],
    small: Callable[[], Awaitable[int]],
    large: Callable[[], Awaitable[int]],
) -> tuple[float, float]:
    """Of the large one how many a second, and how much longer each takes than of the small one.

    The works answer how many they did.
    """
    best: dict[Callable[[], Awaitable[int]], float] = {}
    for counts in (False, *[True] * TURNS):
        for work in (small, large):
            gc.collect()  # what came before is not this one's to clear away
            begun = clock()
            done = await work()
            took = (clock() - begun) / done
            if counts:
                best[work] = min(took, best.get(work, took))
    return 1 / best[large], best[large] / best[small]


async def judged(given: Given) -> Figures:
    """What the command does: lines read, their chains verified, every fact understood."""
    pack = load_pack(PROGRAMME)

    async def whole(lines: list[str]) -> int:
        with uncollected():
            found = judge(pack, [Envelope.from_json_line(line) for line in lines], BEGIN)
        expect(not found.unread, "every fact is understood")
        return len(lines)

    works = []
    for facts in (given["facts"], given["facts"] * TIMES):
        logs = [islice(log(service), many) for service, many in shares(facts).items()]
        works.append(partial(whole, [it.to_json_line() for each in logs for it in each]))
    rate, growth = await grown(time.process_time, *works)
    return {"judge": rate, "judge growth": growth}


async def exported(given: Given) -> Figures:
    """Every stored fact as a line, of a table that holds four times as many or all of which."""
    small, large = shares(given["facts"]), shares(given["facts"] * TIMES)
    async with pool_of(given["dsn"]) as pool:
        async with transaction(pool) as connection:
            for service, many in large.items():
                all_ = [delivery(it) for it in islice(log(service), many)]
                await Facts().apply(connection, all_)

        async def whole(ends: Mapping[str, int]) -> int:
            for service, end in ends.items():
                await pool.execute(_CHECKPOINT, PROJECTOR, service, end)
            lines = sum([bool(line) async for line in export.lines(pool)])
            expect(lines == sum(ends.values()), f"{sum(ends.values())} lines, found {lines}")
            return lines

        rate, growth = await grown(time.perf_counter, partial(whole, small), partial(whole, large))
    return {"export": rate, "export growth": growth}


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

    async def whole(activities: int) -> int:
        found = len(draft(Text(plan(activities - SAMPLE), "txt")).activities)
        expect(found == activities, f"{activities} activities are read, found {found}")
        return found

    works = [partial(whole, PLANNED), partial(whole, PLANNED * TIMES)]
    rate, growth = await grown(time.process_time, *works)
    return {"import": rate, "import growth": growth}


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
            Measure("activities/s", figure="import"),
            Measure("×", figure="import growth", at_most=1.1),
        ),
        prepare=prepare,
        sql=SQL,
    ),
)
