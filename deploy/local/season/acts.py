"""The acts of the season as data: who did what, when, in the words of a TOML file.

One file an activity. Its head says whose activity it is and how its notices read; each act has a
moment ``at``, a command ``do`` (the last part of its path) and the fields of the command. Left
out, ``by`` is the lead unit's handler; ``calls`` turns an act into requests.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import resources
from typing import Any

from deploy.local.season import PROGRAMME
from services._web.tokens import Actor


@dataclass(frozen=True, slots=True)
class Setting:
    """What all acts of one file share."""

    unit: str
    activity: str = ""
    title: str = ""
    host: str = ""
    account: str = ""
    place: str = ""
    elements: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody did. ``at`` is aware; ``key`` is the same in every run."""

    key: str
    at: datetime
    do: str
    by: Actor
    fields: Mapping[str, Any]
    setting: Setting


class NotAnActError(ValueError):
    """A file of acts says something that nobody can do."""


def load_acts(season: str = PROGRAMME) -> list[Act]:
    """All acts of a season in the order of their moments; raises ``NotAnActError``."""
    folder = resources.files(__package__).joinpath(season)
    acts: list[Act] = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            text = file.read_text(encoding="utf-8")
            acts += read_acts(file.name.removesuffix(".toml"), tomllib.loads(text))
    return sorted(acts, key=lambda act: act.at)  # stable: a file's own order stays


def read_acts(source: str, given: Mapping[str, Any]) -> list[Act]:
    """The acts of one file; ``source`` makes their keys."""
    head = {name: value for name, value in given.items() if name != "acts"}
    setting = Setting(**head)
    return [
        _act(f"{source}-{number:02d}", dict(act), setting)
        for number, act in enumerate(given["acts"], start=1)
    ]


def _act(key: str, given: dict[str, Any], setting: Setting) -> Act:
    at = given.pop("at", None)
    if not isinstance(at, datetime) or at.tzinfo is None:
        raise NotAnActError(f"{key}: `at` must be a moment with its offset")
    do = given.pop("do", None)
    if not isinstance(do, str):
        raise NotAnActError(f"{key}: `do` must name a command")
    by = _actor(given.pop("by", "handler"), setting.unit)
    return Act(key, at.astimezone(UTC), do, by, given, setting)


def _actor(by: str, unit: str) -> Actor:
    """``role`` of the file's own unit, or ``unit:role``."""
    own, _, role = by.rpartition(":")
    return Actor(f"{own or unit}-{role}", frozenset({role}), own or unit)
