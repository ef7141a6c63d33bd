"""``assess``: the status of every requirement for every row, as a pure function.

Inputs are the rule pack, the calendar, the programme's facts and a moment; nothing else, so any
past verdict can be computed again. Facts recorded after the moment are unknown; lateness is judged
by when a thing happened. Before a programme's import there is no verdict.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from contracts.events.announcer import EventPlanned, ProgrammeImported
from contracts.events.compliance import CalendarAdopted, ReviewDecided
from contracts.values import BEIJING, VerdictStatus, beijing_date
from services.compliance.judging.case import Facts, Programme
from services.compliance.judging.facts import Fact, in_order
from services.compliance.judging.judgement import Judgement, days_left, judge
from services.compliance.judging.other_rows import programme_verdicts, unit_verdicts
from services.compliance.judging.pages_found import doubts_about
from services.compliance.judging.readings import readings
from services.compliance.rules import explain
from services.compliance.rules.calendar import Calendar
from services.compliance.rules.context import Context
from services.compliance.rules.counting import Replaced
from services.compliance.rules.deadlines import ONE_DAY, midnight
from services.compliance.rules.evidence import Evidence
from services.compliance.rules.pack import Pack, Requirement, Strength
from services.compliance.rules.verdict import Flag, SessionOutcome, Verdict

UNTOLD = (VerdictStatus.NOT_APPLICABLE, VerdictStatus.UNSCHEDULED)
AHEAD = (VerdictStatus.PENDING, VerdictStatus.DUE_SOON)


def known(facts: Facts, as_of: datetime) -> tuple[Fact, ...]:
    """What was on record at a moment, by the time it happened."""
    return in_order([fact for fact in facts.values() if fact.recorded_at <= as_of])


def as_known(programme: Programme, as_of: datetime) -> Programme:
    """The programme as it was on record at a moment."""
    return Programme(
        programme.id,
        {fact.id: fact for fact in known(programme.facts, as_of)},
        {
            activity: {fact.id: fact for fact in known(facts, as_of)}
            for activity, facts in programme.activities.items()
        },
    )


def assess(pack: Pack, calendar: Calendar, programme: Programme, as_of: datetime) -> list[Verdict]:
    """Every row and code in wall order: the plan, routine activities, units, the programme."""
    then = as_known(programme, as_of)
    imported = then.imported
    if imported is None:
        return []
    calendars = calendars_in_force(calendar, then)
    verdicts: list[Verdict] = []
    for plan in then.planned:
        facts = tuple(then.activities[plan.activity].values())  # in order, as they were known
        verdicts.extend(_of_activity(_contexts(pack, calendars, imported, facts, as_of)))
    for unit in then.routine_units():
        verdicts.extend(unit_verdicts(pack, calendars.current, then, unit, as_of))
    verdicts.extend(programme_verdicts(pack, calendars.current, then, as_of))
    return verdicts


def assess_activity(
    pack: Pack, calendar: Calendar, programme: Programme, activity: str, as_of: datetime
) -> list[Verdict]:
    """The verdicts of one activity, in wall order; empty when it was not planned yet."""
    contexts = contexts_at(pack, calendar, programme, activity, as_of)
    return _of_activity(contexts) if contexts else []


def judgements(
    pack: Pack, calendar: Calendar, programme: Programme, activity: str, as_of: datetime
) -> list[tuple[Requirement, tuple[Judgement, ...]]]:
    """What each requirement of an activity came to for each session and change, cautiously read.

    A verdict shows the worst of them; whoever plans needs the deadline of every one.
    """
    contexts = contexts_at(pack, calendar, programme, activity, as_of)
    if not contexts or _not_judged(contexts[0]):
        return []
    return [(each, judge(each, contexts[0])) for each in _asked(contexts[0])]


def contexts_at(
    pack: Pack, calendar: Calendar, programme: Programme, activity: str, as_of: datetime
) -> list[Context]:
    """An activity under every reading of its facts, the cautious one first."""
    then, facts = _at(calendar, programme, activity, as_of)
    if then is None:
        return []
    imported, calendars = then
    return _contexts(pack, calendars, imported, facts, as_of)


def next_transition(programme: Programme, verdicts: Iterable[Verdict], as_of: datetime) -> datetime:
    """The next moment at which time alone may change a verdict: at the latest next midnight."""
    moments = [midnight(beijing_date(as_of) + ONE_DAY)]
    moments.extend(turn for verdict in verdicts for turn in verdict.turns)
    for facts in programme.activities.values():
        if any(isinstance(fact.event, EventPlanned) for fact in facts.values()):
            history = readings(known(facts, as_of))[0]
            moments.extend(session.start for session in history.all_sessions)
    return min(moment for moment in moments if moment > as_of).astimezone(BEIJING)


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendar in force, and those before it."""

    current: Calendar
    replaced: tuple[Replaced, ...] = ()


