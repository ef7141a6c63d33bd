"""Questions that say the same are answered together; all askers keep their numbers.

Merges are flat: whatever was merged into a question goes with it when that is merged too.
"""

from contracts.event import DomainEvent
from contracts.events.livestream import (
    QuestionHeld,
    QuestionMerged,
    QuestionReleased,
    QuestionUnmerged,
)
from services._kit.decider import Refused
from services.livestream.domain.asking.commands import Merge, QuestionCommand, Unmerge
from services.livestream.domain.asking.state import UNANSWERED, Phase, Question, Questions
from services.livestream.domain.order import Order

_NO_MAIN = {
    Phase.HELD: "要并入的提问没有公开，不能并入。",
    Phase.ANSWERED: "要并入的提问已经答复，不能并入。",
    Phase.LEFT_OPEN: "要并入的提问已转为意见建议办理，不能并入。",
}


def merge(command: Merge, order: Order[QuestionCommand], state: Questions) -> list[DomainEvent]:
    """With one that will be answered; what the public sees goes into what it sees alone."""
    question, into = state.find(command.question), state.find(command.into, "into")
    name = into.into or command.into
    if question.into == name:
        return []
    if name == command.question:
        raise Refused("itself", "两条是同一条提问，不能并入自己。", "into")
    main = state.by_id[name]
    _refuse_where_it_is(question, state)
    _refuse(question, main)
    return [
        QuestionMerged(**order.subject, session=question.session, question=each, into=name)
        for each in (command.question, *state.merged_into(command.question))
    ]


def _refuse(question: Question, main: Question) -> None:
    if question.phase is Phase.ANSWERED:
        raise Refused("answered", "提问已经答复，不用合并。", "question")
    if question.phase is Phase.LEFT_OPEN:
        raise Refused("left_open", "提问已转为意见建议办理。", "question")
    if main.phase not in UNANSWERED:
        raise Refused(f"into_{main.phase.value}", _NO_MAIN[main.phase], "into")
    if main.session != question.session:
        raise Refused("other_session", "只能并入同一场次的提问。", "into")
    if Phase.RELEASED in {question.phase, (question.before or question).phase} and (
        main.phase is not Phase.RELEASED
    ):
        raise Refused("not_released", "要并入的提问尚未公开，请先公开。", "into")


def _refuse_where_it_is(question: Question, state: Questions) -> None:
    """What was answered or handed over with another stays with it."""
    into = state.by_id[question.into].phase if question.into else None
    if into is Phase.ANSWERED:
        raise Refused("answered", "并入的提问已经答复，不能再改。", "question")
    if into is Phase.LEFT_OPEN:
        raise Refused("left_open", "提问已转为意见建议办理。", "question")


def unmerge(command: Unmerge, order: Order[QuestionCommand], state: Questions) -> list[DomainEvent]:
    """It is again what it was; once the other is answered or handed over, so is this one."""
    question = state.find(command.question)
    if question.into is None or question.before is None:
        return []
    _refuse_where_it_is(question, state)
    subject = {**order.subject, "session": question.session, "question": command.question}
    apart: list[DomainEvent] = [QuestionUnmerged(**subject)]
    if question.before.phase is Phase.RELEASED:
        apart.append(QuestionReleased(**subject))
    elif question.before.reason is not None:
        apart.append(QuestionHeld(**subject, reason=question.before.reason))
    return apart
