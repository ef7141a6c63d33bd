"""What is odd about single characters and values, wherever it stands in the text."""

import re
from collections.abc import Iterator
from datetime import date

from services.announcer.importing.remarks import Remark, Weight
from services.announcer.importing.text import Line, lines, one_line

_DAYS = "一二三四五六日"
_DATED = re.compile(
    r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
    r"(?:\s*\(?\s*(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])\)?)?"
)
_LOST = re.compile(
    r"\d{4}年\s+月|\d月\s+日|(?:^|[^\d])年\s*月\s*日"
    r"|(?:至少|提前|之后|以内|大约|约|后|前)\s*(?:个工作日|人左右|个自然日)"
    r"|20\d年|20\s+\d{0,2}\s*年|第\s+(?:次|届|期|批)"
)
_MASKED = re.compile(r"[*×✕○□■█]+|[Xx]{2,}|_{2,}|某某+|某(?=[区镇局委办])")
_HALF = re.compile(r"\([^()（）]*[\u4e00-\u9fff][^()（）]*\)")
_DASHES = re.compile(r"(?<=[\d一-鿿])-{2,}(?=[\d一-鿿])")


def odd(text: str, year: int | None) -> list[Remark]:
    """Every oddity in order; a date without a year is of ``year``, when that is known."""
    return [remark for line in lines(text) for remark in _of_line(line, year)]


def _of_line(line: Line, year: int | None) -> Iterator[Remark]:
    def note(weight: Weight, code: str, message: str) -> Remark:
        return Remark(weight, code, line.number, message, one_line(line.text))

    printed, shown = line.text.rstrip("\r\n"), line.plain
    for message in _turned(printed):
        yield note(Weight.REPAIR, "turned_quotes", message)
    if "\t" in printed:
        yield note(Weight.REPAIR, "tab", "制表符按空格读。")
    for found in _HALF.finditer(printed):
        yield note(Weight.REPAIR, "half_width", f"半角括号“{found[0]}”按全角读。")
    for found in _DASHES.finditer(printed):
        yield note(Weight.REPAIR, "dashes", f"“{found[0]}”按“—”读。")
    for found in _LOST.finditer(shown):
        message = f"“{found[0].strip()}”处像是缺了数字。"
        yield note(Weight.DOUBT, "lost_digits", message)
    for found in _MASKED.finditer(printed):
        yield note(Weight.DOUBT, "masked", f"“{found[0]}”处的内容被遮盖。")
    if any(_unreadable(character) for character in printed):
        yield note(Weight.DOUBT, "unreadable", "有不能识别的字符。")
    for found in _DATED.finditer(shown):
        if (wrong := _wrong_date(found, year)) is not None:
            yield note(Weight.DOUBT, *wrong)


def _turned(printed: str) -> Iterator[str]:
    open_ = False
    for at, character in enumerate(printed):
        if character not in "“”":
            continue
        if (character == "“") == open_:
            near = printed[max(0, at - 6) : at + 3]
            yield f"“{near}”处的引号{'重复开始' if open_ else '没有开始'}，按配对的引号读。"
        open_ = character == "“"


def _unreadable(character: str) -> bool:
    return character == "\ufffd" or "\ue000" <= character <= "\uf8ff"


def _wrong_date(found: re.Match[str], year: int | None) -> tuple[str, str] | None:
    of_year = int(found["year"]) if found["year"] else year
    try:
        day = date(of_year or 2000, int(found["month"]), int(found["day"]))
    except ValueError:
        return "no_such_date", f"没有“{found[0]}”这一天。"
    if found["weekday"] is None or of_year is None:
        return None
    given, is_ = found["weekday"].replace("天", "日"), _DAYS[day.weekday()]
    if given == is_:
        return None
    told = f"{day.year}年{day.month}月{day.day}日是星期{is_}，不是星期{given}。请确认日期。"
    return "weekday", told
