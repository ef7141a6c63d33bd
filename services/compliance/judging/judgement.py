"""One requirement before one activity: the order in which rules are asked, first that fits.

Does not apply → not_applicable; a person must decide → needs_review; what fixes the deadline is
unknown → unscheduled; done by the deadline → met; later where late cure is allowed → met_late; not
passed → pending or due_soon; else missed (mandatory) or gap.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from contracts.events.announcer import EventPlanned, PublicationConfirmed
from contracts.values import VerdictStatus, beijing_date
from services.compliance.judging.facts import Fact
from services.compliance.judging.history import History
from services.compliance.rules.calendar import Calendar
from services.compliance.rules.conditions import CONDITIONS
from services.compliance.rules.context import Context
from services.compliance.rules.deadlines import Deadline
from services.compliance.rules.evidence import EVIDENCE, NOTHING, Evidence
from services.compliance.rules.limits import LIMITS
from services.compliance.rules.pack import DeadlineKind, Requirement, Strength
from services.compliance.rules.verdict import Flag, badness

WORKING_DAYS_LEFT_WHEN_DUE_SOON = 1
HEARING = ("opinions_heard", "opinions_fed_back")
UNDECIDED = (VerdictStatus.PENDING, VerdictStatus.DUE_SOON, VerdictStatus.UNSCHEDULED)
DONE = (VerdictStatus.MET, VerdictStatus.MET_LATE)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one instance came to, before readings are compared and reviews applied."""

    status: VerdictStatus
    strength: Strength
    label: str = ""
    session: str | None = None
    deadline: Deadline | None = None
    evidence: Evidence = NOTHING
    flags: frozenset[Flag] = frozenset()
    facts: tuple[Fact, ...] = ()


def judge(requirement: Requirement, context: Context) -> tuple[Judgement, ...]:
    """Every instance of a requirement, the worst first: once, per session or per change."""
    judged = [_judge_instance(requirement, each) for each in _instances(requirement, context)]
    if not judged:
        return (Judgement(VerdictStatus.NOT_APPLICABLE, strength_of(requirement, context)),)
    if len(judged) > 1:
        judged.sort(key=lambda entry: -badness(entry.status))
    return tuple(judged)


def strength_of(requirement: Requirement, context: Context) -> Strength:
    """How binding the requirement is for this activity's form and by the pack's readings."""
    if requirement.evidence in HEARING and not context.pack.switches.hearing_is_mandatory:
        return "A"
    if context.first is None or not requirement.strength_by_form:
        return requirement.strength
    return requirement.strength_by_form.get(context.form, requirement.strength)


def _instances(requirement: Requirement, context: Context) -> tuple[Context, ...]:
    match requirement.per:
        case "activity":
            return (context,)
        case "session":
            return context.for_each_session or (context,)
        case "change":
            return context.for_each_change


def _judge_instance(requirement: Requirement, context: Context) -> Judgement:
    cancelled_by = _cancelled_by(context)
    if cancelled_by is None or requirement.when_cancelled == "judge":
        return _judge_standing(requirement, context)
    if requirement.when_cancelled == "void":
        return _not_applicable(context, strength_of(requirement, context))
    reached = _judge_standing(requirement, _as_it_stood(context, cancelled_by))
    if reached.status in UNDECIDED:
        return _not_applicable(context, reached.strength)
    return replace(reached, facts=(*reached.facts, cancelled_by))


def _not_applicable(context: Context, strength: Strength) -> Judgement:
    session = context.session.id if context.session else None
    return Judgement(VerdictStatus.NOT_APPLICABLE, strength, _label(context), session)


def _cancelled_by(context: Context) -> Fact | None:
    if context.session is not None and context.session.cancelled_by is not None:
        return context.session.cancelled_by
    return context.history.cancelled_by


def _as_it_stood(context: Context, cancelled_by: Fact) -> Context:
    """The context just before a cancellation; what was said of a publication later still counts."""
    moment = cancelled_by.occurred_at
    history = _before(context.history, moment)
    session = None
    if context.session is not None:
        known = {entry.id: entry for entry in history.all_sessions}
        session = known.get(context.session.id)
    now = min(context.now, moment)
    return replace(context, history=history, now=now, session=session, change=None)


@lru_cache(maxsize=256)  # as its readings are: every requirement asks
def _before(history: History, moment: datetime) -> History:
    before = tuple(
        fact
        for fact in history.facts
        if fact.occurred_at < moment or isinstance(fact.event, EventPlanned | PublicationConfirmed)
    )
    return History(before, history.reading)


def _judge_standing(requirement: Requirement, context: Context) -> Judgement:
    strength = strength_of(requirement, context)
    if not _applies(requirement, context):
        return _not_applicable(context, strength)
    deadline = _limit(requirement.deadline, context)
    evidence = EVIDENCE[requirement.evidence](context, deadline)
    evidence = _reposted_late(evidence, deadline)
    status = _status(requirement, context, strength, deadline, evidence)
    if evidence.wait is not None and status in DONE:
        deadline, evidence = evidence.wait, replace(evidence, done_at=None)
        status = by_time(context.calendar, context.now, strength, deadline)
    return Judgement(
        status=status,
        strength=strength,
        label=_label(context),
        session=context.session.id if context.session else None,
        deadline=deadline,
        evidence=evidence,
        flags=_flags(requirement, context, status, deadline, evidence),
        facts=_facts(requirement, context, evidence),
    )


