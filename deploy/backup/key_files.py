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


def collected(home: Home) -> str:
    """All of them as one text."""
    found = {name: file.read_text(encoding="utf-8") for name, file in files_of(home).items()}
    return json.dumps(found)


def read(file: Path) -> dict[str, str]:
    """What was collected, or some of it; raises ``BadKeys``."""
    try:
        given = json.loads(file.read_text(encoding="utf-8"))
    except json.JSONDecodeError:
        given = None
    known = {*VAULTS, "signing"}
    if not isinstance(given, dict) or not given or not given.keys() <= known:
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
