"""What a unit owes: the verdicts that it can still be reminded of. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contracts.values import ReminderItem, ReminderOccasion, VerdictStatus
from services.compliance.board import Snapshot
from services.compliance.detail import line_of
from services.compliance.matrix import Json
from services.compliance.rules.pack import Requirement
from services.compliance.rules.verdict import Verdict

SOON = 3
"""With so many working days left the morning's digest begins to remind."""

_LATE = (VerdictStatus.MISSED, VerdictStatus.GAP)
_AHEAD = (VerdictStatus.PENDING, VerdictStatus.DUE_SOON)


@dataclass(frozen=True, slots=True)
class Owed:
    """One requirement that a unit has not met: the item, its verdict, and its row's head."""

    item: ReminderItem
    verdict: Verdict
    requirement: Requirement
    head: Json

    @property
    def unit(self) -> str:
        """Whose it is."""
        return str(self.head["unit"])

    @property
    def of_a_morning(self) -> bool:
        """Whether a digest tells it: what is mandatory, once it is near or missed."""
        left = self.verdict.days_left
        near = left is not None and left <= SOON
        return self.requirement_is_mandatory and (near or self.verdict.status in _LATE)

    @property
    def requirement_is_mandatory(self) -> bool:
        """As this row's form has it."""
        return self.verdict.strength == "M"

    def curable(self, today: date) -> bool:
        """Whether doing it now still helps."""
        if self.item.occasion is not ReminderOccasion.MISSED:
            return True
        if self.verdict.working.done_at is not None:
            return False
        match self.requirement.late_cure:
            case "open":
                return True
            case "until_start":
                anchor = self.verdict.working.anchor
                return anchor is not None and today < anchor
            case _:
                return False


def owed(snapshot: Snapshot) -> list[Owed]:
    """All that is open, whoever owes it, in wall order."""
    heads: dict[str, Json | None] = {}
    found = []
    for verdict in snapshot.verdicts:
        if (occasion := occasion_of(verdict)) is None or snapshot.rules is None:
            continue
        if verdict.row not in heads:
            line = line_of(snapshot, verdict.row)
            heads[verdict.row] = line.head if line else None
        head = heads[verdict.row]
        if head is None or not head["unit"]:
            continue  # the programme's own row is nobody's in particular
        item = ReminderItem(row=verdict.row, code=verdict.code, due=verdict.due, occasion=occasion)
        requirement = snapshot.rules.pack.by_code[verdict.code]
        found.append(Owed(item, verdict, requirement, head))
    return found


def occasion_of(verdict: Verdict) -> ReminderOccasion | None:
    """Why its unit may be reminded of a verdict; None when it need not be."""
    if verdict.status in _LATE:
        return ReminderOccasion.MISSED
    if verdict.status not in _AHEAD or verdict.days_left is None:
        return None
    soon = verdict.days_left > 1
    return ReminderOccasion.DUE_SOON if soon else ReminderOccasion.DUE_TOMORROW


def still_owed(snapshot: Snapshot, unit: str, items: Iterable[ReminderItem]) -> list[Owed]:
    """Of what a unit was to be reminded of, what is open now: not done, moved or cancelled."""
    named = {(item.row, item.code, item.due) for item in items}
    return [
        one
        for one in owed(snapshot)
        if one.unit == unit and (one.item.row, one.item.code, one.item.due) in named
    ]
