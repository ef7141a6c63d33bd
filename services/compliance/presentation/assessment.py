"""The assessment in Chinese: headlines, phases, and what each mark rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.values import VerdictStatus
from services.compliance.presentation import dates
from services.compliance.presentation.marks import marks_words
from services.compliance.presentation.pages import basis_of
from services.compliance.presentation.words import SIGNS

Json = Mapping[str, Any]

PHASES: Mapping[str, str] = {
    "open": "待自评",
    "self_scored": "待复核",
    "reviewed": "已复核",
    "appealed": "申诉待定",
    "decided": "申诉已定",
    "final": "结果已确认",
}
PHASE_SIGNS: Mapping[str, tuple[str, str]] = {
    "open": ("○", ""),
    "self_scored": ("评", "due"),
    "reviewed": ("核", ""),
    "appealed": ("诉", "review"),
    "decided": ("定", ""),
    "final": ("✓", "met"),
}
_CHIPS: Mapping[VerdictStatus, str] = {
    VerdictStatus.MISSED: "missed",
    VerdictStatus.NEEDS_REVIEW: "review",
    VerdictStatus.DUE_SOON: "due",
    VerdictStatus.MET_LATE: "late",
    VerdictStatus.GAP: "gap",
    VerdictStatus.MET: "met",
}
_GLYPHS: Mapping[str, str] = {"cross": "✕", "check": "✓", "hourglass": "⧗", "ring": "○"}
_FINE = (VerdictStatus.MET, VerdictStatus.EXEMPT)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One verdict that costs, may still cost, or earns."""

    href: str
    title: str
    about: str
    sign: str
    chip: str
    word: str
    effect: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One indicator with the marks that everybody gave it."""

    code: str
    title: str
    applies: bool
    bonus: bool
    full: str
    computed: str
    own: str
    report: str
    link: str
    given: str
    decided: str
    reasons: Sequence[str]
    cases: Sequence[CaseLine]
    fine: Sequence[tuple[str, str]]
    appealed: bool


def sheet_context(sheet: Json) -> dict[str, Any]:
    """Everything that a unit's page shows."""
    computed = sheet["computed"]
    names = {item["indicator"]: item["title"] for item in computed["items"]}
    appeal = sheet["appeal"]
    return {
        "sheet": sheet,
        "headline": headline(sheet),
        "scoring": scoring_words(computed["scoring"]),
        "moment": dates.moment_words(dates.parse_moment(sheet["computed_as_of"]), year=True),
        "lines": [_line(sheet, item) for item in computed["items"]],
        "totals": _totals(sheet),
        "basis": basis_of(sheet["pack"], sheet["calendar"]),
        "by_row": _by_row(sheet["rows"]),
        "recalculated": _recalculated(computed),
        "vetoes": [case["title"] for case in computed["vetoed_by"]],
        "appealed": "、".join(names.get(each, each) for each in appeal["indicators"])
        if appeal
        else "",
        "appeal_until": _day(sheet["review"]["appeal_until"]) if sheet["review"] else "",
        "phase": PHASES[sheet["phase"]],
    }


def headline(sheet: Json) -> str:
    """One sentence that could be read aloud."""
    name, phase = sheet["unit_name"], sheet["phase"]
    total = sheet["computed"]["total"]
    if total is None:
        return f"{name}没有适用的指标，不计分。"
    given = sheet["result"] or sheet["decision"] or sheet["review"]
    said = {
        "open": f"{name}还没有自评，系统测算{marks_words(total)}分。",
        "self_scored": f"{name}已经自评，等待复核，系统测算{marks_words(total)}分。",
    }
    if phase in said:
        return said[phase]
    marks, until = marks_words(given["total"]), _day(sheet["review"]["appeal_until"])
    return {
        "reviewed": f"{name}复核得分{marks}分，可以申诉到{until}24:00。",
        "appealed": f"{name}复核得分{marks}分，已经申诉，等待决定。",
        "decided": f"{name}申诉后得分{marks}分，等待确认。",
        "final": f"{name}年度考核得{marks}分，结果已经确认。",
    }[phase]


def scoring_words(scoring: Json) -> str:
    """《…》第1版（项目自拟）."""
    return f"《{scoring['title']}》第{scoring['version']}版（{scoring['label']}）"


