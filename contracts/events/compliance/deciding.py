"""What people decide on verdicts, and the year's assessment."""

from typing import ClassVar, Literal

from pydantic import Field

from contracts.event import DomainEvent
from contracts.values import (
    AssessmentPoint,
    Identifier,
    Line,
    ScoringTableRef,
    VerdictStatus,
)


class ReviewDecided(DomainEvent):
    """A named person settles a verdict that the facts leave open (待核). ``POST /reviews``.

    ``basis`` is the ids of the facts that the reviewer saw, sorted.
    """

    name: ClassVar[Literal["ReviewDecided"]] = "ReviewDecided"
    version: ClassVar[Literal[1]] = 1

    activity: Identifier
    code: Identifier
    status: VerdictStatus
    reason: Line
    reviewer: Identifier
    reviewer_unit: Identifier
    basis: tuple[str, ...] = ()


class AssessmentClosed(DomainEvent):
    """The year's assessment (考核) is closed; each point names its evidence.

    ``POST /assessments``, or ``POST /assessment/close`` with one point a unit. The policy prints no
    weights: without ``scoring``, or where no office issued it, the marks are the project's own.
    """

    name: ClassVar[Literal["AssessmentClosed"]] = "AssessmentClosed"
    version: ClassVar[Literal[1]] = 1

    assessment: Identifier
    title: Line
    points: tuple[AssessmentPoint, ...] = Field(min_length=1)
    closed_by: Identifier
    scoring: ScoringTableRef | None = None
