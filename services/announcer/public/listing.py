"""What a column shows of its activities on a day; pure.

A column is never empty: between seasons it tells what was held, what became of the opinions, and
when it goes on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.announcer import wording
from services.announcer.opinions import Opinions
from services.announcer.queries import ActivityRow
from services.announcer.sessions import SignUp

COLUMNS = {"open-days": "open_day", "policy-talks": "policy_talk"}
A_PAGE = 20
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Paged:
    """One page of many activities; pages count from 1."""

    items: Sequence[ActivityRow]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Season:
    """A season of one column: its plan, how far it has come, and when it goes on."""

    title: str
    planned: int
    held: int
    opinions: Opinions
    goes_on: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One column: today, what comes nearest first, what is not yet dated, what was latest first."""

    slug: str
    title: str
    today: Sequence[ActivityRow]
    coming: Sequence[ActivityRow]
    undated: Sequence[ActivityRow]
    past: Sequence[ActivityRow]


@dataclass(frozen=True, slots=True)
class Known:
    """What others say of the activities on a page."""

    sign_ups: Mapping[Key, Sequence[SignUp]]
    said: Mapping[Key, Mapping[str, str]]


def listing(slug: str, rows: Sequence[ActivityRow], today: date) -> Listing:
    """Sort a column's activities by what they are on a day."""
    dated = sorted((it for it in rows if it.sessions), key=_by_day)
    ahead = [it for it in dated if last_day(it) >= today]
    on = [it for it in ahead if takes_place(it, today)]
    return Listing(
        slug=slug,
        title=wording.KINDS[COLUMNS[slug]],
        today=on,
        coming=[it for it in ahead if it not in on],
        undated=[it for it in rows if not it.sessions],
        past=[it for it in reversed(dated) if last_day(it) < today],
    )


def takes_place(row: ActivityRow, today: date) -> bool:
    """Whether a session that is not cancelled falls on the day."""
    return not row.cancelled and any(
        it.starts_on <= today <= it.ends_on for it in row.sessions if not it.cancelled
    )


def last_day(row: ActivityRow) -> date:
    """The last day of an activity with sessions."""
    return max(it.ends_on for it in row.sessions)


def months(past: Sequence[ActivityRow]) -> dict[int, dict[int, int]]:
    """How many activities ended in each month of each year, the last first."""
    found: dict[int, dict[int, int]] = {}
    for it in past:
        counted = found.setdefault(last_day(it).year, {})
        counted[last_day(it).month] = counted.get(last_day(it).month, 0) + 1
    return found


def ended_in(past: Sequence[ActivityRow], year: int, month: int | None) -> list[ActivityRow]:
    """The activities that ended in a year, or in one month of it."""
    return [
        it
        for it in past
        if last_day(it).year == year and (month is None or last_day(it).month == month)
    ]


def paged(items: Sequence[ActivityRow], page: int) -> Paged:
    """One page of them; a page beyond the ends is the first or the last."""
    pages = max(1, -(-len(items) // A_PAGE))
    page = min(max(page, 1), pages)
    return Paged(items[(page - 1) * A_PAGE : page * A_PAGE], page, pages, len(items))


def season_of(seasons: Sequence[tuple[str, dict[str, Any]]], today: date) -> str | None:
    """The plan whose season began last; before the first, the one that comes."""
    begun = [programme for programme, data in seasons if _start(data) <= today]
    return begun[-1] if begun else next((programme for programme, _ in seasons), None)


def goes_on(seasons: Sequence[tuple[str, dict[str, Any]]], today: date) -> str:
    """When activities go on, in a sentence; what is only expected is said to be."""
    running = [data for _, data in seasons if _start(data) <= today <= _end(data)]
    if running:
        return f"本季活动到{wording.plain_day(max(map(_end, running)))}。"
    coming = [_start(data) for _, data in seasons if _start(data) > today]
    if coming:
        return f"下一季活动从{wording.plain_day(min(coming))}开始。"
    if not seasons:
        return "年度方案印发后，在这里公布活动安排。"
    last = seasons[-1][1]
    return (
        f"本季活动已于{wording.plain_day(_end(last))}结束。下一季预计{_start(last).month}月开始，"
        "以新印发的方案为准，方案印发后在这里公布。"
    )


def _start(data: dict[str, Any]) -> date:
    return date.fromisoformat(data["season_start"])


def _end(data: dict[str, Any]) -> date:
    return date.fromisoformat(data["season_end"])


def _by_day(row: ActivityRow) -> tuple[date, str, str]:
    return last_day(row), row.programme, row.activity
