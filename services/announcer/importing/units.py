"""Units by any of their names; the names are data (``units.toml``)."""

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from services.announcer.importing.text import bare

_BEFORE = ("北京市大兴区", "大兴区", "区")


@dataclass(frozen=True, slots=True)
class Named:
    """A unit as it was found: its id, its short name, and how it was printed."""

    unit: str
    name: str
    printed: str
    listed: bool


def find(printed: str) -> Named:
    """The unit of a printed name; one that is not listed gets an id that follows from it."""
    name = bare(printed)
    known = _names()
    for begin in ("", *_BEFORE):
        if name.startswith(begin) and (found := known.get(name.removeprefix(begin))):
            return Named(*found, printed, listed=True)
    digest = hashlib.sha256(name.encode()).hexdigest()[:10]
    return Named(f"unit-{digest}", name, printed, listed=False)


@cache
def _names() -> dict[str, tuple[str, str]]:
    file = resources.files(__package__).joinpath("units.toml")
    listed: dict[str, list[str]] = tomllib.loads(file.read_text(encoding="utf-8"))["units"]
    return {bare(name): (unit, names[0]) for unit, names in listed.items() for name in names}
