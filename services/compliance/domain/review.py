"""A named person's reasoned decision where the facts leave a verdict open (待核).

Nobody decides on an activity that their own unit leads (回避), the office's people on the office's
own neither. The rules ask again, because the lead may have been another's when it was decided.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import immutables

from contracts.event import DomainEvent
from contracts.events.compliance import ReviewDecided
from contracts.values import VerdictStatus
from services._kit.decider import Decider, Refused

DECISIONS = frozenset(
    {
        VerdictStatus.MET,
        VerdictStatus.MET_LATE,
        VerdictStatus.EXEMPT,
        VerdictStatus.MISSED,
        VerdictStatus.GAP,
        VerdictStatus.NOT_APPLICABLE,
    }
)
"""What a person can decide; the other statuses follow from time or from missing facts."""


@dataclass(frozen=True, slots=True)
class DecideReview:
    """``strengths`` holds every code of the pack in force; ``basis`` ids of facts, any order."""

    programme: str
    activity: str
    code: str
    status: VerdictStatus
    reason: str
    reviewer: str
    reviewer_unit: str
    lead_unit: str
    basis: tuple[str, ...]
    strengths: Mapping[str, str]


State = immutables.Map[str, ReviewDecided]
"""The last decision for each code of one activity."""


def decide(command: DecideReview, state: State) -> list[DomainEvent]:
    """Record the decision; a second one replaces the first, the same again is no new fact."""
    strength = command.strengths.get(command.code)
    if strength is None:
        raise Refused("unknown_code", "规则包中没有这项要求。", "code")
    if command.reviewer_unit == command.lead_unit:
        raise Refused("recused", "这项活动由你单位主责，须由其他单位的人员核定。")
    if command.status not in DECISIONS:
        raise Refused("not_a_decision", "这一状态不能由人工核定。", "status")
    if command.status == VerdictStatus.MISSED and strength != "M":
        raise Refused("never_missed", "该项不作强制要求，未做到应定为有差距。", "status")
    if command.status == VerdictStatus.GAP and strength == "M":
        raise Refused("never_gap", "该项为强制要求，未做到应定为未达标。", "status")
    event = ReviewDecided(
        programme=command.programme,
        activity=command.activity,
        code=command.code,
        status=command.status,
        reason=command.reason,
        reviewer=command.reviewer,
        reviewer_unit=command.reviewer_unit,
        basis=tuple(sorted(set(command.basis))),
    )
    return [] if state.get(command.code) == event else [event]


def evolve(state: State, event: DomainEvent) -> State:
    """Remember the last decision for each code."""
    return state.set(event.code, event) if isinstance(event, ReviewDecided) else state


REVIEW: Decider[DecideReview, State] = Decider("review", immutables.Map(), decide, evolve)
