"""A notice as paragraphs with levels: what every rendering is made of."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_TENS = "十"
_ONES = "零一二三四五六七八九"


class Level(StrEnum):
    """What a paragraph is. Levels are numbered 一、→（一）→1.→（1） by GB/T 9704."""

    BODY = "body"
    FIRST = "first"
    SECOND = "second"
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph with its number written out. A gap stands where an element is missing."""

    level: Level
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A whole text: title, paragraphs, who signs, and the date of issue."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    signature: str
    dated: date

    @property
    def date_words(self) -> str:
        """2023年10月9日: Arabic numerals without leading zeros."""
        return f"{self.dated.year}年{self.dated.month}月{self.dated.day}日"

    def plain(self) -> str:
        """The text below the title, a line a paragraph, as it is published; gaps are left out."""
        lines = [it.text for it in self.paragraphs if it.level is not Level.GAP]
        return "\n".join((*lines, self.signature, self.date_words))


def first(number: int, words: str) -> Paragraph:
    """一、活动时间."""
    return Paragraph(Level.FIRST, f"{chinese(number)}、{words}")


def second(number: int, words: str) -> Paragraph:
    """（一）签到。."""
    return Paragraph(Level.SECOND, f"（{chinese(number)}）{words}")


def body(words: str) -> Paragraph:
    """Running text."""
    return Paragraph(Level.BODY, words)


def chinese(number: int) -> str:
    """十二 for 12, up to 99."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _ONES[ones]
    return f"{_ONES[tens] if tens > 1 else ''}{_TENS}{_ONES[ones] if ones else ''}"
