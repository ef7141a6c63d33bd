"""What can be done about an activity's arrangement: when it fits, and what its form looks like."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.values import BEIJING
from services._web.forms import FormModel
from services.announcer import wording
from services.announcer.arranging import given
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


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, with its page."""

    name: str
    title: str
    says: str
    form: type[FormModel]
    fields: Callable[[ActivityRow], list[Field]]
    fits: Callable[[ActivityRow], bool]
    starts: Callable[[ActivityRow], dict[str, object]]
    takes_file: bool = False


def label(row: ActivityRow, session: KnownSession) -> str:
    """第2场，9月21日（周四） where there are several; else its day."""
    day = wording.session_day(session)
    return f"第{list(row.sessions).index(session) + 1}场，{day}" if row.sessions[1:] else day


def standing(row: ActivityRow) -> list[KnownSession]:
    """The sessions that are not cancelled."""
    return [it for it in row.sessions if not it.cancelled]


def _field(name: str, words: str, **more: Any) -> Field:
    return Field("field", name, words, {"required": False, **more})


def _sessions(row: ActivityRow, whole: str = "") -> list[Field]:
    """Which session is meant; nothing is asked where there is one."""
    if not standing(row)[1:]:
        return []
    options = [(it.session, label(row, it)) for it in standing(row)]
    more = {"required": not whole, "empty": whole or "请选择"}
    return [Field("select", "session", "场次", more, options)]


_FILED = Field("checkbox", "filed", "同时向区政务公开主管部门报备", {})
_DATING = [
    _field("starts_on", "日期", type="date", required=True),
    _field("starts", "开始时刻", type="time"),
    _field("ends_on", "结束日期", type="date", hint="当天结束的不填。"),
    _field("ends", "结束时刻", type="time"),
    _field("place", "地点", maxlength=200),
]
_AGENDA = [
    Field("textarea", "steps", "流程", {"hint": "一行一步。", "rows": 5}),
    _field("introduces", "介绍政策文件、工作情况的是第几步", inputmode="numeric"),
]


_DOCUMENT = [
    Field(
        "file",
        "file",
        "实施方案",
        {
            "accept": ".docx,.doc,.pdf,.wps,.ofd",
            "hint": "最大4MB。系统只记校验码，文件请自行归档。",
        },
    ),
    Field("checkbox", "emergency", "含应急措施", {}),
    Field("checkbox", "fallback", "含直播中断预案", {}),
]
_REPORT = [
    _field("title", "报道标题", required=True, maxlength=200),
    Field("select", "channel", "渠道", {}, list(wording.CHANNELS.items())),
    _field("address", "网址", required=True, maxlength=200),
    _field("published_at", "页面显示的发布时间", type="datetime-local", required=True),
    _field("evidence", "佐证", required=True, hint="截图存放处或者网址。", maxlength=200),
    _field("note", "补录原因", hint="不是当天登记的写明。", maxlength=200),
]


def in_force(row: ActivityRow, session: str | None) -> dict[str, str | None]:
    """By kind of change, what is in force of it, in the grammar of ``ChangeKind``."""
    several = [it for it in row.sessions if session in {None, it.session}]
    first = several[0] if several else None
    clock = _clock(first.start_at) if first else None
    day = str(first.starts_on) if first else None
    gone = row.cancelled or any(it.cancelled for it in several)
    return {
        "reschedule": f"{day}T{clock}" if day and clock else day,
        "outside_window": f"{day}T{clock}" if day and clock else day,
        "cancellation": "cancelled" if gone else None,
        "form": row.form,
        "venue": first.place if first else None,
        "unit": row.lead_unit,
    }


def _why() -> list[Field]:
    """The reason of a change, and its filing."""
    more = {"hint": "会公开，不写个人姓名。", "rows": 2, "maxlength": 200}
    return [Field("textarea", "reason", "原因", more), _FILED]


def _filing(*, changed: bool) -> list[Field]:
    """The filing of a change that keeps no reason itself; of what is declared first, nothing."""
    hint = "报备的填写。会公开，不写个人姓名。"
    more = {"hint": hint, "required": False, "rows": 2, "maxlength": 200}
    return [Field("textarea", "reason", "报备的原因", more), _FILED] if changed else []


def _forming(*, required: bool) -> list[Field]:
    return [
        Field("select", "form", "形式", {"required": required}, list(wording.FORMS.items())),
        _field("account", "直播的政务新媒体账号", hint="有线上直播的填写。", maxlength=200),
    ]


def _placed(row: ActivityRow) -> bool:
    return any(it.place for it in standing(row))


def _scheduling(row: ActivityRow) -> list[Field]:
    methods = Field("checkboxes", "methods", "代表怎样产生", {}, list(wording.METHODS.items()))
    return [*_DATING, *([] if row.form else _forming(required=False)), methods]


def _points(row: ActivityRow) -> list[tuple[str, str]]:
    return [(it["point"], it["title"]) for it in row.planned.get("content_points", ())]


def _first(row: ActivityRow) -> KnownSession | None:
    return next(iter(standing(row)), None)


