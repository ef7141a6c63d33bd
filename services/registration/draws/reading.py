"""How far a draw has come, read from its rows; and what its bundle says, read once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import asyncpg

from contracts.events import registration as said
from contracts.registry import decode
from contracts.values import DrawQuota
from services._kit.decider import Refused
from services.registration.domain.draw_state import Draw, evolve
from services.registration.rows import WHOLE

Place = tuple[str, str, str | None]
"""Programme, activity, session."""

_HERE = "programme = $1 and activity = $2 and session = $3"


@dataclass(frozen=True, slots=True)
class Told:
    """One fact of a draw, and when it happened."""

    at: datetime
    event: said.DrawEvent


@dataclass(frozen=True, slots=True)
class Problem:
    """Why it was not sealed by itself; ``quotas``: those with which it could be."""

    reason: str
    says: str
    quotas: tuple[DrawQuota, ...] | None


@dataclass(frozen=True, slots=True)
class Story:
    """A draw with all that was told of it."""

    place: Place
    draw: Draw
    told: tuple[Told, ...]
    problem: Problem | None

    def at(self, event: said.DrawEvent | None) -> datetime | None:
        """When a fact happened."""
        return next((it.at for it in self.told if it.event == event), None)

    @property
    def announced_at(self) -> datetime:
        """When the terms were published, in their last words before sign-up."""
        found = [it.at for it in self.told if isinstance(it.event, said.DrawAnnounced)]
        return found[-1]

    @property
    def changes(self) -> tuple[Told, ...]:
        """What was changed afterwards, each with its reason."""
        kinds = (said.DrawQuotasRelaxed, said.DrawSeedSourceNamed, said.DrawSeedAbsent)
        corrected = [
            it
            for it in self.told
            if isinstance(it.event, kinds)
            or (isinstance(it.event, said.DrawSeedEntered) and it.event.reason)
        ]
        return tuple(corrected)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle says: values of each number, and in how many panels it sits."""

    values: Mapping[int, Mapping[str, str]]
    leaves: Mapping[str, int]
    chances: Mapping[int, int]
    many: int


def row_of(place: Place) -> tuple[str, str, str]:
    """A place as rows name it."""
    return place[0], place[1], place[2] or WHOLE


async def find(database: asyncpg.Pool, place: Place) -> Story | None:
    """The draw of a session, if one was announced."""
    rows = await database.fetch(
        f"select type, data, at from draw_fact where {_HERE} order by pos",  # noqa: S608 - our own words
        *row_of(place),
    )
    told = tuple(Told(row["at"], _event(row["type"], row["data"])) for row in rows)
    draw: Draw | None = None
    for it in told:
        draw = evolve(draw, it.event)
    if draw is None:
        return None
    problem = await database.fetchrow(
        f"select reason, says, quotas from draw_problem where {_HERE}",  # noqa: S608 - our own words
        *row_of(place),
    )
    return Story(place, draw, told, _problem(problem))


async def announced(database: asyncpg.Pool, place: Place) -> Story:
    """The draw of a session; refuses where none was announced."""
    story = await find(database, place)
    if story is None:
        raise Refused("no_draw", "这个场次没有公布抽签办法。", "session")
    return story


def _event(type_: str, data: str) -> said.DrawEvent:
    event = decode(type_, json.loads(data))
    if not isinstance(event, said.DrawEvent):
        raise TypeError(type_)
    return event


def _problem(row: asyncpg.Record | None) -> Problem | None:
    if row is None:
        return None
    quotas = None if row["quotas"] is None else json.loads(row["quotas"])
    return Problem(
        row["reason"],
        row["says"],
        None if quotas is None else tuple(DrawQuota.model_validate(it) for it in quotas),
    )


async def text(database: asyncpg.Pool, place: Place) -> str | None:
    """The bundle as it may be downloaded now."""
    found: str | None = await database.fetchval(
        f"select coalesce(revealed, sealed) from draw_bundle where {_HERE}",  # noqa: S608 - our own words
        *row_of(place),
    )
    return found


async def sealed_text(database: asyncpg.Pool, place: Place) -> str:
    """The sealed part alone."""
    found: str = await database.fetchval(
        f"select sealed from draw_bundle where {_HERE}",  # noqa: S608 - our own words
        *row_of(place),
    )
    return found


async def persons(database: asyncpg.Pool, place: Place) -> dict[int, str]:
    """Whose number is which, as far as they were not erased."""
    rows = await database.fetch(
        f"select entry, person from draw_entry where {_HERE} order by entry",  # noqa: S608 - our own words
        *row_of(place),
    )
    return {row["entry"]: row["person"] for row in rows}


async def number_of(database: asyncpg.Pool, place: Place, person: str) -> int | None:
    """The number of one person."""
    found: int | None = await database.fetchval(
        f"select entry from draw_entry where {_HERE} and person = $4",  # noqa: S608 - our own words
        *row_of(place), person,
    )  # fmt: skip
    return found


@lru_cache(maxsize=16)
def bundle_of(sealed: str) -> Bundle:
    """What a sealed text says; the same text is read once."""
    values: dict[int, Mapping[str, str]] = {}
    leaves: dict[str, int] = {}
    panels: list[list[int]] = []
    for line in map(json.loads, sealed.splitlines()):
        if line["kind"] == "entry":
            values[line["number"]] = line["values"]
            leaves[line["leaf"]] = line["number"]
        elif line["kind"] == "panel":
            panels.append(line["members"])
    chances = dict.fromkeys(values, 0)
    for panel in panels:
        for number in panel:
            chances[number] += 1
    return Bundle(values, leaves, chances, len(panels))


async def draws_of(database: asyncpg.Pool, programme: str, activity: str) -> dict[str, Draw]:
    """Every draw of an activity, by session."""
    rows = await database.fetch(
        "select session, type, data from draw_fact where programme = $1 and activity = $2"
        " order by pos",
        programme, activity,
    )  # fmt: skip
    found: dict[str, Draw] = {}
    for row in rows:
        draw = evolve(found.get(row["session"]), _event(row["type"], row["data"]))
        if draw is not None:
            found[row["session"]] = draw
    return found


def as_json(draw: Draw) -> dict[str, Any]:
    """The facts in force, as the JSON API says them."""
    steps = ("sealed", "seed", "absent", "revealed")
    told = {
        name: None if (event := getattr(draw, name)) is None else event.model_dump(mode="json")
        for name in steps
    }
    return {"announced": draw.announced.model_dump(mode="json"), **told}
