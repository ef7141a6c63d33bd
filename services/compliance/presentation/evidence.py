"""Facts as rows of evidence; many of one kind on one day are folded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from services.compliance.presentation import dates
from services.compliance.presentation.words import SERVICES
from services.compliance.rules import chinese

Json = Mapping[str, Any]

FOLDED_FROM = 4
"""So many facts of one kind on one day become one line."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One piece of evidence with its two times and its place in the hash chain."""

    id: str
    title: str
    sentence: str
    occurred: str
    recorded: str
    place: str
    hash: str


@dataclass(frozen=True, slots=True)
class FactGroup:
    """One fact, or many of one kind on one day folded under a title."""

    day: str
    title: str
    facts: tuple[FactRow, ...]


def fact_row(fact: Json) -> FactRow:
    """A fact's JSON as a row; the hash is shortened in the middle, the full one is its title."""
    occurred = dates.parse_moment(fact["occurred_at"])
    recorded = dates.parse_moment(fact["recorded_at"])
    same_day = occurred.date() == recorded.date()
    return FactRow(
        id=str(fact["id"]),
        title=fact["title_zh"],
        sentence=fact["sentence"],
        occurred=dates.moment_words(occurred),
        recorded=chinese.clock(recorded) if same_day else dates.moment_words(recorded),
        place=f"{SERVICES.get(fact['service'], fact['service'])}第{fact['sequence']}条",
        hash=fact["hash"],
    )


def fact_groups(facts: Sequence[Json]) -> list[FactGroup]:
    """The facts in their order; what is folded stands where the first of it would.

    Answers to invitations and the seats that follow from them come by turns.
    """

    def day_of(fact: Json) -> str:
        return dates.day_words(dates.parse_moment(fact["occurred_at"]).date())

    made: list[FactGroup] = []
    for day, members in groupby(facts, key=day_of):
        kinds: dict[str, list[FactRow]] = {}
        rows = [fact_row(fact) for fact in members]
        for row in rows:
            kinds.setdefault(row.title, []).append(row)
        for row in rows:
            same = kinds[row.title]
            if len(same) < FOLDED_FROM:
                made.append(FactGroup(day, row.title, (row,)))
            elif row is same[0]:
                made.append(FactGroup(day, row.title, tuple(same)))
    return made
