"""The working of a verdict in plain official Chinese: first the conclusion, then the grounds."""

from dataclasses import dataclass
from datetime import date, datetime

from contracts.values import BEIJING, VerdictStatus, beijing_date
from services.compliance.rules import chinese
from services.compliance.rules.calendar import Calendar
from services.compliance.rules.deadlines import Deadline
from services.compliance.rules.evidence import Evidence
from services.compliance.rules.pack import Requirement
from services.compliance.rules.verdict import Working


@dataclass(frozen=True, slots=True)
class Grounds:
    """What was judged, and on what."""

    requirement: Requirement
    status: VerdictStatus
    deadline: Deadline | None
    evidence: Evidence


def working(calendar: Calendar, today: date, grounds: Grounds) -> Working:
    """The working of one verdict; ``today`` is the Beijing date of the judgement."""
    evidence, deadline = grounds.evidence, grounds.deadline
    conclusion = _conclusion(calendar, today, grounds)
    remark = f"{evidence.remark}。" if evidence.remark else ""
    if deadline is None or grounds.status is VerdictStatus.NOT_APPLICABLE:
        return Working(conclusion=conclusion + remark)
    return Working(
        conclusion=conclusion + remark,
        deadline=f"最晚{chinese.limit(deadline)}{chinese.because(deadline)}。",
        counting=chinese.counting(deadline, named=False),
        days=deadline.days,
        anchor=deadline.anchor,
        count=deadline.count,
        unit=deadline.unit,
        standard=deadline.standard,
        clear=deadline.clear,
        done_at=evidence.done_at,
    )


def _conclusion(  # noqa: PLR0911 - a sentence a status
    calendar: Calendar, today: date, grounds: Grounds
) -> str:
    action, evidence = grounds.requirement.action, grounds.evidence
    match grounds.status:
        case VerdictStatus.NOT_APPLICABLE:
            return "本项不适用。"
        case VerdictStatus.NEEDS_REVIEW:
            return f"{evidence.review or '证据不一致'}，待人工核定。"
        case VerdictStatus.UNSCHEDULED:
            return "活动尚未排期，限期未定。"
        case VerdictStatus.EXEMPT:
            return f"活动日期在窗口之外，{evidence.excuse}。"
        case VerdictStatus.MET:
            return f"已{action}。{_when(evidence.done_at)}"
        case VerdictStatus.MET_LATE:
            return f"{action}晚了{_lateness(calendar, grounds.deadline, evidence.done_at)}。"
        case VerdictStatus.MISSED:
            return f"限期内没有{action}。{_too_late(evidence.done_at)}"
        case VerdictStatus.GAP:
            return f"尚未{action}，有差距，不计红。{_too_late(evidence.done_at)}"
        case VerdictStatus.DUE_SOON:
            return f"{_left(calendar, today, grounds.deadline)}，尚未{action}。"
        case VerdictStatus.PENDING:
            return f"尚未到期，{_left(calendar, today, grounds.deadline)}。"


def _left(calendar: Calendar, today: date, deadline: Deadline | None) -> str:
    if deadline is None:
        return "限期未定"
    if deadline.due == today:
        return "今天到期"
    days = calendar.working_days_between(today, deadline.due)
    return f"还剩{days}个工作日" if days else f"{chinese.day(deadline.due)}到期，其间没有工作日"


def _when(done_at: datetime | None) -> str:
    return f"时间为{chinese.moment_of(done_at)}。" if done_at else ""


def _too_late(done_at: datetime | None) -> str:
    return f"{chinese.moment_of(done_at)}才做，已不能补救。" if done_at else ""


def _lateness(calendar: Calendar, deadline: Deadline | None, done_at: datetime | None) -> str:
    if deadline is None or done_at is None:
        return "一些"
    days = calendar.working_days_between(deadline.due, beijing_date(done_at))
    if days:
        return f"{days}个工作日"
    whole = (done_at.astimezone(BEIJING).date() - deadline.due).days
    return f"{whole}天" if whole else "，当天限时之后才做"
