"""People and their opinions as the acts count them; every person is an opaque id."""

from collections.abc import Iterator
from typing import Any

from deploy.local.season.acts import Act

UNRECORDED = "unrecorded"
"""A category that nobody wrote down."""


def persons(act: Act) -> Iterator[dict[str, Any]]:
    """One body for each of ``people = {category = count}``; ids are numbered from ``first``.

    The same category and number is the same person in every act of an activity.
    """
    shared = {name: act.fields[name] for name in ("session", "method") if name in act.fields}
    first: int = act.fields.get("first", 1)
    for category, count in act.fields["people"].items():
        known = {} if category == UNRECORDED else {"category": category}
        for number in range(first, first + count):
            person = f"{act.setting.activity}-{category}-{number:02d}"
            yield {"person": person, **known, **shared}


def people(act: Act) -> Iterator[tuple[str, dict[str, Any]]]:
    """One request a person."""
    for body in persons(act):
        yield act.do, body


def opinions(act: Act) -> Iterator[tuple[str, dict[str, Any]]]:
    """One request for each of ``opinions = {id = author's category}``."""
    for opinion, category in act.fields["opinions"].items():
        yield "opinions", {"opinion": opinion, "category": category}