def calendars_in_force(calendar: Calendar, then: Programme) -> Calendars:
    """What was adopted so far; before the first adoption, what was adopted first counts."""
    adopted = [
        (calendar.known_through(fact.event.through_year), fact.recorded_at)
        for fact in sorted(
            then.facts.values(), key=lambda fact: (fact.recorded_at, fact.envelope.sequence)
        )
        if isinstance(fact.event, CalendarAdopted)
    ]
    if not adopted:
        return Calendars(calendar)
    pairs = pairwise(adopted)
    replaced = tuple(Replaced(old, adopted_at) for (old, _), (_, adopted_at) in pairs)
    return Calendars(adopted[-1][0], replaced)


def _at(
    calendar: Calendar, programme: Programme, activity: str, as_of: datetime
) -> tuple[tuple[ProgrammeImported, Calendars] | None, tuple[Fact, ...]]:
    """The plan and the calendars in force, if the activity was planned by then, and its facts."""
    facts = known(programme.activities.get(activity, {}), as_of)
    wide = Programme(programme.id, {fact.id: fact for fact in known(programme.facts, as_of)})
    imported = wide.imported
    if imported is None or not any(isinstance(fact.event, EventPlanned) for fact in facts):
        return None, facts
    return (imported, calendars_in_force(calendar, wide)), facts


def _of_activity(contexts: list[Context]) -> list[Verdict]:
    asked = _asked(contexts[0])
    if _not_judged(contexts[0]):
        return [_not_applicable(requirement, contexts[0]) for requirement in asked]
    return [_verdict(requirement, contexts) for requirement in asked]


def _contexts(
    pack: Pack,
    calendars: Calendars,
    imported: ProgrammeImported,
    facts: tuple[Fact, ...],
    as_of: datetime,
) -> list[Context]:
    current, replaced = calendars.current, calendars.replaced
    return [
        Context(pack, current, imported, history, as_of, replaced=replaced)
        for history in readings(facts)
    ]


def _asked(context: Context) -> list[Requirement]:
    """What is asked of an activity; what a plan must say, of those that stand in one."""
    routine = context.history.plan.routine
    asked = context.pack.of_scope("activity")
    return [each for each in asked if not (routine and "planned" in each.applies)]


def _not_applicable(requirement: Requirement, context: Context) -> Verdict:
    judged = Judgement(VerdictStatus.NOT_APPLICABLE, requirement.strength)
    return _told(requirement, context, (judged,))


def _verdict(requirement: Requirement, contexts: list[Context]) -> Verdict:
    first = contexts[0]
    judged = [judge(requirement, context) for context in contexts]
    worst = judged[0][0]
    disputed = first.history.conflicting & {fact.id for told in judged for fact in told[0].facts}
    other = next((n for n, told in enumerate(judged) if told[0].status != worst.status), None)
    if other is not None:
        flagged = disputed or any(Flag.CONFLICTING_EVIDENCE in told[0].flags for told in judged)
        worst = _for_a_person(first, contexts[other], judged, flagged=bool(flagged))
    elif disputed:
        worst = replace(worst, flags=worst.flags | {Flag.CONFLICTING_EVIDENCE})
    turns = frozenset(it.deadline.turns_at for told in judged for it in told if it.deadline)
    return _told(requirement, first, (worst, *judged[0][1:]), turns)


