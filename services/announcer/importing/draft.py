"""The draft: what the plan says, activity by activity, beside all that is to be reviewed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.announcer.domain.plan import ImportProgramme
from services.announcer.importing.head import Head, read_head
from services.announcer.importing.items import Activity, Item
from services.announcer.importing.layout import BRACKETS, ORDINAL, number
from services.announcer.importing.oddities import odd
from services.announcer.importing.parts import Kind, Part, cut
from services.announcer.importing.remarks import Remark, Weight
from services.announcer.importing.text import Text, bare, one_line, plain
from services.announcer.importing.units import Named

_ORDER = list(Weight)


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan as read from a text; nothing of it is in force."""

    text: str
    parts: tuple[Part, ...]
    head: Head
    activities: tuple[Activity, ...]
    remarks: tuple[Remark, ...]

    def of(self, *weights: Weight) -> tuple[Remark, ...]:
        """The remarks of some weights, by line."""
        return tuple(it for it in self.remarks if it.weight in weights)

    @property
    def units(self) -> tuple[Named, ...]:
        """Every unit once, in printed order; the filing office last if it leads nothing."""
        found = {it.lead.unit: it.lead for it in self.activities}
        if self.head.office is not None:
            found.setdefault(self.head.office.unit, self.head.office)
        return tuple(found.values())

    @property
    def unassigned(self) -> tuple[Part, ...]:
        """Text that belongs to no item and is no heading."""
        return tuple(it for it in self.parts if it.kind is Kind.OTHER)

    @property
    def adoptable(self) -> bool:
        """Whether nothing stands in the way but a person's review."""
        return not self.of(Weight.OBSTACLE)

    def plan(self, programme: str, pack: str) -> ImportProgramme:
        """The plan as a command; only of an adoptable draft."""
        head = self.head
        assert head.season is not None  # noqa: S101 - an obstacle otherwise
        return ImportProgramme.model_validate(
            {
                "programme": programme,
                "title": head.title,
                "issued_by": head.issued_by,
                "season_start": head.season[0],
                "season_end": head.season[1],
                "effective_from": date(head.season[0].year, 1, 1),
                "effective_from_inferred": True,
                "pack": pack,
                "units": [{"unit": it.unit, "name": it.name} for it in self.units],
                "office_unit": head.office.unit if head.office else None,
                "activities": [planned(it) for it in self.activities],
            }
        )


def planned(it: Activity) -> dict[str, Any]:
    """One activity in the shape of the import; its title is its printed topic."""
    return {
        "activity": it.activity,
        "number": it.number,
        "kind": it.kind,
        "theme": it.theme,
        "topic": it.topic,
        "title": it.topic,
        "printed_label": it.printed_label,
        "lead_unit": it.lead.unit,
        "lead_unit_inferred": it.lead_inferred,
        "content_points": [
            {"point": f"p{index}", "title": point} for index, point in enumerate(it.points(), 1)
        ],
        "in_person": it.in_person is not None,
        "implied_place": it.implied_place,
    }


def draft(read: Text) -> Draft:
    """Read a text as a plan. Whatever it holds, every character of it stands in one part."""
    parts, remarks = cut(read.text)
    head = read_head(read.text, parts)
    remarks += [*read.remarks, *head.remarks]
    items = [Item(part) for part in parts if part.kind is Kind.ITEM]
    spelled = {bare(theme): theme for theme in head.themes}
    activities = []
    for item in items:
        for it in item.activities():
            theme = spelled.get(bare(it.theme)) if it.theme else None
            activities.append(replace(it, theme=theme))
        remarks += item.remarks
    remarks += odd(read.text, head.season[0].year if head.season else None)
    if head.season:
        message = f"没有印发文日期，自{head.season[0].year}年1月1日起考核。"
        remarks.append(Remark(Weight.INFERRED, "effective_from", 1, message))
    remarks += [*_numbering(activities), *_ordinals(items)]
    if not activities:
        remarks.append(Remark(Weight.OBSTACLE, "no_activity", 1, "没有读到任何一项活动。"))
    told = sorted(dict.fromkeys(remarks), key=lambda it: (_ORDER.index(it.weight), it.line))
    return Draft(read.text, tuple(parts), head, tuple(activities), tuple(told))


def _numbering(activities: list[Activity]) -> Iterator[Remark]:
    """Gaps, repeats and jumps of the numbers within each kind."""
    for kind, what in (("open_day", "开放点"), ("policy_talk", "政策公开讲第")):
        found = [it for it in activities if it.kind == kind]
        numbers = [it.number for it in found]
        lines = {it.number: it.line for it in found}
        for repeated, times in Counter(numbers).items():
            if times > 1:
                message = f"{what}{repeated}出现{times}次，编号应当只用一次。"
                yield Remark(Weight.OBSTACLE, "repeated_number", lines[repeated], message)
        if missing := sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))[:20]:
            named = "、".join(map(str, missing))
            message = f"没有{what}{named}，编号不连续。"
            yield Remark(Weight.DOUBT, "missing_number", found[0].line, message)
        if numbers != sorted(numbers):
            message = f"{what}的编号次序颠倒。"
            yield Remark(Weight.DOUBT, "disordered", found[0].line, message)


def _ordinals(items: list[Item]) -> Iterator[Remark]:
    """Ordinals of one list that are printed in another style, or do not follow one another."""
    lists: dict[tuple[str | None, str | None], list[tuple[str, Part]]] = {}
    for item in items:
        found = ORDINAL.match(plain(item.part.text))
        marks = item.part.text[slice(*found.span(1))] if found else ""
        key = (item.part.column, item.part.theme)
        lists.setdefault(key, []).append((marks, item.part))
    for printed in lists.values():
        styles = Counter(marks[:1] in BRACKETS for marks, _ in printed)
        usual = styles.most_common(1)[0][0]
        for index, (marks, part) in enumerate(printed, 1):
            source = one_line(part.text)
            if number(marks) != index:
                message = f"序号“{marks}”应当是第{index}个，编号不连续。"
                yield Remark(Weight.DOUBT, "broken_numbering", part.line, message, source)
            elif (marks[:1] in BRACKETS) != usual:
                wanted = f"（{index}）" if usual else f"{index}."
                message = f"序号“{marks}”按“{wanted}”读。"
                yield Remark(Weight.REPAIR, "broken_numbering", part.line, message, source)
