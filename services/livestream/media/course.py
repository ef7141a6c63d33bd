"""What the segments of a session prove about its stream: it began, broke off, went on, ended.

The course follows from the segments alone: who folds them again, after a restart or in a court,
comes to the same turns at the same times, whenever he looked.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.livestream.media.segments import Segment

ON_ITS_WAY = timedelta(seconds=2)
"""What a picture takes at most from its encoder to our disk, where its beginning is found out."""


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
        gap = segment.began - self.until
        resumed = Turn(Turning.RESUMED, segment.began, max(gap, timedelta()))
        if self.broken:
            return goes_on, (resumed,)
        if gap > self.patience:
            return goes_on, (Turn(Turning.INTERRUPTED, self.until), resumed)
        return goes_on, ()

    def wait(self, now: datetime) -> tuple["Course", Turns]:
        """Time has passed, and every picture that came until now was shown."""
        if self.until is None or self.broken or now - self.until <= self.patience + ON_ITS_WAY:
            return self, ()
        return self.broken_off(), (Turn(Turning.INTERRUPTED, self.until),)

    def broken_off(self) -> "Course":
        """It is known that the stream was interrupted here."""
        return self if self.until is None else replace(self, broken=True)

    def end(self) -> Turns:
        """Nothing will follow; a stream that never began does not end."""
        return () if self.until is None else (Turn(Turning.ENDED, self.until),)