def _moving(row: ActivityRow) -> dict[str, object]:
    first = _first(row)
    if first is None or standing(row)[1:]:
        return {"filed": "on"}
    return {
        "filed": "on", "session": first.session, "starts_on": first.starts_on,
        "starts": _clock(first.start_at), "ends": _clock(first.end_at), "place": first.place,
        "ends_on": first.ends_on if first.ends_on != first.starts_on else None,
    }  # fmt: skip


def _clock(moment: Any) -> str | None:
    return moment.astimezone(BEIJING).strftime("%H:%M") if moment else None


def _agenda(row: ActivityRow) -> dict[str, object]:
    marked = (at for at, it in enumerate(row.agenda, 1) if it.get("introduces"))
    return {"steps": "\n".join(it["title"] for it in row.agenda), "introduces": next(marked, None)}


def _held(row: ActivityRow) -> dict[str, object]:
    first = _first(row)
    if first is None or standing(row)[1:]:
        return {}
    last = first.ends_on if first.ends_on != first.starts_on else None
    return {"started_on": first.starts_on, "ended_on": last}


def _open(row: ActivityRow) -> bool:
    return not row.cancelled


def _dated(row: ActivityRow) -> bool:
    return not row.cancelled and bool(standing(row))


def _placing(row: ActivityRow) -> list[Field]:
    place = _field("place", "地点", required=True, maxlength=200)
    return [*_sessions(row, "全部场次"), place, *_filing(changed=_placed(row))]


def _filing_alone(row: ActivityRow) -> list[Field]:
    options = [(it.session, label(row, it)) for it in row.sessions]
    more = {"required": False, "empty": "全部场次"}
    which = [Field("select", "session", "场次", more, options)] if options[1:] else []
    return [Field("select", "kind", "变更", {}, list(wording.FILED.items())), *which, _why()[0]]


def _ticking(row: ActivityRow) -> list[Field]:
    return [Field("checkboxes", "points", "已经展示", {"required": True}, _points(row))]


def _holding(row: ActivityRow) -> list[Field]:
    return [
        *_sessions(row, "整个活动"),
        _field("started_on", "举办日期", type="date", required=True),
        _field("ended_on", "结束日期", type="date", hint="当天结束的不填。"),
    ]


def _nothing(_row: ActivityRow) -> dict[str, object]:
    return {}


def _filed(_row: ActivityRow) -> dict[str, object]:
    return {"filed": "on"}


STEPS = {
    step.name: step
    for step in (
        Step(
            "schedule", "定日期", "日期定下，各项限期随即算出。已定日期的场次请用改期。",
            given.Scheduling, _scheduling, _open, _nothing,
        ),
        Step(
            "move", "改期", "只改一场。报名、邀请和名额保留，报名的人收到通知。",
            given.Moving, lambda row: [*_sessions(row), *_DATING, *_why()], _dated, _moving,
        ),
        Step(
            "form", "定形式", "改为线上的，参加名单作废，报名的人收到通知。",
            given.Forming,
            lambda row: [*_forming(required=True), *_filing(changed=bool(row.form))], _dated,
            lambda row: {"filed": "on", "form": row.form, "account": row.account},
        ),
        Step(
            "place", "定地点", "不选场次的，全部场次都在这里。",
            given.Placing, _placing, _dated, _filed,
        ),
        Step(
            "cancel", "取消活动", "取消不能撤回。已经发布公告的，还要发布取消公告。",
            given.Cancelling, lambda row: [*_sessions(row, "整个活动"), *_why()], _dated, _filed,
        ),
        Step(
            "filing", "报备变更", "变更时没有同时报备的，在这里补报；排在计划期外的，也要报备。",
            given.Filing, _filing_alone, lambda row: bool(row.sessions), _nothing,
        ),
        Step(
            "host", "主办单位", "公告上写的主办单位。",
            given.Hosting, lambda _: [_field("host", "主办单位", required=True, maxlength=200)],
            _open, lambda row: {"host": row.host},
        ),
        Step(
            "document", "实施方案", "实施方案定稿后登记。内容有变的，再登记一次。",
            given.Documenting, lambda _: _DOCUMENT, _open, _nothing, takes_file=True,
        ),
        Step(
            "agenda", "流程", "公告和活动页按这里写。",
            given.Running, lambda _: _AGENDA, _open, _agenda,
        ),
        Step(
            "points", "核对规定内容", "方案对本活动写明的内容，活动展示了哪些。",
            given.Ticking, _ticking, lambda row: _dated(row) and bool(_points(row)), _nothing,
        ),
        Step(
            "held", "登记举办", "活动已经举办的登记，材料等限期从这一天起算。",
            given.Holding, _holding, _dated, _held,
        ),
        Step(
            "report", "登记宣传报道", "新媒体、媒体上关于本活动的报道，一篇登记一次。",
            given.Reporting, lambda _: _REPORT, _dated, lambda _: {"channel": "new_media"},
        ),
    )
}  # fmt: skip

_AGAIN: Mapping[str, tuple[str, Callable[[ActivityRow], bool]]] = {
    "schedule": ("加一场", lambda row: bool(row.sessions)),
    "form": ("改形式", lambda row: bool(row.form)),
    "place": ("改地点", _placed),
}


def titled(step: Step, row: ActivityRow) -> str:
    """What the step does to this activity: what is declared already is changed."""
    again, declared = _AGAIN.get(step.name, ("", lambda _: False))
    return again if declared(row) else step.title
