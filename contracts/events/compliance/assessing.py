"""The year's assessment (考核) of one unit after the other, and the table that marks it.

Marks are in hundredths. ``as_of`` is the moment of the verdicts that were looked at: with the
table's own text in the log, every mark can be computed again by whoever holds it.
"""

from typing import ClassVar, Literal

from pydantic import Field

from contracts.event import DomainEvent
from contracts.values import (
    Count,
    Day,
    GivenMark,
    Identifier,
    Instant,
    Line,
    OwnMark,
    ScoringTableRef,
    Text,
)


class ScoringTableAdopted(DomainEvent):
    """The office adopts a scoring table, in force from a Beijing date on. ``POST /scoring-tables``.

    ``content`` is the whole table as TOML; ``scoring.sha256`` is the checksum of exactly that text.
    """

    name: ClassVar[Literal["ScoringTableAdopted"]] = "ScoringTableAdopted"
    version: ClassVar[Literal[1]] = 1

    scoring: ScoringTableRef
    effective_from: Day
    content: Text
    adopted_by: Identifier


class UnitEvent(DomainEvent):
    """Something about the assessment of one unit."""

    unit: Identifier


class SelfScored(UnitEvent):
    """A unit gives itself marks, with report and link. ``POST /assessment/{unit}/self-score``."""

    name: ClassVar[Literal["SelfScored"]] = "SelfScored"
    version: ClassVar[Literal[1]] = 1

    scoring: ScoringTableRef
    marks: tuple[OwnMark, ...] = Field(min_length=1)
    scored_by: Identifier


class ScoredEvent(UnitEvent):
    """Marks given to a unit by somebody of another one.

    ``vetoed_by`` names the vetoes (单项否决) that struck; ``total`` is out of ``full_marks``,
    recalculated to them where an indicator does not apply.
    """

    scoring: ScoringTableRef
    as_of: Instant
    marks: tuple[GivenMark, ...] = Field(min_length=1)
    vetoed_by: tuple[Identifier, ...] = ()
    total: Count
    full_marks: Count


class UnitScoreReviewed(ScoredEvent):
    """Office or assessor review a unit's marks. ``POST /assessment/{unit}/review``.

    ``appeal_until`` is the last Beijing date on which the unit may appeal.
    """

    name: ClassVar[Literal["UnitScoreReviewed"]] = "UnitScoreReviewed"
    version: ClassVar[Literal[1]] = 1

    appeal_until: Day
    reviewer: Identifier
    reviewer_unit: Identifier


class AppealLodged(UnitEvent):
    """A unit appeals against marks, with its reason. ``POST /assessment/{unit}/appeal``."""

    name: ClassVar[Literal["AppealLodged"]] = "AppealLodged"
    version: ClassVar[Literal[1]] = 1

    indicators: tuple[Identifier, ...] = Field(min_length=1)
    reason: Line
    lodged_by: Identifier


class AppealDecided(ScoredEvent):
    """Somebody other than the reviewer decides. ``POST /assessment/{unit}/appeal/decision``.

    The marks are those that stand afterwards, all of them; ``upheld`` says whether any changed.
    """

    name: ClassVar[Literal["AppealDecided"]] = "AppealDecided"
    version: ClassVar[Literal[1]] = 1

    upheld: bool
    reason: Line
    decided_by: Identifier
    decider_unit: Identifier


class UnitScoreConfirmed(ScoredEvent):
    """A unit's marks are final, and public. ``POST /assessment/{unit}/confirmation``."""

    name: ClassVar[Literal["UnitScoreConfirmed"]] = "UnitScoreConfirmed"
    version: ClassVar[Literal[1]] = 1

    confirmed_by: Identifier
    confirmer_unit: Identifier
