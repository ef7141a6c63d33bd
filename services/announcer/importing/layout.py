"""How the official layout prints its headings and items, as patterns over ``text.plain``."""

import re

from services.announcer.importing.text import plain

CHINESE = "一二三四五六七八九十"
SECTION = re.compile(rf"\s*(?P<no>[{CHINESE}]+)[、.]\s*(?P<title>[^。:]{{2,30}}?)\s*")
SECTION_WRONG = re.compile(r"\s*(?P<no>\d{1,2})、\s*(?P<title>[^。:“”]{2,30}?)\s*")
SUBSECTION = re.compile(rf"\s*\((?P<no>[{CHINESE}]+)\)\s*(?P<title>[^。:]{{2,30}}?)\s*")
THEME = re.compile(r"\s*(?P<no>\d{1,2})[.、]\s*(?P<name>[^。:()]{2,30}?)专题\s*")
OPEN_DAY = re.compile(
    r"\s*(?P<ordinal>\(\s*\d*\s*\)|\d{1,2}[.、])?\s*"
    r"(?P<label>开放点\s*(?P<numbers>[^()（）:。]{0,40}?)\s*(?:\((?P<topic>[^()]{0,60})\))?)"
    r"(?P<colon>\s*:)?(?P<body>(?:(?<=[):])|\s).*)?",
    re.DOTALL,
)
TALK = re.compile(
    r"\s*(?P<label>(?P<ordinal>\(\s*\d*\s*\)|\d{1,2}[.、]|[.、])\s*(?P<topic>[^。:()]{2,60}))"
    r"(?P<colon>[。:])(?P<body>.*)",
    re.DOTALL,
)
LEAD = re.compile(r"\(\s*主责单位\s*(?P<colon>:)?\s*(?P<units>[^()]*)(?P<close>\)|$)")
ORDINAL = re.compile(r"\s*(\(\s*\d*\s*\)|\d{1,2}[.、]|)")
BRACKETS = ("(", "（")
KINDS = {"政务开放日": "open_day", "政策公开讲": "policy_talk"}
PREFIX = {"open_day": "open", "policy_talk": "talk"}


def number(printed: str) -> int | None:
    """一 to 十九 or digits as a number."""
    digits = "".join(character for character in plain(printed) if character.isdigit())
    if digits and digits.isascii():
        return int(digits[:6])
    if not printed or set(printed) - set(CHINESE):
        return None
    tens, ten, ones = printed.rpartition("十")
    if not ten:
        return CHINESE.index(printed) + 1 if len(printed) == 1 else None
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (CHINESE.index(tens) + 1 if tens else 1) * 10 + (CHINESE.index(ones) + 1 if ones else 0)


def chinese(value: int) -> str:
    """1 as 一, 12 as 十二."""
    tens, ones = divmod(value, 10)
    begin = "" if tens == 0 else "十" if tens == 1 else CHINESE[tens - 1] + "十"
    return begin + (CHINESE[ones - 1] if ones else "")
