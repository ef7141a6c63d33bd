"""Until when: each kind of deadline that a pack may name. None means that it is not yet known."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from contracts.values import NoticeKind, beijing_date
from services.compliance.judging.publications import NAMING_KINDS
from services.compliance.rules import chinese
from services.compliance.rules.calendar import Calendar
from services.compliance.rules.context import Context
from services.compliance.rules.counting import counted
from services.compliance.rules.deadlines import (
    Deadline,
    at_end_of,
    days_after,
    days_before,
    end_of,
    until,
)
from services.compliance.rules.pack import DeadlineKind, Span, Values


def season_window(context: Context) -> Deadline:
    """24:00 of the season's last day."""
    return at_end_of(context.pack.season_end)


def season_end(context: Context) -> Deadline:
    """The later of the season's end and the scheduled end."""
    ends = [session.schedule.ends_on for session in context.history.sessions]
    return at_end_of(max([context.pack.season_end, *ends]))


def year_end(context: Context) -> Deadline:
    """24:00 of 31 December."""
    return at_end_of(context.pack.year_end)


def same_day(context: Context) -> Deadline | None:
    """24:00 of the Beijing date of the change: 同时."""
    if context.change is None:
        return None
    return at_end_of(beijing_date(context.change.fact.occurred_at))


def before_change(context: Context) -> Deadline | None:
    """The moment of the change: an approval (报批) comes first."""
    if context.change is None:
        return None
    return until(context.change.fact.occurred_at, inclusive=True)


def start(context: Context) -> Deadline | None:
    """The start; 24:00 of the day when the clock time is unknown."""
    if context.first is None:
        return None
    deadline = until(context.first.start, inferred=context.first.clock_unknown)
    return replace(deadline, anchor=context.first.starts_on)


def end(context: Context) -> Deadline | None:
    """24:00 of ``E``."""
    return at_end_of(context.ended_on) if context.ended_on else None


def first_notice(context: Context) -> Deadline | None:
    """The first notice of the activity, at the latest the start."""
    notices = [text.at for text in context.history.publications if text.is_of(NAMING_KINDS)]
    limit = start(context)
    if limit is None or not notices or not limit.covers(min(notices)):
        return limit
    return until(min(notices), inclusive=True)


def notice_limit(context: Context) -> Deadline | None:
    """The notice days of the form before the date in force."""
    if context.first is None:
        return None
    return _before(context, context.first.starts_on, _notice_days)


def elements_limit(context: Context) -> Deadline | None:
    """The days for the elements of the form before the date in force."""
    if context.first is None:
        return None
    return _before(context, context.first.starts_on, _element_days)


def selection_notice_limit(context: Context) -> Deadline | None:
    """The earlier of the notice limit for the date it announces and the opening of sign-up."""
    announced = _date_of_selection_notice(context)
    opened = context.sign_up_opened
    opening = until(opened.occurred_at, inclusive=True) if opened else None
    if announced is None:
        return opening
    limit = _before(context, announced, _notice_days)
    if opening is None or opening.due_at >= limit.due_at:
        return limit
    return replace(opening, clear_due_at=limit.clear_due_at)


def materials_limit(context: Context) -> Deadline | None:
    """The days for materials after ``E``."""
    return _after(context, _materials_days)


def results_limit(context: Context) -> Deadline | None:
    """The days for the results of opinions after ``E``; without any, the target for feedback."""
    return _after(context, _results_days)


def feedback_target(context: Context) -> Deadline | None:
    """The house target after ``E``; red only after the hard end of the season or the year."""
    return None if context.ended_on is None else feedback_again(context, context.ended_on)


def feedback_again(context: Context, since: date) -> Deadline:
    """The same from another day on, such as that on which an opinion was reopened."""
    target = _since(context, since, _feedback_days)
    if context.history.plan.routine:
        last = context.pack.year_end
    else:
        days = context.pack.feedback_grace_days
        last = days_after(context.calendar, context.pack.season_end, days).due
    return replace(target, hard_end=end_of(max(last, target.due)))


Measure = Callable[[Values, Context], Span]
"""How many days the values in force give."""


def _notice_days(values: Values, context: Context) -> Span:
    return values.notice_days[context.form]


def _element_days(values: Values, context: Context) -> Span:
    return values.element_days[context.form]


def _materials_days(values: Values, _context: Context) -> Span:
    return values.materials_days


def _results_days(values: Values, _context: Context) -> Span:
    return values.results_days or values.feedback_days


def _feedback_days(values: Values, _context: Context) -> Span:
    return values.feedback_days


def _before(context: Context, anchor: date, measure: Measure) -> Deadline:
    clear = context.pack.switches.deciding_count == "clear"

    def count(calendar: Calendar, span: Span) -> Deadline:
        return days_before(calendar, anchor, span, clear=clear)

    return _marked(_counted(context, anchor, measure, count), inferred=context.form_inferred)


def _after(context: Context, measure: Measure) -> Deadline | None:
    return None if context.ended_on is None else _since(context, context.ended_on, measure)


def _since(context: Context, anchor: date, measure: Measure) -> Deadline:
    working = context.pack.switches.calendar_days_end_on_a_working_day

    def count(calendar: Calendar, span: Span) -> Deadline:
        return days_after(calendar, anchor, span, end_on_a_working_day=working)

    return _marked(_counted(context, anchor, measure, count), inferred=context.presumed_held)


def _marked(limit: Deadline, *, inferred: bool) -> Deadline:
    return replace(limit, inferred=True) if inferred else limit


def _counted(
    context: Context,
    anchor: date,
    measure: Measure,
    count: Callable[[Calendar, Span], Deadline],
) -> Deadline:
    """A limit by the values in force on the day from which it is counted."""
    amendment = context.amended(anchor)
    span = measure(amendment or context.pack, context)
    limit = counted(context.calendar, context.replaced, lambda each: count(each, span))
    if amendment is None or span == measure(context.pack, context):
        return limit
    return replace(limit, by=chinese.amended(amendment))


def _date_of_selection_notice(context: Context) -> date | None:
    session = context.session
    if session is None:
        return None
    texts = [
        (text, named)
        for text in context.history.publications
        if text.is_of((NoticeKind.SELECTION,)) and (named := text.date_of(session.id)) is not None
    ]
    for text, named in texts:
        if text.stands_at(context.until_sign_up_closed):
            return named
    return texts[0][1] if texts else session.starts_on


LIMITS: dict[DeadlineKind, Callable[[Context], Deadline | None]] = {
    "season_window": season_window,
    "season_end": season_end,
    "year_end": year_end,
    "same_day": same_day,
    "before_change": before_change,
    "start": start,
    "old_start": start,
    "end": end,
    "first_notice": first_notice,
    "notice_limit": notice_limit,
    "elements_limit": elements_limit,
    "selection_notice_limit": selection_notice_limit,
    "materials_limit": materials_limit,
    "results_limit": results_limit,
    "feedback_target": feedback_target,
}
