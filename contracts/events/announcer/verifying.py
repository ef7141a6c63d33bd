"""What was found where a publication is said to stand: looked at again and again.

The service fetches the page itself; nobody can say these facts by hand. A page that does not
answer is no fact: nothing is known of it. ``publication`` is the id of the event that says that
it is out; the event's ``time`` is the moment of looking.
"""

from typing import ClassVar, Literal

from contracts.events.announcer.planning import ActivityEvent
from contracts.values import Identifier, NoticeElement, Sha256


class PublicationVerified(ActivityEvent):
    """The page shows title and text as they were published; first, or again after a doubt.

    ``text_sha256`` fixes the text as the page shows it, without spaces.
    """

    name: ClassVar[Literal["PublicationVerified"]] = "PublicationVerified"
    version: ClassVar[Literal[1]] = 1

    publication: Identifier
    text_sha256: Sha256


class PublicationFoundChanged(ActivityEvent):
    """The page shows another text than was published; ``lacks`` are the elements not in it now."""

    name: ClassVar[Literal["PublicationFoundChanged"]] = "PublicationFoundChanged"
    version: ClassVar[Literal[1]] = 1

    publication: Identifier
    text_sha256: Sha256
    lacks: tuple[NoticeElement, ...] = ()


class PublicationFoundMissing(ActivityEvent):
    """The page is gone (``gone``), or it is there and says something else (``not_there``)."""

    name: ClassVar[Literal["PublicationFoundMissing"]] = "PublicationFoundMissing"
    version: ClassVar[Literal[1]] = 1

    publication: Identifier
    reason: Literal["gone", "not_there"]
