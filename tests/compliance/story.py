"""Facts told in one line each, for tests of the judgement. Times without a zone are Beijing's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from contracts.envelope import Envelope
from contracts.event import DomainEvent
from contracts.events import announcer, compliance, registration
from contracts.registry import schema_of, service_of
from contracts.values import (
    BEIJING,
    ActivityKind,
    Channel,
    Entry,
    Evidence,
    Form,
    NoticeElement,
    NoticeKind,
    PersonCategory,
    Session,
    Unit,
)
from services.compliance.assess import assess_activity
from services.compliance.case import Programme
from services.compliance.facts import Fact
from services.compliance.rules.calendar import Calendar, load_calendar
from services.compliance.rules.pack import Pack, load_pack
from services.compliance.rules.verdict import Verdict

PROGRAMME = "daxing-2023"
NAMESPACE = UUID("5c0d8a0e-0000-4000-8000-000000000000")
SHA = "0" * 64
WEBSITE, NEW_MEDIA = Channel.DISTRICT_WEBSITE, Channel.NEW_MEDIA
BOTH = (WEBSITE, NEW_MEDIA)
FIVE = dict.fromkeys(
    (
        NoticeElement.START_AT,
        NoticeElement.DURATION,
        NoticeElement.AGENDA,
        NoticeElement.NETIZEN_PARTICIPATION,
        NoticeElement.HOST,
    ),
    "写明",
)
ALL_GROUPS = (
    PersonCategory.NPC_DEPUTY,
    PersonCategory.CPPCC_MEMBER,
    PersonCategory.PARENT,
    PersonCategory.MEDIA,
)


def at(text: str) -> datetime:
    """A Beijing time: ``2023-09-04 10:00``, or a date alone for its noon."""
    moment = datetime.fromisoformat(text if len(text) > 10 else f"{text} 12:00")
    return moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)


@dataclass
class Story:
    """One activity's facts in the order they are told."""

    activity: str = "open-11"
    pack: Pack = field(default_factory=lambda: load_pack(PROGRAMME))
    calendar: Calendar = field(default_factory=load_calendar)
    facts: list[Fact] = field(default_factory=list)
    sequences: dict[str, int] = field(default_factory=dict)

    def tell(self, when: str, event: DomainEvent, recorded: str | None = None) -> Fact:
        """Any event, at a Beijing time; recorded then unless said otherwise."""
        service = service_of(type(event))
        sequence = self.sequences.get(service, 0) + 1
        self.sequences[service] = sequence
        about = getattr(event, "activity", None)
        fact = Fact(
            Envelope(
                id=uuid5(NAMESPACE, f"{service}:{sequence}"),
                type=event.ce_type(),
                source=f"/{service}",
                subject=f"{event.programme}/{about or '_'}",
                time=at(when).astimezone(UTC),
                recordedat=at(recorded or when).astimezone(UTC),
                sequence=sequence,
                epoch=1,
                hash=SHA,
                dataschema=schema_of(type(event)),
                data=event.model_dump(mode="json"),
            ),
            event,
        )
        self.facts.append(fact)
        return fact

    def about(
        self,
        when: str,
        event_class: type[DomainEvent],
        recorded: str | None = None,
        /,
        **data: object,
    ) -> Fact:
        """An event about the story's activity."""
        event = event_class.model_validate(
            {"programme": PROGRAMME, "activity": self.activity, **data}
        )
        return self.tell(when, event, recorded)

    def planned(self, *, unit: str = "jiugong", **data: object) -> Story:
        """The programme is imported and the activity planned, on 1 August 2023."""
        office = announcer.ProgrammeImported(
            programme=PROGRAMME,
            title="大兴区2023年政民互动工作总体方案",
            issued_by="区政务公开工作领导小组办公室",
            season_start=date(2023, 8, 1),
            season_end=date(2023, 11, 30),
            effective_from=date(2023, 1, 1),
            office_unit="zhengwufuwuju",
            pack=PROGRAMME,
            units=(Unit(unit=unit, name=unit), Unit(unit="zhengwufuwuju", name="政务服务局")),
        )
        self.tell("2023-08-01 09:00", office)
        kind = (
            ActivityKind.POLICY_TALK if self.activity.startswith("talk") else ActivityKind.OPEN_DAY
        )
        given = {
            "number": 1,
            "kind": kind,
            "topic": "主题",
            "title": "活动",
            "printed_label": "开放点",
            "lead_unit": unit,
            "content_points": [{"point": "p1", "title": "一"}, {"point": "p2", "title": "二"}],
        }
        self.about("2023-08-01 09:00", announcer.EventPlanned, **{**given, **data})
        return self

    def scheduled(
        self, on: str, form: Form | None = Form.OFFLINE, *, said: str = "2023-08-02", **data: object
    ) -> Story:
        """One session ``s1`` on a date, 9:00 to 11:00."""
        given = {"sessions": [session(on)], "form": form}
        if form in (Form.ONLINE, Form.HYBRID):
            given["new_media_account"] = "大兴发布"
        self.about(said, announcer.EventScheduled, **{**given, **data})
        return self

    def moved(self, to: str, when: str, name: str = "s1") -> Story:
        """The session is rescheduled."""
        self.about(when, announcer.EventRescheduled, moved=session(to, name), reason="下雨")
        return self

    def filed(self, when: str, kind: str, value: str, name: str | None = None) -> Story:
        """A change is filed with the office."""
        self.about(
            when,
            announcer.ChangeFiled,
            filing=f"f{len(self.facts)}",
            kind=kind,
            new_value=value,
            session=name,
            reason="下雨",
            filed_by="handler",
        )
        return self

    def noticed(
        self,
        when: str,
        names: str,
        channels: tuple[Channel, ...] = BOTH,
        kinds: tuple[NoticeKind, ...] = (NoticeKind.ACTIVITY,),
        *,
        recorded: str | None = None,
        notice: str | None = None,
        name: str = "s1",
        elements: dict[NoticeElement, str] | None = None,
    ) -> Story:
        """A notice naming a date goes out on channels; the website's is our own unless recorded late."""
        notice = notice or f"n{len(self.facts)}"
        for channel in channels:
            manual = recorded is not None or channel is not WEBSITE
            self.about(
                when,
                announcer.AnnouncementPublished,
                recorded,
                notice=notice,
                kinds=kinds,
                channel=channel,
                account="大兴发布" if channel is NEW_MEDIA else None,
                title="公告",
                announces=[{"session": name, "starts_on": names}],
                elements=FIVE if elements is None else elements,
                address="public/notice",
                text_sha256=SHA,
                entry=Entry.MANUAL if manual else Entry.BUILT_IN,
                evidence=Evidence(address="screenshot") if manual else None,
                entered_by="editor",
            )
        return self

    def withdrawn(self, when: str, notice: str, channels: tuple[Channel, ...] = BOTH) -> Story:
        """A notice is taken down."""
        for channel in channels:
            self.about(
                when,
                announcer.AnnouncementWithdrawn,
                notice=notice,
                channel=channel,
                account="大兴发布" if channel is NEW_MEDIA else None,
                reason="有误",
            )
        return self

    def seated(
        self,
        when: str,
        categories: tuple[PersonCategory, ...],
        method: str | None = "directed_invitation",
    ) -> Story:
        """People get seats."""
        for number, category in enumerate(categories):
            self.about(
                when,
                registration.SeatConfirmed,
                session="s1",
                person=f"p{len(self.facts)}-{number}",
                category=category,
                method=method,
            )
        return self

    def held(self, on: str, end: str | None = None) -> Story:
        """The activity took place; told at 18:00 of its last day."""
        self.about(f"{end or on} 18:00", announcer.EventHeld, started_on=on, ended_on=end or on)
        return self

    def materials(
        self,
        when: str,
        column: str | None = None,
        *,
        channel: Channel = WEBSITE,
        bundle: str = "b1",
        items: int = 3,
        recorded: str | None = None,
    ) -> Story:
        """A bundle of materials is published, in the activity's own column unless said otherwise."""
        own = "policy_talk" if self.activity.startswith("talk") else "open_day"
        self.about(
            when,
            announcer.MaterialsPublished,
            recorded,
            bundle=bundle,
            channel=channel,
            column=column or own,
            title="工作材料",
            items=items,
            address="public/materials",
            content_sha256=SHA,
            entry=Entry.BUILT_IN if recorded is None else Entry.MANUAL,
            evidence=None if recorded is None else Evidence(address="screenshot"),
            entered_by="editor",
        )
        return self

    def reviewed(self, when: str, code: str, status: str, unit: str = "assessors") -> Story:
        """A person settles an open verdict."""
        self.about(
            when,
            compliance.ReviewDecided,
            code=code,
            status=status,
            reason="已核对",
            reviewer="reviewer-1",
            reviewer_unit=unit,
        )
        return self

    def programme(self) -> Programme:
        """The facts as a programme."""
        return Programme(PROGRAMME).add(self.facts)

    def wall(self, as_of: str) -> dict[str, Verdict]:
        """All verdicts of the activity at a Beijing time, by code."""
        verdicts = assess_activity(
            self.pack, self.calendar, self.programme(), self.activity, at(as_of)
        )
        return {verdict.code: verdict for verdict in verdicts}

    def status(self, code: str, as_of: str) -> str:
        """The status of one requirement at a Beijing time."""
        return self.wall(as_of)[code].status.value

    def flags(self, code: str, as_of: str) -> set[str]:
        """The flags of one requirement at a Beijing time."""
        return {flag.value for flag in self.wall(as_of)[code].flags}


def session(on: str, name: str = "s1", until: str | None = None) -> Session:
    """A session from 9:00 to 11:00 Beijing time."""
    start = at(f"{on} 09:00")
    end = at(f"{until or on} 11:00")
    return Session(session=name, starts_on=on, start_at=start, ends_on=until or on, end_at=end)


def just_before(text: str) -> str:
    """One second earlier, for the edges of limits."""
    return (at(text) - timedelta(seconds=1)).isoformat(sep=" ")
