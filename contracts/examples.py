"""One realistic example of every event: what a reader can count on to meet.

They tell of open-11 (南街回迁房项目工地), moved by rain from 14 to 21 September 2023.
"""

from datetime import date, datetime
from typing import Any

from contracts.event import DomainEvent
from contracts.events import announcer, compliance, livestream, registration
from contracts.values import (
    BEIJING,
    ActivityKind,
    AgendaItem,
    AnnouncedSession,
    AssessmentPoint,
    ChangeKind,
    Channel,
    ContentPoint,
    Entry,
    Evidence,
    Form,
    LeaderAttendance,
    NoticeElement,
    NoticeKind,
    OpinionDecisionKind,
    PersonCategory,
    SelectionMethod,
    Session,
    Unit,
    VerdictStatus,
)

_OPEN_11: dict[str, Any] = {"programme": "daxing-2023", "activity": "open-11"}
_SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_NOTICE_ID = "6f1ed002-ab5e-5b5b-8a9d-0c2ad3a4b1c7"
_CANCELLATION_ID = "0d9a8c1e-5b7f-5f0e-9b7b-2f9f0b6f1a11"


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of September 2023 in Beijing."""
    return datetime(2023, 9, day, hour, minute, tzinfo=BEIJING)


_MOVED = Session(
    session="s1",
    starts_on=date(2023, 9, 21),
    start_at=_at(21, 9),
    ends_on=date(2023, 9, 21),
    end_at=_at(21, 11, 30),
    place="南街回迁房项目工地",
)
_PLANNED = Session(
    session="s1",
    starts_on=date(2023, 9, 14),
    start_at=_at(14, 9),
    ends_on=date(2023, 9, 14),
    end_at=_at(14, 11, 30),
    place="南街回迁房项目工地",
)
_EVIDENCE = Evidence(address="https://example.org/notices/11", sha256=_SHA256, note="页面截图")

_ALL: tuple[DomainEvent, ...] = (
    announcer.ProgrammeImported(
        programme="daxing-2023",
        title="大兴区2023年政民互动工作总体方案",
        issued_by="北京市大兴区政务公开工作领导小组办公室",
        season_start=date(2023, 8, 1),
        season_end=date(2023, 11, 30),
        effective_from=date(2023, 1, 1),
        effective_from_inferred=True,
        office_unit="zhengwufuwuju",
        pack="daxing-2023",
        units=(
            Unit(unit="jiugong", name="旧宫镇"),
            Unit(unit="zhengwufuwuju", name="政务服务局"),
        ),
        content_sha256=_SHA256,
    ),
    announcer.EventPlanned(
        **_OPEN_11,
        number=11,
        kind=ActivityKind.OPEN_DAY,
        theme="保障改善民生",
        topic="民生实事（南街回迁房工地）",
        title="走进南街回迁房项目工地",
        printed_label="开放点11（民生实事）",
        lead_unit="jiugong",
        content_points=(ContentPoint(point="p1", title="实体参观工程"),),
        in_person=True,
        implied_place="南街回迁房项目工地",
    ),
    announcer.EventScheduled(
        **_OPEN_11,
        sessions=(_PLANNED,),
        form=Form.OFFLINE,
        host="旧宫镇人民政府",
        selection_methods=(SelectionMethod.OPEN_SELECTION,),
    ),
    announcer.EventRescheduled(**_OPEN_11, moved=_MOVED, reason="大雨，工地不能参观"),
    announcer.EventCancelled(**_OPEN_11, reason="工地封闭施工"),
    announcer.FormChanged(**_OPEN_11, form=Form.HYBRID, new_media_account="旧宫发布"),
    announcer.VenueChanged(**_OPEN_11, session="s1", place="旧宫镇政府会议室"),
    announcer.LeadUnitChanged(**_OPEN_11, lead_unit="jiugong"),
    announcer.HostChanged(**_OPEN_11, host="旧宫镇人民政府"),
    announcer.ChangeFiled(
        **_OPEN_11,
        filing="f1",
        kind=ChangeKind.RESCHEDULE,
        new_value="2023-09-21",
        session="s1",
        reason="大雨，工地不能参观",
        filed_by="handler-jiugong",
    ),
    announcer.FilingReceived(
        **_OPEN_11,
        filing="f1",
        received_at=_at(13, 16, 20),
        evidence=_EVIDENCE,
        entered_by="office-1",
    ),
    announcer.ImplementationPlanRecorded(
        **_OPEN_11, document_sha256=_SHA256, emergency_measures=True
    ),
    announcer.AgendaRecorded(
        **_OPEN_11,
        items=(
            AgendaItem(title="介绍工程情况", introduces=True),
            AgendaItem(title="参观工地"),
            AgendaItem(title="座谈交流"),
        ),
    ),
    announcer.AnnouncementPublished(
        **_OPEN_11,
        notice="n1",
        kinds=(NoticeKind.ACTIVITY, NoticeKind.SELECTION),
        channel=Channel.NEW_MEDIA,
        account="旧宫发布",
        title="走进南街回迁房项目工地活动公告",
        body="旧宫镇定于2023年9月14日9:00举办政务开放日活动，现公开遴选公众代表30名。",
        announces=(AnnouncedSession(session="s1", starts_on=date(2023, 9, 14)),),
        elements={
            NoticeElement.START_AT: "2023年9月14日（星期四）9:00",
            NoticeElement.END_AT: "11:30",
            NoticeElement.AGENDA: "介绍工程情况、参观工地、座谈交流",
            NoticeElement.NETIZEN_PARTICIPATION: "在公告下留言提问",
            NoticeElement.HOST: "旧宫镇人民政府",
        },
        address="https://example.org/notices/11",
        text_sha256=_SHA256,
        entry=Entry.MANUAL,
        evidence=_EVIDENCE,
        entered_by="handler-jiugong",
    ),
    announcer.PublicationConfirmed(
        **_OPEN_11, publication=_NOTICE_ID, confirmed_by="reviewer-jiugong"
    ),
    announcer.AnnouncementWithdrawn(
        **_OPEN_11, notice="n1", channel=Channel.NEW_MEDIA, account="旧宫发布", reason="日期有误"
    ),
    announcer.ContentPointsTicked(**_OPEN_11, points=("p1",), ticked_by="handler-jiugong"),
    announcer.EventHeld(
        **_OPEN_11, session="s1", started_on=date(2023, 9, 21), ended_on=date(2023, 9, 21)
    ),
    announcer.MaterialsPublished(
        **_OPEN_11,
        bundle="m1",
        channel=Channel.DISTRICT_WEBSITE,
        column=ActivityKind.OPEN_DAY,
        title="走进南街回迁房项目工地工作材料",
        items=4,
        shows_introduction=True,
        address="/public/activities/daxing-2023/open-11#materials-m1",
        content_sha256=_SHA256,
        entry=Entry.BUILT_IN,
        entered_by="handler-jiugong",
    ),
    announcer.MaterialsMoved(
        **_OPEN_11, bundle="m1", column=ActivityKind.OPEN_DAY, reason="原栏目有误"
    ),
    announcer.MaterialsWithdrawn(
        **_OPEN_11, bundle="m1", channel=Channel.DISTRICT_WEBSITE, reason="含有个人信息"
    ),
    announcer.PublicityReported(
        **_OPEN_11,
        report="r1",
        channel=Channel.NEW_MEDIA,
        title="居民走进回迁房工地",
        address="https://example.org/reports/11",
        entry=Entry.MANUAL,
        evidence=_EVIDENCE,
        entered_by="handler-jiugong",
    ),
    announcer.PressKitProvided(**_OPEN_11, recipients=3, content_sha256=_SHA256),
    registration.SignUpOpened(**_OPEN_11, closes_at=_at(12, 18)),
    registration.SignUpClosed(**_OPEN_11),
    registration.SignedUp(
        **_OPEN_11, person="0b8f6a6c5f1f4a0f", category=PersonCategory.OTHER_PUBLIC
    ),
    registration.RepresentativeSelected(
        **_OPEN_11,
        person="0b8f6a6c5f1f4a0f",
        category=PersonCategory.OTHER_PUBLIC,
        method=SelectionMethod.OPEN_SELECTION,
    ),
    registration.SeatConfirmed(
        **_OPEN_11,
        session="s1",
        person="0b8f6a6c5f1f4a0f",
        category=PersonCategory.OTHER_PUBLIC,
        method=SelectionMethod.OPEN_SELECTION,
    ),
    registration.SizeReasonRecorded(**_OPEN_11, reason="工地安全要求，每批不超过20人"),
    registration.AttendanceRecorded(
        **_OPEN_11,
        session="s1",
        attendance={PersonCategory.NPC_DEPUTY: 2, PersonCategory.OTHER_PUBLIC: 24},
        leader=LeaderAttendance.PRINCIPAL,
    ),
    registration.OpinionRecorded(
        **_OPEN_11, session="s1", opinion="o1", category=PersonCategory.OTHER_PUBLIC
    ),
    registration.OpinionDecided(
        **_OPEN_11,
        opinion="o1",
        decision=OpinionDecisionKind.PARTLY_ADOPTED,
        reason="施工进度每月公开，夜间施工按规定办理",
    ),
    registration.OpinionFedBack(**_OPEN_11, opinion="o1"),
    registration.NoOpinionsDeclared(**_OPEN_11, declared_by="handler-jiugong"),
    livestream.StreamScheduled(
        **_OPEN_11, session="s1", starts_at=_at(21, 9), account="旧宫发布"
    ),
    livestream.StreamStarted(**_OPEN_11, session="s1"),
    livestream.StreamEnded(**_OPEN_11, session="s1"),
    livestream.StreamCancelled(**_OPEN_11, session="s1", cause=_CANCELLATION_ID),
    compliance.PackAdopted(
        programme="daxing-2023", pack="daxing-2023", pack_version="1", pack_sha256=_SHA256
    ),
    compliance.CalendarAdopted(
        programme="daxing-2023",
        calendar="cn",
        calendar_version="2026",
        calendar_sha256=_SHA256,
        through_year=2026,
    ),
    compliance.RoutineUnitRegistered(
        programme="daxing-2023", unit="shuiwuju", unit_name="水务局"
    ),
    compliance.ReviewDecided(
        **_OPEN_11,
        code="MAT-TIME",
        status=VerdictStatus.MET,
        reason="两份截图中较早的一份经核实为真",
        reviewer="office-1",
        reviewer_unit="zhengwufuwuju",
        basis=(_NOTICE_ID,),
    ),
    compliance.AssessmentClosed(
        programme="daxing-2023",
        assessment="2023",
        title="2023年政民互动活动考核",
        points=(
            AssessmentPoint(
                point="held", title="按计划举办", full_marks=1000, marks=1000,
                evidence=(_NOTICE_ID,),
            ),
        ),
        closed_by="assessor-1",
    ),
    compliance.RequirementStatusChanged(
        **_OPEN_11,
        row="open-11",
        code="ANN-TIME",
        status=VerdictStatus.MET,
        due=date(2023, 9, 14),
        as_of=_at(13, 17),
        cause=_NOTICE_ID,
        previous=VerdictStatus.DUE_SOON,
    ),
    compliance.DeadlineApproaching(
        **_OPEN_11,
        row="open-11",
        code="ANN-TIME",
        status=VerdictStatus.DUE_SOON,
        due=date(2023, 9, 14),
        as_of=_at(13, 0),
    ),
    compliance.DeadlineMissed(
        **_OPEN_11,
        row="open-11",
        code="MAT-TIME",
        status=VerdictStatus.MISSED,
        due=date(2023, 9, 28),
        as_of=_at(29, 0),
    ),
)  # fmt: skip

EXAMPLES: dict[str, DomainEvent] = {event.ce_type(): event for event in _ALL}
"""By CloudEvents type, one example of each event."""
