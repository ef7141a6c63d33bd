"""The score of an activity or of a unit: one pure function of a table and verdicts.

Nothing else goes in, so any score can be computed again from the log: verdicts are a function of
the facts and a moment. Every mark opens to its cases, a case to its verdict, a verdict to its
facts. Integers only, in hundredths of a mark.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from contracts.values import VerdictStatus
from services.compliance.assessment.table import Bonus, Indicator, PerCase, ScoringTable, Veto
from services.compliance.rules.verdict import Verdict

OPEN = frozenset(
    {
        VerdictStatus.NEEDS_REVIEW,
        VerdictStatus.DUE_SOON,
        VerdictStatus.PENDING,
        VerdictStatus.UNSCHEDULED,
    }
)
"""What may still become anything; it costs nothing yet."""


@dataclass(frozen=True, slots=True)
class Case:
    """One verdict within an indicator, and what it costs or earns.

    ``costs`` is what it would cost alone; ``marks`` what it does cost (negative) or earn. Where
    another case of the same cause was counted instead, ``counted_with`` is that one's code.
    """

    row: str
    code: str
    status: VerdictStatus
    evidence: tuple[str, ...]
    costs: int = 0
    marks: int = 0
    counted_with: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One indicator or bonus: how many of its marks are left or earned, and by which cases.

    ``full`` is 0 for a bonus, and for an indicator of which nothing applies.
    """

    code: str
    title: str
    full: int
    marks: int
    most: int
    cases: tuple[Case, ...]

    @property
    def open(self) -> tuple[Case, ...]:
        """The cases that may still change."""
        return tuple(case for case in self.cases if case.status in OPEN)


@dataclass(frozen=True, slots=True)
class Score:
    """All items by a table. ``total`` is None when nothing applies: then there is no score."""

    table: ScoringTable
    items: tuple[Item, ...]
    vetoed_by: tuple[Case, ...]
    total: int | None

    @property
    def applicable(self) -> tuple[Item, ...]:
        """What is marked: indicators of which something applies, and bonuses with a case."""
        return tuple(item for item in self.items if item.most)

    @property
    def open(self) -> int:
        """How many cases may still change."""
        return sum(len(item.open) for item in self.items)

    def item(self, code: str) -> Item | None:
        """The item of one indicator or bonus."""
        return next((item for item in self.items if item.code == code), None)


def score(table: ScoringTable, verdicts: Iterable[Verdict]) -> Score:
    """The score by ``table`` of whatever the verdicts are about: an activity, a unit."""
    judged = sorted(
        (verdict for verdict in verdicts if verdict.status is not VerdictStatus.NOT_APPLICABLE),
        key=lambda verdict: (verdict.row, verdict.code),
    )
    items = (
        *(_indicator(entry, _about(entry, judged)) for entry in table.indicators),
        *(_bonus(entry, _about(entry, judged)) for entry in table.bonuses),
    )
    vetoed = tuple(
        _case(verdict)
        for entry in table.vetoes
        for verdict in _about(entry, judged)
        if verdict.status is VerdictStatus.MISSED
    )
    marks = {item.code: item.marks for item in items}
    return Score(table, items, vetoed, total_of(table, items, marks, vetoed=bool(vetoed)))


def total_of(
    table: ScoringTable, items: Sequence[Item], marks: Mapping[str, int], *, vetoed: bool
) -> int | None:
    """What the marks given to the items come to, out of the table's full marks.

    Recalculated to them where an indicator does not apply, rounded half up; bonuses are added,
    never above the full marks.
    """
    full = sum(item.full for item in items)
    if full == 0:
        return None
    if vetoed:
        return 0
    kept = sum(marks.get(item.code, 0) for item in items if item.full)
    earned = sum(marks.get(item.code, 0) for item in items if not item.full)
    recalculated = (2 * kept * table.full_marks + full) // (2 * full)
    return min(table.full_marks, recalculated + earned)


def _about(entry: Indicator | Bonus | Veto, judged: Sequence[Verdict]) -> list[Verdict]:
    return [verdict for verdict in judged if verdict.code in entry.requirements]


def _indicator(entry: Indicator, judged: Sequence[Verdict]) -> Item:
    order = entry.requirements.index
    causes: dict[tuple[object, ...], list[Case]] = {}
    for verdict in sorted(judged, key=lambda verdict: (verdict.row, order(verdict.code))):
        cause = (verdict.row, entry.group_of(verdict.code), verdict.evidence)
        causes.setdefault(cause, []).append(_case(verdict, entry.per_case))
    cases = [case for failing in causes.values() for case in _counted_once(failing)]
    cases.sort(key=lambda case: (case.row, order(case.code)))
    applies = bool(judged) or entry.not_applicable == "keep"
    full = entry.base if applies else 0
    lost = min(entry.cap, -sum(case.marks for case in cases))
    return Item(entry.code, entry.title, full, full - lost, full, tuple(cases))


def _counted_once(cases: Sequence[Case]) -> Iterable[Case]:
    """Of several cases of one cause the dearest costs, the others name it."""
    dearest = max(cases, key=lambda case: case.costs)
    for case in cases:
        if case is dearest:
            yield replace(case, marks=-case.costs)
        else:
            yield replace(case, counted_with=dearest.code if case.costs else None)


def _bonus(entry: Bonus, judged: Sequence[Verdict]) -> Item:
    cases = tuple(
        replace(_case(verdict), marks=entry.per_case)
        for verdict in judged
        if verdict.status is VerdictStatus.MET
    )
    most = entry.cap if judged else 0
    earned = min(entry.cap, sum(case.marks for case in cases))
    return Item(entry.code, entry.title, 0, earned, most, cases)


def _case(verdict: Verdict, per_case: PerCase | None = None) -> Case:
    costs = 0
    if per_case is not None:
        match verdict.status:
            case VerdictStatus.MISSED:
                costs = per_case.missed
            case VerdictStatus.GAP:
                costs = per_case.gap
            case VerdictStatus.MET_LATE:
                costs = per_case.met_late
            case _:
                pass
    return Case(verdict.row, verdict.code, verdict.status, verdict.evidence, costs)
