"""The measures of a policy: numbers, channels, elements. They may be amended from a date on."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from contracts.values import Channel, Form, NoticeElement, PersonCategory
from services.compliance.rules.pack.kinds import ColumnKind, Unit

MOST_DAYS = 250


class Model(BaseModel):
    """A table of a pack: nothing unknown passes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Model):
    """A length of time: working days (工作日), or calendar days (自然日), which count every day."""

    days: Annotated[int, Field(ge=1, le=MOST_DAYS)]
    unit: Unit = "working"


def _span(value: Any) -> Any:
    """A bare number means working days."""
    if isinstance(value, Span | dict):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return {"days": value}
    raise ValueError('must be a number of working days, or { days = 10, unit = "calendar" }')


Days = Annotated[Span, BeforeValidator(_span)]


class Switches(Model):
    """Contested readings of the policy."""

    deciding_count: Literal["standard", "clear"] = "standard"
    directed_only_needs_notice: bool = True
    every_channel: bool = True
    hearing_is_mandatory: bool = True
    after_the_last_session: bool = True
    routine_by_analogy: bool = True
    calendar_days_end_on_a_working_day: bool = False


def _columns() -> dict[ColumnKind, str]:
    return {"open_day": "政务开放日", "policy_talk": "政策公开讲"}


class Values(Model):
    """What may be amended. ``excluded_categories`` are no representatives in the policy's sense.

    ``results_days`` and the column ``opinion_results`` are for a policy that has the results of
    opinions published by themselves.
    """

    required_channels: tuple[Channel, ...] = Field(min_length=1)
    required_elements: tuple[NoticeElement, ...]
    notice_days: dict[Form, Days]
    element_days: dict[Form, Days]
    materials_days: Days
    feedback_days: Days
    results_days: Days | None = None
    about_people: int = Field(ge=1)
    about_tolerance_percent: int = Field(ge=0, le=100)
    excluded_categories: tuple[PersonCategory, ...] = ()
    columns: dict[ColumnKind, str] = Field(default_factory=_columns)

    @field_validator("notice_days", "element_days")
    @classmethod
    def _knows_every_form(cls, value: dict[Form, Span]) -> dict[Form, Span]:
        if missing := [form.value for form in Form if form not in value]:
            raise ValueError(f"must name every form; without {', '.join(missing)}")
        return value

    @field_validator("columns")
    @classmethod
    def _knows_both_columns(cls, value: dict[ColumnKind, str]) -> dict[ColumnKind, str]:
        if missing := [name for name in ("open_day", "policy_talk") if name not in value]:
            raise ValueError(f"must name the column of every kind; without {', '.join(missing)}")
        return value


class Amendment(Values):
    """The values from a date on, as amended; what an amendment does not name stays.

    A limit is counted by the values in force on the day from which it is counted, ``T`` or ``E``.
    ``published`` is the day on which the amendment became known: it never reaches back, and what
    is judged as of an earlier day does not know it.
    """

    begins: date = Field(alias="from")
    published: date
    by: str = Field(min_length=1)
    quote: str = Field(min_length=1)

    @model_validator(mode="after")
    def _never_reaches_back(self) -> Self:
        if self.begins < self.published:
            raise ValueError(f"from {self.begins} lies before published {self.published}")
        return self
