"""A scoring table (评分表): what each verdict costs or earns, as dated data.

The policy asks for an assessment and prints no weights. The table of this release is the project's
own and says so (项目自拟); the office adopts another by its text, which the fact carries whole, so
that whoever holds the log can compute every score again. Marks are integers in hundredths.
"""

import hashlib
import tomllib
from collections.abc import Collection
from functools import cache
from importlib import resources
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from contracts.values import Day, Identifier, Line

OWN_DRAFT = "项目自拟"
"""What stands beside every mark by a table that no office has issued."""

Marks = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
Codes = Annotated[tuple[Identifier, ...], Field(min_length=1)]


class TableError(ValueError):
    """A table that cannot be used; the message names file, key and reason."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PerCase(_Model):
    """What one cause costs by the worst that came of it; what is still open costs nothing."""

    missed: Marks
    gap: Marks
    met_late: Marks

    @model_validator(mode="after")
    def _worse_costs_no_less(self) -> Self:
        if not self.missed >= self.gap >= self.met_late:
            raise ValueError("must not grow from missed over gap to met_late")
        return self


class Indicator(_Model):
    """Marks that one begins with (``base``) and loses case by case, at most ``cap`` of them.

    Requirements of one group of ``same_cause`` that fail in one row on the same facts cost once.
    ``not_applicable``: where nothing of it applies, ``recalculate`` takes it out of the full
    marks, ``keep`` leaves its marks.
    """

    code: Identifier
    title: Line
    requirements: Codes
    base: Annotated[Marks, Field(ge=1)]
    per_case: PerCase
    cap: Marks
    same_cause: tuple[Annotated[tuple[Identifier, ...], Field(min_length=2)], ...] = ()
    not_applicable: Literal["recalculate", "keep"] = "recalculate"

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.cap > self.base:
            raise ValueError(f"cap: must not be above base, {self.base}")
        grouped = [code for group in self.same_cause for code in group]
        if strangers := sorted(set(grouped) - set(self.requirements)):
            raise ValueError(f"same_cause: {', '.join(strangers)} not among the requirements")
        if twice := sorted({code for code in grouped if grouped.count(code) > 1}):
            raise ValueError(f"same_cause: {', '.join(twice)} stands in two groups")
        return self

    def group_of(self, requirement: str) -> tuple[str, ...]:
        """The requirements that may fail by one cause with this one."""
        return next((group for group in self.same_cause if requirement in group), (requirement,))


class Bonus(_Model):
    """Marks earned for each case that is met, at most ``cap``; they make good what was lost."""

    code: Identifier
    title: Line
    requirements: Codes
    per_case: Marks
    cap: Marks


class Veto(_Model):
    """What leaves no marks at all once it is missed (单项否决)."""

    code: Identifier
    title: Line
    requirements: Codes


class ScoringTable(_Model):
    """One version of a table, from ``effective_from`` (Beijing date) on.

    ``issued_by`` names the office that issued it; absent: the project's own draft.
    ``appeal_days`` are the working days after a review within which a unit may appeal.
    """

    id: Identifier
    version: Line
    title: Line
    effective_from: Day
    issued_by: Line | None = None
    full_marks: Annotated[Marks, Field(ge=1)]
    appeal_days: Annotated[int, Field(ge=1, le=60, strict=True)]
    indicators: tuple[Indicator, ...] = Field(alias="indicator", min_length=1)
    bonuses: tuple[Bonus, ...] = Field(alias="bonus", default=())
    vetoes: tuple[Veto, ...] = Field(alias="veto", default=())
    content: str
    sha256: str

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        _refuse_twice("code", [entry.code for entry in self.entries])
        judged = [code for entry in self.indicators for code in entry.requirements]
        _refuse_twice("requirements", judged)
        if (total := sum(entry.base for entry in self.indicators)) != self.full_marks:
            raise ValueError(f"full_marks: the bases add up to {total}, not {self.full_marks}")
        return self

    @property
    def label(self) -> str:
        """Whose weights these are."""
        return self.issued_by or OWN_DRAFT

    @property
    def entries(self) -> tuple[Indicator | Bonus | Veto, ...]:
        """Indicators, bonuses and vetoes."""
        return (*self.indicators, *self.bonuses, *self.vetoes)

    def requirements(self) -> tuple[str, ...]:
        """Every requirement that the table asks about."""
        return tuple(code for entry in self.entries for code in entry.requirements)


def parse_table(text: str, name: str, requirements: Collection[str] | None = None) -> ScoringTable:
    """A table from TOML text; raises ``TableError`` naming ``name``, the key and the reason.

    ``requirements``: the codes of the rule pack in force, to which the table must keep.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"{name}: not valid TOML: {error}") from error
    digest = hashlib.sha256(text.encode()).hexdigest()
    try:
        table = ScoringTable.model_validate({**content, "content": text, "sha256": digest})
    except ValidationError as error:
        first = error.errors()[0]
        reason = first["msg"].removeprefix("Value error, ")
        key = _key(first["loc"], content)
        raise TableError(f"{name}: {key + ': ' if key else ''}{reason}") from error
    unknown = sorted(set(table.requirements()) - set(requirements or table.requirements()))
    if unknown:
        raise TableError(f"{name}: requirements: {', '.join(unknown)} not in the rule pack")
    return table


@cache
def load_table(name: str) -> ScoringTable:
    """The table of this release with this id; raises ``TableError`` when there is none."""
    if name not in tables():
        raise TableError(f"{name}: no scoring table of this id")
    return parse_table(_folder().joinpath(f"{name}.toml").read_text("utf-8"), f"{name}.toml")


def tables() -> tuple[str, ...]:
    """The ids of the tables that come with this release."""
    names = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def _folder() -> Any:
    return resources.files("services.compliance").joinpath("assessment", "tables")


def _refuse_twice(key: str, codes: list[str]) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise ValueError(f"{key}: {code} stands twice")


def _key(location: tuple[int | str, ...], content: dict[str, Any]) -> str:
    """Where an error is; an entry goes by its code, if it has one."""
    parts = [str(part) for part in location]
    if len(parts) > 1 and isinstance(location[1], int):
        entry = content[parts[0]][location[1]]
        parts[1] = str(entry.get("code", parts[1])) if isinstance(entry, dict) else parts[1]
    return ".".join(parts)
