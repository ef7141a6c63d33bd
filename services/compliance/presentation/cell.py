"""One verdict as a cell or a chip: its glyph, number, words and address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.values import VerdictStatus
from services.compliance.presentation import dates
from services.compliance.presentation.words import FLAGS, PROBLEMS, SIGNS

Json = Mapping[str, Any]

FEW_DAYS = 5
"""A pending number is bold from here down."""

_FLAG_ORDER = ("conflicting_evidence", "provisional", "borderline", "self_filed", "inferred")


@dataclass(frozen=True, slots=True)
class Chip:
    """A status with its glyph, or its character, or its number of working days left."""

    status: str
    word: str
    glyph: str | None
    text: str
    number: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of the wall; ``label`` is what a screen reader says."""

    id: str
    href: str
    chip: Chip
    flag: str | None
    label: str
    deadline: str
    problem: bool


def chip_of(verdict: Json) -> Chip:
    """The sign of a verdict; a number only while a deadline lies ahead."""
    status = VerdictStatus(verdict["status"])
    sign = SIGNS[status]
    left = verdict.get("days_left")
    ahead = status in {VerdictStatus.DUE_SOON, VerdictStatus.PENDING}
    numbered = left is not None and ahead
    pending_number = numbered and status is VerdictStatus.PENDING
    return Chip(
        status=status.value,
        word=sign.word,
        glyph=None if pending_number else sign.glyph,
        text=sign.character,
        number=str(left) if numbered else "",
        strong=pending_number and int(left or 0) <= FEW_DAYS,
    )


def label_of(name: str, title: str, verdict: Json) -> str:
    """长子营镇，公告时间，临期，剩0个工作日; the flags follow."""
    chip = chip_of(verdict)
    parts = [name, title, chip.word]
    if chip.number:
        parts.append(f"剩{chip.number}个工作日")
    parts += flag_words(verdict)
    return "，".join(parts)


def flag_words(verdict: Json) -> list[str]:
    """The words of a verdict's flags, the gravest first."""
    return [FLAGS[flag] for flag in _FLAG_ORDER if flag in verdict.get("flags", ())]


def deadline_of(verdict: Json) -> str:
    """The deadline's words, or nothing."""
    at = verdict.get("due_at")
    return dates.deadline_words(
        dates.parse_day(verdict.get("due")), dates.parse_moment(at) if at else None
    )


def address(programme: str, row: str, code: str | None = None) -> str:
    """The page of a row, or of one of its verdicts."""
    base = f"/wall/{programme}/activities/{row}"
    return f"{base}/{code}" if code else base


def cell_id(row: str, code: str) -> str:
    """The element's id; a colon would need escaping in selectors."""
    return f"c-{row.replace(':', '-')}-{code}"


def cell_of(programme: str, row: Json, column: Json, verdict: Json) -> Cell:
    """The cell of a row and a column of the matrix."""
    deadline = deadline_of(verdict)
    status = VerdictStatus(verdict["status"])
    flags = verdict.get("flags", ())
    return Cell(
        id=cell_id(row["activity"], column["code"]),
        href=address(programme, row["activity"], column["code"]),
        chip=chip_of(verdict),
        flag=next((flag for flag in _FLAG_ORDER if flag in flags), None),
        label=label_of(row["unit_name"], column["title"], verdict),
        deadline=f"限期{deadline}" if deadline else "",
        problem=status in PROBLEMS,
    )
