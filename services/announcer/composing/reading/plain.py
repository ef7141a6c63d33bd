"""One way to write what is written in many: half-width digits and marks, numerals as digits."""

import re
import unicodedata

_DASHES = re.compile(r"\s*(?:—+|–|－|~|～|至(?![少多今])|到(?=\d)|-{1,2})\s*")
_BLANK = re.compile(r"\s{2,}")  # of which a pattern may try every part
_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
           "八": 8, "九": 9}  # fmt: skip
_NUMERAL = re.compile(
    r"(?<!星期)(?<!周)(?<!礼拜)(?<!第)"
    r"([一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
    r"(?=[个位名人小点时分天日月]|刻)"
)


def plain(text: str) -> str:
    """The same for the eye of a pattern."""
    half = unicodedata.normalize("NFKC", text).replace("：", ":")
    half = _BLANK.sub(lambda found: "\n" if "\n" in found[0] else " ", half)
    return _NUMERAL.sub(lambda found: str(numeral(found[1])), half)


def ranged(text: str) -> str:
    """With every dash of a range as one hyphen."""
    return _DASHES.sub("-", plain(text))


def numeral(text: str) -> int:
    """二十五 is 25, up to 99."""
    tens, ten, ones = text.partition("十")
    if not ten:
        return _DIGITS[text]
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
