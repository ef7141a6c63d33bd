"""The fields of the forms of an arrangement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.values import BEIJING
from services.announcer import wording
from services.announcer.queries import ActivityRow
from services.announcer.sessions import KnownSession


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: ``kind`` is a macro of ``_forms.html``, ``more`` what it is given."""

    kind: str
    name: str
    label: str
    more: Mapping[str, Any]
    options: Sequence[tuple[str, str]] = ()


def label(row: ActivityRow, session: KnownSession) -> str:
    """第2场，9月21日（周四） where there are several; else its day."""
    day = wording.session_day(session)
    return f"第{list(row.sessions).index(session) + 1}场，{day}" if row.sessions[1:] else day


def standing(row: ActivityRow) -> list[KnownSession]:
    """The sessions that are not cancelled."""
    return [it for it in row.sessions if not it.cancelled]


def clock(moment: datetime | None) -> str | None:
    """The clock time in Beijing, as a field of time holds it."""
    return moment.astimezone(BEIJING).strftime("%H:%M") if moment else None


def field(name: str, words: str, **more: Any) -> Field:
    """One line to fill in; optional unless said."""
    return Field("field", name, words, {"required": False, **more})


def sessions(row: ActivityRow, whole: str = "") -> list[Field]:
    """Which session is meant; nothing is asked where there is one."""
    if not standing(row)[1:]:
        return []
    options = [(it.session, label(row, it)) for it in standing(row)]
    more = {"required": not whole, "empty": whole or "请选择"}
    return [Field("select", "session", "场次", more, options)]


FILED = Field(
    "checkbox", "filed", "同时向区政务公开主管部门报备", {"hint": "已经报批同意的，不用再勾选。"}
)
DATING = [
    field("starts_on", "日期", type="date", required=True),
    field("starts", "开始时刻", type="time"),
    field("ends_on", "结束日期", type="date", hint="当天结束的不填。"),
    field("ends", "结束时刻", type="time"),
    field("place", "地点", maxlength=200),
]
AGENDA = [
    Field("textarea", "steps", "流程", {"hint": "一行一步。", "rows": 5}),
    field("introduces", "介绍政策文件、工作情况的是第几步", inputmode="numeric"),
]
_FILES = {
    "accept": ".docx,.doc,.pdf,.wps,.ofd",
    "hint": "最大4MB。系统只记校验码，文件请自行归档。",
}
DOCUMENT = [
    Field("file", "file", "实施方案", _FILES),
    Field("checkbox", "emergency", "含应急措施", {}),
    Field("checkbox", "fallback", "含直播中断预案", {}),
]
ELSEWHERE = [
    field("address", "网址", required=True, maxlength=200),
    field("published_at", "页面显示的发布时间", type="datetime-local", required=True),
    field("evidence", "佐证", required=True, hint="截图存放处或者网址。", maxlength=200),
    field("note", "补录原因", hint="不是当天登记的写明。", maxlength=200),
]
"""What shows that something is out elsewhere."""
REPORT = [
    field("title", "报道标题", required=True, maxlength=200),
    Field("select", "channel", "渠道", {}, list(wording.CHANNELS.items())),
    *ELSEWHERE,
]


def why() -> list[Field]:
    """The reason of a change, and its filing."""
    more = {"hint": "会公开，不写个人姓名。", "rows": 2, "maxlength": 200}
    return [Field("textarea", "reason", "原因", more), FILED]


def filing(*, changed: bool) -> list[Field]:
    """The filing of a change that keeps no reason itself; of what is declared first, nothing."""
    hint = "报备的填写。会公开，不写个人姓名。"
    more = {"hint": hint, "required": False, "rows": 2, "maxlength": 200}
    return [Field("textarea", "reason", "报备的原因", more), FILED] if changed else []


def forming(*, required: bool) -> list[Field]:
    """The form, and the account of a stream."""
    return [
        Field("select", "form", "形式", {"required": required}, list(wording.FORMS.items())),
        field("account", "直播的政务新媒体账号", hint="有线上直播的填写。", maxlength=200),
    ]
