"""What is to be done next for one session: said first, then the reasons. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from contracts.values import beijing_date
from services.registration.pages.wording import moment, until

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """How a session stands, and what a person has to do: nothing where ``do`` is empty."""

    says: str
    do: str = ""
    page: str = "sign-up"


def step(row: Row, now: datetime) -> Step:
    """The next step of a session."""
    if row["cancelled"] or row["session_cancelled"] or row["sheet_cancelled"] == "cancelled":
        return Step("已取消")
    if row["starts_on"] is None:
        return Step("日期未定")
    if _over(row, now):
        return _afterwards(row)
    if row["form"] == "online" or row["sheet_cancelled"] == "online":
        return Step("线上举办，不用报名")
    if row["seated"] and beijing_date(now) == row["starts_on"]:
        return Step(f"今天举办，代表已确认{row['seated']}人", "现场签到", "check-in")
    return _before(row, now)


def _over(row: Row, now: datetime) -> bool:
    start: datetime | None = row["start_at"]
    first: date = row["starts_on"]
    return now >= start if start is not None else beijing_date(now) > first


def _afterwards(row: Row) -> Step:
    if row["form"] == "online":
        return Step("活动日已到")
    if not row["attended"]:
        return Step("活动日已到，到场情况还没有登记", "登记到场", "attendance")
    return Step("到场情况已登记", page="attendance")


def _before(row: Row, now: datetime) -> Step:
    if row["open"]:
        end = f"，最晚{until(row['closes_at'])}" if row["closes_at"] else ""
        return Step(f"报名中，已报{row['signed_up']}人{end}")
    if row["open"] is None:
        return _unopened(row, now)
    if row["decided_at"] is None:
        return _closed(row)
    if row["selected"]:
        return Step(f"已遴选，{row['selected']}人待确认", "确认名额", "representatives")
    return Step(f"代表已确认{row['seated']}人", page="representatives")


def _closed(row: Row) -> Step:
    if not row["signed_up"]:
        return Step("报名已截止，没有人报名", "邀请代表", "representatives")
    to_do = ("抽签", "draw") if row["rule"] == "draw" else ("遴选代表", "representatives")
    return Step(f"报名已截止，{row['signed_up']}人报名", *to_do)


def _unopened(row: Row, now: datetime) -> Step:
    closes: datetime | None = row["opening_closes_at"]
    if closes is None and not row["openly"]:
        if row["seated"]:
            return Step(f"代表已确认{row['seated']}人", page="representatives")
        return Step("没有公开遴选，代表由定向邀请产生", "邀请代表", "representatives")
    if closes is None:
        return Step("还没有设置报名", "设置报名")
    if closes <= now:
        return Step(f"没有开放：设定的截止时间{moment(closes)}已过", "重新设置报名")
    return Step("等遴选公告在两个渠道发布后自动开放")


def headline(rows: Sequence[Row], opinions: int, now: datetime) -> str:
    """What waits, in one sentence that could be read aloud."""
    waiting: dict[str, int] = {}
    for row in rows:
        if to_do := step(row, now).do:
            waiting[to_do] = waiting.get(to_do, 0) + 1
    told = [f"{count}场活动要{to_do}" for to_do, count in waiting.items()]
    told += [f"{opinions}条意见在办" if opinions else ""]
    said = "，".join(one for one in told if one)
    return f"{said}。" if said else "报名、到场和意见目前没有要办的事。"
