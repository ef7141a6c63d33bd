"""Opinions (意见建议) and what becomes of them. Only ids, categories and government's words.

That a unit declares "none received" beside an opinion is recorded; services/compliance judges.
"""

from dataclasses import dataclass, replace
from typing import Any, assert_never

from immutables import Map

from contracts.event import DomainEvent
from contracts.events.registration import (
    NoOpinionsDeclared,
    OpinionDecided,
    OpinionFedBack,
    OpinionRecorded,
)
from contracts.values import Identifier, Instant, Line, OpinionDecisionKind, PersonCategory
from services._kit.decider import Decider, Refused
from services.registration.domain.order import Command, Order

_NONE: Map[Any, Any] = Map()


class RecordOpinion(Command):
    """Put an opinion on record. ``opinion`` is an opaque id; the words stay elsewhere."""

    opinion: Identifier
    category: PersonCategory | None = None
    occurred_at: Instant | None = None


class Decision(Command):
    """What becomes of an opinion, and why."""

    decision: OpinionDecisionKind
    reason: Line


class DecideOpinion(Decision):
    """Decide one opinion."""

    opinion: Identifier


class FeedBackOpinion(Command):
    """State that the author or the public was told the decision on one opinion."""

    opinion: Identifier


class DeclareNoOpinions(Command):
    """Declare that no opinion was received."""


OpinionsCommand = RecordOpinion | DecideOpinion | FeedBackOpinion | DeclareNoOpinions


@dataclass(frozen=True, slots=True)
class Opinion:
    """One opinion and the last decision on it."""

    recorded: OpinionRecorded
    decided: OpinionDecided | None = None
    fed_back: bool = False


@dataclass(frozen=True, slots=True)
class Opinions:
    """All opinions of an activity; the sessions for which "none received" stands unopposed."""

    by_id: Map[str, Opinion] = _NONE
    none_declared: frozenset[str | None] = frozenset()

    def find(self, opinion: str) -> Opinion:
        """One opinion; refuses an unknown one."""
        if opinion not in self.by_id:
            raise Refused("unknown_opinion", "没有这条意见。", "opinion")
        return self.by_id[opinion]


def decide(order: Order[OpinionsCommand], state: Opinions) -> list[DomainEvent]:
    """The new facts of one command; raises ``Refused``. A repeat decides nothing."""
    command = order.command
    match command:
        case RecordOpinion():
            return _record(command, order, state)
        case DecideOpinion():
            opinion = state.find(command.opinion)
            content = dict(command) | {"session": opinion.recorded.session}
            decided = OpinionDecided(**order.subject, **content)
            return [] if decided == opinion.decided else [decided]
        case FeedBackOpinion():
            return _feed_back(command, order, state)
        case DeclareNoOpinions():
            if command.session in state.none_declared:
                return []
            declared = NoOpinionsDeclared(
                **order.subject, session=command.session, declared_by=order.by
            )
            return [declared]
        case _:
            assert_never(command)  # a new command cannot be forgotten


def _record(
    command: RecordOpinion, order: Order[OpinionsCommand], state: Opinions
) -> list[DomainEvent]:
    if command.occurred_at is not None and command.occurred_at > order.at:
        raise Refused("in_future", "填写的时间晚于现在，请改正。", "occurred_at")
    event = OpinionRecorded(
        **order.subject,
        session=command.session,
        opinion=command.opinion,
        category=command.category,
    )
    known = state.by_id.get(command.opinion)
    if known is None:
        return [event]
    if known.recorded == event:
        return []
    raise Refused("other_content", "同一编号已有另一条意见，请换一个编号。", "opinion")


def _feed_back(
    command: FeedBackOpinion, order: Order[OpinionsCommand], state: Opinions
) -> list[DomainEvent]:
    """Only a decision can be told; a new decision has to be told anew."""
    opinion = state.find(command.opinion)
    if opinion.decided is None:
        raise Refused("undecided", "这条意见还没有办理结果，不能反馈。", "opinion")
    if opinion.fed_back:
        return []
    session = opinion.recorded.session
    return [OpinionFedBack(**order.subject, session=session, opinion=command.opinion)]


def evolve(state: Opinions, event: DomainEvent) -> Opinions:
    """The state after one more fact; other aggregates' facts change nothing."""
    match event:
        case OpinionRecorded():
            by_id = state.by_id.set(event.opinion, Opinion(event))
            # A declaration for the activity or this session no longer stands unopposed.
            unopposed = state.none_declared - {None, event.session}
            if event.session is None:
                unopposed = frozenset()
            return replace(state, by_id=by_id, none_declared=unopposed)
        case OpinionDecided():
            opinion = replace(state.by_id[event.opinion], decided=event, fed_back=False)
            return replace(state, by_id=state.by_id.set(event.opinion, opinion))
        case OpinionFedBack():
            opinion = replace(state.by_id[event.opinion], fed_back=True)
            return replace(state, by_id=state.by_id.set(event.opinion, opinion))
        case NoOpinionsDeclared():
            return replace(state, none_declared=state.none_declared | {event.session})
        case _:
            return state


OPINIONS = Decider(name="opinions", initial=Opinions(), decide=decide, evolve=evolve)
