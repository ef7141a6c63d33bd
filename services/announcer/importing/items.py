"""One printed item as the activities it stands for, with every inference and doubt."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from services.announcer.importing import layout, units
from services.announcer.importing.parts import Part
from services.announcer.importing.remarks import Remark, Weight
from services.announcer.importing.text import one_line, plain

_IN_PERSON = re.compile("参观|走进|实地|旁听|观摩|面对面|近距离")
_PLACE = re.compile(r"走进([^，、。“”]{2,30}?)(?=，)")
_MASK = re.compile(r"[*×✕○□■█_]|[Xx]{2,}|某")
_SEPARATORS = re.compile(r"[、,;/\s]+")
_RANGE = re.compile(r"(\d+)\s*[-—–~至到]+\s*(\d+)")
_SENTENCES = re.compile(r"[^。；]+[。；]?")
_MOST_POINTS = 200


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity of the draft. ``in_person`` is the printed word from which that follows."""

    activity: str
    number: int
    kind: str
    theme: str | None
    topic: str
    ordinal: str
    printed_label: str
    lead: units.Named
    lead_inferred: bool
    paragraph: str
    in_person: str | None
    implied_place: str | None
    line: int

    def points(self) -> tuple[str, ...]:
        """The paragraph's own sentences, word for word."""
        found = (it.strip("。； \t") for it in _SENTENCES.findall(self.paragraph))
        return tuple(part for it in found if it for part in _short(it))


@dataclass(slots=True)
class Item:
    """A part of the text on its way to activities."""

    part: Part
    remarks: list[Remark] = field(default_factory=list)

    def activities(self) -> list[Activity]:
        """What the item stands for; empty when too little of it can be read."""
        text = self.part.text
        shown = plain(text)
        form = layout.TALK if self.part.column == "policy_talk" else layout.OPEN_DAY
        found = form.fullmatch(shown)
        if found is None:  # joined lines may end with what no label allows
            self._note(Weight.OBSTACLE, "no_label", "读不出这一项的标题。")
            return []
        ordinal = text[slice(*found.span("ordinal"))] if found["ordinal"] else ""
        topic = text[slice(*found.span("topic"))].strip() if found["topic"] else ""
        label = text[slice(*found.span("label"))].strip()
        numbers = self._numbers(found, ordinal)
        leads = self._leads(shown)
        if not topic:
            self._note(Weight.OBSTACLE, "no_topic", "读不出这一项的主题。")
        if not (topic and numbers and leads):
            return []
        if form is layout.OPEN_DAY and not found["colon"]:
            self._note(Weight.REPAIR, "missing_colon", f"“{label}”后面缺冒号。")
        begin, lead = found.start("body"), layout.LEAD.search(shown)
        paragraph = text[begin : lead.start()].strip() if found["body"] and lead else ""
        return list(self._made(numbers, leads, topic, label, ordinal, paragraph))

    def _made(  # noqa: PLR0913, PLR0917 - what a label says
        self, numbers: list[int], leads: list[units.Named], topic: str, label: str, ordinal: str,
        paragraph: str,
    ) -> Iterator[Activity]:  # fmt: skip
        several = len(numbers) > 1 or len(leads) > 1
        if several and len(numbers) == len(leads):
            self._note(
                Weight.INFERRED, "units_in_order",
                f"{len(numbers)}个开放点、{len(leads)}个单位印在一段，按次序一一对应。",
            )  # fmt: skip
        elif several and len(leads) == 1:
            message = f"{len(numbers)}个开放点只印了一个单位，都由它主责。"
            self._note(Weight.INFERRED, "one_unit", message)
            leads = leads * len(numbers)
        elif several:
            message = f"{len(numbers)}个开放点对{len(leads)}个单位，对应关系不明。"
            self._note(Weight.OBSTACLE, "units_unclear", message)
            return
        told = _IN_PERSON.search(paragraph)
        place = _PLACE.search(paragraph)
        if told:
            message = f"正文写有“{told[0]}”，按需要到现场的活动读。"
            self._note(Weight.INFERRED, "in_person", message)
        if place:
            self._note(Weight.INFERRED, "place", f"正文写有“走进{place[1]}”，地点按此读。")
        kind = self.part.column or ""
        for number, lead in zip(numbers, leads, strict=True):
            yield Activity(
                activity=f"{layout.PREFIX[kind]}-{number:02}", number=number, kind=kind,
                theme=self.part.theme, topic=one_line(topic), ordinal=ordinal.strip(),
                printed_label=one_line(label), lead=lead, lead_inferred=several,
                paragraph=paragraph, in_person=told[0] if told else None,
                implied_place=place[1] if place else None, line=self.part.line,
            )  # fmt: skip

    def _numbers(self, found: re.Match[str], ordinal: str) -> list[int]:
        if self.part.column == "policy_talk":
            printed = plain(ordinal)
        else:
            printed = _RANGE.sub(_spelled, found["numbers"])
        pieces = [it for it in _SEPARATORS.split(printed) if it]
        numbers = [layout.number(it.strip("().、")) for it in pieces]
        good = [it for it in numbers if it]
        if not good or len(good) < len(pieces):
            self._note(Weight.OBSTACLE, "lost_number", "读不出这一项的编号，数字缺失或被遮盖。")
            return []
        return good

    def _leads(self, shown: str) -> list[units.Named]:
        found = layout.LEAD.search(shown)
        printed = self.part.text[slice(*found.span("units"))] if found else ""
        names = [it for it in _SEPARATORS.split(plain(printed).replace("，", ",")) if it]
        if found is None or not names:
            self._note(Weight.OBSTACLE, "no_unit", "没有印主责单位。")
            return []
        if not found["colon"]:
            self._note(Weight.REPAIR, "missing_colon", "“主责单位”后面缺冒号。")
        if not found["close"]:
            self._note(Weight.REPAIR, "missing_bracket", "主责单位后面缺右括号。")
        if any(_MASK.search(name) for name in names):
            self._note(Weight.OBSTACLE, "masked", "主责单位的名称被遮盖。")
            return []
        leads = [units.find(name) for name in names]
        for lead in leads:
            if not lead.listed:
                message = f"单位表里没有“{lead.printed}”，编号由名称生成：{lead.unit}。"
                self._note(Weight.INFERRED, "new_unit", message)
            elif lead.name != lead.printed:
                self._note(Weight.REPAIR, "alias", f"“{lead.printed}”即{lead.name}。")
        return leads

    def _note(self, weight: Weight, code: str, message: str) -> None:
        self.remarks.append(Remark(weight, code, self.part.line, message, one_line(self.part.text)))


def _spelled(found: re.Match[str]) -> str:
    begin, end = int(found[1]), int(found[2])
    if not begin <= end <= begin + _MOST_POINTS:
        return found[0]
    return "、".join(str(it) for it in range(begin, end + 1))


def _short(sentence: str) -> Iterator[str]:
    """A sentence that one line cannot hold, cut where it allows it."""
    while len(sentence) > 200:
        cut = max(sentence.rfind("，", 0, 200), sentence.rfind("、", 0, 200)) + 1 or 200
        yield sentence[:cut]
        sentence = sentence[cut:]
    yield sentence
