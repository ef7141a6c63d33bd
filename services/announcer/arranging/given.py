"""What the forms of an arrangement ask for, and the commands that it comes to. Pure."""

from datetime import date, datetime, time
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from contracts.values import (
    BEIJING,
    AgendaItem,
    Channel,
    Day,
    Form,
    Identifier,
    Line,
    SelectionMethod,
)
from services._web.forms import BeijingTime, FormModel, Invalid
from services.announcer.domain.holding import RecordHeld, ReportPublicity, TickContentPoints
from services.announcer.domain.order import GivenEvidence, GivenSession
from services.announcer.domain.planning import (
    CancelActivity,
    ChangeForm,
    ChangeHost,
    ChangeLeadUnit,
    ChangeVenue,
    RescheduleSession,
    ScheduleActivity,
)
from services.announcer.domain.preparing import RecordAgenda, RecordImplementationPlan

Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Ticked = Literal["on"]
_MOST_STEPS = 20


class Dating(FormModel):
    """When and where a session is, in Beijing; without clock times only its days are known."""

    starts_on: Day = Field(description="日期")
    starts: Clock | None = Field(default=None, description="时刻，例如09:30")
    ends_on: Day | None = None
    ends: Clock | None = Field(default=None, description="时刻，例如11:30")
    place: Line | None = None

    def dated(self, name: str) -> GivenSession:
        """The session; raises ``Invalid``."""
        until = self.ends_on or self.starts_on
        if until < self.starts_on:
            raise Invalid({"ends_on": "结束日期不能早于开始日期。"})
        start, end = _moment(self.starts_on, self.starts), _moment(until, self.ends)
        if start and end and end <= start:
            raise Invalid({"ends": "结束应当晚于开始。"})
        return GivenSession(
            session=name, starts_on=self.starts_on, start_at=start, ends_on=until, end_at=end,
            place=self.place,
        )  # fmt: skip


class Scheduling(Dating):
    """The first date, or one more session."""

    form: Form | None = None
    account: Line | None = None
    methods: tuple[SelectionMethod, ...] = ()

    def command(self, session: str) -> ScheduleActivity:
        """For a session of this name."""
        return ScheduleActivity(
            sessions=(self.dated(session),), form=self.form, new_media_account=self.account,
            selection_methods=self.methods,
        )  # fmt: skip


class Changing(FormModel):
    """Why something is changed, and whether that is filed with the office at the same time.

    What is declared for the first time is no change and needs no reason.
    """

    reason: Line | None = None
    filed: Ticked | None = None


class Moving(Changing, Dating):
    """Another date or clock time of one session."""

    session: Identifier
    reason: Line

    def command(self) -> RescheduleSession:
        """The move; raises ``Invalid``."""
        return RescheduleSession(moved=self.dated(self.session), reason=self.reason)


class Cancelling(Changing):
    """The activity, or one session of it."""

    session: Identifier | None = None
    reason: Line

    def command(self) -> CancelActivity:
        """The cancellation."""
        return CancelActivity(session=self.session, reason=self.reason)


class Forming(Changing):
    """Another form."""

    form: Form
    account: Line | None = None

    def command(self) -> ChangeForm:
        """The change."""
        return ChangeForm(form=self.form, new_media_account=self.account)


class Placing(Changing):
    """Another place, of one session or of all."""

    session: Identifier | None = None
    place: Line

    def command(self) -> ChangeVenue:
        """The change."""
        return ChangeVenue(session=self.session, place=self.place)


class Leading(Changing):
    """Another lead unit."""

    lead_unit: Identifier = Field(description="主责单位，从列出的单位中选择")

    def command(self) -> ChangeLeadUnit:
        """The change."""
        return ChangeLeadUnit(lead_unit=self.lead_unit)


class Hosting(FormModel):
    """Who holds it, as notices say."""

    host: Line

    def command(self) -> ChangeHost:
        """The change."""
        return ChangeHost(host=self.host)


class Running(FormModel):
    """The agenda, a step a line, and which step introduces policy and work."""

    steps: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    introduces: int | None = Field(default=None, ge=1, description="第几步，填数字")

    def command(self) -> RecordAgenda:
        """The agenda; raises ``Invalid``."""
        titles = [line.strip() for line in self.steps.splitlines() if line.strip()]
        if len(titles) > _MOST_STEPS or any(len(it) > 200 for it in titles):
            raise Invalid({"steps": f"最多{_MOST_STEPS}步，每步不超过200字。"})
        if self.introduces is not None and self.introduces > len(titles):
            raise Invalid({"introduces": f"流程只有{len(titles)}步。"})
        items = enumerate(titles, 1)
        return RecordAgenda(
            items=tuple(AgendaItem(title=it, introduces=at == self.introduces) for at, it in items)
        )


class Ticking(FormModel):
    """Which points of the plan's sentence the activity showed."""

    points: tuple[Identifier, ...] = Field(min_length=1)

    def command(self) -> TickContentPoints:
        """The statement."""
        return TickContentPoints(points=self.points)


class Holding(FormModel):
    """That it took place, and on which days."""

    session: Identifier | None = None
    started_on: Day
    ended_on: Day | None = None

    def command(self) -> RecordHeld:
        """The statement; raises ``Invalid``."""
        until = self.ended_on or self.started_on
        if until < self.started_on:
            raise Invalid({"ended_on": "结束日期不能早于开始日期。"})
        return RecordHeld(session=self.session, started_on=self.started_on, ended_on=until)


class Documenting(FormModel):
    """What the implementation plan holds; of its file the hash alone is kept."""

    emergency: Ticked | None = None
    fallback: Ticked | None = None

    def command(self, document: bytes) -> RecordImplementationPlan:
        """That this very document is the plan."""
        return RecordImplementationPlan(
            document_sha256=sha256(document).hexdigest(),
            emergency_measures=self.emergency is not None,
            stream_failure_fallback=self.fallback is not None,
        )


class Elsewhere(FormModel):
    """Something that somebody published elsewhere, with what shows it."""

    channel: Channel
    title: Line = Field(description="标题，200字以内")
    address: Line = Field(description="网址，200字以内")
    published_at: BeijingTime = Field(description="页面显示的发布日期和时刻")
    evidence: Line = Field(description="佐证，200字以内")
    note: Line | None = Field(default=None, description="补录原因，200字以内")

    def entered(self) -> dict[str, Any]:
        """What every command that enters such a thing is given."""
        return {
            "channel": self.channel, "title": self.title, "address": self.address,
            "published_at": self.published_at,
            "evidence": GivenEvidence(address=self.evidence, note=self.note),
        }  # fmt: skip


class Reporting(Elsewhere):
    """A report on the activity."""

    def command(self, report: str) -> ReportPublicity:
        """The entry, under an id of its own."""
        return ReportPublicity(report=report, **self.entered())


def _moment(day: date, clock: str | None) -> datetime | None:
    return datetime.combine(day, time.fromisoformat(clock), BEIJING) if clock else None