@lru_cache(maxsize=256)  # several requirements have the same
def _limit(kind: DeadlineKind, context: Context) -> Deadline | None:
    return LIMITS[kind](context)


def _applies(requirement: Requirement, context: Context) -> bool:
    if requirement.only and context.history.plan.activity not in requirement.only:
        return False
    return all(CONDITIONS[condition](context) for condition in requirement.applies)


def _reposted_late(evidence: Evidence, deadline: Deadline | None) -> Evidence:
    late = (
        evidence.reposted
        and deadline is not None
        and evidence.done_at is not None
        and not deadline.covers(evidence.done_at)
    )
    if not late:
        return evidence
    return replace(evidence, review="发布后曾撤下，限期之后重新发布")


def _status(  # noqa: PLR0911 - first that fits
    requirement: Requirement,
    context: Context,
    strength: Strength,
    deadline: Deadline | None,
    evidence: Evidence,
) -> VerdictStatus:
    if evidence.review is not None:
        return VerdictStatus.NEEDS_REVIEW
    if deadline is None:
        return VerdictStatus.UNSCHEDULED
    if evidence.settled is not None:
        return evidence.settled
    if _waits_for_the_day(requirement, context) or _waits_for_a_date(
        requirement, context, deadline
    ):
        return VerdictStatus.PENDING
    if evidence.done_at is not None and deadline.covers(evidence.done_at):
        return VerdictStatus.MET
    if evidence.done_at is not None and _late_cure(requirement, context, evidence.done_at):
        return VerdictStatus.MET_LATE
    return by_time(context.calendar, context.now, strength, deadline)


def _waits_for_the_day(requirement: Requirement, context: Context) -> bool:
    """What an activity must bring is pending before its first day."""
    asked = requirement.about_the_day
    return asked and context.history.cancelled_by is None and not context.began


def _waits_for_a_date(requirement: Requirement, context: Context, deadline: Deadline) -> bool:
    """An activity without a date is pending to the season's end, not soon due."""
    about_the_season = requirement.deadline in ("season_window", "season_end")
    return about_the_season and context.first is None and not deadline.passed(context.now)


def _late_cure(requirement: Requirement, context: Context, done_at: datetime) -> bool:
    match requirement.late_cure:
        case "open":
            return True
        case "until_start":
            return context.start is None or done_at < context.start
        case "none":
            return False


def by_time(
    calendar: Calendar, now: datetime, strength: Strength, deadline: Deadline
) -> VerdictStatus:
    """The status of what is not done, by time alone."""
    if not deadline.passed(now):
        left = days_left(calendar, now, deadline)
        soon = left <= WORKING_DAYS_LEFT_WHEN_DUE_SOON
        return VerdictStatus.DUE_SOON if soon else VerdictStatus.PENDING
    if deadline.hard_end is not None and now < deadline.hard_end:
        return VerdictStatus.GAP
    return VerdictStatus.MISSED if strength == "M" else VerdictStatus.GAP


def days_left(calendar: Calendar, now: datetime, deadline: Deadline) -> int:
    """Working days after today (Beijing) up to and including the deadline's date."""
    return calendar.working_days_between(beijing_date(now), deadline.due)


def _flags(
    requirement: Requirement,
    context: Context,
    status: VerdictStatus,
    deadline: Deadline | None,
    evidence: Evidence,
) -> frozenset[Flag]:
    if status in (VerdictStatus.NOT_APPLICABLE, VerdictStatus.UNSCHEDULED) or deadline is None:
        return evidence.flags if status is VerdictStatus.NEEDS_REVIEW else frozenset()
    flags = set(evidence.flags)
    if deadline.provisional:
        flags.add(Flag.PROVISIONAL)
    if deadline.inferred or requirement.inferred or _inferred(requirement, context):
        flags.add(Flag.INFERRED)
    borderline = (
        status is VerdictStatus.MET
        and evidence.done_at is not None
        and deadline.clear_due_at is not None
        and evidence.done_at >= deadline.clear_due_at
    )
    if borderline:
        flags.add(Flag.BORDERLINE)
    return frozenset(flags)


def _inferred(requirement: Requirement, context: Context) -> bool:
    about_people = "on_site" in requirement.applies
    if context.form_inferred and (about_people or requirement.evidence == "emergency_measures"):
        return True
    return requirement.about_the_day and context.presumed_held


def _facts(requirement: Requirement, context: Context, evidence: Evidence) -> tuple[Fact, ...]:
    held_by: tuple[Fact, ...] = ()
    if requirement.about_the_day:
        held_by = tuple(fact for entry in context.history.sessions for fact in entry.held_by)
    facts = (*context.dated_by, *held_by, *evidence.facts)
    return tuple({fact.id: fact for fact in facts}.values())


def _label(context: Context) -> str:
    if context.session is not None:
        day = context.session.starts_on
        return f"{day.month}月{day.day}日场次"
    if context.change is not None:
        return CHANGE_NAMES[context.change.kind.value]
    return ""


CHANGE_NAMES = {
    "reschedule": "改期",
    "outside_window": "排在窗口之外",
    "cancellation": "取消",
    "form": "改变形式",
    "venue": "更换场地",
    "unit": "更换主责单位",
}
