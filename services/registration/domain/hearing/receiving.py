"""Opinions are received, each under a number of its own; or none was."""

from contracts.event import DomainEvent
from contracts.events.registration import NoOpinionsDeclared, OpinionRecorded
from contracts.values import PersonCategory
from services._kit.decider import Refused
from services.registration.domain.hearing.commands import (
    DeclareNoOpinions,
    OpinionsCommand,
    RecordOpinion,
)
from services.registration.domain.hearing.state import Opinions
from services.registration.domain.order import Order

INDEPENDENT = (PersonCategory.NPC_DEPUTY, PersonCategory.CPPCC_MEMBER)


def record(
    command: RecordOpinion, order: Order[OpinionsCommand], state: Opinions
) -> list[DomainEvent]:
    """One more opinion; the same again is none."""
    if command.occurred_at is not None and command.occurred_at > order.at:
        raise Refused("in_future", "填写的时间晚于现在，请改正。", "occurred_at")
    if command.independent and command.category not in INDEPENDENT:
        message = "独立意见由人大代表、政协委员提出，请选择这两类之一。"
        raise Refused("not_independent", message, "category")
    known = state.by_id.get(command.opinion)
    event = OpinionRecorded(
        **order.subject,
        **command.model_dump(exclude={"occurred_at", "independent"}),
        independent=command.independent or None,
        number=known.recorded.number if known else len(state.by_id) + 1,
    )
    if known is None:
        return [event]
    if known.recorded == event:
        return []
    raise Refused("other_content", "同一编号已有另一条意见，请换一个编号。", "opinion")


def declare_none(
    command: DeclareNoOpinions, order: Order[OpinionsCommand], state: Opinions
) -> list[DomainEvent]:
    """Beside an opinion it is recorded all the same: services/compliance judges."""
    if command.session in state.none_declared:
        return []
    return [NoOpinionsDeclared(**order.subject, session=command.session, declared_by=order.by)]
