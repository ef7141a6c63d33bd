"""Whether today's events can be read by every released reader, and released events by today's.

``python -m contracts.compatibility`` compares the events with those of every release and fails,
naming event, field and reason. ``--release 0.2.0`` keeps today's events as those of a release.

The log is kept for ever and services are deployed one by one, so both directions count: a narrower
field turns away old facts, a wider one makes old readers quarantine new facts. What changes is
therefore a new version; only an optional property or a whole event may be added.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from contracts.examples import EXAMPLES
from contracts.schema_files import schemas

FOLDER = Path(__file__).parent / "released"
_WORDS = {"title", "description", "$schema", "$id", "$defs"}  # what no reader decides by
_ABSENT = object()

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Break:
    """One change that some reader does not survive."""

    event: str
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.event}: {self.field or 'the event'}: {self.reason}; make a new version"


def breaks(released: Mapping[str, Schema], current: Mapping[str, Schema]) -> list[Break]:
    """Every incompatible change between two sets of JSON Schemas by CloudEvents type."""
    found = []
    for event, old in sorted(released.items()):
        if event not in current:
            found.append(Break(event, "", "it was removed, but facts of this version are kept"))
            continue
        differences = _differences("", _plain(old, old), _plain(current[event], current[event]))
        found += [Break(event, field, reason) for field, reason in differences]
    return found


def releases() -> dict[str, dict[str, dict[str, Any]]]:
    """By release, then by CloudEvents type: the ``schema`` and an ``example`` as published."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(FOLDER.glob("*.json"))
    }


def _plain(schema: Any, root: Schema) -> Any:
    """The schema with its definitions in place and without words for people."""
    if isinstance(schema, list):
        return [_plain(item, root) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        named = root["$defs"][schema["$ref"].rpartition("/")[2]]
        return _plain(named, root) | _plain({k: v for k, v in schema.items() if k != "$ref"}, root)
    plain = {}
    for key, value in schema.items():
        if key == "properties":  # a property may well be called "title"
            plain[key] = {name: _plain(item, root) for name, item in value.items()}
        elif key not in _WORDS:
            plain[key] = _plain(value, root)
    return plain


def _differences(field: str, old: Any, new: Any) -> Iterator[tuple[str, str]]:
    """Field and reason of all that differs between two plain schemas of the same thing."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        if old != new:
            yield field, f"{_said(old)} became {_said(new)}"
        return
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key, _ABSENT), new.get(key, _ABSENT)
        match key:
            case "properties":
                yield from _properties(field, was, now, set(new.get("required", ())))
            case "required":
                yield from _required(field, _listed(was), _listed(now), old.get("properties", {}))
            case "enum":
                yield from _values(field, _listed(was), _listed(now))
            case "items" | "additionalProperties" | "propertyNames":
                yield from _differences(f"{field}[]", was, now)
            case "anyOf" | "oneOf" | "prefixItems":
                for one, other in zip_longest(_listed(was), _listed(now), fillvalue=_ABSENT):
                    yield from _differences(field, one, other)
            case _ if was != now:
                yield field, f"{key} {_said(was)} became {_said(now)}"


def _properties(field: str, was: Any, now: Any, required: set[str]) -> Iterator[tuple[str, str]]:
    old, new = ({} if it is _ABSENT else it for it in (was, now))
    for name in old:
        if name not in new:
            yield _within(field, name), "it was removed or renamed"
        else:
            yield from _differences(_within(field, name), old[name], new[name])
    for name in new.keys() - old.keys():
        if name in required:
            yield _within(field, name), "it is new and required, but older facts lack it"


def _required(
    field: str, was: list[str], now: list[str], properties: Schema
) -> Iterator[tuple[str, str]]:
    for name in sorted(set(was) - set(now)):
        yield _within(field, name), "it is no longer required, but older readers need it"
    for name in sorted(set(now) - set(was)):
        if name in properties:
            yield _within(field, name), "it became required, but older facts may lack it"


def _values(field: str, was: list[Any], now: list[Any]) -> Iterator[tuple[str, str]]:
    for value in was:
        if value not in now:
            yield field, f"value {_said(value)} was removed, but older facts have it"
    for value in now:
        if value not in was:
            yield field, f"value {_said(value)} was added, which older readers would quarantine"


def _within(field: str, name: str) -> str:
    return f"{field}.{name}" if field else name


def _listed(value: Any) -> list[Any]:
    return [] if value is _ABSENT else list(value)


def _said(value: Any) -> str:
    return "nothing" if value is _ABSENT else json.dumps(value, ensure_ascii=False)


def _today() -> dict[str, Schema]:
    return {name.removesuffix(".json"): json.loads(text) for name, text in schemas().items()}


def main(arguments: list[str]) -> int:
    """Compare with every release, or keep a new one; breaks decide the exit code."""
    match arguments:
        case ["--release", version]:
            kept = {
                event: {"schema": schema, "example": EXAMPLES[event].model_dump(mode="json")}
                for event, schema in _today().items()
            }
            text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
            (FOLDER / f"{version}.json").write_text(text, encoding="utf-8")
            return 0
        case []:
            found = [
                f"{one} (since {version})"
                for version, events in releases().items()
                for one in breaks({name: it["schema"] for name, it in events.items()}, _today())
            ]
            for line in found:
                print(line)  # noqa: T201 - a command's output
            return 1 if found else 0
        case _:
            print("usage: python -m contracts.compatibility [--release VERSION]")  # noqa: T201
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
