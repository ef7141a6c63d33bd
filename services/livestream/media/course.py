"""What the segments of a session prove about its stream: it began, broke off, went on, ended.

The course follows from the segments alone: who folds them again, after a restart or in a court,
comes to the same turns at the same times, whenever he looked.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.livestream.media.segments import Segment


class Turning(StrEnum):
    """What became of the stream."""

    STARTED = "started"
    INTERRUPTED = "interrupted"
    RESUMED = "resumed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a stream; ``gap`` is for how long nothing could be seen."""

    turning: Turning
    at: datetime
    gap: timedelta | None = None


Turns = tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """How far it has come: until when there was a picture, and whether its end was noticed."""

    patience: timedelta
    """For how long nothing may come before the stream is called interrupted."""
    until: datetime | None = None
    broken: bool = False

    def show(self, segment: Segment) -> tuple["Course", Turns]:
        """One more segment was on the air."""
        goes_on = replace(self, until=segment.ended, broken=False)
        if self.until is None:
            return goes_on, (Turn(Turning.STARTED, segment.began),)
        noticed, turns = self.wait(segment.began)
        if noticed.broken:
            resumed = Turn(Turning.RESUMED, segment.began, segment.began - self.until)
            return goes_on, (*turns, resumed)
        return goes_on, ()

    def wait(self, now: datetime) -> tuple["Course", Turns]:
        """Time has passed."""
        if self.until is None or self.broken or now - self.until <= self.patience:
            return self, ()
        return replace(self, broken=True), (Turn(Turning.INTERRUPTED, self.until),)

    def end(self) -> Turns:
        """Nothing will follow; a stream that never began does not end."""
        return () if self.until is None else (Turn(Turning.ENDED, self.until),)
