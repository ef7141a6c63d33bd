"""What may be wished of the streams of an activity: of one, or of all that the announcer moves."""

from contracts.values import Count, Day, Identifier, Instant, Line, Milliseconds, ViewerMinutes
from services.livestream.domain import order


class Command(order.Command):
    """One wish about the stream of a session."""

    session: Identifier


class ScheduleStream(Command):
    """Announce when a stream begins, and on which new-media account."""

    starts_at: Instant
    account: Line


class StartStream(Command):
    """The stream is live."""


class InterruptStream(Command):
    """Nothing can be seen for now."""


class ResumeStream(Command):
    """The stream is live again; ``gap_ms`` where segments prove for how long it was not."""

    gap_ms: Milliseconds | None = None


class EndStream(Command):
    """The stream is over."""


class TellViewers(Command):
    """It is known how many watched, now that it is over."""

    most: Count
    minutes: ViewerMinutes


class Planned(order.Command):
    """What the announcer says of a session; ``starts_at`` and ``account`` may be unknown."""

    session: Identifier
    starts_on: Day
    starts_at: Instant | None = None
    account: Line | None = None


class PrepareStreams(order.Command):
    """Sessions of an online or hybrid activity are to be streamed.

    A schedule that a person made for the same day stays; only its account follows.
    """

    sessions: tuple[Planned, ...]


class MoveStream(order.Command):
    """A session moved to another date or clock time: its stream follows until it is live."""

    moved: Planned


class StopCancelledStreams(order.Command):
    """End or cancel the streams of a cancelled activity (``session`` absent) or session."""

    session: Identifier | None
    cause: str


class CancelComingStreams(order.Command):
    """The activity meets offline only: what was to come is cancelled, what runs goes on."""

    cause: str


StreamCommand = (
    ScheduleStream
    | StartStream
    | InterruptStream
    | ResumeStream
    | EndStream
    | TellViewers
    | PrepareStreams
    | MoveStream
    | StopCancelledStreams
    | CancelComingStreams
)
