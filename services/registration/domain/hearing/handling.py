"""An opinion on its way: dispatched, returned, replied to, decided, fed back, followed up."""

from typing import Any

from contracts.event import DomainEvent
from contracts.events.registration import (
    OpinionDecided,
    OpinionDispatched,
    OpinionFedBack,
    OpinionFollowedUp,
    OpinionReopened,
    OpinionReplied,
    OpinionReplyCorrected,
    OpinionReturned,
    OpinionSummarised,
)
from services._kit.decider import Refused
from services.registration.domain.hearing.commands import (
    CorrectReply,
    DecideOpinion,
    DispatchOpinion,
    FeedBackOpinion,
    FollowUpOpinion,
    OpinionsCommand,
    ReopenOpinion,
    ReplyToOpinion,
    ReturnOpinion,
    SummariseOpinion,
)
from services.registration.domain.hearing.state import Opinion, Opinions
from services.registration.domain.order import Command, Order

Ordered = Order[OpinionsCommand]


def content(command: Command, order: Ordered, opinion: Opinion) -> dict[str, Any]:
    """What every fact of an opinion holds: the command, in the session of the opinion."""
    return {**order.subject, **dict(command), "session": opinion.recorded.session}


def dispatch(command: DispatchOpinion, order: Ordered, state: Opinions) -> list[DomainEvent]:
    """Ask a unit; the last one counts."""
    opinion = state.own(command.opinion)
    dispatched = OpinionDispatched(**content(command, order, opinion))
    return [] if opinion.unit == command.unit else [dispatched]


def give_back(command: ReturnOpinion, order: Ordered, state: Opinions) -> list[DomainEvent]:
    """Only the unit asked can give it back, and only before it replied."""
    opinion = state.own(command.opinion)
    returned = OpinionReturned(**content(command, order, opinion))
    if opinion.unit is None and opinion.returned == returned:
        return []
    if opinion.unit != command.unit:
        raise Refused("not_dispatched", "这条意见没有分办给这个单位，不能退回。", "opinion")
    if command.unit in opinion.replied:
        raise Refused("already_replied", "已经答复的意见不能退回。", "opinion")
    return [returned]


def reply(command: ReplyToOpinion, order: Ordered, state: Opinions) -> list[DomainEvent]:
    """One reply a unit; another text is a correction."""
    opinion = state.own(command.opinion)
    replied = OpinionReplied(**content(command, order, opinion))
    return [] if command.unit in opinion.replied else [replied]


def correct(command: CorrectReply, order: Ordered, state: Opinions) -> list[DomainEvent]:
    """Before or after it was fed back; the text that stands is no correction."""
    opinion = state.own(command.opinion)
    if not opinion.replied:
        raise Refused("not_replied", "这条意见还没有答复，不用更正。", "opinion")
    if opinion.correction == command.correction:
        return []
    return [OpinionReplyCorrected(**content(command, order, opinion))]


def settle(command: DecideOpinion, order: Ordered, state: Opinions) -> list[DomainEvent]:
    """Another decision takes the place of the last."""
    opinion = state.own(command.opinion)
    decided = OpinionDecided(**content(command, order, opinion))
    return [] if decided == opinion.decided else [decided]


def feed_back(command: FeedBackOpinion, order: Ordered, state: Opinions) -> list[DomainEvent]:
    """Only a decision can be told; a new decision has to be told anew, another means is a fact."""
    opinion = state.own(command.opinion)
    if opinion.decided is None:
        raise Refused("undecided", "这条意见还没有办理结果，不能反馈。", "opinion")
    if opinion.told and command.means in {None, *opinion.told}:
        return []
    return [OpinionFedBack(**content(command, order, opinion))]


def summarise(command: SummariseOpinion, order: Ordered, state: Opinions) -> list[DomainEvent]:
    """The public texts; other ones take their place."""
    opinion = state.own(command.opinion)
    summarised = OpinionSummarised(**content(command, order, opinion))
    return [] if summarised == opinion.summarised else [summarised]


def follow_up(command: FollowUpOpinion, order: Ordered, state: Opinions) -> list[DomainEvent]:
    """Each author speaks for themselves, once there is something to be content with."""
    opinion = state.find(command.opinion)
    if not state.main(command.opinion).told:
        raise Refused("not_fed_back", "办理结果还没有反馈，反馈后再回访。", "opinion")
    if opinion.satisfied == command.satisfied:
        return []
    return [OpinionFollowedUp(**content(command, order, opinion))]


def reopen(command: ReopenOpinion, order: Ordered, state: Opinions) -> list[DomainEvent]:
    """Once, when an author is not content."""
    opinion = state.own(command.opinion)
    if opinion.reopened:
        raise Refused("reopened", "这条意见已经重新办理过一次，不能再次重办。", "opinion")
    authors = [command.opinion, *state.merged_into(command.opinion)]
    if not any(state.by_id[it].satisfied is False for it in authors):
        raise Refused("satisfied", "提出人没有表示不满意，不用重新办理。", "opinion")
    return [OpinionReopened(**content(command, order, opinion))]
