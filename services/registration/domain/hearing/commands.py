"""What may be wished of opinions (意见建议)."""

from typing import Annotated

from pydantic import AfterValidator

from contracts.values import (
    FeedbackMeans,
    Identifier,
    Instant,
    Line,
    OpinionDecisionKind,
    OpinionSource,
    PersonCategory,
    Text,
)
from services.registration.domain.order import Command

LONGEST_REPLY = 500  # characters of a reply that is published: reports are facts of limited size


def _short(text: str) -> str:
    if len(text) > LONGEST_REPLY:
        msg = f"must have at most {LONGEST_REPLY} characters"
        raise ValueError(msg)
    return text


PublicReply = Annotated[Text, AfterValidator(_short)]


class RecordOpinion(Command):
    """Put an opinion on record. ``opinion`` is an opaque id; the words stay elsewhere."""

    opinion: Identifier
    category: PersonCategory | None = None
    source: OpinionSource | None = None
    question: Identifier | None = None
    independent: bool = False
    occurred_at: Instant | None = None


class DispatchOpinion(Command):
    """Ask a unit to answer one opinion; the last word counts."""

    opinion: Identifier
    unit: Identifier


class ReturnOpinion(Command):
    """The unit asked gives it back: somebody else's matter."""

    opinion: Identifier
    unit: Identifier
    reason: Line


class ReplyToOpinion(Command):
    """State that a unit has written its reply; asked again, it may reply again."""

    opinion: Identifier
    unit: Identifier


class CorrectReply(Command):
    """State that a unit wrote another text in place of its reply; ``correction`` names the text."""

    opinion: Identifier
    unit: Identifier
    correction: Identifier


class Decision(Command):
    """What becomes of an opinion, and why."""

    decision: OpinionDecisionKind
    reason: Line


class DecideOpinion(Decision):
    """Decide one opinion."""

    opinion: Identifier


class Feedback(Command):
    """How the author or the public was told."""

    means: FeedbackMeans | None = None


class FeedBackOpinion(Feedback):
    """State that the author or the public was told the decision on one opinion."""

    opinion: Identifier


class Summary(Command):
    """What the public may read of an opinion and of the reply to it, without personal data."""

    summary: Line
    reply: PublicReply | None = None


class SummariseOpinion(Summary):
    """Write the public texts of one opinion; the last word counts."""

    opinion: Identifier


class MergeOpinion(Command):
    """Handle an opinion together with another one that says the same."""

    opinion: Identifier
    into: Identifier


class UnmergeOpinion(Command):
    """Take a mistaken merge back."""

    opinion: Identifier


class FollowUpOpinion(Command):
    """What its author says of the result."""

    opinion: Identifier
    satisfied: bool


class ReopenOpinion(Command):
    """Handle it once more, because its author is not content."""

    opinion: Identifier
    reason: Line


class DeclareNoOpinions(Command):
    """Declare that no opinion was received."""


OpinionsCommand = (
    RecordOpinion
    | DispatchOpinion
    | ReturnOpinion
    | ReplyToOpinion
    | CorrectReply
    | DecideOpinion
    | FeedBackOpinion
    | SummariseOpinion
    | MergeOpinion
    | UnmergeOpinion
    | FollowUpOpinion
    | ReopenOpinion
    | DeclareNoOpinions
)
