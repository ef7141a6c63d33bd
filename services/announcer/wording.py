"""How the public pages say things: Beijing time, official words, no relative times."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from contracts.values import BEIJING
from services.announcer.queries import PublicationRow
from services.announcer.sessions import KnownSession

WEEKDAYS = "一二三四五六日"
KINDS = {"open_day": "政务开放日", "policy_talk": "政策公开讲"}
FORMS = {"online": "线上直播", "offline": "线下", "hybrid": "线上线下结合"}
CHANNELS = {"district_website": "区政府网站", "new_media": "政务新媒体", "other": "其他渠道"}
NOTICES = {
    "activity": "活动公告",
    "selection": "遴选公告",
    "change": "变更公告",
    "correction": "更正公告",
    "cancellation": "取消公告",
}
CATEGORIES = {
    "npc_deputy": "区人大代表",
    "cppcc_member": "区政协委员",
    "parent": "家长代表",
    "enterprise": "企业代表",
    "other_public": "其他群众代表",
    "media": "媒体记者",
    "expert": "专家",
    "own_staff": "本单位人员",
    None: "类别未登记",
}
PUBLICATIONS = {
    "notice": "公告",
    "materials": "工作材料",
    "results": "意见采纳情况",
    "publicity": "宣传报道",
}
LOGS = {
    "announcer": "公告",
    "registration": "报名和意见",
    "livestream": "直播",
    "compliance": "核对",
}
DECISIONS = {"adopted": "采纳", "partly_adopted": "部分采纳", "not_adopted": "未采纳"}
DECISION_SIGNS = {
    "adopted": ("✓", "met"),
    "partly_adopted": ("◐", "part"),
    "not_adopted": ("✕", ""),
}
"""The glyph of each, and the colour of its chip."""
CHANGES = {
    "head": "方案",
    "new": "新增活动，列入计划",
    "led_otherwise": "更换主责单位",
    "worded_otherwise": "文字调整",
    "gone": "新方案没有这项活动",
}
FILED = {
    "reschedule": "改期",
    "outside_window": "在计划期外举办",
    "cancellation": "取消",
    "form": "改变形式",
    "venue": "改变地点",
    "unit": "更换主责单位",
}
"""What a filing is about."""
NOT_TAKEN = {
    "taken_back": "活动已取消或改期，对方可能已经发布，请联系对方核实",
    "not_set": "这个渠道已不再接通",
    "receipt_unreadable": "对方的回执没有写明网址，请联系对方核实是否已发布",
    "timeout": "对方一直没有答复，请联系对方核实是否已发布",
}
LOOKS = {
    "as_published": ("met", "✓", "页面已核对"),
    "changed": ("missed", "!", "页面内容与发布的不一致"),
    "not_there": ("missed", "✕", "页面上没有这篇公告"),
    "gone": ("missed", "✕", "页面已不存在"),
    "unreachable": ("due", "!", "页面打不开，过一会儿再核对"),
}
METHODS = {"open_selection": "公开遴选", "directed_invitation": "定向邀请"}
RULES = {
    "unit_decision": "报名截止后，由主办单位研究确定参加人员。",
    "first_come": "按报名先后确定参加人员，额满为止。",
    "draw": "报名多于名额的，截止后公开抽签。先报后报机会一样。",
}
ELEMENTS = {
    "start_at": "活动时间",
    "end_at": "结束时间",
    "duration": "活动时长",
    "place": "活动地点",
    "agenda": "活动流程",
    "netizen_participation": "网民参与方式",
    "host": "主办单位",
    "sign_up": "报名方式",
    "contact": "联系方式",
}


def day(value: date) -> str:
    """2023年9月14日（周四）."""
    return f"{plain_day(value)}（周{WEEKDAYS[value.weekday()]}）"


def plain_day(value: date) -> str:
    """2023年9月14日, where the day of the week does not matter."""
    return f"{value.year}年{value.month}月{value.day}日"


def date_of(value: datetime) -> str:
    """The day in Beijing of a moment."""
    return plain_day(value.astimezone(BEIJING).date())


def month_of(year: int | None, month: int | None) -> str:
    """A year, or one month of it, behind a title; nothing where all are meant."""
    if year is None:
        return ""
    return f"（{year}年）" if month is None else f"（{year}年{month}月）"


def moment(value: datetime) -> str:
    """2023年9月14日9:05, in Beijing."""
    local = value.astimezone(BEIJING)
    return f"{local.year}年{local.month}月{local.day}日{_clock(local)}"


def stamp(value: str) -> str:
    """The same of a moment as a fact's data holds it."""
    return moment(datetime.fromisoformat(value))


