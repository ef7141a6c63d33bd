"""A rule pack: what one programme's policy asks, as data with the policy's own words.

A requirement names the kinds of deadline and evidence by which the engine judges it
(``rules/limits.py`` and ``rules/evidence/``); everything that another place may rule differently
is a value of the pack.
"""

import hashlib
import tomllib
from datetime import date
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from contracts.values import Channel, Form, Identifier, NoticeElement

Strength = Literal["M", "M-amber", "A"]
Scope = Literal["activity", "unit", "programme"]
LateCure = Literal["none", "until_start", "open"]
Condition = Literal[
    "planned",
    "held",
    "held_or_opinions",
    "announced",
    "on_site",
    "open_selection",
    "cancelled_after_notice",
]
DeadlineKind = Literal[
    "season_window",
    "season_end",
    "year_end",
    "same_day",
    "start",
    "old_start",
    "end",
    "first_notice",
    "notice_limit",
    "elements_limit",
    "selection_notice_limit",
    "materials_limit",
    "feedback_target",
]
EvidenceKind = Literal[
    "held_in_window",
    "filing_received",
    "implementation_plan",
    "emergency_measures",
    "form_declared",
    "announced_first",
    "announced_everywhere",
    "notice_elements",
    "cancellation_notice",
    "selection_notice",
    "selected_from_sign_ups",
    "representative_seated",
    "selection_method_recorded",
    "about_the_size",
    "groups_represented",
    "held",
    "principal_leader_attended",
    "introduction_shown",
    "content_points_ticked",
    "independent_opinions",
    "opinions_heard",
    "opinions_fed_back",
    "materials_published",
    "materials_in_column",
    "reported_on_new_media",
    "media_supplied",
    "routine_activity_held",
    "assessment_closed",
]


# The evidence of rows that are no activity, and the rows it belongs to.
ROW_EVIDENCE: dict[EvidenceKind, Scope] = {
    "routine_activity_held": "unit",
    "assessment_closed": "programme",
}
Days = Annotated[int, Field(ge=1, le=250)]
"""A number of working days."""


