"""One realistic example of every event of the announcer."""

from datetime import date

from contracts.event import DomainEvent
from contracts.events import announcer
from contracts.examples.story import EVIDENCE, MOVED, NOTICE_ID, OPEN_11, PLANNED, SHA256, at
from contracts.values import (
    ActivityKind,
    AgendaItem,
    AnnouncedSession,
    ChangeKind,
    Channel,
    ContentPoint,
    Entry,
    Form,
    NoticeElement,
    NoticeKind,
    SelectionMethod,
    Unit,
)

EXAMPLES: tuple[DomainEvent, ...] = (
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
        content_sha256=SHA256,
    ),
    announcer.ProgrammeAmended(
        programme="daxing-2023",
        title="大兴区2023年政民互动工作总体方案",
        issued_by="北京市大兴区政务公开工作领导小组办公室",
        season_start=date(2023, 8, 1),
        season_end=date(2023, 11, 30),
        office_unit="zhengwufuwuju",
        units=(
            Unit(unit="jiugong", name="旧宫镇"),
            Unit(unit="zhengwufuwuju", name="政务服务局"),
        ),
        content_sha256=SHA256,
        decided_by="office-1",
    ),
    announcer.EventPlanned(
        **OPEN_11,
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
    announcer.EventReworded(
        **OPEN_11,
        theme="保障改善民生",
        topic="民生实事（南街回迁房工地）",
        printed_label="开放点11（民生实事项目）",
        content_points=(ContentPoint(point="p1", title="实体参观工程"),),
        in_person=True,
        implied_place="南街回迁房项目工地",
    ),
    announcer.EventScheduled(
        **OPEN_11,
        sessions=(PLANNED,),
        form=Form.OFFLINE,
        host="旧宫镇人民政府",
        selection_methods=(SelectionMethod.OPEN_SELECTION,),
    ),
    announcer.EventRescheduled(**OPEN_11, moved=MOVED, reason="大雨，工地不能参观"),
    announcer.EventCancelled(**OPEN_11, reason="工地封闭施工"),
    announcer.FormChanged(**OPEN_11, form=Form.HYBRID, new_media_account="旧宫发布"),
    announcer.VenueChanged(**OPEN_11, session="s1", place="旧宫镇政府会议室"),
    announcer.LeadUnitChanged(**OPEN_11, lead_unit="jiugong"),
    announcer.HostChanged(**OPEN_11, host="旧宫镇人民政府"),
    announcer.ChangeFiled(
        **OPEN_11,
        filing="f1",
        kind=ChangeKind.RESCHEDULE,
        new_value="2023-09-21",
        session="s1",
        reason="大雨，工地不能参观",
        filed_by="handler-jiugong",
    ),
    announcer.FilingReceived(
        **OPEN_11,
        filing="f1",
        received_at=at(13, 16, 20),
        evidence=EVIDENCE,
        entered_by="office-1",
    ),
    announcer.FilingDecided(
        **OPEN_11, filing="f1", approved=True, reason="情况属实，同意改期", decided_by="office-1"
    ),
    announcer.ImplementationPlanRecorded(
        **OPEN_11, document_sha256=SHA256, emergency_measures=True
    ),
    announcer.AgendaRecorded(
        **OPEN_11,
        items=(
            AgendaItem(title="介绍工程情况", introduces=True),
            AgendaItem(title="参观工地"),
            AgendaItem(title="座谈交流"),
        ),
    ),
    announcer.AnnouncementPublished(
        **OPEN_11,
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
        text_sha256=SHA256,
        entry=Entry.MANUAL,
        evidence=EVIDENCE,
        entered_by="handler-jiugong",
    ),
    announcer.PublicationConfirmed(
        **OPEN_11, publication=NOTICE_ID, confirmed_by="reviewer-jiugong"
    ),
    announcer.PublicationVerified(**OPEN_11, publication=NOTICE_ID, text_sha256=SHA256),
    announcer.PublicationFoundChanged(
        **OPEN_11,
        publication=NOTICE_ID,
        text_sha256="cd" * 32,
        lacks=(NoticeElement.START_AT,),
    ),
    announcer.PublicationFoundMissing(**OPEN_11, publication=NOTICE_ID, reason="gone"),
    announcer.AnnouncementWithdrawn(
        **OPEN_11, notice="n1", channel=Channel.NEW_MEDIA, account="旧宫发布", reason="日期有误"
    ),
    announcer.ContentPointsTicked(**OPEN_11, points=("p1",), ticked_by="handler-jiugong"),
    announcer.EventHeld(
        **OPEN_11, session="s1", started_on=date(2023, 9, 21), ended_on=date(2023, 9, 21)
    ),
    announcer.MaterialsPublished(
        **OPEN_11,
        bundle="m1",
        channel=Channel.DISTRICT_WEBSITE,
        column=ActivityKind.OPEN_DAY,
        title="走进南街回迁房项目工地工作材料",
        items=4,
        shows_introduction=True,
        address="/public/activities/daxing-2023/open-11#materials-m1",
        content_sha256=SHA256,
        entry=Entry.BUILT_IN,
        entered_by="handler-jiugong",
    ),
    announcer.MaterialsMoved(
        **OPEN_11, bundle="m1", column=ActivityKind.OPEN_DAY, reason="原栏目有误"
    ),
    announcer.MaterialsWithdrawn(
        **OPEN_11, bundle="m1", channel=Channel.DISTRICT_WEBSITE, reason="含有个人信息"
    ),
    announcer.PublicityReported(
        **OPEN_11,
        report="r1",
        channel=Channel.NEW_MEDIA,
        title="居民走进回迁房工地",
        address="https://example.org/reports/11",
        entry=Entry.MANUAL,
        evidence=EVIDENCE,
        entered_by="handler-jiugong",
    ),
    announcer.OpinionResultsPublished(
        **OPEN_11,
        report="r2",
        channel=Channel.DISTRICT_WEBSITE,
        column="意见建议办理结果",
        title="走进南街回迁房项目工地活动意见建议办理结果",
        opinions=("o1", "o2"),
        address="https://www.example.cn/results/1.html",
        entry=Entry.MANUAL,
        evidence=EVIDENCE,
        entered_by="editor-1",
    ),
    announcer.PressKitProvided(**OPEN_11, recipients=3, content_sha256=SHA256),
)
