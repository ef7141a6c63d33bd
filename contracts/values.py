"""The small words that events are made of.

Dates are Beijing dates (Asia/Shanghai); instants are aware and kept in UTC with microseconds.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    model_validator,
)

BEIJING = ZoneInfo("Asia/Shanghai")
FIRST_YEAR, LAST_YEAR = 1900, 2200


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with exactly six digits of fraction and a final Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def beijing_date(moment: datetime) -> date:
    """The calendar day in Beijing on which an instant falls."""
    return moment.astimezone(BEIJING).date()


def _in_our_time(when: date) -> date:
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        msg = f"must lie between the years {FIRST_YEAR} and {LAST_YEAR}"
        raise ValueError(msg)
    return when


def _to_utc(moment: datetime) -> datetime:
    _in_our_time(moment)
    return moment.astimezone(UTC)


def _publishable(text: str) -> str:
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        msg = "must not contain NUL or lone surrogates"
        raise ValueError(msg)
    return text


Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""An opaque name that is safe as a subject token. Never a citizen's name or contact."""

Instant = Annotated[
    AwareDatetime,
    AfterValidator(_to_utc),
    PlainSerializer(timestamp, return_type=str, when_used="json"),
]
"""A moment with a time zone, kept in UTC."""

Day = Annotated[date, AfterValidator(_in_our_time)]
"""A Beijing date between 1900 and 2200, so that counting days from it cannot overflow."""

Line = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_publishable),
]
"""One line of official text, 1 to 200 characters."""

Text = Annotated[
    str, StringConstraints(min_length=1, max_length=20_000), AfterValidator(_publishable)
]
"""A longer official text, 1 to 20,000 characters."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Year = Annotated[int, Field(ge=1990, le=2100)]


class Value(BaseModel):
    """An immutable value inside events. Readers ignore fields they do not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class ActivityKind(StrEnum):
    """政务开放日 or 政策公开讲; also the two website columns."""

    OPEN_DAY = "open_day"
    POLICY_TALK = "policy_talk"


class Form(StrEnum):
    """线上直播, 线下, 线上线下结合."""

    ONLINE = "online"
    OFFLINE = "offline"
    HYBRID = "hybrid"


class Channel(StrEnum):
    """区政府网站, 政务新媒体, and channels that the policy does not require."""

    DISTRICT_WEBSITE = "district_website"
    NEW_MEDIA = "new_media"
    OTHER = "other"


class NoticeKind(StrEnum):
    """What a text is: 活动公告, 遴选公告, 变更公告, 更正公告, 取消公告. One text may be several."""

    ACTIVITY = "activity"
    SELECTION = "selection"
    CHANGE = "change"
    CORRECTION = "correction"
    CANCELLATION = "cancellation"


class NoticeElement(StrEnum):
    """公告要素. An end time gives the duration."""

    START_AT = "start_at"
    DURATION = "duration"
    END_AT = "end_at"
    AGENDA = "agenda"
    NETIZEN_PARTICIPATION = "netizen_participation"
    HOST = "host"
    PLACE = "place"
    SIGN_UP = "sign_up"
    CONTACT = "contact"


class Entry(StrEnum):
    """How a publication became known: we published it, or a person entered it with evidence."""

    BUILT_IN = "built_in"
    MANUAL = "manual"


class SelectionMethod(StrEnum):
    """公开遴选, 定向邀请."""

    OPEN_SELECTION = "open_selection"
    DIRECTED_INVITATION = "directed_invitation"


class PersonCategory(StrEnum):
    """区人大代表, 区政协委员, 群众代表（家长/企业/其他）, 媒体记者; experts, own staff."""

    NPC_DEPUTY = "npc_deputy"
    CPPCC_MEMBER = "cppcc_member"
    PARENT = "parent"
    ENTERPRISE = "enterprise"
    OTHER_PUBLIC = "other_public"
    MEDIA = "media"
    EXPERT = "expert"
    OWN_STAFF = "own_staff"


class LeaderAttendance(StrEnum):
    """主要负责同志 in person, a deputy in their place, or nobody."""

    PRINCIPAL = "principal"
    DEPUTY = "deputy"
    ABSENT = "absent"


class ChangeKind(StrEnum):
    """What a filing (报备) is about, and what its ``new_value`` then holds.

    ``reschedule`` and ``outside_window``: the new Beijing date ``YYYY-MM-DD``, or
    ``YYYY-MM-DDTHH:MM`` (Beijing) when only the clock time changes; ``cancellation``:
    ``cancelled``; ``form``: the form; ``venue``: the place; ``unit``: the unit's id.
    """

    RESCHEDULE = "reschedule"
    OUTSIDE_WINDOW = "outside_window"
    CANCELLATION = "cancellation"
    FORM = "form"
    VENUE = "venue"
    UNIT = "unit"


class OpinionDecisionKind(StrEnum):
    """采纳, 部分采纳, 未采纳."""

    ADOPTED = "adopted"
    PARTLY_ADOPTED = "partly_adopted"
    NOT_ADOPTED = "not_adopted"


class VerdictStatus(StrEnum):
    """The ten statuses of a requirement, worst first."""

    MISSED = "missed"
    NEEDS_REVIEW = "needs_review"
    DUE_SOON = "due_soon"
    GAP = "gap"
    UNSCHEDULED = "unscheduled"
    PENDING = "pending"
    MET_LATE = "met_late"
    EXEMPT = "exempt"
    MET = "met"
    NOT_APPLICABLE = "not_applicable"


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


class AgendaItem(Value):
    """One step of the agenda; ``introduces`` marks 介绍政策文件、工作情况."""

    title: Line
    introduces: bool = False


class ContentPoint(Value):
    """One thing that the plan's own sentence asks an activity to show."""

    point: Identifier
    title: Line


class AssessmentPoint(Value):
    """One point of an assessment with the facts that it rests on; marks in hundredths."""

    point: Identifier
    title: Line
    full_marks: Count
    marks: Count
    evidence: tuple[str, ...] = Field(min_length=1)