class PackError(ValueError):
    """A pack that cannot be used; the message names file, key and reason."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Clause(_Model):
    """Where the policy says it, and in which words."""

    section: str
    quote: str


class NotJudged(_Model):
    """A sentence of the policy that was read and is not judged, with the reason."""

    quote: str
    reason: str


class Switches(_Model):
    """Contested readings of the policy."""

    deciding_count: Literal["standard", "clear"] = "standard"
    directed_only_needs_notice: bool = True
    every_channel: bool = True
    hearing_is_mandatory: bool = True
    after_the_last_session: bool = True
    routine_by_analogy: bool = True


class Requirement(_Model):
    """One thing that the policy asks.

    ``applies``: all conditions must hold. ``per``: judged once, for each session or for each
    change, the worst shown. ``late_cure``: whether doing it late still helps.
    ``when_cancelled``: it falls away (``void``), keeps what it had reached (``keep``), or is judged
    on (``judge``). ``action`` is what is to be done, as a phrase in Chinese.
    """

    code: Identifier
    title: str
    action: str
    short: tuple[str, str]
    group: str
    strength: Strength
    strength_by_form: dict[Form, Strength] = Field(default_factory=dict)
    clause: Clause
    clause_online: Clause | None = None
    scope: Scope = "activity"
    only: tuple[Identifier, ...] = ()
    applies: tuple[Condition, ...] = ()
    per: Literal["activity", "session", "change"] = "activity"
    deadline: DeadlineKind
    evidence: EvidenceKind
    late_cure: LateCure
    when_cancelled: Literal["void", "keep", "judge"] = "void"
    inferred: bool = False

    @model_validator(mode="after")
    def _is_judged_by_what_its_row_has(self) -> Self:
        of_row = ROW_EVIDENCE.get(self.evidence, "activity")
        if self.scope != of_row:
            raise ValueError(f"evidence {self.evidence} is for scope {of_row}, not {self.scope}")
        if (self.per == "change") != (self.evidence == "filing_received"):
            raise ValueError("per change belongs to evidence filing_received, and only to it")
        return self


class Pack(_Model):
    """A programme's rules. Dates are Beijing dates; ``*_days`` are working days.

    ``short_themes`` names each theme for the narrow edge of the wall.
    """

    id: Identifier
    version: str
    title: str
    season_start: date
    season_end: date
    year_end: date
    effective_from: date
    effective_from_inferred: bool = False
    required_channels: tuple[Channel, ...] = Field(min_length=1)
    required_elements: tuple[NoticeElement, ...]
    notice_days: dict[Form, Days]
    element_days: dict[Form, Days]
    materials_days: Days
    feedback_days: Days
    feedback_grace_days: Days
    about_people: int = Field(ge=1)
    about_tolerance_percent: int = Field(ge=0, le=100)
    short_themes: dict[str, str] = Field(default_factory=dict)
    switches: Switches = Switches()
    not_judged: tuple[NotJudged, ...] = ()
    requirements: tuple[Requirement, ...] = Field(alias="requirement", min_length=1)
    sha256: str

    @field_validator("season_end", "year_end")
    @classmethod
    def _ends_after_it_starts(cls, value: date, info: ValidationInfo) -> date:
        before = info.data.get("season_end") or info.data.get("season_start")
        if before is not None and value < before:
            raise ValueError(f"must not be before {before}")
        return value

    @field_validator("notice_days", "element_days")
    @classmethod
    def _knows_every_form(cls, value: dict[Form, Days]) -> dict[Form, Days]:
        if missing := [form.value for form in Form if form not in value]:
            raise ValueError(f"must name every form; without {', '.join(missing)}")
        return value

    @field_validator("requirements")
    @classmethod
    def _stands_once(cls, value: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
        codes = [requirement.code for requirement in value]
        for code in codes:
            if codes.count(code) > 1:
                raise ValueError(f"{code} stands twice")
        return value

    @cached_property
    def by_code(self) -> dict[str, Requirement]:
        """The requirements by their codes."""
        return {requirement.code: requirement for requirement in self.requirements}

    def of_scope(self, scope: Scope) -> tuple[Requirement, ...]:
        """The requirements of one kind of row, in wall order."""
        return tuple(entry for entry in self.requirements if entry.scope == scope)


def parse_pack(text: str, name: str) -> Pack:
    """A pack from TOML text; raises ``PackError`` naming ``name``, the key and the reason."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{name}: not valid TOML: {error}") from error
    digest = hashlib.sha256(text.encode()).hexdigest()
    try:
        return Pack.model_validate({**content, "sha256": digest})
    except ValidationError as error:
        first = error.errors()[0]
        reason = first["msg"].removeprefix("Value error, ")
        raise PackError(f"{name}: {_key(first['loc'], content)}: {reason}") from error


def _key(location: tuple[int | str, ...], content: dict[str, Any]) -> str:
    """Where an error is; a requirement goes by its code, if it has one."""
    parts = [str(part) for part in location]
    if len(parts) > 1 and parts[0] == "requirement":
        entry = content["requirement"][int(parts[1])]
        parts[1] = str(entry.get("code", parts[1])) if isinstance(entry, dict) else parts[1]
    return ".".join(parts)


@cache
def load_pack(name: str) -> Pack:
    """A pack by its id among ours, or by the path of a TOML file.

    Raises ``PackError`` when there is none or it is not valid.
    """
    ours = resources.files("services.compliance").joinpath("rules", "packs", f"{name}.toml")
    if ours.is_file():
        return parse_pack(ours.read_text(encoding="utf-8"), f"{name}.toml")
    path = Path(name)
    if not path.is_file():
        raise PackError(f"{name}: no pack of this id and no such file")
    try:
        return parse_pack(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise PackError(f"{path.name}: not UTF-8 text: {error}") from error


def packs() -> tuple[str, ...]:
    """The ids of the packs that come with this release."""
    folder = resources.files("services.compliance").joinpath("rules", "packs")
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))
