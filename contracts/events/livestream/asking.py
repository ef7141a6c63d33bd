"""Questions and who asked them; an asker's words never stand here."""

from typing import ClassVar, Literal

from contracts.event import DomainEvent
from contracts.values import AnswerMeans, Count, HoldReason, Identifier, Line, Sha256


class QuestionEvent(DomainEvent):
    """A fact about one question; its words stay in the vault."""

    activity: Identifier
    session: Identifier
    question: Identifier


class QuestionAsked(QuestionEvent):
    """Somebody asked; nothing is shown before a moderator has read it. ``POST /questions``."""

    name: ClassVar[Literal["QuestionAsked"]] = "QuestionAsked"
    version: ClassVar[Literal[1]] = 1


class QuestionHeld(QuestionEvent):
    """A moderator keeps it off the public page. ``POST /questions/{question}/hold``."""

    name: ClassVar[Literal["QuestionHeld"]] = "QuestionHeld"
    version: ClassVar[Literal[1]] = 1

    reason: HoldReason


class QuestionReleased(QuestionEvent):
    """A moderator lets the public see it. ``POST /questions/{question}/release``."""

    name: ClassVar[Literal["QuestionReleased"]] = "QuestionReleased"
    version: ClassVar[Literal[1]] = 1


class QuestionMerged(QuestionEvent):
    """It says the same as ``into`` and is answered with it; both askers keep their numbers.

    ``POST /questions/{question}/merge``.
    """

    name: ClassVar[Literal["QuestionMerged"]] = "QuestionMerged"
    version: ClassVar[Literal[1]] = 1

    into: Identifier


class QuestionUnmerged(QuestionEvent):
    """It is a question of its own again, and waits; what it was before follows as another fact.

    ``POST /questions/{question}/unmerge``.
    """

    name: ClassVar[Literal["QuestionUnmerged"]] = "QuestionUnmerged"
    version: ClassVar[Literal[1]] = 1


class QuestionTakenUp(QuestionEvent):
    """The host begins to answer it live, in place of any other of its session.

    The recording's second of this moment is where its answer is found. ``POST
    /questions/{question}/take-up``.
    """

    name: ClassVar[Literal["QuestionTakenUp"]] = "QuestionTakenUp"
    version: ClassVar[Literal[1]] = 1


class QuestionAnswered(QuestionEvent):
    """It was answered, live or in writing. ``POST /questions/{question}/answer``."""

    name: ClassVar[Literal["QuestionAnswered"]] = "QuestionAnswered"
    version: ClassVar[Literal[1]] = 1

    means: AnswerMeans


class QuestionLeftOpen(QuestionEvent):
    """It was not answered and becomes an opinion (意见建议).

    ``POST /questions/close``, or a day after the stream ended.
    """

    name: ClassVar[Literal["QuestionLeftOpen"]] = "QuestionLeftOpen"
    version: ClassVar[Literal[1]] = 1


class PersonForgotten(DomainEvent):
    """The words of a person and the key that could read them are gone here, too.

    Caused by registration's ``PersonErased``.
    """

    name: ClassVar[Literal["PersonForgotten"]] = "PersonForgotten"
    version: ClassVar[Literal[1]] = 1

    person: Identifier


class QuestionsPurged(DomainEvent):
    """The words of all questions of an activity are deleted, with the keys of who asked no other.

    Caused by registration's ``PersonalDataPurged``; the transaction found that nothing is left.
    ``questions_sha256``: SHA-256 of the questions' ids in the order in which they were asked, a
    line feed after each. Whoever has this log can make it anew.
    """

    name: ClassVar[Literal["QuestionsPurged"]] = "QuestionsPurged"
    version: ClassVar[Literal[1]] = 1

    activity: Identifier
    cause: Line
    questions: Count
    questions_sha256: Sha256
