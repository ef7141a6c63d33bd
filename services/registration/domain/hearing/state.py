"""What the facts so far say of an activity's opinions."""

from dataclasses import dataclass, replace
from typing import Any

from immutables import Map

from contracts.event import DomainEvent
from contracts.events.registration import (
    NoOpinionsDeclared,
    OpinionDecided,
    OpinionDispatched,
    OpinionFedBack,
    OpinionFollowedUp,
    OpinionMerged,
    OpinionRecorded,
    OpinionReopened,
    OpinionReplied,
    OpinionReplyCorrected,
    OpinionReturned,
    OpinionSummarised,
    OpinionUnmerged,
)
from contracts.values import FeedbackMeans
from services._kit.decider import Refused

_NONE: Map[Any, Any] = Map()
_NOBODY: frozenset[Any] = frozenset()
Handled = (
    OpinionDispatched
    | OpinionReturned
    | OpinionReplied
    | OpinionReplyCorrected
    | OpinionDecided
    | OpinionFedBack
    | OpinionSummarised
    | OpinionMerged
    | OpinionUnmerged
    | OpinionFollowedUp
    | OpinionReopened
)


@dataclass(frozen=True, slots=True)
class Opinion:
    """One opinion, who is to answer it, who did, the last decision on it, and who was told.

    ``into`` is the opinion with which it was merged: what becomes of that one becomes of it.
    """

    recorded: OpinionRecorded
    number: int
    unit: str | None = None
    returned: OpinionReturned | None = None
    replied: frozenset[str] = _NOBODY
    correction: str | None = None
    decided: OpinionDecided | None = None
    told: frozenset[FeedbackMeans | None] = _NOBODY
    summarised: OpinionSummarised | None = None
    into: str | None = None
    satisfied: bool | None = None
    reopened: bool = False


@dataclass(frozen=True, slots=True)
class Opinions:
    """All opinions of an activity; the sessions for which "none received" stands unopposed."""

    by_id: Map[str, Opinion] = _NONE
    none_declared: frozenset[str | None] = _NOBODY

    def find(self, opinion: str) -> Opinion:
        """One opinion; refuses an unknown one."""
        if opinion not in self.by_id:
            raise Refused("unknown_opinion", "没有这条意见。", "opinion")
        return self.by_id[opinion]

    def own(self, opinion: str) -> Opinion:
        """One opinion that is handled by itself; refuses one that was merged with another."""
        found = self.find(opinion)
        if found.into is not None:
            number = self.by_id[found.into].number
            raise Refused("merged", f"这条意见已并入第{number}号，请办理那一条。", "opinion")
        return found

    def main(self, opinion: str) -> Opinion:
        """The opinion with which one is handled; itself, if with no other."""
        found = self.find(opinion)
        return found if found.into is None else self.by_id[found.into]

    def merged_into(self, opinion: str) -> list[str]:
        """Those that are handled with an opinion, by number."""
        found = [name for name, it in self.by_id.items() if it.into == opinion]
        return sorted(found, key=lambda name: self.by_id[name].number)


def evolve(state: Opinions, event: DomainEvent) -> Opinions:
    """The state after one more fact; other aggregates' facts change nothing."""
    match event:
        case OpinionRecorded():
            # Facts from before opinions had numbers are counted in their order.
            number = event.number or len(state.by_id) + 1
            by_id = state.by_id.set(event.opinion, Opinion(event, number))
            # A declaration for the activity or this session no longer stands unopposed.
            unopposed = state.none_declared - {None, event.session}
            return Opinions(by_id, _NOBODY if event.session is None else unopposed)
        case OpinionMerged():
            return _merged(state, event)
        case NoOpinionsDeclared():
            return replace(state, none_declared=state.none_declared | {event.session})
        case _ if isinstance(event, Handled):
            opinion = _handled(state.by_id[event.opinion], event)
            return replace(state, by_id=state.by_id.set(event.opinion, opinion))
        case _:
            return state


def _merged(state: Opinions, event: OpinionMerged) -> Opinions:
    """Its author has not been told with the others: what was fed back is to be told to all."""
    merged = replace(state.by_id[event.opinion], into=event.into)
    main = replace(state.by_id[event.into], told=_NOBODY)
    by_id = state.by_id.set(event.opinion, merged).set(event.into, main)
    return replace(state, by_id=by_id)


def _handled(opinion: Opinion, event: Handled) -> Opinion:  # noqa: PLR0911 - a list of facts
    match event:
        case OpinionDispatched():
            return replace(opinion, unit=event.unit, replied=opinion.replied - {event.unit})
        case OpinionReturned():
            return replace(opinion, unit=None, returned=event)
        case OpinionReplied():
            return replace(opinion, replied=opinion.replied | {event.unit}, correction=None)
        case OpinionReplyCorrected():
            return replace(opinion, correction=event.correction)
        case OpinionDecided():
            return replace(opinion, decided=event, told=_NOBODY)
        case OpinionFedBack():
            return replace(opinion, told=opinion.told | {event.means})
        case OpinionSummarised():
            return replace(opinion, summarised=event)
        case OpinionUnmerged():
            return replace(opinion, into=None)
        case OpinionFollowedUp():
            return replace(opinion, satisfied=event.satisfied)
        case OpinionReopened():
            return replace(opinion, reopened=True, replied=_NOBODY, decided=None, told=_NOBODY)
        case OpinionMerged():
            return opinion
