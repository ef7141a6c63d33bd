"""The text cut into parts: what each stretch of it is. Joined, the parts are the text again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from services.announcer.importing import layout
from services.announcer.importing.remarks import Remark, Weight
from services.announcer.importing.text import Line, lines, one_line, plain


class Kind(StrEnum):
    """What a stretch of text is."""

    BLANK = "blank"
    HEADING = "heading"
    THEME = "theme"
    ITEM = "item"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text; ``column`` and ``theme`` say under which headings it stands."""

    kind: Kind
    line: int
    text: str
    column: str | None = None
    theme: str | None = None
    section: str = ""


@dataclass(slots=True)
class _Place:
    """Where the reader is, and what it found so far."""

    section: int = 0
    name: str = ""
    column: str | None = None
    theme: str | None = None
    parts: list[Part] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def add(self, kind: Kind, line: int, text: str) -> None:
        self.parts.append(Part(kind, line, text, self.column, self.theme, self.name))

    def note(self, weight: Weight, code: str, line: Line, message: str) -> None:
        self.remarks.append(Remark(weight, code, line.number, message, one_line(line.text)))


def cut(text: str) -> tuple[list[Part], list[Remark]]:
    """Every part in order, and what was odd about headings."""
    place = _Place()
    for line in lines(text):
        if not line.plain.strip():
            place.add(Kind.BLANK, line.number, line.text)
        elif not _heading(place, line):
            _words(place, line)
    return place.parts, place.remarks


def _heading(place: _Place, line: Line) -> bool:
    shown = line.plain
    if (found := layout.SECTION.fullmatch(shown)) is not None:
        _section(place, line, found, printed=found["no"])
    elif (
        (found := layout.SECTION_WRONG.fullmatch(shown)) is not None
        and int(found["no"]) == place.section + 1
        and place.section
        and not found["title"].endswith("专题")
    ):
        wanted = layout.chinese(int(found["no"]))
        message = f"“{found['no']}、”按“{wanted}、”读。"
        place.note(Weight.REPAIR, "broken_numbering", line, message)
        _section(place, line, found, printed=wanted)
    elif (found := layout.SUBSECTION.fullmatch(shown)) and (column := _column(found["title"])):
        place.column, place.theme = column, None
        place.add(Kind.HEADING, line.number, line.text)
    elif place.column == "open_day" and (found := layout.THEME.fullmatch(shown)):
        start, end = found.span("name")
        place.theme = line.text[start:end].strip()
        place.add(Kind.THEME, line.number, line.text)
    else:
        return False
    return True


def _section(place: _Place, line: Line, found: re.Match[str], printed: str) -> None:
    value = layout.number(printed)
    if value != place.section + 1:
        message = f"“{printed}、”前面是第{place.section}部分，编号不连续。"
        place.note(Weight.DOUBT, "broken_numbering", line, message)
    place.section = value or place.section + 1
    place.name, place.column, place.theme = found["title"].strip(), None, None
    place.add(Kind.HEADING, line.number, line.text)


def _column(title: str) -> str | None:
    return next((kind for name, kind in layout.KINDS.items() if name in title), None)


def _words(place: _Place, line: Line) -> None:
    if place.column is None:
        place.add(Kind.OTHER, line.number, line.text)
        return
    for index, piece in enumerate(_pieces(line.text)):
        if index and _is_item(place, piece):
            place.note(Weight.REPAIR, "joined_items", line, "一行里有两项，已分开。")
        _piece(place, line, piece)


def _pieces(text: str) -> Iterator[str]:
    """A line, cut behind every lead unit after which more words stand."""
    begin, shown = 0, plain(text)
    for found in layout.LEAD.finditer(shown):
        if shown[found.end() :].strip(" \r\n。"):
            yield text[begin : found.end()]
            begin = found.end()
    yield text[begin:]


def _piece(place: _Place, line: Line, piece: str) -> None:
    at = len(place.parts) - 1
    while at >= 0 and place.parts[at].kind is Kind.BLANK:
        at -= 1
    last = place.parts[at] if at >= 0 else None
    open_ = last is not None and last.kind is Kind.ITEM and not layout.LEAD.search(plain(last.text))
    if not piece.strip():
        place.add(Kind.BLANK, line.number, piece)
    elif _is_item(place, piece):
        place.add(Kind.ITEM, line.number, piece)
    elif open_ and last is not None:
        text = "".join(part.text for part in place.parts[at:]) + piece
        place.parts[at:] = [replace(last, text=text)]
        place.note(Weight.REPAIR, "joined_lines", line, "与上一行合为一项。")
    else:
        place.add(Kind.OTHER, line.number, piece)
        message = "这段文字在活动部分，却不属于任何一项活动。"
        place.note(Weight.DOUBT, "unassigned", line, message)


def _is_item(place: _Place, piece: str) -> bool:
    shown = plain(piece)
    if place.column == "open_day":
        return layout.OPEN_DAY.fullmatch(shown) is not None
    return place.column == "policy_talk" and layout.TALK.fullmatch(shown) is not None
