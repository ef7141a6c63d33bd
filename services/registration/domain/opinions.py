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
    OpinionDispatched,
    OpinionFedBack,
    OpinionRecorded,
    OpinionReplied,
)
from contracts.values import (
    FeedbackMeans,
    Identifier,
    Instant,
    Line,
    OpinionDecisionKind,
    OpinionSource,
    PersonCategory,
)
from services._kit.decider import Decider, Refused
from services.registration.domain.order import Command, Order

_NONE: Map[Any, Any] = Map()


class RecordOpinion(Command):
    """Put an opinion on record. ``opinion`` is an opaque id; the words stay elsewhere."""

    opinion: Identifier
    category: PersonCategory | None = None
    source: OpinionSource | None = None
    question: Identifier | None = None
    occurred_at: Instant | None = None


class DispatchOpinion(Command):
    """Ask a unit to answer one opinion; the last word counts."""

    opinion: Identifier
    unit: Identifier


class ReplyToOpinion(Command):
    """State that a unit has written its reply; asked again, it may reply again."""

    opinion: Identifier
    unit: Identifier


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


class DeclareNoOpinions(Command):
    """Declare that no opinion was received."""


OpinionsCommand = (
    RecordOpinion
    | DispatchOpinion
    | ReplyToOpinion
    | DecideOpinion
    | FeedBackOpinion
    | DeclareNoOpinions
)


@dataclass(frozen=True, slots=True)
class Opinion:
    """One opinion, who is to answer it, who did, and the last decision on it."""

    recorded: OpinionRecorded
    unit: str | None = None
    replied: frozenset[str] = frozenset()
    decided: OpinionDecided | None = None
    told: frozenset[FeedbackMeans | None] = frozenset()


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


def decide(  # noqa: PLR0911 - one return a command
    order: Order[OpinionsCommand], state: Opinions
) -> list[DomainEvent]:
    """The new facts of one command; raises ``Refused``. A repeat decides nothing."""
    command = order.command
    match command:
        case RecordOpinion():
            return _record(command, order, state)
        case DispatchOpinion():
            opinion = state.find(command.opinion)
            content = dict(command) | {"session": opinion.recorded.session}
            dispatched = OpinionDispatched(**order.subject, **content)
            return [] if opinion.unit == command.unit else [dispatched]
        case ReplyToOpinion():
            opinion = state.find(command.opinion)
            content = dict(command) | {"session": opinion.recorded.session}
            replied = OpinionReplied(**order.subject, **content)
            return [] if command.unit in opinion.replied else [replied]
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
        source=command.source,
        question=command.question,
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
    """Only a decision can be told; a new decision has to be told anew, another means is a fact."""
    opinion = state.find(command.opinion)
    if opinion.decided is None:
        raise Refused("undecided", "这条意见还没有办理结果，不能反馈。", "opinion")
    if opinion.told and command.means in {None, *opinion.told}:
        return []
    content = dict(command) | {"session": opinion.recorded.session}
    return [OpinionFedBack(**order.subject, **content)]


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
        case OpinionDispatched() | OpinionReplied() | OpinionDecided() | OpinionFedBack():
            opinion = _handled(state.by_id[event.opinion], event)
            return replace(state, by_id=state.by_id.set(event.opinion, opinion))
        case NoOpinionsDeclared():
            return replace(state, none_declared=state.none_declared | {event.session})
        case _:
            return state


def _handled(
    opinion: Opinion,
    event: OpinionDispatched | OpinionReplied | OpinionDecided | OpinionFedBack,
) -> Opinion:
    match event:
        case OpinionDispatched():
            return replace(opinion, unit=event.unit, replied=opinion.replied - {event.unit})
        case OpinionReplied():
            return replace(opinion, replied=opinion.replied | {event.unit})
        case OpinionDecided():
            return replace(opinion, decided=event, told=frozenset())
        case OpinionFedBack():
            return replace(opinion, told=opinion.told | {event.means})


OPINIONS = Decider(name="opinions", initial=Opinions(), decide=decide, evolve=evolve)
