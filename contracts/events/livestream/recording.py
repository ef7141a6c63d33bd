"""Pictures as they come in here, and what is kept of them."""

from typing import ClassVar, Literal

from contracts.event import DomainEvent
from contracts.values import (
    Count,
    DeletionReason,
    Identifier,
    Line,
    Milliseconds,
    RecordingGap,
    Sha256,
)


class RecordingEvent(DomainEvent):
    """A fact about the pictures of one session, as they come in here and are kept."""

    activity: Identifier
    session: Identifier


class PublisherRefused(RecordingEvent):
    """Somebody tried to send pictures and was turned away; who, nobody wrote down.

    The first such attempt in ten minutes; later ones are counted in a table.
    """

    name: ClassVar[Literal["PublisherRefused"]] = "PublisherRefused"
    version: ClassVar[Literal[1]] = 1

    why: Literal["wrong_key", "second_publisher"]


class FilmAccepted(RecordingEvent):
    """A film is there that can be shown, for the first time and to all, when its stream begins.

    ``sha256`` of its file; the last one accepted before the stream began is what was shown. Once
    an uploaded file was read through: ``POST /live/films/{programme}/{activity}``.
    """

    name: ClassVar[Literal["FilmAccepted"]] = "FilmAccepted"
    version: ClassVar[Literal[1]] = 1

    sha256: Sha256
    duration_ms: Milliseconds


class RecordingKept(RecordingEvent):
    """What was on the air is kept; the stream has ended.

    ``missing`` of the ``segments`` were not found again as they came in: they stand in the chain,
    and their time in the gaps.
    ``head_sha256`` is the last link of their chain: each is the SHA-256 of the link before (first:
    64 zeros), number, take, begin, milliseconds, SHA-256 and size of a segment, each on a line.
    """

    name: ClassVar[Literal["RecordingKept"]] = "RecordingKept"
    version: ClassVar[Literal[1]] = 1

    segments: Count
    duration_ms: Milliseconds
    gaps: tuple[RecordingGap, ...]
    head_sha256: Sha256
    missing: Count = 0


class RecordingReleased(RecordingEvent):
    """Everybody may watch it, at ``path`` of this system. ``POST /recording/release``."""

    name: ClassVar[Literal["RecordingReleased"]] = "RecordingReleased"
    version: ClassVar[Literal[1]] = 1

    path: Line


class RecordingDeleted(RecordingEvent):
    """Its segments are deleted. ``POST /recording/delete``; only after ``MaterialsPublished``."""

    name: ClassVar[Literal["RecordingDeleted"]] = "RecordingDeleted"
    version: ClassVar[Literal[1]] = 1

    reason: DeletionReason
