"""What the text says of the plan as a whole: title, issuer, season, filing office, themes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from services.announcer.importing import units
from services.announcer.importing.parts import Kind, Part
from services.announcer.importing.remarks import Remark, Weight
from services.announcer.importing.text import QUOTES, bare, one_line, plain

_TITLE = re.compile(r"关于印发《([^《》]{4,120}?方案)》")
_NAMED = re.compile(r"《([^《》]{4,120}?总体方案)》")
_ISSUER = re.compile(r"^\s*([^《》。，]{4,80}?)关于印发")
_SEASON = re.compile(r"(\d{4})年(\d{1,2})月?\s*[-—–~至到]+\s*(?:(\d{4})年)?(\d{1,2})月")
_OFFICE = re.compile(r"向(?:本?[区县市])?([^，。、向]{2,12}?(?:局|办|办公室|中心))报备")
_THEMES = re.compile(r"着眼([^。；]{4,200}?)等专题")
_QUOTE = re.compile(f"[{re.escape(QUOTES)}]")


@dataclass(frozen=True, slots=True)
class Head:
    """As far as it is printed; ``None`` is what could not be read."""

    title: str | None
    issued_by: str | None
    season: tuple[date, date] | None
    office: units.Named | None
    themes: tuple[str, ...]
    remarks: tuple[Remark, ...]


def read_head(text: str, parts: list[Part]) -> Head:
    """Read it; what is missing is an obstacle, never a guess."""
    shown = plain(text)
    joined = re.sub(r"\s+", "", shown)

    def line(match: re.Match[str]) -> int:
        # Places in the joined text are places in the text with its spaces counted again.
        seen = -1
        for at, character in enumerate(shown):
            seen += not character.isspace()
            if seen == match.start():
                return shown.count("\n", 0, at) + 1
        return 1

    remarks: list[Remark] = []
    title = _TITLE.search(joined) or _NAMED.search(joined)
    issuer = _ISSUER.match(joined)
    office = _OFFICE.search(joined)
    season, told = _season(joined, line)
    remarks += told
    for found, code, what in (
        (title, "no_title", "没有找到方案的名称（关于印发《……方案》）。"),
        (issuer, "no_issuer", "没有找到印发单位（……关于印发《……方案》的通知）。"),
        (office, "no_office", "没有找到报备的单位（向……报备）。"),
    ):
        if found is None:
            remarks.append(Remark(Weight.OBSTACLE, code, 1, what))
    themes, told = _themes(parts, _THEMES.search(joined))
    remarks += told
    return Head(
        title=_with_spaces(text, title[1]) if title else None,
        issued_by=one_line(issuer[1]) if issuer else None,
        season=season,
        office=units.find(office[1]) if office else None,
        themes=themes,
        remarks=tuple(remarks),
    )


def _season(
    joined: str, line: Callable[[re.Match[str]], int]
) -> tuple[tuple[date, date] | None, list[Remark]]:
    windows = {}
    for found in _SEASON.finditer(joined):
        year, first, then, last = found.groups()
        if 1 <= int(first) <= 12 and 1 <= int(last) <= 12:
            begin, after = date(int(year), int(first), 1), _after(int(then or year), int(last))
            if begin < after:
                windows[begin, after - timedelta(days=1)] = found
    if len(windows) == 1:
        (season, found), *_ = windows.items()
        message = f"“{found[0]}”读作{span(*season)}。"
        return season, [Remark(Weight.INFERRED, "season", line(found), message, found[0])]
    if not windows:
        what = "没有找到举办期（……年……月至……月）。"
        return None, [Remark(Weight.OBSTACLE, "no_season", 1, what)]
    return None, [
        Remark(Weight.OBSTACLE, "several_seasons", line(found), "印有几个举办期，应当只有一个。")
        for found in windows.values()
    ]


def span(first: date, last: date) -> str:
    """2024年4月1日至2024年10月31日."""
    return "至".join(f"{it.year}年{it.month}月{it.day}日" for it in (first, last))


def _after(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)


def _themes(
    parts: list[Part], listed: re.Match[str] | None
) -> tuple[tuple[str, ...], list[Remark]]:
    printed = [it for it in parts if it.kind is Kind.THEME and it.theme]
    goals = {bare(it): it for it in _split(listed[1])} if listed else {}
    themes: dict[str, str] = {}
    remarks: list[Remark] = []
    for part in printed:
        name = str(part.theme)
        goal = goals.get(bare(name))
        inner = name[1:-1] if name[0] in QUOTES and name[-1] in QUOTES else name
        if goal is None and listed:
            message = f"“工作目标”里没有专题“{bare(name)}”。"
            remarks.append(_remark(Weight.DOUBT, "theme_not_listed", part, message))
        elif goal is not None and goal != inner:
            message = f"专题{inner}在别处印作{goal}，按后者读。"
            remarks.append(_remark(Weight.REPAIR, "theme_spelled", part, message))
        themes[bare(name)] = goal or inner
    for key, goal in goals.items():
        if key not in themes:
            message = f"“工作目标”列有专题“{goal}”，后面却没有。"
            remarks.append(Remark(Weight.DOUBT, "theme_missing", 1, message, goal))
    return tuple(themes.values()), remarks


def _split(listed: str) -> Iterator[str]:
    """Names between 、; half-width marks are the same here."""
    yield from (it for it in re.split(r"[、,]", listed) if it)


def _remark(weight: Weight, code: str, part: Part, message: str) -> Remark:
    return Remark(weight, code, part.line, message, one_line(part.text))


def _with_spaces(text: str, title: str) -> str:
    """The title as printed: without the breaks of the paper, with its own characters."""
    at = re.search(r"\s*".join(map(re.escape, title)), plain(text))
    return one_line("".join(text[slice(*at.span())].split())) if at else one_line(title)
