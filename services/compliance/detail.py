"""One activity with its facts, and one verdict with its working, as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from contracts.values import BEIJING
from services.compliance.board import Snapshot
from services.compliance.facts import Fact, in_order
from services.compliance.matrix import Json, about, activity_head, cell, other_head, unit_names
from services.compliance.presentation.sentences import fact_title, sentence
from services.compliance.presentation.timeline import timeline
from services.compliance.rules.deadlines import CountedDay
from services.compliance.rules.verdict import Verdict, Working


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the wall: an activity, a unit outside the plan, or the programme."""

    snapshot: Snapshot
    row: str
    verdicts: Sequence[Verdict]

    @property
    def head(self) -> Json:
        """What stands before the cells."""
        plans = {plan.activity: plan for plan in self.snapshot.programme.planned()}
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
    head, snapshot = line.head, line.snapshot
    verdicts = [{**brief(snapshot, verdict), **_said(verdict)} for verdict in line.verdicts]
    facts = [fact_json(fact, unit_names(snapshot)) for fact in reversed(line.facts())]
    made = {
        **about(snapshot, as_of), "row": head, "verdicts": verdicts, "facts": facts,
        "timeline": None,
    }  # fmt: skip
    if snapshot.rules is not None:
        days = [date.fromisoformat(day) if day else None for day in _dates(head)]
        made["timeline"] = timeline(
            snapshot.rules.calendar, verdicts, facts, as_of, days[0], days[1]
        )
    return made


def verdict_json(line: Line, verdict: Verdict, as_of: datetime, told: Iterable[Json]) -> Json:
    """A verdict, how it was reached, the facts it rests on, and what it was before."""
    snapshot, names = line.snapshot, unit_names(line.snapshot)
    known = {fact.id: fact for fact in snapshot.known_facts()}
    evidence = in_order(known[id_] for id_ in verdict.evidence if id_ in known)
    return {
        **about(snapshot, as_of),
        "row": line.head,
        "verdict": {**brief(snapshot, verdict), **_said(verdict), "session": verdict.session},
        "working": working_json(verdict.working),
        "facts": [fact_json(fact, names) for fact in evidence],
        "history": [history_json(each, known, names) for each in told],
    }


def brief(snapshot: Snapshot, verdict: Verdict) -> Json:
    """A cell with the name of its requirement."""
    title = group = ""
    if snapshot.rules is not None:
        requirement = snapshot.rules.pack.by_code[verdict.code]
        title, group = requirement.title, requirement.group
    return {**cell(verdict), "title": title, "group": group}


def working_json(working: Working) -> Json:
    """The days counted and skipped, both counts, and what each session came to."""
    return {
        "conclusion": working.conclusion,
        "deadline": working.deadline,
        "counting": working.counting,
        "days": [_day(day) for day in working.days],
        "anchor": _iso(working.anchor),
        "count": working.count,
        "standard": _iso(working.standard),
        "clear": _iso(working.clear),
        "done_at": _iso(working.done_at),
        "several": [
            {"label": each.label, "status": each.status.value, "due_at": _iso(each.due_at)}
            for each in working.several
        ],
        "reviewed_by": working.reviewed_by,
        "review_reason": working.review_reason,
    }


def fact_json(fact: Fact, names: Mapping[str, str]) -> Json:
    """A fact in words, with its place in its service's log and its hash."""
    envelope = fact.envelope
    return {
        "id": fact.id,
        "type": envelope.type,
        "title_zh": fact_title(fact.event),
        "sentence": sentence(fact.event, names),
        "occurred_at": _iso(fact.occurred_at),
        "recorded_at": _iso(fact.recorded_at),
        "service": envelope.service,
        "sequence": envelope.sequence,
        "hash": envelope.hash,
        "activity": envelope.activity,
    }


def history_json(told: Json, known: Mapping[str, Fact], names: Mapping[str, str]) -> Json:
    """One change of a verdict; ``fact`` is the sentence of what caused it, if a fact did."""
    cause = known.get(told["cause"] or "")
    return {
        "at": _iso(datetime.fromisoformat(told["as_of"])),
        "status": told["status"],
        "previous": told["previous"],
        "due": told["due"],
        "cause": told["cause"],
        "fact": sentence(cause.event, names) if cause else None,
    }


def _said(verdict: Verdict) -> Json:
    return {
        "conclusion": verdict.working.conclusion,
        "deadline": verdict.working.deadline,
        "clause": {"section": verdict.clause.section, "quote": verdict.clause.quote},
        "evidence": list(verdict.evidence),
    }


def _day(day: CountedDay) -> Json:
    return {
        "day": day.day.isoformat(),
        "kind": day.kind.value,
        "label": day.label,
        "number": day.number,
        "anchor": day.anchor,
    }


def _dates(head: Json) -> tuple[Any, Any]:
    return head.get("date"), head.get("ends_on")


def _iso(moment: date | datetime | None) -> str | None:
    if isinstance(moment, datetime):
        return moment.astimezone(BEIJING).isoformat()
    return moment.isoformat() if moment else None