def deadline(value: datetime) -> str:
    """2023年10月24日（周二）18:00, in Beijing; midnight is the end of the day before."""
    local = value.astimezone(BEIJING)
    if (local.hour, local.minute) == (0, 0):
        return f"{day(local.date() - timedelta(days=1))}24:00"
    return f"{day(local.date())}{_clock(local)}"


def remaining(value: datetime, now: datetime) -> str:
    """The days up to a deadline, which always stands beside it."""
    last = (value.astimezone(BEIJING) - timedelta(microseconds=1)).date()
    days = (last - now.astimezone(BEIJING).date()).days
    return "今天截止" if days == 0 else f"还有{days}天"


def publication(it: PublicationRow) -> str:
    """What was published where and when."""
    kinds = "、".join(NOTICES[each] for each in it.data.get("kinds", ()))
    account = f"“{it.account}”" if it.account else ""
    claimed = "（单位登记）" if it.entry == "manual" else ""
    return (
        f"{kinds or PUBLICATIONS[it.kind]}，{moment(it.published_at)}发布{claimed}，"
        f"{CHANNELS[it.channel]}{account}"
    )


def anchor(it: PublicationRow) -> str:
    """Where on the activity's page a publication stands."""
    elsewhere = it.entry == "manual" or it.data.get("receipt")
    return f"publication-{it.id}" if elsewhere else f"{it.kind}-{it.reference}"


def session_day(session: KnownSession) -> str:
    """The date, or first and last date, of a session."""
    if session.ends_on == session.starts_on:
        return day(session.starts_on)
    return f"{day(session.starts_on)}—{day(session.ends_on)}"


def session_hours(session: KnownSession) -> str:
    """The clock times of a session as far as they are known."""
    known = [_clock(it.astimezone(BEIJING)) for it in (session.start_at, session.end_at) if it]
    if not known:
        return ""
    if session.end_at is None:
        return f"{known[0]}开始"
    return f"{known[0]}—{known[-1]}" if session.start_at else f"{known[0]}结束"


def dates(sessions: Sequence[KnownSession]) -> str:
    """The days of all sessions that are not cancelled, or that they are still open."""
    days = [session_day(it) for it in sessions if not it.cancelled]
    return "、".join(days) or "时间待定"


def place(sessions: Sequence[KnownSession], said: str | None) -> str:
    """Where it is; in the notice's words, which tell of access, as long as they name the place."""
    known = list(dict.fromkeys(it.place for it in sessions if it.place and not it.cancelled))
    if said and (not known or (len(known) == 1 and known[0] in said)):
        return said
    return "、".join(known)


def change(type_: str, data: dict[str, object], sessions: Sequence[KnownSession] = ()) -> str:
    """One change in a sentence, as the public should read it; of several sessions it says which."""

    def of(session: object) -> str:
        ids = [it.session for it in sessions]
        return f"第{ids.index(session) + 1}场" if ids[1:] and session in ids else ""

    match type_, data:
        case "EventRescheduled.v1", {"moved": {"session": session, "starts_on": str(starts_on)}}:
            return (
                f"{of(session)}改期至{day(date.fromisoformat(starts_on))}。原因：{data['reason']}。"
            )
        case "EventCancelled.v1", _:
            return f"{of(data.get('session')) or '活动'}取消。原因：{data['reason']}。"
        case "FormChanged.v1", {"form": str(form)}:
            return f"活动形式改为{FORMS[form]}。"
        case _:
            return f"{of(data.get('session')) or '活动'}地点改为{data['place']}。"


def filed(kind: str, value: str, units: Mapping[str, str]) -> str:
    """What a filing says is changed, and to what; ``units`` names units by their ids."""
    said = {"cancellation": "", "form": FORMS.get(value, value), "unit": units.get(value, value)}
    if kind in {"reschedule", "outside_window"}:
        on, _, clock = value.partition("T")
        said[kind] = f"{day(date.fromisoformat(on))}{clock.removeprefix('0')}"
    return "，".join(filter(None, (FILED[kind], said.get(kind, value))))


def _clock(local: datetime) -> str:
    return f"{local.hour}:{local.minute:02}"
