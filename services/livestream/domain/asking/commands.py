"""What may be wished of the questions of an activity."""

from contracts.values import AnswerMeans, HoldReason, Identifier
from services.livestream.domain.order import Command


class Ask(Command):
    """Somebody asks; the id is new."""

    session: Identifier
    question: Identifier


class Hold(Command):
    """Keep a question off the public page, or take it off again."""

    question: Identifier
    reason: HoldReason


class Release(Command):
    """Let the public see a question."""

    question: Identifier


class Merge(Command):
    """Answer a question together with another that says the same."""

    question: Identifier
    into: Identifier


class Unmerge(Command):
    """Answer a merged question by itself again."""

    question: Identifier


class TakeUp(Command):
    """The host begins to answer a question live."""

    question: Identifier


class Answer(Command):
    """A question was answered, live or in writing."""

    question: Identifier
    means: AnswerMeans


class CloseQuestions(Command):
    """What was not answered becomes an opinion; what is held stays held."""

    session: Identifier


class HandOver(Command):
    """One question that is better answered as an opinion; a held one too."""

    question: Identifier


class PurgeQuestions(Command):
    """The words of all questions have been kept for as long as was promised."""

    cause: str


QuestionCommand = (
    Ask
    | Hold
    | Release
    | Merge
    | Unmerge
    | TakeUp
    | Answer
    | HandOver
    | CloseQuestions
    | PurgeQuestions
)
