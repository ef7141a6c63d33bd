"""Evidence becomes facts: a turn of a stream, or what was kept, is told once and at its own time.

A fact's id follows from what it tells, so telling all of it again after a restart adds nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import structlog

from contracts.values import timestamp
from services._kit.decider import Refused
from services._kit.store import StoreUnavailable
from services._kit.writer import Busy, Request, Writer
from services.livestream.domain import recording
from services.livestream.domain.order import Command, Order
from services.livestream.domain.recording import KeepRecording, RefusePublisher
from services.livestream.domain.streaming import (
    EndStream,
    InterruptStream,
    ResumeStream,
    StartStream,
)
from services.livestream.media.course import Turn, Turning
from services.livestream.media.rows import Key
from services.livestream.media.segments import Segment, chain, gaps

ACTOR = "media"

log = structlog.get_logger()


@dataclass(slots=True)
class Teller:
    """Tells what is known of one session, in order, again and again until it is recorded."""

    writer: Writer
    key: Key
    waiting: list[tuple[Command, datetime]] = field(default_factory=list)

    def add(self, command: Command, at: datetime) -> None:
        """Something was seen, at a time, and is to be told."""
        what = type(command).__name__
        log.info("media_evidence", session=self.key[2], what=what, at=timestamp(at))
        self.waiting.append((command, at))

    def turn(self, turn: Turn) -> None:
        """The stream took a turn."""
        self.add(_command(turn, self.key[2]), turn.at)

    def kept(self, segments: list[Segment], whole: list[Segment]) -> None:
        """It is kept since the end of the last segment, as far as its segments are ``whole``."""
        command = KeepRecording(
            session=self.key[2],
            segments=len(segments),
            duration_ms=sum(each.milliseconds for each in whole),
            gaps=tuple(gaps(whole)),
            missing=len(segments) - len(whole),
            head_sha256=chain(segments),
        )
        self.add(command, segments[-1].ended)

    async def tell(self) -> bool:
        """Record what waits; false when the log cannot be written just now."""
        while self.waiting:
            command, at = self.waiting[0]
            try:
                await self.writer.execute(self._request(command, at))
            except (Busy, StoreUnavailable):
                return False
            except Refused as error:  # a person was faster, or the session was cancelled
                what = type(command).__name__
                log.warning("evidence_refused", what=what, reason=error.reason)
            self.waiting.pop(0)
        return True

    def _request(self, command: Command, at: datetime) -> Request:
        programme, activity, session = self.key
        stream = f"stream:{programme}:{activity}"
        if isinstance(command, recording.Command):
            stream = recording.stream_name(programme, activity, session)
        told = [stream, session, type(command).__name__, timestamp(at)]
        if isinstance(command, RefusePublisher):  # for two reasons at the same moment
            told.append(command.why)
        return Request(
            id=uuid5(NAMESPACE_URL, "\n".join(told)),
            stream=stream,
            command=Order(programme, activity, command),
            occurred_at=at,
            actor=ACTOR,
        )


def _command(turn: Turn, session: str) -> Command:
    match turn.turning:
        case Turning.STARTED:
            return StartStream(session=session)
        case Turning.INTERRUPTED:
            return InterruptStream(session=session)
        case Turning.RESUMED:
            gap = turn.gap // timedelta(milliseconds=1) if turn.gap is not None else None
            return ResumeStream(session=session, gap_ms=gap)
        case Turning.ENDED:
            return EndStream(session=session)
