"""The wall against the hand-typed expectations, cell by cell."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.event import DomainEvent
from contracts.events.livestream import QuestionAnswered, QuestionAsked
from contracts.events.registration import (
    CheckedIn,
    OpinionFedBack,
    OpinionRecorded,
    RepresentativeInvited,
    SignedUp,
)
from contracts.values import BEIJING
from deploy.local.season.acts import Act
from deploy.local.season.api import Api
from deploy.local.season.calls import calls
from deploy.local.season.display import counted
from deploy.local.season.expected import Cell, Moment, Planted, load_expected, load_planted

_PEOPLE: dict[str, type[DomainEvent]] = {
    "sign-ups": SignedUp,
    "invitations": RepresentativeInvited,
    "check-ins": CheckedIn,
    "questions": QuestionAsked,
    "questions answered": QuestionAnswered,
    "opinions": OpinionRecorded,
    "opinions answered": OpinionFedBack,
}
_PRIVATE = ("name", "phone", "access_needs", "words")
Verdicts = Mapping[Cell, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that does not say what it must."""

    moment: str
    cell: Cell
    expected: str
    actual: str

    def __str__(self) -> str:
        row, code = self.cell
        return f"{self.moment}  {row}  {code}: expected {self.expected}, found {self.actual}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one moment."""

    moment: Moment
    verdicts: Verdicts
    differences: Sequence[Difference]
    found: Sequence[Planted]
    hidden: Sequence[Planted]


async def check(api: Api) -> list[Checked]:
    """Every moment's wall, fetched as of that moment and compared."""
    planted = load_planted()
    return [
        compare(moment, verdicts_of(await api.matrix(moment.as_of)), planted)
        for moment in load_expected()
    ]


def verdicts_of(matrix: Mapping[str, Any]) -> Verdicts:
    """The verdicts of a wall by row and code, those beside the plan included."""
    return {
        (row["activity"], verdict["code"]): verdict
        for row in (*matrix["rows"], *matrix["other_rows"])
        for verdict in row["verdicts"]
    }


def compare(moment: Moment, verdicts: Verdicts, planted: Sequence[Planted]) -> Checked:
    """Statuses of all cells, due dates and flags of the chosen ones, and the planted faults."""
    due_here = [fault for fault in planted if fault.as_of == moment.as_of]
    found = [fault for fault in due_here if _shows(fault, verdicts)]
    hidden = [fault for fault in due_here if fault not in found]
    return Checked(moment, verdicts, list(_differences(moment, verdicts)), found, hidden)


def report(checked: Sequence[Checked], facts: int) -> Iterator[str]:
    """What `make season` prints, line by line."""
    last = checked[-1]
    yield f"activities: {len(last.moment.rows)}"
    yield f"facts: {facts}"
    for each in checked:
        counts = Counter(verdict["status"] for verdict in each.verdicts.values())
        yield f"verdicts as of {name_of(each.moment)}: {sum(counts.values())}  {counted(counts)}"
    found = [fault for each in checked for fault in each.found]
    hidden = [fault for each in checked for fault in each.hidden]
    yield f"planted faults found: {len(found)}/{len(found) + len(hidden)}"
    for fault in hidden:
        yield f"  not found: {fault.id} ({fault.what})"
    differences = [difference for each in checked for difference in each.differences]
    yield f"verdicts that differ from the expected ones: {len(differences)}"
    for difference in differences:
        yield f"  {difference}"


def told_of_people(lines: Iterable[str]) -> str:
    """One line about the people in the exported log."""
    kinds = Counter(json.loads(line)["type"] for line in lines)
    told = {words: kinds[kind.ce_type()] for words, kind in _PEOPLE.items()}
    return "people: " + ", ".join(f"{count} {words}" for words, count in told.items())


def told_by_mistake(acts: Iterable[Act], lines: Iterable[str]) -> list[str]:
    """Names, numbers and words of citizens in the exported log, where none may stand."""
    log = "\n".join(lines)
    bodies = [call.body for act in acts for call in calls(act)]
    private = {body[name] for body in bodies for name in _PRIVATE if name in body}
    return sorted(each for each in private if each in log)


def _differences(moment: Moment, verdicts: Verdicts) -> Iterator[Difference]:
    name = name_of(moment)
    for cell in sorted(moment.statuses.keys() | verdicts.keys()):
        expected = moment.statuses.get(cell, "no such cell")
        actual = verdicts[cell]["status"] if cell in verdicts else "no such cell"
        if expected != actual:
            yield Difference(name, cell, str(expected), actual)
    for cell, detail in moment.details.items():
        verdict = verdicts.get(cell, {"due": None, "flags": []})
        due = date.fromisoformat(verdict["due"]) if verdict["due"] else None
        flags = tuple(sorted(verdict["flags"]))
        if (due, flags) != (detail.due, detail.flags):
            expected = f"{detail.due} {', '.join(detail.flags) or 'no flags'}"
            yield Difference(name, cell, expected, f"{due} {', '.join(flags) or 'no flags'}")


def _shows(fault: Planted, verdicts: Verdicts) -> bool:
    return all(
        cell in verdicts
        and verdicts[cell]["status"] == status
        and (fault.flag is None or fault.flag in verdicts[cell]["flags"])
        for cell, status in fault.shows.items()
    )


def name_of(moment: Moment) -> str:
    """``2023-10-16 09:42``, in Beijing."""
    return f"{moment.as_of.astimezone(BEIJING):%Y-%m-%d %H:%M}"
