"""What publishing would come to, in words: the banner, now, tomorrow, and when to begin review."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.compliance.presentation import dates
from services.compliance.presentation.ahead import HOUSE
from services.compliance.presentation.cell import address, chip_of, flag_words
from services.compliance.rules import chinese

Json = Mapping[str, Any]

FILED = {"filing": "，并于当日报备", "approval": "，并事先报批"}
GOOD = ("met", "exempt")


def publishing_context(made: Json) -> dict[str, Any]:
    """Everything that ``_publishing.html`` shows."""
    row, now = made["row"], dates.parse_moment(made["as_of"])
    return {
        "headline": headline(made, now),
        "counting": made["limit"]["counting"] if made["limit"] else "",
        "urgent": _urgent(made["limit"], now),
        "left": _left(made["limit"], now),
        "dated": made["dated"],
        "lines": [
            {
                "title": each["title"],
                "href": address(made["programme"], row["activity"], each["code"]),
                "chip": chip_of(each),
                "flags": flag_words(each),
                "why": "" if each["status"] in GOOD else each["conclusion"],
                "borderline": _borderline(each),
            }
            for each in made["now"]
        ],
        "tomorrow": tomorrow(made),
        "review": review(made),
        "house": HOUSE,
        "row": row,
    }


def headline(made: Json, now: datetime) -> str:
    """最晚今天（10月16日周一）24:00前发布, as could be read aloud."""
    limit = made["limit"]
    if made["row"]["cancelled"]:
        return "活动已取消，取消公告应在原定开始时间以前发布"
    if limit is None:
        return "活动还没有排期，公告限期未定"
    if limit["passed"]:
        return f"公告限期已过，最晚应在{limit['last_moment']}发布"
    if (day := dates.parse_day(limit["due"])) is not None and day == now.date():
        clock = str(limit["last_moment"]).removeprefix(chinese.day_with_weekday(day))
        return f"最晚今天（{chinese.day(day)}周{dates.weekday(day)}）{clock}发布"
    return f"最晚{limit['last_moment']}发布"


def tomorrow(made: Json) -> str:
    """What a day of waiting would cost, and what could be done about it then."""
    worse = [each for each in made["tomorrow"] if each["worse"]]
    if not made["dated"]:
        return ""
    if not worse:
        return "结论与现在发布相同。"
    together: dict[str, list[str]] = {}
    for each in worse:
        together.setdefault(chip_of(each).word, []).append(each["title"])
    words = "；".join(f"{'、'.join(titles)}{word}" for word, titles in together.items())
    instead = dates.parse_day(made["instead"])
    other = ""
    if instead is not None:
        filed = FILED.get(made["changes"] or "", "")
        other = f"可改期到{dates.day_words(instead)}{filed}。"
    return f"{words}。{worse[0]['conclusion']}{other}"


def review(made: Json) -> str:
    """When the review has to begin, counted back by the unit's usual days."""
    found = made["review"]
    if found is None:
        return ""
    passed = "，已过" if found["passed"] else ""
    return f"审核通常用{made['review_days']}个工作日，最晚{found['last_moment']}开始审核{passed}。"


def _urgent(limit: Json | None, now: datetime) -> bool:
    return limit is not None and (
        limit["passed"] or (dates.parse_day(limit["due"]) or now.date()) <= now.date()
    )


def _left(limit: Json | None, now: datetime) -> str:
    """还有14小时18分, on the last day alone: everywhere else the date says it better."""
    if limit is None or limit["passed"] or dates.parse_day(limit["due"]) != now.date():
        return ""
    minutes = int((dates.parse_moment(limit["due_at"]) - now).total_seconds()) // 60
    return f"还有{minutes // 60}小时{minutes % 60}分"


def _borderline(verdict: Json) -> str:
    """What borderline means here."""
    clear = dates.parse_day(verdict["clear"])
    if "borderline" not in verdict["flags"] or clear is None:
        return ""
    return f"按净日算法应在{dates.day_words(clear)}24:00前发布，仅提示，不影响达标。"
