"""One realistic example of every event of compliance."""

from datetime import date

from contracts.event import DomainEvent
from contracts.events import compliance
from contracts.examples.story import NOTICE_ID, OPEN_11, SHA256, at
from contracts.values import (
    AssessmentPoint,
    ReminderItem,
    ReminderKind,
    ReminderOccasion,
    VerdictStatus,
)

EXAMPLES: tuple[DomainEvent, ...] = (
    compliance.PackAdopted(
        programme="daxing-2023", pack="daxing-2023", pack_version="1", pack_sha256=SHA256
    ),
    compliance.CalendarAdopted(
        programme="daxing-2023",
        calendar="cn",
        calendar_version="2026",
        calendar_sha256=SHA256,
        through_year=2026,
    ),
    compliance.RoutineUnitRegistered(programme="daxing-2023", unit="shuiwuju", unit_name="水务局"),
    compliance.ReviewDecided(
        **OPEN_11,
        code="MAT-TIME",
        status=VerdictStatus.MET,
        reason="两份截图中较早的一份经核实为真",
        reviewer="office-1",
        reviewer_unit="zhengwufuwuju",
        basis=(NOTICE_ID,),
    ),
    compliance.AssessmentClosed(
        programme="daxing-2023",
        assessment="2023",
        title="2023年政民互动活动考核",
        points=(
            AssessmentPoint(
                point="held",
                title="按计划举办",
                full_marks=1000,
                marks=1000,
                evidence=(NOTICE_ID,),
            ),
        ),
        closed_by="assessor-1",
    ),
    compliance.RequirementStatusChanged(
        **OPEN_11,
        row="open-11",
        code="ANN-TIME",
        status=VerdictStatus.MET,
        due=date(2023, 9, 14),
        as_of=at(13, 17),
        cause=NOTICE_ID,
        previous=VerdictStatus.DUE_SOON,
    ),
    compliance.DeadlineApproaching(
        **OPEN_11,
        row="open-11",
        code="ANN-TIME",
        status=VerdictStatus.DUE_SOON,
        due=date(2023, 9, 14),
        as_of=at(13, 0),
    ),
    compliance.DeadlineMissed(
        **OPEN_11,
        row="open-11",
        code="MAT-TIME",
        status=VerdictStatus.MISSED,
        due=date(2023, 9, 28),
        as_of=at(29, 0),
    ),
    compliance.UnitReminded(
        programme="daxing-2023",
        unit="jiugong",
        kind=ReminderKind.DIGEST,
        on=date(2023, 9, 13),
        items=(
            ReminderItem(
                row="open-11",
                code="ANN-TIME",
                due=date(2023, 9, 14),
                occasion=ReminderOccasion.DUE_TOMORROW,
            ),
        ),
    ),
)