def _for_a_person(
    first: Context, other: Context, judged: list[tuple[Judgement, ...]], *, flagged: bool
) -> Judgement:
    """What readings of the evidence disagree on, with all facts of all of them."""
    worst = judged[0][0]
    facts = {fact.id: fact for told in judged for fact in told[0].facts}
    cautious, reading = first.history.reading, other.history.reading
    in_conflict = flagged or reading.claims == cautious.claims
    reason = "两份证据不一致" if in_conflict else "人工补录的时间尚未经第二人核对，且影响结论"
    if reading.pages != cautious.pages:
        facts |= {fact.id: fact for fact in doubts_about(first.history.facts, facts)}
        reason = "页面核查的结果与发布记录不一致"
    return replace(
        worst,
        status=VerdictStatus.NEEDS_REVIEW,
        flags=worst.flags | ({Flag.CONFLICTING_EVIDENCE} if in_conflict else set()),
        evidence=Evidence(facts=worst.evidence.facts, review=reason),
        facts=tuple(facts.values()),
        deadline=next((told[0].deadline for told in judged if told[0].deadline), None),
    )


def _not_judged(context: Context) -> bool:
    """Earlier than the policy, or outside the plan where a pack does not reach."""
    dates = [session.starts_on for session in context.history.all_sessions]
    too_early = bool(dates) and max(dates) < context.pack.effective_from
    spared = context.history.plan.routine and not context.pack.switches.routine_by_analogy
    return too_early or spared


def _told(
    requirement: Requirement,
    context: Context,
    judged: tuple[Judgement, ...],
    turns: frozenset[datetime] = frozenset(),
) -> Verdict:
    judgement = judged[0]
    decision = _decision(requirement, context, judgement)
    status = judgement.status
    facts = judgement.facts
    if decision is not None and isinstance(decision.event, ReviewDecided):
        status = _within_strength(decision.event.status, judgement.strength)
        facts = (*facts, decision)
    deadline = None if status in UNTOLD else judgement.deadline
    left = (
        days_left(context.calendar, context.now, deadline)
        if deadline is not None and status in AHEAD
        else None
    )
    grounds = explain.Grounds(requirement, judgement.status, judgement.deadline, judgement.evidence)
    working = explain.working(context.calendar, context.today, grounds)
    if decision is not None and isinstance(decision.event, ReviewDecided):
        working = replace(
            working, reviewed_by=decision.event.reviewer, review_reason=decision.event.reason
        )
    online = requirement.clause_online if context.form == "online" else None
    return Verdict(
        row=context.history.plan.activity,
        code=requirement.code,
        strength=judgement.strength,
        status=status,
        flags=frozenset() if status is VerdictStatus.NOT_APPLICABLE else judgement.flags,
        due=deadline.due if deadline else None,
        due_at=deadline.due_at if deadline else None,
        days_left=left,
        clause=online or requirement.clause,
        evidence=tuple(sorted(fact.id for fact in facts)) if deadline or decision else (),
        working=replace(working, several=_several(judged)) if len(judged) > 1 else working,
        session=judgement.session,
        turns=turns,
    )


def _within_strength(status: VerdictStatus, strength: Strength) -> VerdictStatus:
    """What is not mandatory by a measure is never red, whoever decides."""
    red_without_measure = status is VerdictStatus.MISSED and strength != "M"
    return VerdictStatus.GAP if red_without_measure else status


def _several(judged: tuple[Judgement, ...]) -> tuple[SessionOutcome, ...]:
    return tuple(
        SessionOutcome(entry.label, entry.status, entry.deadline.due_at if entry.deadline else None)
        for entry in judged
    )


def _decision(requirement: Requirement, context: Context, judgement: Judgement) -> Fact | None:
    """The review that settles an open verdict, made by someone who knew its facts.

    Nobody decides on an activity of their own unit, the office's people not on the office's.
    """
    if judgement.status is not VerdictStatus.NEEDS_REVIEW:
        return None
    latest = max((fact.recorded_at for fact in judgement.facts), default=None)
    for fact, event in reversed(list(context.history.of(ReviewDecided))):
        qualified = event.reviewer_unit != context.history.lead_unit
        informed = latest is None or fact.recorded_at >= latest
        if event.code == requirement.code and qualified and informed:
            return fact
    return None
