"""The questions of one activity as their facts tell."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from immutables import Map

from contracts.event import DomainEvent
from contracts.events.livestream import (
    QuestionAnswered,
    QuestionAsked,
    QuestionEvent,
    QuestionHeld,
    QuestionLeftOpen,
    QuestionMerged,
    QuestionReleased,
    QuestionsPurged,
    QuestionTakenUp,
    QuestionUnmerged,
)
from contracts.values import HoldReason
from services._kit.decider import Refused

_NONE: Map[Any, Any] = Map()


class Phase(Enum):
    """How far a question has come."""

    WAITING = "waiting"
    HELD = "held"
    RELEASED = "released"
    MERGED = "merged"
    ANSWERED = "answered"
    LEFT_OPEN = "left_open"


UNANSWERED = {Phase.WAITING, Phase.RELEASED}


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its session, its phase and why it is held, if it is.

    ``into``: with which other it is answered; ``before``: what it was until it was merged.
    """

    session: str
    phase: Phase = Phase.WAITING
    reason: HoldReason | None = None
    into: str | None = None
    before: "Question | None" = None


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of an activity by id, in the order in which they were asked."""

    by_id: Map[str, Question] = _NONE
    order: tuple[str, ...] = ()
    purged: int = 0
    """How many of them, the earliest, have no words any more."""
    taken_up: Map[str, str] = _NONE
    """Which is being answered live, by session."""

    def find(self, name: str, field: str = "question") -> Question:
        """A question; raises ``Refused`` for one that nobody asked."""
        if name not in self.by_id:
            raise Refused("unknown_question", "没有这条提问。", field)
        return self.by_id[name]

    def merged_into(self, name: str) -> list[str]:
        """What is answered with a question."""
        return [each for each in self.order if self.by_id[each].into == name]


def evolve(state: Questions, event: DomainEvent) -> Questions:
    """The state after one more fact; other aggregates' facts change nothing."""
    match event:
        case QuestionAsked():
            by_id = state.by_id.set(event.question, Question(event.session))
            return replace(state, by_id=by_id, order=(*state.order, event.question))
        case QuestionTakenUp():
            return replace(state, taken_up=state.taken_up.set(event.session, event.question))
        case QuestionsPurged():
            return replace(state, purged=event.questions)
        case QuestionEvent():
            changed = _changed(state.by_id[event.question], event)
            by_id, taken_up = state.by_id.set(event.question, changed), state.taken_up
            if taken_up.get(event.session) == event.question:
                taken_up = taken_up.delete(event.session)
            return replace(state, by_id=by_id, taken_up=taken_up)
        case _:
            return state


def _changed(  # noqa: PLR0911 - one return a fact
    question: Question, event: QuestionEvent
) -> Question:
    session = question.session
    match event:
        case QuestionHeld():
            return Question(session, Phase.HELD, event.reason)
        case QuestionReleased():
            return Question(session, Phase.RELEASED)
        case QuestionMerged():
            before = question.before or question
            return Question(session, Phase.MERGED, into=event.into, before=before)
        case QuestionUnmerged():
            return Question(session)
        case QuestionAnswered():
            return Question(session, Phase.ANSWERED)
        case QuestionLeftOpen():
            return Question(session, Phase.LEFT_OPEN)
        case _:
            return question
