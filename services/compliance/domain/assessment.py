"""The year's assessment (考核), closed once; every point names the facts that it rests on."""

from dataclasses import dataclass

from contracts.event import DomainEvent
from contracts.events.compliance import AssessmentClosed
from contracts.values import AssessmentPoint, ScoringTableRef
from services._kit.decider import Decider, Refused


@dataclass(frozen=True, slots=True)
class CloseAssessment:
    """Marks are in hundredths; ``known`` are the ids of all facts of the programme."""

    programme: str
    assessment: str
    title: str
    points: tuple[AssessmentPoint, ...]
    closed_by: str
    known: frozenset[str]
    scoring: ScoringTableRef | None = None


State = AssessmentClosed | None


def decide(command: CloseAssessment, state: State) -> list[DomainEvent]:
    """Close it once; a closed assessment is not changed any more."""
    event = AssessmentClosed(
        programme=command.programme,
        assessment=command.assessment,
        title=command.title,
        points=command.points,
        closed_by=command.closed_by,
        scoring=command.scoring,
    )
    if state is not None:
        if state == event:
            return []
        raise Refused("already_closed", "该考核已经办结，不能更改。", "assessment")
    if len({point.point for point in command.points}) < len(command.points):
        raise Refused("point_repeated", "考核指标编号重复。", "points")
    for index, point in enumerate(command.points):
        if point.marks > point.full_marks:
            raise Refused("too_many_marks", "得分不能高于满分。", f"points.{index}.marks")
        if not command.known.issuperset(point.evidence):
            raise Refused("unknown_evidence", "佐证事实不存在。", f"points.{index}.evidence")
    return [event]


def evolve(state: State, event: DomainEvent) -> State:
    """Remember that it is closed."""
    return event if isinstance(event, AssessmentClosed) else state


ASSESSMENT: Decider[CloseAssessment, State] = Decider("assessment", None, decide, evolve)
