"""Hearing people: an opinion received, dispatched, replied to, decided and fed back.

Citizens' words and the reply to them never stand here; a decision's reason is an official text.
"""

from typing import ClassVar, Literal

from contracts.events.registration.people import PeopleEvent
from contracts.values import (
    FeedbackMeans,
    Identifier,
    Line,
    OpinionDecisionKind,
    OpinionSource,
    PersonCategory,
)


class OpinionRecorded(PeopleEvent):
    """Someone gave an opinion (意见建议); only its author's category is public.

    ``question`` names the question of the livestream that it was. ``POST /opinions``, or a
    question that was left open.
    """

    name: ClassVar[Literal["OpinionRecorded"]] = "OpinionRecorded"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier
    category: PersonCategory | None = None
    source: OpinionSource | None = None
    question: Identifier | None = None


class OpinionDispatched(PeopleEvent):
    """A unit of the programme is to answer it (分办). ``POST /opinions/{opinion}/dispatch``."""

    name: ClassVar[Literal["OpinionDispatched"]] = "OpinionDispatched"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier
    unit: Identifier


class OpinionReplied(PeopleEvent):
    """The unit wrote its reply (答复), which stays in the vault.

    ``POST /opinions/{opinion}/reply``.
    """

    name: ClassVar[Literal["OpinionReplied"]] = "OpinionReplied"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier
    unit: Identifier


class OpinionDecided(PeopleEvent):
    """What becomes of an opinion, with the government's reason.

    ``POST /opinions/{opinion}/decision``.
    """

    name: ClassVar[Literal["OpinionDecided"]] = "OpinionDecided"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier
    decision: OpinionDecisionKind
    reason: Line


class OpinionFedBack(PeopleEvent):
    """The author or the public was told the decision. ``POST /opinions/{opinion}/feedback``."""

    name: ClassVar[Literal["OpinionFedBack"]] = "OpinionFedBack"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier
    means: FeedbackMeans | None = None


class NoOpinionsDeclared(PeopleEvent):
    """The unit declares that it received no opinion. ``POST /no-opinions``."""

    name: ClassVar[Literal["NoOpinionsDeclared"]] = "NoOpinionsDeclared"
    version: ClassVar[Literal[1]] = 1

    declared_by: Identifier
