"""Whether a file can be shown as it is, without changing its picture: pure."""

from collections.abc import Sequence
from enum import StrEnum

from services.livestream.media.segments import Cut

LONGEST_CUT = 12.0
"""Seconds between two key frames; with more, who comes late waits too long for a picture."""
SHORTEST = 1.0
LONGEST = 4 * 3600.0


class Unfit(StrEnum):
    """Why a film cannot be shown."""

    UNREADABLE = "unreadable"
    FEW_KEY_FRAMES = "few_key_frames"
    LENGTH = "length"


def lasts(cuts: Sequence[Cut]) -> float:
    """How long a film is, in seconds, from its cuts at all key frames."""
    return cuts[-1].ends if cuts else 0.0


def unfit(cuts: Sequence[Cut], *, read_through: bool) -> Unfit | None:
    """What stands against showing a film; nothing if all is well.

    ``read_through``: it is H.264 and AAC in an MP4 of which every byte could be read.
    """
    if not read_through or not cuts:
        return Unfit.UNREADABLE
    if not SHORTEST <= lasts(cuts) <= LONGEST:
        return Unfit.LENGTH
    if max(each.ends - each.begins for each in cuts) > LONGEST_CUT:
        return Unfit.FEW_KEY_FRAMES
    return None
