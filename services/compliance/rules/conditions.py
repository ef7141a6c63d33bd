"""When a requirement applies at all."""

from collections.abc import Callable

from contracts.events.registration import OpinionRecorded
from contracts.values import Form
from services.compliance.judging.publications import NAMING_KINDS
from services.compliance.rules.context import Context
from services.compliance.rules.pack import Condition


def planned(context: Context) -> bool:
    """The activity stands in the plan."""
    return not context.history.plan.routine


def held(context: Context) -> bool:
    """The activity is not cancelled."""
    return context.history.cancelled_by is None


def held_or_opinions(context: Context) -> bool:
    """Not cancelled; opinions already recorded need an answer all the same."""
    return held(context) or any(True for _ in context.history.of(OpinionRecorded))


def announced(context: Context) -> bool:
    """Whether the public must be told; a pack may spare activities by invitation only."""
    spared = not context.pack.switches.directed_only_needs_notice
    return not (spared and context.form is Form.OFFLINE and not context.open_selection)


def on_site(context: Context) -> bool:
    """People come: 线上直播可不邀请代表."""
    return context.form is not Form.ONLINE


def open_selection(context: Context) -> bool:
    """People are chosen openly."""
    return context.open_selection


def cancelled_after_notice(context: Context) -> bool:
    """The session was cancelled when a notice of it was out."""
    session = context.session
    if session is None or session.cancelled_by is None:
        return False
    cancelled_at = session.cancelled_by.occurred_at
    return any(
        text.is_of(NAMING_KINDS)
        and text.date_of(session.id) is not None
        and text.stands_at(cancelled_at)
        for text in context.history.publications
    )


CONDITIONS: dict[Condition, Callable[[Context], bool]] = {
    "planned": planned,
    "held": held,
    "held_or_opinions": held_or_opinions,
    "announced": announced,
    "on_site": on_site,
    "open_selection": open_selection,
    "cancelled_after_notice": cancelled_after_notice,
}
