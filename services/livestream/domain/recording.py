"""The recording of one session: kept by default, released by a person, never lost in silence."""

from dataclasses import dataclass, replace
from typing import Literal, assert_never

from contracts.event import DomainEvent
from contracts.events.livestream import (
    FilmAccepted,
    PublisherRefused,
    RecordingDeleted,
    RecordingKept,
    RecordingReleased,
)
from contracts.values import (
    Count,
    DeletionReason,
    Identifier,
    Line,
    Milliseconds,
    RecordingGap,
    Sha256,
)
from services._kit.decider import Decider, Refused
from services.livestream.domain import order
from services.livestream.domain.order import Order


class Command(order.Command):
    """One wish about the recording of a session."""

    session: Identifier


class RefusePublisher(Command):
    """Somebody who may not sent pictures, or tried to."""

    why: Literal["wrong_key", "second_publisher"]


class AcceptFilm(Command):
    """A film was read through and can be shown when the stream begins."""

    sha256: Sha256
    duration_ms: Milliseconds


class KeepRecording(Command):
    """The stream is over: this is what was kept of it."""

    segments: Count
    duration_ms: Milliseconds
    gaps: tuple[RecordingGap, ...]
    head_sha256: Sha256
    missing: Count = 0


class ReleaseRecording(Command):
    """Everybody may watch it from now on."""

    path: Line


class DeleteRecording(Command):
    """Delete its segments; ``materials_out`` is what the announcer has said by now."""

    reason: DeletionReason
    materials_out: bool


RecordingCommand = RefusePublisher | AcceptFilm | KeepRecording | ReleaseRecording | DeleteRecording


@dataclass(frozen=True, slots=True)
class Recording:
    """How far a recording has come; ``film`` is the checksum of what is to be shown."""

    film: Sha256 | None = None
    kept: bool = False
    released: bool = False
    deleted: bool = False


def stream_name(programme: str, activity: str, session: str) -> str:
    """What the aggregate of a session's recording is called."""
    return f"recording:{programme}:{activity}:{session}"


def decide(order: Order[RecordingCommand], state: Recording) -> list[DomainEvent]:
    """The new fact of one command; raises ``Refused``. A repeat decides nothing."""
    command, subject = order.command, {**order.subject, "session": order.command.session}
    match command:
        case RefusePublisher():
            return [PublisherRefused(**subject, why=command.why)]
        case AcceptFilm():
            if state.kept:
                raise Refused("over", "这一场已经播完，不能再换影片。", "session")
            known = state.film == command.sha256
            return [] if known else [FilmAccepted(**order.subject, **dict(command))]
        case KeepRecording():
            return [] if state.kept else [RecordingKept(**order.subject, **dict(command))]
        case ReleaseRecording():
            _prove_there(state)
            return [] if state.released else [RecordingReleased(**subject, path=command.path)]
        case DeleteRecording():
            if state.deleted:
                return []
            _prove_there(state)
            if not command.materials_out:
                raise Refused(
                    "materials_not_out",
                    "录像保存后还没有公开活动的图文影像材料，现在不能删除录像。",
                    "session",
                )
            return [RecordingDeleted(**subject, reason=command.reason)]
        case _:
            assert_never(command)  # a new command cannot be forgotten


def _prove_there(state: Recording) -> None:
    if state.deleted:
        raise Refused("deleted", "录像已经删除。", "session")
    if not state.kept:
        raise Refused("not_kept", "直播结束后才有录像。", "session")


def evolve(state: Recording, event: DomainEvent) -> Recording:
    """The state after one more fact; other aggregates' facts change nothing."""
    match event:
        case FilmAccepted():
            return replace(state, film=event.sha256)
        case RecordingKept():
            return replace(state, kept=True)
        case RecordingReleased():
            return replace(state, released=True)
        case RecordingDeleted():
            return replace(state, deleted=True)
        case _:
            return state


RECORDING = Decider(name="recording", initial=Recording(), decide=decide, evolve=evolve)
