"""A verdict and its working: what was judged, by which clause, on which facts, how counted."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from contracts.values import BEIJING, VerdictStatus
from services.compliance.rules.deadlines import CountedDay
from services.compliance.rules.pack import Clause, Strength, Unit

PROGRAMME_ROW = "programme"

WORST_FIRST = tuple(VerdictStatus)
"""missed, needs_review, due_soon, gap, unscheduled, pending, met_late, exempt, met, n/a."""


def badness(status: VerdictStatus) -> int:
    """Greater is worse."""
    return -WORST_FIRST.index(status)


class Flag(StrEnum):
    """What a reader must know beside the status."""

    BORDERLINE = "borderline"
    PROVISIONAL = "provisional"
    INFERRED = "inferred"
    SELF_FILED = "self_filed"
    CONFLICTING_EVIDENCE = "conflicting_evidence"


@dataclass(frozen=True, slots=True)
class SessionOutcome:
    """What one session or one change came to, where the verdict shows the worst of several."""

    label: str
    status: VerdictStatus
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Working:
    """How a verdict was reached, in Chinese sentences and as the days counted.

    ``standard`` and ``clear`` are the last safe Beijing dates by the two counts; ``done_at`` when
    the evidence says it was done.
    """

    conclusion: str
    deadline: str = ""
    counting: str = ""
    days: tuple[CountedDay, ...] = ()
    anchor: date | None = None
    count: int = 0
    unit: Unit = "working"
    standard: date | None = None
    clear: date | None = None
    done_at: datetime | None = None
    several: tuple[SessionOutcome, ...] = ()
    reviewed_by: str | None = None
    review_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of one requirement for one row of the wall.

    ``row`` is an activity's id, ``programme`` or ``unit:<id>``. ``due`` is a Beijing date,
    ``due_at`` the exclusive instant (24:00 is the next 00:00); ``days_left`` the working days after
    today up to and including ``due``, while that is still ahead. ``turns`` are the instants from
    which time alone may change it: the deadlines of every session, change and reading.
    """

    row: str
    code: str
    strength: Strength
    status: VerdictStatus
    flags: frozenset[Flag]
    due: date | None
    due_at: datetime | None
    days_left: int | None
    clause: Clause
    evidence: tuple[str, ...]
    working: Working
    session: str | None = None
    turns: frozenset[datetime] = field(default=frozenset(), compare=False)

    def to_json(self) -> dict[str, Any]:
        """The verdict as ``minsheng judge`` prints it."""
        due_at = self.due_at.astimezone(BEIJING).isoformat() if self.due_at else None
        return {
            "activity": self.row,
            "code": self.code,
            "strength": self.strength,
            "status": self.status.value,
            "flags": sorted(flag.value for flag in self.flags),
            "due": self.due.isoformat() if self.due else None,
            "due_at": due_at,
            "clause": self.clause.section,
            "evidence": list(self.evidence),
        }
