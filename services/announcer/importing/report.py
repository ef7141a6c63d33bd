"""A draft as JSON, for programs and for the command line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from services.announcer.importing.difference import Change
from services.announcer.importing.draft import Draft, planned
from services.announcer.importing.parts import Kind
from services.announcer.importing.remarks import Remark, Weight
from services.announcer.importing.text import one_line

COUNTED = {"open_day": "场政务开放日", "policy_talk": "场政策公开讲"}
WEIGHTS = {
    Weight.OBSTACLE: "须改正",
    Weight.DOUBT: "存疑",
    Weight.INFERRED: "推定",
    Weight.REPAIR: "已改读",
}


def report(draft: Draft) -> dict[str, Any]:
    """Everything a reviewer sees: the plan's head, its activities, remarks, other text."""
    head = draft.head
    return {
        "title": head.title,
        "issued_by": head.issued_by,
        "season": [it.isoformat() for it in head.season] if head.season else None,
        "office_unit": head.office.unit if head.office else None,
        "themes": list(head.themes),
        "units": [asdict(it) for it in draft.units],
        "activities": [
            {**planned(it), "ordinal": it.ordinal, "lead": it.lead.name, "line": it.line}
            for it in draft.activities
        ],
        "remarks": [asdict(it) for it in draft.remarks],
        "unassigned": [
            {"line": it.line, "section": it.section, "text": it.text} for it in draft.unassigned
        ],
        "adoptable": draft.adoptable,
    }


def headline(draft: Draft) -> str:
    """How much was read: 读出5个专题、17场政务开放日、5场政策公开讲，19家单位."""
    kinds = Counter(it.kind for it in draft.activities)
    counts = [f"{kinds[kind]}{word}" for kind, word in COUNTED.items()]
    said = "、".join([f"{len(draft.head.themes)}个专题", *counts])
    return f"读出{said}，{len(draft.units)}家单位。"


def remarked(draft: Draft) -> str:
    """How many remarks of each weight: 须改正0处，存疑0处，推定13处，已改读17处."""
    found = Counter(it.weight for it in draft.remarks)
    return "，".join(f"{word}{found[weight]}处" for weight, word in WEIGHTS.items()) + "。"


def by_line(found: Sequence[Remark]) -> list[tuple[int, str, list[str]]]:
    """Remarks on the same words together: the line, its words, what is said of them."""
    lines: dict[tuple[int, str], list[str]] = {}
    for it in found:
        lines.setdefault((it.line, it.source), []).append(it.message)
    return [(line, words, said) for (line, words), said in lines.items()]


def source(draft: Draft) -> list[tuple[int, str, str]]:
    """The text line by line, with what each stretch was taken for: nothing is left out."""
    names = {Kind.HEADING: "标题", Kind.THEME: "专题", Kind.ITEM: "活动", Kind.OTHER: "其他文字"}
    return [
        (it.line, names[it.kind], one_line(it.text, len(it.text)))
        for it in draft.parts
        if it.kind is not Kind.BLANK
    ]


def changes(found: Sequence[Change]) -> list[dict[str, Any]]:
    """A difference as JSON."""
    return [asdict(it) for it in found]
