"""What may be asked of the future: the queries of what-if and plan-ahead, read field by field."""

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, TypeVar

from fastapi import Request
from pydantic import AfterValidator, BeforeValidator, Field

from contracts.values import (
    ActivityKind,
    AnnouncedSession,
    Channel,
    Identifier,
    NoticeElement,
    NoticeKind,
    SelectionMethod,
)
from contracts.values import Form as ActivityForm
from services._web.faults import BadField
from services._web.forms import Form, FormModel, Invalid
from services.compliance.planning.publishing import REQUIRED, WouldBe
from services.compliance.planning.supposing import OtherRules, Supposition
from services.compliance.rules.pack import Span, Unit
from services.compliance.rules.pack.values import MOST_DAYS

FIRST_YEAR, LAST_YEAR = 2004, 2100
FRAME = ("as_of",)
"""What belongs to the moment that is looked at, not to the question."""


def _plannable(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"年份应在{FIRST_YEAR}至{LAST_YEAR}之间。")
    return day


PlannedDay = Annotated[date, AfterValidator(_plannable)]
Days = Annotated[int, Field(ge=1, le=MOST_DAYS)]


def _named(given: object) -> object:
    session, _, day = given.partition(":") if isinstance(given, str) else ("", "", "")
    return {"session": session, "starts_on": day} if session else given


Named = Annotated[AnnouncedSession, BeforeValidator(_named)]
DATE, NUMBER = "日期，例如2023-10-16", "1至250的整数"
EXPECTED: Mapping[str, str] = {
    "starts_on": f"a date between {FIRST_YEAR} and {LAST_YEAR}, such as 2023-10-16",
    "ends_on": f"a date between {FIRST_YEAR} and {LAST_YEAR}, such as 2023-10-16",
    "start_time": "a time of day in Beijing, such as 09:00",
    "form": "online, offline or hybrid",
    "method": "open_selection or directed_invitation",
    "kind": "open_day or policy_talk",
    "cancelled": "true or false",
    "notice_days": "a whole number from 1 to 250",
    "materials_days": "a whole number from 1 to 250",
    "unit": "working or calendar",
    "review_days": "a whole number from 1 to 60",
    "kinds": "kinds of notices",
    "announces": "session:date, such as s1:2023-10-16",
    "elements": "names of elements",
    "channels": "names of channels",
    "activity": "the id of an activity of this programme",
    "session": "the id of a session",
}


class WhatIf(FormModel):
    """One activity changed, the rule changed, or both; the rule alone is asked of every row."""

    activity: Identifier | None = Field(None, description="活动编号")
    session: Identifier | None = Field(None, description="场次编号")
    starts_on: PlannedDay | None = Field(None, description=DATE)
    form: ActivityForm | None = None
    cancelled: bool = False
    notice_days: Days | None = Field(None, description=NUMBER)
    materials_days: Days | None = Field(None, description=NUMBER)
    unit: Unit = "working"

    @property
    def wish(self) -> Supposition:
        """What is supposed of the activity."""
        return Supposition(self.starts_on, self.session, self.form, self.cancelled)

    @property
    def rules(self) -> OtherRules:
        """What is supposed of the rules."""
        return OtherRules(self._span(self.notice_days), self._span(self.materials_days))

    def _span(self, days: int | None) -> Span | None:
        return None if days is None else Span(days=days, unit=self.unit)

    @property
    def asks(self) -> bool:
        """Whether anything is supposed."""
        return self.wish != Supposition(session=self.session) or self.rules != OtherRules()


class PlanAhead(FormModel):
    """A date and a form; without a date, only the earliest lawful ones are told.

    Without a form, the activity's own is meant, else offline.
    """

    activity: Identifier | None = Field(None, description="活动编号")
    session: Identifier | None = Field(None, description="场次编号")
    kind: ActivityKind = ActivityKind.OPEN_DAY
    starts_on: PlannedDay | None = Field(None, description=DATE)
    ends_on: PlannedDay | None = Field(None, description=DATE)
    start_time: time | None = Field(None, description="时刻，例如09:00")
    form: ActivityForm | None = None
    method: SelectionMethod | None = None
    review_days: int = Field(5, ge=1, le=60, description="1至60的整数")


class Publishing(FormModel):
    """A notice that is about to be published, on both channels unless said otherwise.

    ``announces``: the dates that it names, each as ``session:YYYY-MM-DD``.
    """

    activity: Identifier = Field(description="活动编号")
    kinds: tuple[NoticeKind, ...] = (NoticeKind.ACTIVITY,)
    announces: tuple[Named, ...] = ()
    elements: tuple[NoticeElement, ...] = ()
    channels: tuple[Channel, ...] = REQUIRED
    review_days: int = Field(5, ge=1, le=60, description="1至60的整数")

    @property
    def notice(self) -> WouldBe:
        """The notice that is supposed."""
        return WouldBe(self.kinds, self.announces, self.elements, self.channels)


Asked = TypeVar("Asked", bound=FormModel)


def asked(request: Request) -> Form:
    """The question in the address."""
    values: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name not in FRAME:
            values.setdefault(name, []).append(value)
    return Form(values)


def read(form: Form, model: type[Asked]) -> Asked:
    """The question; raises ``BadField`` for the first field that cannot be taken."""
    try:
        return form.read(model)
    except Invalid as error:
        name, message = next(iter(error.errors.items()))
        known = ", ".join(model.model_fields)
        raise BadField(name, EXPECTED.get(name, f"one of {known}"), message) from error
