"""The questions (提问) of one activity: nothing is shown before a moderator has read it.

Words never stand here. Whether a box is open also depends on the stream and on the clock: whoever
gives ``Ask`` has looked (services/livestream/box.py).
"""

import hashlib
from typing import Any, assert_never

from contracts.event import DomainEvent
from contracts.events.livestream import (
    QuestionAnswered,
    QuestionAsked,
    QuestionHeld,
    QuestionLeftOpen,
    QuestionReleased,
    QuestionsPurged,
    QuestionTakenUp,
)
from services._kit.decider import Decider, Refused
from services.livestream.domain.asking.commands import (
    Answer,
    Ask,
    CloseQuestions,
    HandOver,
    Hold,
    Merge,
    PurgeQuestions,
    QuestionCommand,
    Release,
    TakeUp,
    Unmerge,
)
from services.livestream.domain.asking.merging import merge, unmerge
from services.livestream.domain.asking.state import (
    UNANSWERED,
    Phase,
    Question,
    Questions,
    evolve,
)
from services.livestream.domain.order import Order

__all__ = [
    "QUESTIONS",
    "Answer",
    "Ask",
    "CloseQuestions",
    "HandOver",
    "Hold",
    "Merge",
    "PurgeQuestions",
    "QuestionCommand",
    "Release",
    "TakeUp",
    "Unmerge",
]


def decide(  # noqa: PLR0911 - one return a command
    order: Order[QuestionCommand], state: Questions
) -> list[DomainEvent]:
    """The new facts of one command; raises ``Refused``. A repeat decides nothing."""
    command = order.command
    match command:
        case Ask():
            return _ask(command, order, state)
        case Hold():
            return _hold(command, order, state)
        case Release():
            return _release(command, order, state)
        case Merge():
            return merge(command, order, state)
        case Unmerge():
            return unmerge(command, order, state)
        case TakeUp():
            return _take_up(command, order, state)
        case Answer():
            return _answer(command, order, state)
        case HandOver():
            return _hand_over(command, order, state)
        case CloseQuestions():
            return _close(command, order, state)
        case PurgeQuestions():
            return _purge(command, order, state)
        case _:
            assert_never(command)  # a new command cannot be forgotten


def _ask(command: Ask, order: Order[QuestionCommand], state: Questions) -> list[DomainEvent]:
    if command.question in state.by_id:
        return []
    return [QuestionAsked(**order.subject, **dict(command))]


def _hold(command: Hold, order: Order[QuestionCommand], state: Questions) -> list[DomainEvent]:
    question = _unclosed(command.question, state)
    if question.phase is Phase.ANSWERED:
        raise Refused("answered", "提问已经答复，不能再撤下。", "question")
    if (question.phase, question.reason) == (Phase.HELD, command.reason):
        return []
    if state.merged_into(command.question):
        raise Refused("has_merged", "有提问并入了这一条，请先撤销合并。", "question")
    subject = _subject(order, command.question, question)
    return [QuestionHeld(**subject, reason=command.reason)]


def _release(
    command: Release, order: Order[QuestionCommand], state: Questions
) -> list[DomainEvent]:
    question = _unclosed(command.question, state)
    if question.phase in {Phase.RELEASED, Phase.ANSWERED}:
        return []
    return [QuestionReleased(**_subject(order, command.question, question))]


def _take_up(command: TakeUp, order: Order[QuestionCommand], state: Questions) -> list[DomainEvent]:
    question = _unclosed(command.question, state)
    if question.phase is not Phase.RELEASED:
        raise Refused("not_released", "只有公开待答的提问能开始答复。", "question")
    if state.taken_up.get(question.session) == command.question:
        return []
    return [QuestionTakenUp(**_subject(order, command.question, question))]


def _answer(command: Answer, order: Order[QuestionCommand], state: Questions) -> list[DomainEvent]:
    """An answer is public, so only what a moderator has released can be answered."""
    question = _unclosed(command.question, state)
    if question.phase is Phase.ANSWERED:
        return []
    if question.phase is not Phase.RELEASED:
        raise Refused("not_released", "提问尚未公开，请先公开再答复。", "question")
    subject = _subject(order, command.question, question)
    return [QuestionAnswered(**subject, means=command.means)]


def _hand_over(
    command: HandOver, order: Order[QuestionCommand], state: Questions
) -> list[DomainEvent]:
    known = state.by_id.get(command.question)
    if known is not None and known.phase is Phase.LEFT_OPEN:
        return []
    question = _unclosed(command.question, state)
    if question.phase is Phase.ANSWERED:
        raise Refused("answered", "提问已经答复，不用再转。", "question")
    return [QuestionLeftOpen(**_subject(order, command.question, question))]


def _close(
    command: CloseQuestions, order: Order[QuestionCommand], state: Questions
) -> list[DomainEvent]:
    return [
        QuestionLeftOpen(**_subject(order, name, state.by_id[name]))
        for name in state.order
        if state.by_id[name].session == command.session and state.by_id[name].phase in UNANSWERED
    ]


def _purge(
    command: PurgeQuestions, order: Order[QuestionCommand], state: Questions
) -> list[DomainEvent]:
    if state.purged == len(state.order):
        return []
    listed = "".join(f"{name}\n" for name in state.order)
    return [
        QuestionsPurged(
            **order.subject,
            cause=command.cause,
            questions=len(state.order),
            questions_sha256=hashlib.sha256(listed.encode()).hexdigest(),
        )
    ]


def _unclosed(name: str, state: Questions) -> Question:
    question = state.find(name)
    if question.phase is Phase.MERGED:
        raise Refused("merged", "提问已经并入另一条，请先撤销合并。", "question")
    if question.phase is Phase.LEFT_OPEN:
        raise Refused("left_open", "提问已转为意见建议办理。", "question")
    return question


def _subject(order: Order[QuestionCommand], name: str, question: Question) -> dict[str, Any]:
    return {**order.subject, "session": question.session, "question": name}


QUESTIONS = Decider(name="questions", initial=Questions(), decide=decide, evolve=evolve)
