"""One activity with its facts, and one verdict with its working, as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from contracts.events.compliance import ReviewDecided
from contracts.values import BEIJING
from services.compliance.board import Snapshot
from services.compliance.judging.facts import Fact, in_order
from services.compliance.matrix import (
    Json,
    about,
    activity_head,
    cell,
    column,
    names_of,
    other_head,
)
from services.compliance.presentation.sentences import Names, fact_title, told
from services.compliance.presentation.timeline import timeline
from services.compliance.rules.deadlines import CountedDay
from services.compliance.rules.verdict import Verdict, Working

_BY_TIME = {
    "due_soon": "限期临近",
    "missed": "限期已过，没有做到",
    "gap": "限期已过，没有做到",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the wall: an activity, a unit outside the plan, or the programme."""

    snapshot: Snapshot
    row: str
    verdicts: Sequence[Verdict]

    @property
    def head(self) -> Json:
        """What stands before the cells."""
        plans = {plan.activity: plan for plan in self.snapshot.programme.planned}
        if (plan := plans.get(self.row)) is not None:
            return activity_head(self.snapshot, plan)
        return other_head(self.snapshot, self.row)

    def verdict(self, code: str) -> Verdict | None:
        """The verdict by one requirement; None when the row is not judged by it."""
        return next((verdict for verdict in self.verdicts if verdict.code == code), None)

    def facts(self) -> list[Fact]:
        """The facts about the row that were known at the moment, by time."""
        groups = self.snapshot.programme.activities
        about_it = groups.get(self.row) or self.snapshot.programme.facts
        known = (fact for fact in about_it.values() if fact.recorded_at <= self.snapshot.as_of)
        return list(in_order(known))


def line_of(snapshot: Snapshot, row: str) -> Line | None:
    """The row with this id; None when nothing is judged there."""
    verdicts = [verdict for verdict in snapshot.verdicts if verdict.row == row]
    return Line(snapshot, row, verdicts) if verdicts else None


def activity_json(line: Line, as_of: datetime) -> Json:
    """A row with everything that was judged of it and everything that is known about it."""
    snapshot, names, head = line.snapshot, names_of(line.snapshot), line.head
    columns = {verdict.code: column_of(snapshot, verdict) for verdict in line.verdicts}
    verdicts = [
        {**cell(verdict), "title": columns[verdict.code]["title"], **_said(verdict)}
        for verdict in line.verdicts
    ]
    facts = [fact_json(fact, names) for fact in reversed(line.facts())]
    return {
        **about(snapshot, as_of),
        "row": head,
        "columns": list(columns.values()),
        "sessions": head.get("sessions", []),
        "verdicts": verdicts,
        "facts": facts,
        "timeline": _timeline(snapshot, head, verdicts, facts, as_of),
    }


def verdict_json(line: Line, verdict: Verdict, as_of: datetime, changes: Iterable[Json]) -> Json:
    """A verdict, how it was reached, the facts it rests on, and what it was before."""
    snapshot, names = line.snapshot, names_of(line.snapshot)
    known = {fact.id: fact for fact in snapshot.known_facts()}
    evidence = in_order(known[id_] for id_ in verdict.evidence if id_ in known)
    return {
        **about(snapshot, as_of),
        "row": line.head,
        "column": column_of(snapshot, verdict),
        **cell(verdict),
        **_said(verdict),
        "session": verdict.session,
        "working": working_json(verdict.working),
        "reviewer_unit": _reviewer_unit(evidence, names.units),
        "facts": [fact_json(fact, names) for fact in evidence],
        "history": [history_json(each, known, names) for each in changes],
    }


def _reviewer_unit(evidence: Iterable[Fact], names: Mapping[str, str]) -> str:
    """The unit of the person who settled it, or nothing."""
    units = [fact.event.reviewer_unit for fact in evidence if isinstance(fact.event, ReviewDecided)]
    return names.get(units[-1], units[-1]) if units else ""


def column_of(snapshot: Snapshot, verdict: Verdict) -> Json:
    """The requirement of a verdict, as the head of its column."""
    assert snapshot.rules is not None  # noqa: S101 - without rules there is no verdict
    return column(snapshot.rules.pack.by_code[verdict.code])


def working_json(working: Working) -> Json:
    """The days counted and skipped, both counts, and what each session came to."""
    return {
        "conclusion": working.conclusion,
        "deadline": working.deadline,
        "counting": working.counting,
        "days": [counted_day(day) for day in working.days],
        "anchor": _iso(working.anchor),
        "count": working.count,
        "unit": working.unit,
        "standard": _iso(working.standard),
        "clear": _iso(working.clear),
        "done_at": _iso(working.done_at),
        "per_session": [
            {"session": each.label, "status": each.status.value, "due_at": _iso(each.due_at)}
            for each in working.several
        ],
        "reviewed_by": working.reviewed_by,
        "review_reason": working.review_reason,
    }


def fact_json(fact: Fact, names: Names) -> Json:
    """A fact in words, with its place in its service's log and its hash."""
    envelope = fact.envelope
    return {
        "id": fact.id,
        "type": envelope.type,
        "title_zh": fact_title(fact.event),
        "sentence": told(fact.event, names),
        "occurred_at": _iso(fact.occurred_at),
        "recorded_at": _iso(fact.recorded_at),
        "service": envelope.service,
        "sequence": envelope.sequence,
        "hash": envelope.hash,
        "activity": envelope.activity,
    }


def history_json(change: Json, known: Mapping[str, Fact], names: Names) -> Json:
    """One change of a verdict; ``text`` says which fact or which passing of time caused it."""
    cause = known.get(change["cause"] or "")
    by_time = _BY_TIME.get(change["status"], "")
    return {
        "at": _iso(datetime.fromisoformat(change["as_of"])),
        "status": change["status"],
        "previous": change["previous"],
        "due": change["due"],
        "cause": change["cause"],
        "text": told(cause.event, names) if cause else by_time,
    }


def _timeline(
    snapshot: Snapshot, head: Json, verdicts: list[Json], facts: list[Json], as_of: datetime
) -> Json | None:
    if snapshot.rules is None:
        return None
    first, last = (_day_of(head.get(name)) for name in ("date", "ends_on"))
    return timeline(snapshot.rules.calendar, verdicts, facts, as_of, first, last)


def _said(verdict: Verdict) -> Json:
    return {
        "conclusion": verdict.working.conclusion,
        "deadline": verdict.working.deadline,
        "clause": verdict.clause.section,
        "quote": verdict.clause.quote,
        "evidence": list(verdict.evidence),
    }


def counted_day(day: CountedDay) -> Json:
    """One day of a count, with why it counts or does not."""
    return {
        "day": day.day.isoformat(),
        "kind": "anchor" if day.anchor else day.kind.value,
        "label": day.label,
        "number": day.number,
    }


def _day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _iso(moment: date | datetime | None) -> str | None:
    if isinstance(moment, datetime):
        return moment.astimezone(BEIJING).isoformat()
    return moment.isoformat() if moment else None