def list_headline(made: Json) -> str:
    """How many units wait for what."""
    units = made["units"]
    counted = {name: sum(1 for it in units if it["phase"] == name) for name in PHASES}
    if made["closed"]:
        left = len(units) - counted["final"]
        none_final = f"，其中{left}个没有确认的结果" if left else ""
        return f"年度考核已经办结，{len(units)}个单位{none_final}。"
    parts = [f"{counted[name]}个{words}" for name, words in PHASES.items() if counted[name]]
    return f"{len(units)}个单位参加年度考核，{'，'.join(parts)}。"


def _line(sheet: Json, item: Json) -> ItemLine:
    code = item["indicator"]
    own = _mark(sheet["self_score"], code)
    review, decision = _mark(sheet["review"], code), _mark(sheet["decision"], code)
    applies = item["applies"]
    cases = item["cases"]
    troubled = [case for case in cases if VerdictStatus(case["status"]) not in _FINE]
    if item["bonus"]:
        troubled = cases
    reasons = (("复核", review.get("reason")), ("申诉决定", decision.get("reason")))
    appeal = sheet["appeal"]
    return ItemLine(
        code=code,
        title=item["title"],
        applies=applies,
        bonus=item["bonus"],
        full=_full(item),
        computed=marks_words(item["marks"]) if applies else "—",
        own=_shown(own),
        report=own.get("report") or "",
        link=own.get("link") or "",
        given=_shown(review),
        decided=_shown(decision),
        reasons=[f"{who}理由：{reason}" for who, reason in reasons if reason],
        cases=[_case(sheet, item, case) for case in troubled],
        fine=[] if item["bonus"] else [
            (_href(sheet, case), case["title"]) for case in cases if case not in troubled
        ],
        appealed=bool(appeal) and code in appeal["indicators"],
    )  # fmt: skip


def _full(item: Json) -> str:
    if item["bonus"]:
        return f"加分，最多{marks_words(item['most'])}"
    return marks_words(item["full_marks"]) if item["applies"] else "不适用"


def _case(sheet: Json, item: Json, case: Json) -> CaseLine:
    status = VerdictStatus(case["status"])
    sign = SIGNS[status]
    if case["counted_with"]:
        effect = f"与{case['counted_with']}同一原因，不重复扣分"
    elif case["marks"] > 0:
        effect = f"加{marks_words(case['marks'])}分"
    elif case["marks"] < 0:
        effect = f"扣{marks_words(-case['marks'])}分"
    else:
        effect = "尚未定，暂不扣分" if item["applies"] else ""
    return CaseLine(
        href=_href(sheet, case),
        title=case["title"],
        about=case["row_label"],
        sign=sign.character or _GLYPHS.get(sign.glyph or "", "–"),
        chip=_CHIPS.get(status, ""),
        word=sign.word,
        effect=effect,
    )


def _href(sheet: Json, case: Json) -> str:
    moment = sheet["computed_as_of"].replace("+", "%2B")
    base = f"/wall/{sheet['programme']}/activities/{case['row']}/{case['code']}"
    return f"{base}?as_of={moment}"


def _totals(sheet: Json) -> list[tuple[str, str]]:
    computed, own = sheet["computed"], sheet["self_total"]
    full = marks_words(computed["full_marks"])
    found = [
        ("系统测算", "不计分" if computed["total"] is None else marks_words(computed["total"]))
    ]
    if own is not None:
        found.append(("自评", marks_words(own)))
    for name, step in (("复核", "review"), ("申诉决定", "decision"), ("确认结果", "result")):
        if sheet[step]:
            found.append((name, f"{marks_words(sheet[step]['total'])}，满分{full}"))
    return found


def _by_row(rows: Sequence[Json]) -> str:
    """What each activity alone would come to, where there are several."""
    if len(rows) < 2:
        return ""
    each = [
        f"{row['label']}{'不计分' if row['total'] is None else marks_words(row['total']) + '分'}"
        for row in rows
    ]
    return f"各活动单独测算：{'；'.join(each)}。"


def _recalculated(computed: Json) -> str:
    """Why the total is not the sum: some indicators do not apply."""
    applying = sum(item["full_marks"] for item in computed["items"])
    full = computed["full_marks"]
    if applying in {0, full}:
        return ""
    return (
        f"适用指标满分合计{marks_words(applying)}分，各项得分按此折算为满分{marks_words(full)}分，"
        "加分另计。"
    )


def _mark(event: Json | None, code: str) -> Json:
    marks = event["marks"] if event else ()
    return next((mark for mark in marks if mark["indicator"] == code), {})


def _shown(mark: Json) -> str:
    return marks_words(mark["marks"]) if mark else "—"


def _day(text: str) -> str:
    return dates.day_words(date.fromisoformat(text))
