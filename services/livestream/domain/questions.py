"""The questions (提问) of one activity: nothing is shown before a moderator has read it.

Words never stand here. Whether a box is open also depends on the stream and on the clock: whoever
gives ``Ask`` has looked (services/livestream/box.py).
"""

import hashlib
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, assert_never

from immutables import Map

from contracts.event import DomainEvent
from contracts.events.livestream import (
    QuestionAnswered,
    QuestionAsked,
    QuestionEvent,
    QuestionHeld,
    QuestionLeftOpen,
    QuestionReleased,
    QuestionsPurged,
)
from contracts.values import AnswerMeans, HoldReason, Identifier
from services._kit.decider import Decider, Refused
from services.livestream.domain.order import Command, Order

_NONE: Map[Any, Any] = Map()


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


QuestionCommand = Ask | Hold | Release | Answer | HandOver | CloseQuestions | PurgeQuestions


class Phase(Enum):
    """How far a question has come."""

    WAITING = "waiting"
    HELD = "held"
    RELEASED = "released"
    ANSWERED = "answered"
    LEFT_OPEN = "left_open"


UNANSWERED = {Phase.WAITING, Phase.RELEASED}


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its session, its phase and why it is held, if it is."""

    session: str
    phase: Phase = Phase.WAITING
    reason: HoldReason | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of an activity by id, in the order in which they were asked."""

    by_id: Map[str, Question] = _NONE
    order: tuple[str, ...] = ()
    purged: int = 0
    """How many of them, the earliest, have no words any more."""


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
    subject = _subject(order, command.question, question)
    return [QuestionHeld(**subject, reason=command.reason)]


def _release(
    command: Release, order: Order[QuestionCommand], state: Questions
) -> list[DomainEvent]:
    question = _unclosed(command.question, state)
    if question.phase in {Phase.RELEASED, Phase.ANSWERED}:
        return []
    return [QuestionReleased(**_subject(order, command.question, question))]


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
    question = state.by_id.get(name)
    if question is None:
        raise Refused("unknown_question", "没有这条提问。", "question")
    if question.phase is Phase.LEFT_OPEN:
        raise Refused("left_open", "提问已转为意见建议办理。", "question")
    return question


def _subject(order: Order[QuestionCommand], name: str, question: Question) -> dict[str, Any]:
    return {**order.subject, "session": question.session, "question": name}


def evolve(  # noqa: PLR0911 - one return a fact
    state: Questions, event: DomainEvent
) -> Questions:
    """The state after one more fact; other aggregates' facts change nothing."""
    match event:
        case QuestionAsked():
            by_id = state.by_id.set(event.question, Question(event.session))
            return replace(state, by_id=by_id, order=(*state.order, event.question))
        case QuestionHeld():
            return _in_phase(state, event, Phase.HELD, event.reason)
        case QuestionReleased():
            return _in_phase(state, event, Phase.RELEASED)
        case QuestionAnswered():
            return _in_phase(state, event, Phase.ANSWERED)
        case QuestionLeftOpen():
            return _in_phase(state, event, Phase.LEFT_OPEN)
        case QuestionsPurged():
            return replace(state, purged=event.questions)
        case _:
            return state


def _in_phase(
    state: Questions, event: QuestionEvent, phase: Phase, reason: HoldReason | None = None
) -> Questions:
    question = replace(state.by_id[event.question], phase=phase, reason=reason)
    return replace(state, by_id=state.by_id.set(event.question, question))


QUESTIONS = Decider(name="questions", initial=Questions(), decide=decide, evolve=evolve)
