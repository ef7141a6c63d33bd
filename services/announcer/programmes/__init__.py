"""Plans (总体方案) as data: one TOML file each, in the shape of ``POST /programmes``."""

import tomllib
from importlib import resources
from typing import Any


def names() -> list[str]:
    """The plans that come with the product."""
    files = resources.files(__package__).iterdir()
    return sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml"))


def read_plan(name: str) -> dict[str, Any]:
    """The body of ``POST /programmes`` for one plan, ready for JSON.

    Raises ``FileNotFoundError`` when there is no plan of that name.
    """
    file = resources.files(__package__).joinpath(f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
