"""The segments of a session: when each was, how they hang together, and what is missing between.

Each link of the chain is made from the one before and from all that is said of a segment, so that
nobody can leave one out, change one or move one without changing the last link.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from contracts.values import RecordingGap, timestamp

BEGINNING = "0" * 64
UNNOTICED = timedelta(milliseconds=500)
"""What is missing between two segments may be an inexact clock."""
STALLED = timedelta(seconds=1.5)
"""So much later than its own clock says, a segment was held up: its publisher stood still."""
_MILLISECOND = timedelta(milliseconds=1)
_LINE = re.compile(r"(\d+\.ts|null),(\d+\.\d+),(\d+\.\d+)")


@dataclass(frozen=True, slots=True)
class Cut:
    """A segment as ffmpeg lists it: its file, and from when to when in seconds of the take.

    The file is ``null`` where it was only looked at.
    """

    file: str
    begins: float
    ends: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment as it is kept; ``take`` counts the connections of publishers."""

    number: int
    take: int
    began: datetime
    milliseconds: int
    sha256: str
    size: int

    @property
    def ended(self) -> datetime:
        """When its last picture was."""
        return self.began + self.milliseconds * _MILLISECOND


def cuts(listed: str) -> Iterator[Cut]:
    """The whole lines of ffmpeg's list; the last may still be written, or be cut by a crash."""
    for line in listed.split("\n")[:-1]:
        if told := _LINE.fullmatch(line):
            yield Cut(told[1], float(told[2]), float(told[3]))


@dataclass(frozen=True, slots=True)
class TakeClock:
    """When the pictures of one take were: its publisher's clock counts, set by its fastest segment.

    A segment comes late or in time, never early; so the earliest beginning that one shows is the
    best known. Only when one with more behind it comes so late that the publisher must have stood
    still, it is set anew: the last of a take ends with its publisher, and is closed much later.
    """

    zero: datetime | None = None

    def place(
        self, cut: Cut, closed: datetime, *, last: bool = False
    ) -> tuple["TakeClock", datetime, int]:
        """The clock from now on; when a cut that was closed just now began, and how long it is."""
        latest = closed - timedelta(seconds=cut.ends)
        zero = self.zero
        if zero is None or latest < zero or (latest - zero > STALLED and not last):
            zero = latest
        began = zero + timedelta(seconds=cut.begins)
        return replace(self, zero=zero), began, round((cut.ends - cut.begins) * 1000)


def link(before: str, segment: Segment) -> str:
    """The link of the chain that a segment makes."""
    said = (
        before, segment.number, segment.take, timestamp(segment.began), segment.milliseconds,
        segment.sha256, segment.size,
    )  # fmt: skip
    return hashlib.sha256("\n".join(map(str, said)).encode()).hexdigest()


def chain(segments: Iterable[Segment]) -> str:
    """The last link of all."""
    head = BEGINNING
    for segment in segments:
        head = link(head, segment)
    return head


def gaps(segments: Iterable[Segment]) -> Iterator[RecordingGap]:
    """Where in a recording something is missing, and how long it was."""
    position = 0
    for before, after in pairwise(segments):
        position += before.milliseconds
        missing = after.began - before.ended
        if missing > UNNOTICED:
            yield RecordingGap(at_ms=position, lasted_ms=missing // _MILLISECOND)
