"""A rule pack as a whole: the programme's dates, its values, switches and requirements."""

from datetime import date
from functools import cached_property
from typing import Any, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from contracts.values import Identifier
from services.compliance.rules.pack.kinds import RESULTS, Scope
from services.compliance.rules.pack.requirement import NotJudged, Requirement
from services.compliance.rules.pack.values import Amendment, Days, Switches, Values


class Pack(Values):
    """A programme's rules. Dates are Beijing dates.

    ``sample``: invented to show another kind of rules, no place's policy. ``short_themes`` names
    each theme for the narrow edge of the wall.
    """

    id: Identifier
    version: str
    title: str
    sample: bool = False
    season_start: date
    season_end: date
    year_end: date
    effective_from: date
    effective_from_inferred: bool = False
    feedback_grace_days: Days
    short_themes: dict[str, str] = Field(default_factory=dict)
    switches: Switches = Switches()
    amendments: tuple[Amendment, ...] = Field(default=(), alias="amendment")
    not_judged: tuple[NotJudged, ...] = ()
    requirements: tuple[Requirement, ...] = Field(alias="requirement", min_length=1)
    sha256: str

    @model_validator(mode="before")
    @classmethod
    def _amended_one_after_the_other(cls, content: Any) -> Any:
        """Each amendment gets the values that it leaves as they were."""
        if not isinstance(content, dict) or not isinstance(content.get("amendment"), list):
            return content
        current = {name: content[name] for name in Values.model_fields if name in content}
        whole = []
        for given in content["amendment"]:
            if isinstance(given, dict):
                whole.append({**current, **given})
                current |= {name: given[name] for name in Values.model_fields if name in given}
            else:
                whole.append(given)
        return {**content, "amendment": whole}

    @field_validator("season_end", "year_end")
    @classmethod
    def _ends_after_it_starts(cls, value: date, info: ValidationInfo) -> date:
        before = info.data.get("season_end") or info.data.get("season_start")
        if before is not None and value < before:
            raise ValueError(f"must not be before {before}")
        return value

    @field_validator("amendments")
    @classmethod
    def _stand_in_order(cls, value: tuple[Amendment, ...]) -> tuple[Amendment, ...]:
        begins = [each.begins for each in value]
        if begins != sorted(set(begins)):
            raise ValueError("must stand in the order of their dates, each with a date of its own")
        return value

    @field_validator("requirements")
    @classmethod
    def _stands_once(cls, value: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
        codes = [requirement.code for requirement in value]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"{', '.join(twice)} stands twice")
        return value

    @model_validator(mode="after")
    def _has_what_its_requirements_need(self) -> Self:
        needed = [entry.code for entry in self.requirements if entry.evidence in RESULTS]
        limited = [entry.code for entry in self.requirements if entry.deadline == "results_limit"]
        if limited and self.results_days is None:
            raise ValueError(f"results_days is required by {', '.join(limited)}")
        if needed and "opinion_results" not in self.columns:
            raise ValueError(f"columns.opinion_results is required by {', '.join(needed)}")
        return self

    @cached_property
    def by_code(self) -> dict[str, Requirement]:
        """The requirements by their codes."""
        return {requirement.code: requirement for requirement in self.requirements}

    @cached_property
    def needs_approval(self) -> bool:
        """Whether a change must be approved (报批) instead of filed (报备)."""
        return any(entry.evidence == "change_approved" for entry in self.requirements)

    def of_scope(self, scope: Scope) -> tuple[Requirement, ...]:
        """The requirements of one kind of row, in wall order."""
        return tuple(entry for entry in self.requirements if entry.scope == scope)

    def amended(self, day: date, known_on: date) -> Amendment | None:
        """The amendment in force on ``day``, as far as was published on ``known_on``."""
        for amendment in reversed(self.amendments):
            if amendment.begins <= day and amendment.published <= known_on:
                return amendment
        return None
