"""What can be done about an activity's arrangement: when it fits, and what its form looks like."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services._web.forms import FormModel
from services.announcer import wording
from services.announcer.arranging import filing as papers
from services.announcer.arranging import given
from services.announcer.arranging.fields import (
    AGENDA,
    DATING,
    DOCUMENT,
    REPORT,
    Field,
    clock,
    field,
    filing,
    forming,
    label,
    sessions,
    standing,
    why,
)
from services.announcer.queries import ActivityRow
from services.announcer.sessions import KnownSession


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


def _placed(row: ActivityRow) -> bool:
    return any(it.place for it in standing(row))


def _scheduling(row: ActivityRow) -> list[Field]:
    methods = Field("checkboxes", "methods", "代表怎样产生", {}, list(wording.METHODS.items()))
    return [*DATING, *([] if row.form else forming(required=False)), methods]


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
        "starts": clock(first.start_at), "ends": clock(first.end_at), "place": first.place,
        "ends_on": first.ends_on if first.ends_on != first.starts_on else None,
    }  # fmt: skip


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


def _changed(row: ActivityRow) -> bool:
    """Whether there may be something to file."""
    return bool(row.sessions) or row.lead_unit != row.planned["lead_unit"]


def _placing(row: ActivityRow) -> list[Field]:
    place = field("place", "地点", required=True, maxlength=200)
    return [*sessions(row, "全部场次"), place, *filing(changed=_placed(row))]


def _filing_alone(row: ActivityRow) -> list[Field]:
    options = [(it.session, label(row, it)) for it in row.sessions]
    more = {"required": False, "empty": "全部场次"}
    which = [Field("select", "session", "场次", more, options)] if options[1:] else []
    return [Field("select", "kind", "变更", {}, list(wording.FILED.items())), *which, why()[0]]


def _asking(row: ActivityRow) -> list[Field]:
    kind, *session, why = _filing_alone(row)
    return [
        kind, *session,
        field("starts_on", "日期", type="date", hint="改期、在计划期外举办的填写。"),
        field("starts", "开始时刻", type="time", hint="改期时时刻也变的填写。"),
        Field(
            "select", "form", "形式", {"required": False, "hint": "改变形式的选择。"},
            list(wording.FORMS.items()),
        ),
        field("place", "地点", hint="改变地点的填写。", maxlength=200),
        Field("select", "lead_unit", "主责单位", {"required": False, "hint": "换主责单位的选择。"}),
        why,
    ]  # fmt: skip


def _ticking(row: ActivityRow) -> list[Field]:
    return [Field("checkboxes", "points", "已经展示", {"required": True}, _points(row))]


def _holding(row: ActivityRow) -> list[Field]:
    return [
        *sessions(row, "整个活动"),
        field("started_on", "举办日期", type="date", required=True),
        field("ended_on", "结束日期", type="date", hint="当天结束的不填。"),
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
            given.Moving, lambda row: [*sessions(row), *DATING, *why()], _dated, _moving,
        ),
        Step(
            "form", "定形式", "改为线上的，参加名单作废，报名的人收到通知。",
            given.Forming,
            lambda row: [*forming(required=True), *filing(changed=bool(row.form))], _dated,
            lambda row: {"filed": "on", "form": row.form, "account": row.account},
        ),
        Step(
            "place", "定地点", "不选场次的，全部场次都在这里。",
            given.Placing, _placing, _dated, _filed,
        ),
        Step(
            "unit", "换主责单位", "交给另一个单位主责。交出以后，本单位不能再办理这项活动。",
            given.Leading,
            lambda _: [Field("select", "lead_unit", "主责单位", {}), *filing(changed=True)],
            _open, _filed,
        ),
        Step(
            "cancel", "取消活动", "取消不能撤回。已经发布公告的，还要发布取消公告。",
            given.Cancelling, lambda row: [*sessions(row, "整个活动"), *why()], _dated, _filed,
        ),
        Step(
            "filing", "报备变更", "变更时没有同时报备的，在这里补报；排在计划期外的，也要报备。",
            papers.Filing, _filing_alone, _changed, _nothing,
        ),
        Step(
            "ask", "报批变更", "总体方案要求先批准再变更的，先在这里报批，同意以后再办变更。",
            papers.Asking, _asking, _open, _nothing,
        ),
        Step(
            "host", "主办单位", "公告上写的主办单位。",
            given.Hosting, lambda _: [field("host", "主办单位", required=True, maxlength=200)],
            _open, lambda row: {"host": row.host},
        ),
        Step(
            "document", "实施方案", "实施方案定稿后登记。内容有变的，再登记一次。",
            given.Documenting, lambda _: DOCUMENT, _open, _nothing, takes_file=True,
        ),
        Step(
            "agenda", "流程", "公告和活动页按这里写。",
            given.Running, lambda _: AGENDA, _open, _agenda,
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
            given.Reporting, lambda _: REPORT, _dated, lambda _: {"channel": "new_media"},
        ),
    )
}  # fmt: skip

GROUPS = {
    "日期和变更": ("schedule", "move", "form", "place", "unit", "cancel", "filing"),
    "公告和方案": ("host", "document", "agenda"),
    "举办": ("points", "held", "report"),
}
"""What is done together, under a heading."""

_AGAIN: Mapping[str, tuple[str, Callable[[ActivityRow], bool]]] = {
    "schedule": ("加一场", lambda row: bool(row.sessions)),
    "form": ("改形式", lambda row: bool(row.form)),
    "place": ("改地点", _placed),
}


def titled(step: Step, row: ActivityRow) -> str:
    """What the step does to this activity: what is declared already is changed."""
    again, declared = _AGAIN.get(step.name, ("", lambda _: False))
    return again if declared(row) else step.title
