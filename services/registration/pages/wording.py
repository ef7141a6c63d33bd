"""How the pages say things: Beijing time, official words, a sign beside every state."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from markupsafe import Markup, escape

from contracts.values import BEIJING, PersonCategory
from services.registration.domain import draw_state

WEEKDAYS = "一二三四五六日"
KINDS: Final = {"open_day": "政务开放日", "policy_talk": "政策公开讲"}
FORMS: Final = {"online": "线上直播", "offline": "线下", "hybrid": "线上线下结合"}
CATEGORIES: Final = {str(name): label for name, label in draw_state.CATEGORIES.items()}
PUBLIC: Final = (PersonCategory.PARENT, PersonCategory.ENTERPRISE, PersonCategory.OTHER_PUBLIC)
"""The categories in which anyone may sign up; the others are invited."""

GROUPS: Final = {
    "区人大代表": ("npc_deputy",),
    "区政协委员": ("cppcc_member",),
    "群众代表": ("parent", "enterprise", "other_public"),
    "媒体记者": ("media",),
}
"""The four groups of which the plan speaks."""

RULES: Final = {
    "draw": "抽签",
    "first_come": "先到先得",
    "unit_decision": "研究确定",
}
RULES_EXPLAINED: Final = {
    "draw": "抽签：先公布抽签办法，截止后公开抽签，先报后报机会一样。",
    "first_come": "先到先得：按报名先后取，报满后进入候补。",
    "unit_decision": "研究确定：由主责单位逐人选定。",
}
RULES_PUBLIC: Final = {
    "draw": "报名多于名额，截止后公开抽签。先报后报机会一样。",
    "first_come": "按报名先后确定，名额满后列为候补。",
    "unit_decision": "截止后由主办单位研究确定。",
}
METHODS: Final = {"open_selection": "公开遴选", "directed_invitation": "定向邀请"}
SIGN_UP_CHANNELS: Final = {"web": "网上", "telephone": "电话", "paper": "纸质"}
SOURCES: Final = {"hall": "现场", "form": "网上", "telephone": "电话", "livestream": "直播提问"}
MEANS: Final = {
    "in_person": "当面",
    "telephone": "电话",
    "message": "短信或邮件",
    "published": "公开",
}
DECISIONS: Final = {"adopted": "采纳", "partly_adopted": "部分采纳", "not_adopted": "未采纳"}
DECISION_SIGNS: Final = {
    "adopted": ("✓", "met"),
    "partly_adopted": ("◐", "part"),
    "not_adopted": ("✕", "plain"),
}
RELEASES: Final = {
    "withdrew": "本人退出",
    "cannot_come": "不能参加",
    "not_reached": "联系不上",
    "not_eligible": "不符合条件",
}
LEADERS: Final = {
    "principal": "主要负责同志到场",
    "deputy": "其他负责同志代为到场",
    "absent": "没有负责同志到场",
}
STATES: Final = {
    "signed_up": ("○", "", "已报名"),
    "selected": ("◐", "part", "已入选，待确认"),
    "seated": ("✓", "met", "已确认名额"),
    "checked_in": ("✓", "met", "已签到"),
    "walked_in": ("✓", "met", "现场登记到场"),
    "reserve": ("候", "part", "候补"),
    "not_selected": ("–", "", "未入选"),
    "invited": ("邀", "due", "已邀请，待答复"),
    "declined": ("✕", "", "已谢绝"),
    "withdrawn": ("✕", "", "已退出"),
    "released": ("✕", "", "名额已空出"),
    "erased": ("–", "", "信息已删除"),
}
"""State of a person: its sign, its colour, and the word that both only repeat."""

STATES_TOLD: Final = {
    "signed_up": "已报名，等待遴选",
    "selected": "已入选，主办单位将与您确认",
    "seated": "已确认参加",
    "checked_in": "已到场签到",
    "walked_in": "已现场登记到场",
    "reserve": "列为候补，有名额空出时通知您",
    "not_selected": "这次没有入选",
    "invited": "受邀参加，等待您答复",
    "declined": "已谢绝邀请",
    "withdrawn": "已退出",
    "released": "名额已取消",
    "erased": "信息已删除",
}
"""The same, as it is said to the person."""


def told(state: str, *, drawn: bool) -> str:
    """What somebody reads of themselves; ``drawn``: their sign-up is drawn by lot."""
    return "已报名，等待抽签" if drawn and state == "signed_up" else STATES_TOLD[state]


def day(value: date, *, year: bool = False) -> str:
    """10月16日（周一）."""
    written = f"{value.month}月{value.day}日（周{WEEKDAYS[value.weekday()]}）"
    return f"{value.year}年{written}" if year else written


def clock(moment: datetime) -> str:
    """9:05, in Beijing."""
    local = moment.astimezone(BEIJING)
    return f"{local.hour}:{local.minute:02}"


def moment(value: datetime) -> str:
    """10月16日（周一）9:05, in Beijing."""
    return day(value.astimezone(BEIJING).date()) + clock(value)


def until(value: datetime) -> str:
    """A deadline: midnight is 24:00 of the day before."""
    local = value.astimezone(BEIJING)
    if (local.hour, local.minute) == (0, 0):
        return day((local - timedelta(days=1)).date()) + "24:00"
    return day(local.date()) + clock(value)


def last_day(end: datetime) -> str:
    """2024年12月31日: the last day before a moment that ends something."""
    day_ = (end.astimezone(BEIJING) - timedelta(seconds=1)).date()
    return f"{day_.year}年{day_.month}月{day_.day}日"


def hours(start: datetime | None, end: datetime | None) -> str:
    """9:00—11:00, as far as it is known."""
    if start is None:
        return f"{clock(end)}结束" if end else ""
    return f"{clock(start)}—{clock(end)}" if end else f"{clock(start)}开始"


def local_field(value: datetime | None) -> str | None:
    """A moment as a ``datetime-local`` field takes it."""
    return value.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M") if value else None


def options(names: Mapping[str, str], keys: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Pairs of value and label for a field."""
    return [(str(key), names[key]) for key in (names if keys is None else keys)]


def counted(names: Mapping[str, str], counts: Mapping[str, int]) -> str:
    """家长代表8人、企业代表4人."""
    told = [f"{names[key]}{counts[key]}人" for key in names if counts.get(key)]
    return "、".join(told)


def method(person: Mapping[str, Any], rule: str | None) -> str:
    """How a person came to a seat."""
    if person["method"] == "directed_invitation" or person["invited_at"] is not None:
        why = f"：{person['invite_reason']}" if person["invite_reason"] else ""
        return METHODS["directed_invitation"] + why
    return f"公开遴选，{RULES[rule]}" if rule else METHODS["open_selection"]


def open_seats(row: Mapping[str, Any]) -> str:
    """How many seats anyone may have, and how many were filled by invitation."""
    seats = f"公众名额{row['seats']}个" if row["seats"] is not None else "公众名额没有设定"
    chosen = row["seated"] - row["invited"]
    found = f"，已确定{chosen}人" if chosen else ""
    return f"{seats}{found}；定向邀请已确定{row['invited']}人。"


def dates(sessions: Sequence[Any]) -> str:
    """The days of sessions that take place, or that they are still open."""
    days = [day(it.starts_on) for it in sessions if it.starts_on and not it.cancelled]
    return "、".join(dict.fromkeys(days)) or "日期未定"


_DATE = re.compile(r"(?:最晚)?\d+月\d+日（周.）(?:\d+:\d\d)?")


def whole(text: str) -> Markup:
    """A sentence whose dates never break over a line."""
    return Markup(_DATE.sub(r'<span class="nb">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped
