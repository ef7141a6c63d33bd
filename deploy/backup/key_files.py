"""The keys that belong to a home: one file to be kept elsewhere, put back with a backup."""

import json
from pathlib import Path

from deploy.local import keys
from deploy.local.home import Home
from deploy.local.stack import VAULTS
from services._vault.keys import BadKeys


def files_of(home: Home) -> dict[str, Path]:
    """Where they lie, made or not: of each vault by its service, and what signs tokens."""
    vaults = {service: keys.vault_file(home.secrets, service) for service in VAULTS}
    return {**vaults, "signing": home.base / keys.SIGNING}


def present(home: Home) -> dict[str, str]:
    """What those that are there hold."""
    there = {name: file for name, file in files_of(home).items() if file.exists()}
    return {name: file.read_text(encoding="utf-8") for name, file in there.items()}


def read(file: Path) -> dict[str, str]:
    """The keys of a file, or some of them; raises ``BadKeys``."""
    try:
        given = json.loads(file.read_text(encoding="utf-8"))
    except json.JSONDecodeError:
        given = None
    known = {*VAULTS, "signing"}
    if (
        not isinstance(given, dict)
        or not given
        or not given.keys() <= known
        or not all(isinstance(text, str) for text in given.values())
    ):
        raise BadKeys(f"{file}: not a file of keys that `minsheng backup --keys` wrote")
    return given


def put(home: Home, contents: dict[str, str]) -> None:
    """Put keys in their places; those that stood there are kept beside them, for ever."""
    places = files_of(home)
    for name, content in contents.items():
        place = places[name]
        if place.exists() and place.read_text(encoding="utf-8") != content:
            number = sum(1 for _ in place.parent.glob(f"{place.name}.replaced-*")) + 1
            place.rename(place.with_name(f"{place.name}.replaced-{number}"))
        keys.write(place, content)
