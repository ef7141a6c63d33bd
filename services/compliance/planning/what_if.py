"""What if: the verdicts as they stand beside those that supposed facts or rules would give."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from contracts.values import VerdictStatus
from services.compliance.judging.assess import assess, assess_activity
from services.compliance.judging.case import Programme
from services.compliance.planning.supposing import OtherRules, Supposition, suppose, supposed
from services.compliance.rules.calendar import Calendar
from services.compliance.rules.pack import Pack
from services.compliance.rules.verdict import Verdict

AS_IT_IS, THE_PACKS_OWN = Supposition(), OtherRules()

BEST_FIRST = (
    VerdictStatus.MET,
    VerdictStatus.EXEMPT,
    VerdictStatus.MET_LATE,
    VerdictStatus.PENDING,
    VerdictStatus.UNSCHEDULED,
    VerdictStatus.DUE_SOON,
    VerdictStatus.NEEDS_REVIEW,
    VerdictStatus.GAP,
    VerdictStatus.MISSED,
)
"""How far each is from being done: other than on the wall, too late is worse than urgent."""

Effect = Literal["added", "worse", "limit", "better", "dropped"]
"""A requirement newly applies, is worse, has another limit only, is better, applies no longer."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One verdict before and after."""

    before: Verdict
    after: Verdict

    @property
    def effect(self) -> Effect:
        """What the supposition does to it."""
        before, after = self.before.status, self.after.status
        if before is after:
            return "limit"
        if before is VerdictStatus.NOT_APPLICABLE:
            return "added"
        if after is VerdictStatus.NOT_APPLICABLE:
            return "dropped"
        return "worse" if BEST_FIRST.index(after) > BEST_FIRST.index(before) else "better"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Every verdict of an activity, or of the whole wall, before and after."""

    before: Sequence[Verdict]
    after: Sequence[Verdict]

    @property
    def differences(self) -> list[Difference]:
        """Those that change, in wall order."""
        then = {(verdict.row, verdict.code): verdict for verdict in self.after}
        pairs = [Difference(each, then[each.row, each.code]) for each in self.before]
        return [pair for pair in pairs if _shown(pair.before) != _shown(pair.after)]


def what_if(  # noqa: PLR0913 - the arguments of ``assess``, and what is supposed
    pack: Pack,
    calendar: Calendar,
    programme: Programme,
    now: datetime,
    *,
    activity: str | None = None,
    wish: Supposition = AS_IT_IS,
    rules: OtherRules = THE_PACKS_OWN,
) -> Outcome:
    """The outcome for one activity, or by other rules for every row. Nothing is written.

    Raises ``BadField`` for what cannot be supposed.
    """
    other = rules.of(pack)
    if activity is None:
        return Outcome(
            assess(pack, calendar, programme, now), assess(other, calendar, programme, now)
        )
    imagined = suppose(programme, supposed(programme, activity, wish, now), now)
    return Outcome(
        assess_activity(pack, calendar, programme, activity, now),
        assess_activity(other, calendar, imagined, activity, now),
    )


def _shown(verdict: Verdict) -> tuple[object, ...]:
    return verdict.status, verdict.due_at, verdict.flags, verdict.strength
