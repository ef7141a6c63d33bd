"""Opinions that say the same are handled together; all authors and numbers are kept.

Merges are flat: whatever was merged into an opinion goes with it when that is merged too.
"""

from contracts.event import DomainEvent
from contracts.events.registration import OpinionMerged, OpinionUnmerged
from services._kit.decider import Refused
from services.registration.domain.hearing.commands import MergeOpinion, UnmergeOpinion
from services.registration.domain.hearing.handling import Ordered
from services.registration.domain.hearing.state import Opinions


def merge(command: MergeOpinion, order: Ordered, state: Opinions) -> list[DomainEvent]:
    """With one that has gone on by itself; what is finished is not merged any more."""
    opinion, into = state.find(command.opinion), state.find(command.into)
    main = into.into or command.into
    if opinion.into == main:
        return []
    if main == command.opinion:
        raise Refused("itself", "两条是同一件意见，不能并入自己。", "into")
    if opinion.told:
        raise Refused("fed_back", "这条意见已经反馈办结，不用合并。", "opinion")
    return [
        OpinionMerged(
            **order.subject, session=state.by_id[it].recorded.session, opinion=it, into=main
        )
        for it in (command.opinion, *state.merged_into(command.opinion))
    ]


def unmerge(command: UnmergeOpinion, order: Ordered, state: Opinions) -> list[DomainEvent]:
    """It goes on from where it stood before."""
    opinion = state.find(command.opinion)
    if opinion.into is None:
        return []
    return [
        OpinionUnmerged(**order.subject, session=opinion.recorded.session, opinion=command.opinion)
    ]
