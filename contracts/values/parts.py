"""The parts of which events are made: a unit, a session, an agenda item."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from contracts.values.basic import (
    Count,
    Day,
    Identifier,
    Instant,
    Line,
    Milliseconds,
    Sha256,
    Text,
    beijing_date,
)
from contracts.values.kinds import OpinionDecisionKind, PersonCategory, ReminderOccasion


class Value(BaseModel):
    """An immutable value inside events. Readers ignore fields they do not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Unit(Value):
    """A unit (单位) with its short public name."""

    unit: Identifier
    name: Line


class Session(Value):
    """One session (场次). ``start_at`` and ``end_at`` are absent when the clock time is unknown."""

    session: Identifier
    starts_on: Day
    start_at: Instant | None = None
    ends_on: Day
    end_at: Instant | None = None
    place: Line | None = None

    @model_validator(mode="before")
    @classmethod
    def _dates_from_times(cls, given: Any) -> Any:
        if isinstance(given, Mapping) and "ends_on" not in given and "starts_on" in given:
            return {**given, "ends_on": given["starts_on"]}
        return given

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.start_at is not None and beijing_date(self.start_at) != self.starts_on:
            msg = "start_at must fall on starts_on (Beijing date)"
            raise ValueError(msg)
        if self.end_at is not None and beijing_date(self.end_at) != self.ends_on:
            msg = "end_at must fall on ends_on (Beijing date)"
            raise ValueError(msg)
        if self.ends_on < self.starts_on:
            msg = "ends_on must not be before starts_on"
            raise ValueError(msg)
        if self.start_at and self.end_at and self.end_at <= self.start_at:
            msg = "end_at must be after start_at"
            raise ValueError(msg)
        return self


class AnnouncedSession(Value):
    """The date that a notice names for a session."""

    session: Identifier
    starts_on: Day


class Evidence(Value):
    """What a person shows for a publication that Minsheng did not make itself."""

    address: Line
    sha256: Sha256 | None = None
    note: Line | None = None


class ChannelReceipt(Value):
    """What a connected channel answered: under which id it published, when by its own clock.

    ``published_at`` is its claim and dates nothing; ``sha256`` fixes the answer as it came.
    """

    delivery: Identifier
    published_at: Instant | None = None
    sha256: Sha256


class AgendaItem(Value):
    """One step of the agenda; ``introduces`` marks 介绍政策文件、工作情况."""

    title: Line
    introduces: bool = False


class ContentPoint(Value):
    """One thing that the plan's own sentence asks an activity to show."""

    point: Identifier
    title: Line


class OpinionResult(Value):
    """What the public reads of one opinion: official texts alone. ``authors`` gave it together."""

    opinion: Identifier
    number: Count | None = None
    category: PersonCategory | None = None
    independent: bool = False
    authors: Count = 1
    summary: Line
    decision: OpinionDecisionKind
    reason: Line
    reply: Text | None = None


class AssessmentPoint(Value):
    """One point of an assessment with the facts that it rests on; marks in hundredths."""

    point: Identifier
    title: Line
    full_marks: Count
    marks: Count
    evidence: tuple[str, ...] = Field(min_length=1)


class ScoringTableRef(Value):
    """The scoring table (评分表) that marks were given by; ``issued_by`` absent: 项目自拟."""

    table: Identifier
    version: Line
    sha256: Sha256
    title: Line
    issued_by: Line | None = None


class OwnMark(Value):
    """What a unit gives itself for one indicator, what it reports, and where that can be seen."""

    indicator: Identifier
    marks: Count
    report: Line | None = None
    link: Annotated[Line, Field(pattern=r"^https?://[^\s]+$")] | None = None


class GivenMark(Value):
    """Marks given for one indicator, in hundredths; ``reason`` where they are not the computed."""

    indicator: Identifier
    title: Line
    full_marks: Count
    marks: Count
    reason: Line | None = None


class ReminderItem(Value):
    """One requirement of one row of the wall that a unit is reminded of; ``due`` in Beijing."""

    row: str = Field(pattern=r"^(unit:)?[A-Za-z0-9_-]{1,64}$")
    code: Identifier
    due: Day | None = None
    occasion: ReminderOccasion


class RecordingGap(Value):
    """Where in a recording something is missing: after so much of it, and for how long."""

    at_ms: Milliseconds
    lasted_ms: Milliseconds
