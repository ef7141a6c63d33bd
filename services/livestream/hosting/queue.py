"""In which order a host takes questions: what was put first, then votes, then time. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Queue:
    """What is being answered and what comes next."""

    answering: Row | None
    following: Sequence[Row]
    answered: int


def queue(rows: Iterable[Row], places: Mapping[str, int]) -> Queue:
    """Public questions in order; ``places``: what a person put before the others, the least first.

    What has waited longer comes first among equals.
    """
    shown = list(rows)
    released = [row for row in shown if row["state"] == "released"]
    waiting = [row for row in released if not row["answering"]]
    last = len(shown)

    def first(row: Row) -> tuple[bool, int, int, int]:
        name = row["question"]
        return (name not in places, places.get(name, last), -row["votes"], row["number"])

    return Queue(
        answering=next((row for row in released if row["answering"]), None),
        following=sorted(waiting, key=first),
        answered=len(shown) - len(released),
    )
