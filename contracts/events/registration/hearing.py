"""Hearing people: an opinion received, dispatched, replied to, decided, fed back, followed up.

Citizens' words and the reply to them never stand here; reasons and summaries are official texts.
"""

from typing import ClassVar, Literal

from contracts.events.registration.people import PeopleEvent
from contracts.values import (
    Count,
    FeedbackMeans,
    Identifier,
    Line,
    OpinionDecisionKind,
    OpinionSource,
    PersonCategory,
    Text,
)


class OpinionRecorded(PeopleEvent):
    """Someone gave an opinion (意见建议); only its author's category is public.

    ``question`` names the question of the livestream that it was; ``number`` counts the opinions
    of the activity from 1 (受理编号); ``independent`` marks the independent opinion of a deputy or
    a member on a project (独立意见). ``POST /opinions``, or a question that was left open.
    """

    name: ClassVar[Literal["OpinionRecorded"]] = "OpinionRecorded"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier
    category: PersonCategory | None = None
    source: OpinionSource | None = None
    question: Identifier | None = None
    number: Count | None = None
    independent: bool | None = None


class OpinionDispatched(PeopleEvent):
    """A unit of the programme is to answer it (分办). ``POST /opinions/{opinion}/dispatch``."""

    name: ClassVar[Literal["OpinionDispatched"]] = "OpinionDispatched"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier
    unit: Identifier


class OpinionReturned(PeopleEvent):
    """The unit it was dispatched to says that it is not theirs (退回), and why.

    ``POST /opinions/{opinion}/return``.
    """

    name: ClassVar[Literal["OpinionReturned"]] = "OpinionReturned"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier
    unit: Identifier
    reason: Line


class OpinionReplied(PeopleEvent):
    """The unit wrote its reply (答复), which stays in the vault.

    ``POST /opinions/{opinion}/reply``.
    """

    name: ClassVar[Literal["OpinionReplied"]] = "OpinionReplied"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier
    unit: Identifier


class OpinionReplyCorrected(PeopleEvent):
    """The unit put another text in the place of its reply (更正答复).

    ``correction`` is an opaque id that follows from the new text, which stays in the vault.
    ``POST /opinions/{opinion}/reply/correction``.
    """

    name: ClassVar[Literal["OpinionReplyCorrected"]] = "OpinionReplyCorrected"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier
    unit: Identifier
    correction: Identifier


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


class OpinionSummarised(PeopleEvent):
    """The government's own summary of an opinion, for the adoption report (采纳情况).

    ``reply`` is what of the reply the public may read. Neither holds personal data.
    ``POST /opinions/{opinion}/summary``.
    """

    name: ClassVar[Literal["OpinionSummarised"]] = "OpinionSummarised"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier
    summary: Line
    reply: Text | None = None


class OpinionMerged(PeopleEvent):
    """It says the same as another one (合并): what becomes of ``into`` becomes of both.

    Both keep their authors and numbers. The last word counts. ``POST /opinions/{opinion}/merge``.
    """

    name: ClassVar[Literal["OpinionMerged"]] = "OpinionMerged"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier
    into: Identifier


class OpinionUnmerged(PeopleEvent):
    """The merge was a mistake: the opinion goes its own way again.

    ``POST /opinions/{opinion}/unmerge``.
    """

    name: ClassVar[Literal["OpinionUnmerged"]] = "OpinionUnmerged"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier


class OpinionFollowedUp(PeopleEvent):
    """The author said whether they are content with what became of it (回访).

    ``POST /opinions/{opinion}/follow-up``, or the author with their code.
    """

    name: ClassVar[Literal["OpinionFollowedUp"]] = "OpinionFollowedUp"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier
    satisfied: bool


class OpinionReopened(PeopleEvent):
    """It is handled once more from the beginning, because its author is not content.

    ``POST /opinions/{opinion}/reopening``.
    """

    name: ClassVar[Literal["OpinionReopened"]] = "OpinionReopened"
    version: ClassVar[Literal[1]] = 1

    opinion: Identifier
    reason: Line


class NoOpinionsDeclared(PeopleEvent):
    """The unit declares that it received no opinion. ``POST /no-opinions``."""

    name: ClassVar[Literal["NoOpinionsDeclared"]] = "NoOpinionsDeclared"
    version: ClassVar[Literal[1]] = 1

    declared_by: Identifier
