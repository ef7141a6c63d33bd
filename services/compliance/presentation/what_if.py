"""What a supposition would change, in words: the headline, and each verdict before and after."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.values import Form, VerdictStatus
from services.compliance.presentation import dates
from services.compliance.presentation.activity import session_words
from services.compliance.presentation.cell import address, chip_of, deadline_of, flag_words
from services.compliance.presentation.words import FORMS
from services.compliance.rules.chinese import UNITS

Json = Mapping[str, Any]

WORST = [status.value for status in VerdictStatus]
NAMED = 4
"""How many requirements the headline names."""

EFFECTS: Mapping[str, str] = {
    "worse": "变差",
    "added": "新增的要求",
    "limit": "限期或标记改变",
    "better": "变好",
    "dropped": "不再适用",
}
"""In the order shown: what needs a person first."""


def supposed_words(supposed: Json) -> str:
    """改到10月31日（周二），形式改为线上线下结合."""
    told = []
    if day := dates.parse_day(supposed.get("starts_on")):
        told.append(f"改到{dates.day_words(day, year=True)}举办")
    if form := supposed.get("form"):
        told.append(f"采用{FORMS[Form(form)]}形式")
    if supposed.get("cancelled"):
        told.append("取消这一场次" if supposed.get("session") else "取消活动")
    unit = UNITS[supposed.get("unit", "working")]
    if days := supposed.get("notice_days"):
        told.append(f"公告须提前{days}个{unit}")
    if days := supposed.get("materials_days"):
        told.append(f"工作材料须在{days}个{unit}内公开")
    return "，".join(told)


def what_if_headline(made: Json) -> str:
    """The outcome in one sentence; the worst that is new stands in it."""
    words = supposed_words(made["supposed"])
    if not words:
        return "填写假设的日期、形式或天数，看哪些结论会变"
    found = made["differences"]
    if not found:
        return f"假如{words}，各项结论和限期都不变"
    red = _newly(found, "missed")
    if red:
        return f"假如{words}，将有{_count(red)}未达标：{_names(red)}"
    soon = _newly(found, "due_soon")
    if soon:
        return f"假如{words}，没有新的未达标，但有{_count(soon)}临期：{_names(soon)}"
    open_ = _newly(found, "needs_review")
    if open_:
        return f"假如{words}，没有新的未达标，但有{_count(open_)}待人工核定：{_names(open_)}"
    return f"假如{words}，没有新的未达标，{_count(found)}的结论或限期会变"


def what_if_context(made: Json) -> dict[str, Any]:
    """Everything that ``what_if.html`` shows beside its form."""
    wall = made["row"] is None

    def line(alike: Sequence[Json]) -> dict[str, Any]:
        before, after = alike[0]["before"], alike[0]["after"]
        said = after["conclusion"] if len(alike) == 1 else ""
        return {
            "links": [
                (each["title"], address(made["programme"], each["row"], each["code"]))
                for each in alike
            ],
            "row": alike[0]["row_name"] if wall else "",
            "before": chip_of(before),
            "after": chip_of(after),
            "before_limit": deadline_of(before),
            "after_limit": deadline_of(after),
            "why": f"{said}{after['deadline']}{after['counting']}",
            "flags": [word for word in flag_words(after) if word not in flag_words(before)],
        }

    groups = [
        (words, len(found), [line(alike) for alike in _alike(found)])
        for effect, words in EFFECTS.items()
        if (found := [each for each in made["differences"] if each["effect"] == effect])
    ]
    return {
        "headline": made["headline"],
        "groups": groups,
        "unchanged": made["unchanged"],
        "row": made["row"],
        "forms": [(form.value, word) for form, word in FORMS.items()],
        "sessions": sessions_of(made["row"]),
        "units": list(UNITS.items()),
        "present": _present(made["row"]),
    }


def _alike(found: Sequence[Json]) -> list[list[Json]]:
    """Requirements of one row that change in the same way, together; what is worst then, first."""
    together: dict[tuple[Any, ...], list[Json]] = {}
    for each in found:
        before, after = each["before"], each["after"]
        states = [(it["status"], it["due_at"], *it["flags"]) for it in (before, after)]
        together.setdefault((each["row"], after["counting"], *states), []).append(each)
    return sorted(together.values(), key=lambda alike: WORST.index(alike[0]["after"]["status"]))


def _newly(found: Sequence[Json], status: str) -> list[Json]:
    return [
        each
        for each in found
        if each["after"]["status"] == status and each["before"]["status"] != status
    ]


def _count(found: Sequence[Json]) -> str:
    return f"{len(found)}项"


def _names(found: Sequence[Json]) -> str:
    titles = list(dict.fromkeys(each["title"] for each in found))
    shown = "、".join(titles[:NAMED])
    return f"{shown}等" if len(titles) > NAMED else shown


def sessions_of(row: Json | None) -> list[tuple[str, str]]:
    """The sessions that can still be changed, as options."""
    sessions = row["sessions"] if row else ()
    return [(each["session"], session_words(each)) for each in sessions if not each["cancelled"]]


def _present(row: Json | None) -> str | None:
    """How it stands now, as the field's hint."""
    if row is None:
        return None
    form = FORMS[Form(row["form"])] if row["form"] else "形式未定"
    day = dates.parse_day(row["date"])
    return f"现在是{dates.day_words(day, year=True) if day else '未排期'}，{form}。"
