"""Until when: each kind of deadline that a pack may name. None means that it is not yet known."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from contracts.values import NoticeKind, beijing_date
from services.compliance.judging.publications import NAMING_KINDS
from services.compliance.rules.context import Context
from services.compliance.rules.deadlines import (
    Deadline,
    at_end_of,
    end_of,
    until,
    working_days_after,
    working_days_before,
)
from services.compliance.rules.pack import DeadlineKind


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
    return _before(context, context.first.starts_on, context.pack.notice_days[context.form])


def elements_limit(context: Context) -> Deadline | None:
    """The days for the elements of the form before the date in force."""
    if context.first is None:
        return None
    return _before(context, context.first.starts_on, context.pack.element_days[context.form])


def selection_notice_limit(context: Context) -> Deadline | None:
    """The earlier of the notice limit for the date it announces and the opening of sign-up."""
    announced = _date_of_selection_notice(context)
    opened = context.sign_up_opened
    opening = until(opened.occurred_at, inclusive=True) if opened else None
    if announced is None:
        return opening
    limit = _before(context, announced, context.pack.notice_days[context.form])
    if opening is None or opening.due_at >= limit.due_at:
        return limit
    return replace(opening, clear_due_at=limit.clear_due_at)


def materials_limit(context: Context) -> Deadline | None:
    """The days for materials after ``E``."""
    return _after(context, context.pack.materials_days)


def feedback_target(context: Context) -> Deadline | None:
    """The house target after ``E``; red only after the hard end of the season or the year."""
    target = _after(context, context.pack.feedback_days)
    if target is None:
        return None
    if context.history.plan.routine:
        last = context.pack.year_end
    else:
        days = context.pack.feedback_grace_days
        last = working_days_after(context.calendar, context.pack.season_end, days).due
    return replace(target, hard_end=end_of(max(last, target.due)))


def _before(context: Context, anchor: date, count: int) -> Deadline:
    clear = context.pack.switches.deciding_count == "clear"
    limit = working_days_before(context.calendar, anchor, count, clear=clear)
    return replace(limit, inferred=context.form_inferred)


def _after(context: Context, count: int) -> Deadline | None:
    if context.ended_on is None:
        return None
    limit = working_days_after(context.calendar, context.ended_on, count)
    return replace(limit, inferred=context.presumed_held)


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
    "start": start,
    "old_start": start,
    "end": end,
    "first_notice": first_notice,
    "notice_limit": notice_limit,
    "elements_limit": elements_limit,
    "selection_notice_limit": selection_notice_limit,
    "materials_limit": materials_limit,
    "feedback_target": feedback_target,
}
