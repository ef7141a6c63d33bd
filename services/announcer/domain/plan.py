"""A plan (总体方案) as a command: its window, its units, its activities."""

import hashlib
from datetime import date

from pydantic import Field, ValidationInfo, field_validator

from contracts.canonical import canonical_json
from contracts.values import ActivityKind, ContentPoint, Count, Day, Identifier, Line, Unit
from services.announcer.domain.order import Command


class PlannedActivity(Command):
    """One activity as the plan prints it."""

    activity: Identifier
    number: Count
    kind: ActivityKind
    theme: Line | None = None
    topic: Line
    title: Line
    printed_label: Line
    lead_unit: Identifier
    lead_unit_inferred: bool = False
    content_points: tuple[ContentPoint, ...] = ()
    in_person: bool = False
    implied_place: Line | None = None


class ImportProgramme(Command):
    """Load a plan: the window of its season, its units and its activities."""

    programme: Identifier
    title: Line
    issued_by: Line
    season_start: Day
    season_end: Day
    effective_from: Day
    effective_from_inferred: bool = False
    pack: Identifier
    units: tuple[Unit, ...] = Field(min_length=1, max_length=1000)
    office_unit: Identifier
    activities: tuple[PlannedActivity, ...] = Field(min_length=1, max_length=1000)

    @field_validator("season_end")
    @classmethod
    def _ends_after_it_starts(cls, value: date, info: ValidationInfo) -> date:
        if "season_start" in info.data and value < info.data["season_start"]:
            raise ValueError("must not be before season_start")
        return value

    @field_validator("units")
    @classmethod
    def _names_units_once(cls, value: tuple[Unit, ...]) -> tuple[Unit, ...]:
        if len({unit.unit for unit in value}) < len(value):
            raise ValueError("each unit may stand only once")
        return value

    @field_validator("office_unit")
    @classmethod
    def _is_a_unit(cls, value: str, info: ValidationInfo) -> str:
        if "units" in info.data and value not in {unit.unit for unit in info.data["units"]}:
            raise ValueError(f"unknown unit {value}: must be one of units")
        return value

    @field_validator("activities")
    @classmethod
    def _are_led_by_units(
        cls, value: tuple[PlannedActivity, ...], info: ValidationInfo
    ) -> tuple[PlannedActivity, ...]:
        if len({it.activity for it in value}) < len(value):
            raise ValueError("each activity may stand only once")
        units = {unit.unit for unit in info.data.get("units", ())}
        for position, it in enumerate(value):
            if units and it.lead_unit not in units:
                raise ValueError(f"{position}.lead_unit: unknown unit {it.lead_unit}")
        return value

    def content_sha256(self) -> str:
        """What fixes the plan: SHA-256 of its RFC 8785 JSON."""
        return hashlib.sha256(canonical_json(self.model_dump(mode="json"))).hexdigest()
