"""What a kind of evidence answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from contracts.values import VerdictStatus
from services.compliance.judging.facts import Fact
from services.compliance.rules.context import Context
from services.compliance.rules.deadlines import Deadline
from services.compliance.rules.verdict import Flag


@dataclass(frozen=True, slots=True)
class Evidence:
    """When it was done, on which facts.

    ``done_at`` absent: not done. ``settled``: the facts decide the status whatever the time.
    ``review``: why a person must decide, as a sentence in Chinese. ``wait``: even if it was done,
    something more is due by then (a correction, a reopened opinion). ``remark``: what is missing or
    wrong. ``excuse``: why it is exempt.
    """

    done_at: datetime | None = None
    facts: tuple[Fact, ...] = ()
    settled: VerdictStatus | None = None
    review: str | None = None
    wait: Deadline | None = None
    reposted: bool = False
    flags: frozenset[Flag] = frozenset()
    remark: str = ""
    excuse: str = ""


NOTHING = Evidence()

EvidenceRule = Callable[[Context, Deadline | None], Evidence]


def disputed_flag(disputed: Sequence[Fact]) -> frozenset[Flag]:
    """The flag of evidence in conflict, if there is any."""
    return frozenset({Flag.CONFLICTING_EVIDENCE}) if disputed else frozenset()


def first_of(facts: Sequence[Fact]) -> Evidence:
    """Done by the earliest of several facts."""
    if not facts:
        return NOTHING
    earliest = min(facts, key=lambda fact: fact.order)
    return Evidence(done_at=earliest.occurred_at, facts=(earliest,))
