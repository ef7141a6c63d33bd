"""The keys of a vault: master keys that wrap each person's own, and the one that makes indexes."""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

KEY_BYTES = 32


class BadKeys(ValueError):
    """The file of keys is not one; the message names the field and what is expected."""


@dataclass(frozen=True, slots=True)
class Keys:
    """``master`` by id, the ``current`` of which wraps what is new; ``index`` never changes."""

    current: str
    master: Mapping[str, bytes]
    index: bytes

    @classmethod
    def read(cls, file: Path) -> Self:
        """The keys of a file ``{"current", "master": {id: base64}, "index": base64}``."""
        try:
            given = json.loads(file.read_text(encoding="utf-8"))
            master = {str(id_): _key(f"master.{id_}", it) for id_, it in given["master"].items()}
            keys = cls(str(given["current"]), master, _key("index", given["index"]))
        except (AttributeError, KeyError, TypeError, json.JSONDecodeError) as error:
            raise BadKeys(f"{file.name}: current, master and index are expected") from error
        if keys.current not in keys.master:
            raise BadKeys(f"{file.name}: current must name one of the master keys")
        return keys


def generate() -> str:
    """The content of a new file of keys."""
    return json.dumps({"current": "1", "master": {"1": _new()}, "index": _new()})


def rotate(content: str) -> str:
    """The same file with one more master key in force; the old ones still unwrap."""
    given = json.loads(content)
    newest = str(max(map(int, given["master"])) + 1)
    given["master"][newest] = _new()
    return json.dumps({**given, "current": newest})


def _new() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _key(field: str, given: str) -> bytes:
    try:
        key = base64.b64decode(given, validate=True)
    except ValueError as error:
        raise BadKeys(f"{field}: base64 is expected") from error
    if len(key) != KEY_BYTES:
        raise BadKeys(f"{field}: {KEY_BYTES} bytes are expected, not {len(key)}")
    return key
