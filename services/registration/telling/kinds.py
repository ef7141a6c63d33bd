"""What people are told, and which of it a cancellation leaves standing."""

from enum import StrEnum


class Kind(StrEnum):
    """The occasion of a message; with the activity it gives the text."""

    SIGNED_UP = "signed_up"
    MOVED = "moved"
    CANCELLED = "cancelled"
    ONLINE = "online"
    INVITED = "invited"
    CHOSEN = "chosen"
    RESERVE = "reserve"
    RELEASED = "released"
    REPLIED = "replied"
    CORRECTED = "corrected"
    FED_BACK = "fed_back"


OF_OPINIONS = (Kind.REPLIED, Kind.CORRECTED, Kind.FED_BACK)

TAKES_PLACE = (Kind.ONLINE, *OF_OPINIONS)
"""What is told even if nobody is needed on the spot, as long as the activity takes place."""

STANDS_WITHOUT_SEAT = (Kind.CANCELLED, *TAKES_PLACE)
"""What is told even to those who are no longer expected."""
