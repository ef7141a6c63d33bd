"""What is said of opinions: how far one has come, who acts next, and its way so far. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from contracts.values import beijing_date
from services.registration.hearing.words import case_number
from services.registration.pages import wording

Row = Mapping[str, Any]
STAGES: Final = {
    "recorded": "待分办",
    "dispatched": "待答复",
    "replied": "待定采纳情况",
    "decided": "待反馈",
    "told": "已办结",
    "merged": "已合并",
}
"""How far an opinion has come, in the order of the work."""

SIGNS: Final = {
    "recorded": ("○", "due"),
    "dispatched": ("○", "due"),
    "replied": ("◐", "part"),
    "decided": ("◐", "part"),
    "told": ("✓", "met"),
    "merged": ("→", ""),
}
_WORK: Final = {
    "recorded": ("分办", "答复", "采纳情况", "反馈"),
    "dispatched": ("答复", "采纳情况", "反馈"),
    "replied": ("采纳情况", "反馈"),
    "decided": ("反馈",),
}


def stage(opinion: Row) -> str:
    """The last step counts; a merged opinion goes with another."""
    steps = (
        ("merged", "merged_into"),
        ("told", "fed_back_at"),
        ("decided", "decided_at"),
        ("replied", "replied_at"),
        ("dispatched", "unit"),
    )
    return next((name for name, column in steps if opinion.get(column) is not None), "recorded")


def case(opinion: Row) -> str:
    """受理编号."""
    return case_number(opinion["activity"], opinion["number"])


def waits_for(  # noqa: PLR0911 - one sentence a stage
    opinion: Row, unit: str, lead: str, returned_by: str = "", *, author: str = "提出人"
) -> str:
    """Who has to do what next; units by their names, and the author as the reader calls them."""
    match stage(opinion):
        case "recorded" if opinion["returned_by"]:
            return f"{returned_by}退回，等{lead}重新分办"
        case "recorded":
            return f"等{lead}分办"
        case "dispatched":
            return f"等{unit}答复"
        case "replied":
            return f"等{lead}定采纳情况"
        case "decided":
            return f"等{lead}反馈"
        case "told" if opinion["satisfied"] is False and not opinion["reopened_at"]:
            return f"{author}表示不满意，可以重新办理一次"
        case "told":
            return "已经办结"
        case _:
            return f"并入第{opinion['main_number']}号，一起办理"


def overdue(opinion: Row, due: date | None, now: datetime) -> bool:
    """Whether the target that compliance counted has passed without feedback."""
    open_ = stage(opinion) not in {"told", "merged"}
    return open_ and due is not None and beijing_date(now) > due


def day_number(received: datetime, now: datetime) -> int:
    """Which day it is since an opinion came; its own is the first. Every day counts."""
    return (beijing_date(now) - beijing_date(received)).days + 1


def way(facts: Sequence[Row], opinion: Row, units: Mapping[str, str]) -> list[dict[str, Any]]:
    """The steps that were taken, with dates and in plain words, then those that are to come."""
    taken = [
        {"name": name, "at": fact["occurred_at"], "says": says, "done": True}
        for fact in facts
        for name, says in [_step(fact["type"].partition(".")[0], fact["data"], units)]
    ]
    ahead = [
        {"name": name, "at": None, "says": "", "done": False}
        for name in _WORK.get(stage({**opinion, "merged_into": None}), ())
    ]
    return taken + ahead


def _step(  # noqa: PLR0911 - one sentence a fact
    kind: str, data: Row, units: Mapping[str, str]
) -> tuple[str, str]:
    unit = units.get(data.get("unit") or "", "承办单位")
    match kind:
        case "OpinionRecorded":
            return "收到", ""
        case "OpinionDispatched":
            return "分办", f"由{unit}承办。"
        case "OpinionReturned":
            return "退回", f"{unit}退回，重新分办。理由：{data['reason']}"
        case "OpinionReplied":
            return "答复", f"{unit}已经答复。"
        case "OpinionReplyCorrected":
            return "更正答复", f"{unit}更正了答复，以现在显示的为准。"
        case "OpinionDecided":
            return "采纳情况", f"{wording.DECISIONS[data['decision']]}。理由：{data['reason']}"
        case "OpinionFedBack":
            means = wording.MEANS.get(data.get("means") or "")
            return "反馈", f"方式：{means}。" if means else ""
        case "OpinionMerged":
            return "合并办理", "与内容相同的意见一起办理，编号和查询码不变，以下是共同的进展。"
        case "OpinionUnmerged":
            return "单独办理", "撤销合并，单独办理。"
        case "OpinionFollowedUp":
            return "回访", "满意。" if data["satisfied"] else "不满意。"
        case _:
            return "重新办理", f"原因：{data['reason']}"
