"""Opinions (意见建议) and what becomes of them. Only ids, categories and government's words.

That a unit declares "none received" beside an opinion is recorded; services/compliance judges.
"""

from typing import assert_never

from contracts.event import DomainEvent
from services._kit.decider import Decider
from services.registration.domain.hearing import handling, merging, receiving
from services.registration.domain.hearing.commands import (
    CorrectReply,
    DecideOpinion,
    DeclareNoOpinions,
    DispatchOpinion,
    FeedBackOpinion,
    FollowUpOpinion,
    MergeOpinion,
    OpinionsCommand,
    RecordOpinion,
    ReopenOpinion,
    ReplyToOpinion,
    ReturnOpinion,
    SummariseOpinion,
    UnmergeOpinion,
)
from services.registration.domain.hearing.state import Opinions, evolve
from services.registration.domain.order import Order


def decide(  # noqa: C901, PLR0911, PLR0912 - one return a command
    order: Order[OpinionsCommand], state: Opinions
) -> list[DomainEvent]:
    """The new facts of one command; raises ``Refused``. A repeat decides nothing."""
    command = order.command
    match command:
        case RecordOpinion():
            return receiving.record(command, order, state)
        case DispatchOpinion():
            return handling.dispatch(command, order, state)
        case ReturnOpinion():
            return handling.give_back(command, order, state)
        case ReplyToOpinion():
            return handling.reply(command, order, state)
        case CorrectReply():
            return handling.correct(command, order, state)
        case DecideOpinion():
            return handling.settle(command, order, state)
        case FeedBackOpinion():
            return handling.feed_back(command, order, state)
        case SummariseOpinion():
            return handling.summarise(command, order, state)
        case MergeOpinion():
            return merging.merge(command, order, state)
        case UnmergeOpinion():
            return merging.unmerge(command, order, state)
        case FollowUpOpinion():
            return handling.follow_up(command, order, state)
        case ReopenOpinion():
            return handling.reopen(command, order, state)
        case DeclareNoOpinions():
            return receiving.declare_none(command, order, state)
        case _:
            assert_never(command)  # a new command cannot be forgotten


OPINIONS = Decider(name="opinions", initial=Opinions(), decide=decide, evolve=evolve)
