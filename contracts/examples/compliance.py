"""One realistic example of every event of compliance."""

from datetime import date
from typing import Any

from contracts.event import DomainEvent
from contracts.events import compliance
from contracts.examples.story import NOTICE_ID, OPEN_11, SHA256, at
from contracts.values import (
    AssessmentPoint,
    GivenMark,
    OwnMark,
    ReminderItem,
    ReminderKind,
    ReminderOccasion,
    ScoringTableRef,
    VerdictStatus,
)

TABLE = 'id = "daxing-2023"'
JIUGONG: dict[str, Any] = {"programme": "daxing-2023", "unit": "jiugong"}
SCORING = ScoringTableRef(
    table="daxing-2023", version="1", sha256=SHA256, title="政民互动年度考核评分表"
)
SCORED: dict[str, Any] = {
    **JIUGONG,
    "scoring": SCORING,
    "as_of": at(30, 16),
    "marks": (
        GivenMark(
            indicator="notice", title="公告", full_marks=2500, marks=2200, reason="变更公告晚了1天"
        ),
    ),
    "total": 8800,
    "full_marks": 10000,
}

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
    compliance.ScoringTableAdopted(
        programme="daxing-2023",
        scoring=SCORING,
        effective_from=date(2023, 1, 1),
        content=TABLE,
        adopted_by="office-1",
    ),
    compliance.SelfScored(
        **JIUGONG,
        scoring=SCORING,
        marks=(
            OwnMark(
                indicator="notice",
                marks=2500,
                report="活动公告和变更公告均已发布",
                link="https://example.org/notices/11",
            ),
        ),
        scored_by="handler-1",
    ),
    compliance.UnitScoreReviewed(
        **SCORED,
        appeal_until=date(2023, 10, 11),
        reviewer="office-1",
        reviewer_unit="zhengwufuwuju",
    ),
    compliance.AppealLodged(
        **JIUGONG, indicators=("notice",), reason="变更公告当天已经发布", lodged_by="leader-1"
    ),
    compliance.AppealDecided(
        **SCORED,
        upheld=True,
        reason="经核对截图，变更公告按期发布",
        decided_by="assessor-1",
        decider_unit="third-party",
    ),
    compliance.UnitScoreConfirmed(
        **SCORED, confirmed_by="office-1", confirmer_unit="zhengwufuwuju"
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
