"""Reads head counts: 约30人左右, 不少于25人, 20-30人, 人大代表5政协委员5群众5."""

import re
from dataclasses import dataclass

from services.announcer.composing.reading.days import without_days

GROUPS = {
    "人大代表": "区人大代表", "政协委员": "区政协委员", "家长": "家长代表", "企业": "企业代表",
    "群众": "群众代表", "居民": "群众代表", "村民": "群众代表", "市民": "群众代表",
    "媒体": "媒体记者", "记者": "媒体记者",
}  # fmt: skip
_UNIT = r"\s*(?:余|多)?\s*(?:个?人|名|位)"
_RANGE = re.compile(rf"(\d{{1,4}})(?:{_UNIT})?-(\d{{1,4}})(?:{_UNIT})?")
_LEAST = re.compile(rf"(?:不少于|至少|不低于)\s*(\d{{1,4}})(?:{_UNIT})?")
_MOST = re.compile(rf"(?:不超过|最多|限额?|不多于)\s*(\d{{1,4}})(?:{_UNIT})?")
_COUNT = re.compile(rf"(约|大约|大概)?\s*(\d{{1,4}}){_UNIT}\s*(左右|上下)?")
_ALONE = re.compile(r"^\s*(约|大约|大概)?\s*(\d{1,4})\s*(左右|上下)?\s*$")
_GROUP = re.compile(
    rf"({'|'.join(GROUPS)})(?:代表|委员|记者)?\s*(?:约|各)?\s*(\d{{1,4}})(?:{_UNIT})?"
)
_TIMES = re.compile(r"\d{1,2}:\d{2}|\d[\d-]{5,}")


@dataclass(frozen=True, slots=True)
class Heads:
    """How many: at least, at most, about; of each group where it is said."""

    least: int | None = None
    most: int | None = None
    about: bool = False
    groups: tuple[tuple[str, int], ...] = ()

    def words(self) -> str:
        """约30人, 20—30人, 不少于25人; nothing where no number was said."""
        if self.least is None:
            return f"不超过{self.most}人" if self.most is not None else ""
        if self.most is None:
            return f"不少于{self.least}人"
        if self.most != self.least:
            return f"{self.least}—{self.most}人"
        return f"{'约' if self.about else ''}{self.least}人"


def heads(text: str) -> Heads:
    """What a text says of the number of people."""
    shown = _TIMES.sub(" ", without_days(text))
    groups = tuple((GROUPS[match[1]], int(match[2])) for match in _GROUP.finditer(shown))
    total = _total(_GROUP.sub(" ", shown))
    if total is None:
        count = sum(number for _, number in groups) or None
        return Heads(count, count, groups=groups)
    return Heads(total.least, total.most, total.about, groups)


def _total(text: str) -> Heads | None:
    if match := _RANGE.search(text):
        low, high = sorted((int(match[1]), int(match[2])))
        return Heads(low, high)
    if match := _LEAST.search(text):
        return Heads(int(match[1]), None)
    if match := _MOST.search(text):
        return Heads(None, int(match[1]))
    if match := _COUNT.search(text) or _ALONE.search(text):
        number = int(match[2])
        return Heads(number, number, about=bool(match[1] or match[3]))
    return None
