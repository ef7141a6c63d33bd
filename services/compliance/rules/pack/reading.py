"""Reading packs: from TOML, with every error of a file at once, each by file, key and reason."""

import hashlib
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from services.compliance.rules.pack.values import Values
from services.compliance.rules.pack.whole import Pack


class PackError(ValueError):
    """A pack that cannot be used; each of ``problems`` names file, key and reason."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def parse_pack(text: str, name: str) -> Pack:
    """A pack from TOML text; raises ``PackError`` naming ``name``, the key and the reason."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{name}: not valid TOML: {error}") from error
    digest = hashlib.sha256(text.encode()).hexdigest()
    try:
        return Pack.model_validate({**content, "sha256": digest})
    except ValidationError as error:
        raise PackError(*_problems(error, content, name)) from error


def _problems(error: ValidationError, content: dict[str, Any], name: str) -> Iterator[str]:
    """Every problem once; what an amendment only took over was told where it stands."""
    told = set()
    for each in error.errors():
        missing = each["type"] == "missing"
        parts, written = _written(each["loc"], content)
        if _only_taken_over(each["loc"], written, missing=missing):
            continue
        key = ".".join(parts[: None if missing else len(written)]) or "the whole"
        problem = f"{name}: {key}: {each['msg'].removeprefix('Value error, ')}"
        if problem not in told:
            told.add(problem)
            yield problem


def _only_taken_over(location: tuple[int | str, ...], written: list[str], *, missing: bool) -> bool:
    """Whether an error of an amendment is about a value that it does not name."""
    unnamed = written[:1] == ["amendment"] and len(written) == len(("amendment", 0)) < len(location)
    return unnamed and (not missing or location[len(written)] in Values.model_fields)


def _written(
    location: tuple[int | str, ...], content: dict[str, Any]
) -> tuple[list[str], list[str]]:
    """Where an error is, and how much of that stands in the file.

    A requirement goes by its code, if it has one.
    """
    parts: list[str] = []
    written: list[str] = []
    here: Any = content
    for part in location:
        parts.append(str(part))
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            here = None
            continue
        if parts[:-1] == ["requirement"] and isinstance(here, dict) and "code" in here:
            parts[-1] = str(here["code"])
        written.append(parts[-1])
    return parts, written


@cache
def load_pack(name: str) -> Pack:
    """A pack by its id among ours, or by the path of a TOML file.

    Raises ``PackError`` when there is none or it is not valid.
    """
    ours = resources.files("services.compliance").joinpath("rules", "packs", f"{name}.toml")
    if ours.is_file():
        return parse_pack(ours.read_text(encoding="utf-8"), f"{name}.toml")
    path = Path(name)
    if not path.is_file():
        raise PackError(f"{name}: no pack of this id and no such file")
    try:
        return parse_pack(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise PackError(f"{path.name}: not UTF-8 text: {error}") from error


def packs() -> tuple[str, ...]:
    """The ids of the packs that come with this release."""
    folder = resources.files("services.compliance").joinpath("rules", "packs")
    names = (entry.name for entry in folder.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))
