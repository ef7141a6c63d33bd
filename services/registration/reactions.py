"""Facts from elsewhere that make registration act. Pure.

Reactions run beside one another, in no order among them. So each looks at the activity as it is
known by now, not as its own fact said: a sheet is never prepared for a date that has been left.
"""

from collections.abc import Mapping, Sequence

from contracts.envelope import Envelope
from contracts.events.announcer import (
    ActivityEvent,
    AnnouncementPublished,
    EventCancelled,
    EventRescheduled,
    EventScheduled,
    FormChanged,
    OpinionResultsPublished,
)
from contracts.events.livestream import QuestionLeftOpen
from contracts.values import FeedbackMeans, Form, OpinionSource
from services._kit.reactions import Reaction
from services.registration import known
from services.registration.domain.hearing.commands import FeedBackOpinion, RecordOpinion
from services.registration.domain.order import Command, Order
from services.registration.domain.sheet import (
    CancelSheets,
    Dates,
    KeepSheets,
    OpenOnNotice,
)
from services.registration.hearing import queries
from services.registration.known import KnownActivity

Commands = Sequence[tuple[str, object]]


def keep_sheets(
    envelope: Envelope,
    event: EventScheduled | FormChanged | EventRescheduled,
    activity: KnownActivity | None,
) -> Commands:
    """Whoever comes to a session, chosen or invited, has it on a sheet; nobody comes online."""
    if activity is None or activity.cancelled:
        return []
    if activity.form == Form.ONLINE:
        return _representatives(envelope, event, CancelSheets(reason="online"))
    sheets = tuple(
        Dates(session=it.session, starts_on=it.starts_on, start_at=it.start_at)
        for it in activity.to_come
        if it.starts_on is not None
    )
    return _representatives(envelope, event, KeepSheets(sheets=sheets))


def close_sign_up(envelope: Envelope, event: EventCancelled, _known: None) -> Commands:
    """Nobody shall sign up for what will not take place."""
    command = CancelSheets(session=event.session, reason="cancelled")
    return _representatives(envelope, event, command)


def open_on_notice(
    envelope: Envelope, event: AnnouncementPublished, activity: KnownActivity | None
) -> Commands:
    """Sign-up that was set to open does so once the public has been told everywhere."""
    if activity is None:
        return []
    noticed = known.notice_out(activity)
    if activity.cancelled or not noticed:
        return []
    return _representatives(envelope, event, OpenOnNotice(noticed=noticed))


def take_over_question(envelope: Envelope, event: QuestionLeftOpen, _known: None) -> Commands:
    """A question that was not answered is an opinion under the same id."""
    command = RecordOpinion(
        session=event.session,
        opinion=event.question,
        question=event.question,
        source=OpinionSource.LIVESTREAM,
    )
    return [_ordered("opinions", envelope, event, command)]


def feed_back_in_public(
    envelope: Envelope, event: OpinionResultsPublished, decisions: Mapping[str, str]
) -> Commands:
    """What Minsheng published of a decision that still stands has been told to the public."""
    return [
        _ordered("opinions", envelope, event, command)
        for it in event.results or ()
        if decisions.get(it.opinion) == it.decision
        for command in [FeedBackOpinion(opinion=it.opinion, means=FeedbackMeans.PUBLISHED)]
    ]


def _representatives(envelope: Envelope, event: ActivityEvent, command: Command) -> Commands:
    return [_ordered("representatives", envelope, event, command)]


def _ordered(
    aggregate: str, envelope: Envelope, event: ActivityEvent | QuestionLeftOpen, command: Command
) -> tuple[str, object]:
    order = Order(
        programme=event.programme,
        activity=event.activity,
        command=command,
        by="reaction",
        at=envelope.recorded_at,
    )
    return f"{aggregate}:{event.programme}:{event.activity}", order


REACTIONS = (
    Reaction("prepare-sheet", EventScheduled, keep_sheets, known.about),
    Reaction("follow-form", FormChanged, keep_sheets, known.about),
    Reaction("move-sheet", EventRescheduled, keep_sheets, known.about),
    Reaction("close-sign-up", EventCancelled, close_sign_up, known.only_heard),
    Reaction("open-on-notice", AnnouncementPublished, open_on_notice, known.about_selection),
    Reaction(
        "feed-back-in-public", OpinionResultsPublished, feed_back_in_public, queries.decisions
    ),
    Reaction("take-over-question", QuestionLeftOpen, take_over_question),
)
