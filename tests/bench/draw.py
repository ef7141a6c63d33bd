"""The draw of 30 among 300 with four quotas, ours leximin, against the reference's maximin.

Ours prepares a thousand equally likely panels, checks and seals them; the reference finds its
distribution. Both then draw 30 and keep the quotas.
"""

import time
from datetime import UTC, datetime

from services.registration.drawing.bundle import Seed, reveal, seal
from services.registration.drawing.checker import check
from services.registration.drawing.lottery import prepare as prepare_lottery
from services.registration.drawing.terms import Applicant, Terms
from tests.bench.harness import PEERS, Bench, Figures, Given, Measure, Servers, expect
from tests.registration.drawing.pools import AGE, CATEGORY, people, terms

SEATS, POOL = 30, 300
QUOTAS = (("parent", 8, 12), ("enterprise", 6, 10), ("60", 5, 9), ("18_35", 8, 14))
REFERENCE = "sortition-algorithms maximin"


def kinds() -> list[tuple[str, str]]:
    """The pool: who they are, unevenly."""
    categories = ("parent", "other", "other", "enterprise", "other", "parent", "other")
    ages = ("36_59", "18_35", "36_59", "60", "36_59", "18_35", "36_59", "36_59", "60", "18_35")
    return [(categories[it % len(categories)], ages[it % len(ages)]) for it in range(POOL)]


async def prepare(_: Servers) -> Given:
    """The pool, for the peer as for us."""
    return {"kinds": kinds(), "seats": SEATS, "quotas": QUOTAS}


def pool() -> tuple[Terms, tuple[Applicant, ...]]:
    """The same as our own values."""
    return terms(SEATS, QUOTAS, (CATEGORY, AGE)), people(kinds(), (CATEGORY, AGE))


async def ours(given: Given) -> Figures:
    """Draws a second, from the applicants to the sealed bundle."""
    asked, applicants = pool()
    begun = time.perf_counter()
    lottery = prepare_lottery(asked, applicants)
    prepared = time.perf_counter() - begun
    check(asked, lottery.applicants, lottery.panels)
    sealed = seal(asked, applicants, lottery)
    seconds = time.perf_counter() - begun
    source = asked.seed_source
    seed = Seed("0f" * 32, source.name, datetime(2024, 1, 1, tzinfo=UTC), source.address, "")
    drawn = reveal(sealed.text, seed)
    expect(len(drawn.drawn) == given["seats"], f"exactly {SEATS} seats")
    return {"": 1 / prepared, "checked and sealed": 1 / seconds}


BENCHES: tuple[Bench, ...] = (
    Bench(
        name="draw 300→30, four quotas",
        variants={"ours": ours, REFERENCE: PEERS / "sortition.py"},
        measures=(
            Measure("draws/s", REFERENCE, at_least=100),
            Measure("draws/s", figure="checked and sealed"),
        ),
        prepare=prepare,
        when="full",  # the reference takes half a minute
    ),
)
