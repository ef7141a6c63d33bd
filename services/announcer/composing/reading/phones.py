"""Looks at telephone numbers: a digit lost on the way is asked about, never guessed."""

import re
from collections.abc import Iterator

from services.announcer.composing.questions import Remark, question
from services.announcer.composing.reading.plain import plain

_PHONE = re.compile(r"(?<![\d:.A-Za-z@_-])\+?\(?\d[\d\-() ]{4,}\d(?![\d:A-Za-z@_])")
_SHORT = re.compile(r"12\d{3}|1[01]\d|95\d{3,4}|96\d{3,4}")
_SHAPES = (
    re.compile(r"(?:86)?1[3-9]\d{9}"),  # mobile
    re.compile(r"(?:86)?0(?:10|2\d)\d{8}"),  # the large cities
    re.compile(r"(?:86)?0[3-9]\d{2}\d{7,8}"),
    re.compile(r"[48]00\d{7}"),
    re.compile(r"[2-9]\d{7}"),  # local, without its area
)


def phones(text: str) -> list[str]:
    """The telephone numbers of a text as digits alone."""
    return [re.sub(r"\D", "", match[0]) for match in _PHONE.finditer(plain(text))]


def doubtful_phones(text: str) -> Iterator[Remark]:
    """A question for each that is no telephone number as they are dialled here."""
    for match in _PHONE.finditer(plain(text)):
        digits = re.sub(r"\D", "", match[0])
        if not _SHORT.fullmatch(digits) and not any(it.fullmatch(digits) for it in _SHAPES):
            said = f"电话“{match[0].strip()}”共{len(digits)}位"
            yield question("phone", f"{said}，{_expected(digits)}。请核对，是否少了或多了数字。")


def _expected(digits: str) -> str:
    if digits.startswith("1"):
        return "手机号应为11位"
    if digits.startswith(("010", "02")):
        return "这个区号后面应有8位"
    if digits.startswith("0"):
        return "固定电话连区号应为11或12位"
    return "固定电话应为8位"
