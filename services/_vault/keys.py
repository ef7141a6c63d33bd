"""The keys of a vault: master keys that wrap each person's own, and the one that makes indexes."""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

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
        return cls.parse(file.read_text(encoding="utf-8"), file.name)

    @classmethod
    def parse(cls, text: str, name: str) -> Self:
        """The keys of such a text, which an error calls by its name."""
        try:
            given = json.loads(text)
            master = {str(id_): _key(f"master.{id_}", it) for id_, it in given["master"].items()}
            keys = cls(str(given["current"]), master, _key("index", given["index"]))
        except (AttributeError, KeyError, TypeError, json.JSONDecodeError) as error:
            raise BadKeys(f"{name}: current, master and index are expected") from error
        if keys.current not in keys.master:
            raise BadKeys(f"{name}: current must name one of the master keys")
        return keys

    def in_force(self) -> "Keys":
        """These."""
        return self


class KeySource(Protocol):
    """Where a vault takes its keys from, each time it needs one."""

    def in_force(self) -> Keys:
        """The keys now."""
        ...


class KeyFile:
    """The keys of a file, read again as soon as it is another: rotation needs no restart.

    Every process then wraps with the new key at once, so that none goes on with one about to be
    retired. A file that cannot be read keeps the keys that were last read.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._version, self._keys = self._seen(), Keys.read(file)

    def in_force(self) -> Keys:
        """The keys as the file has them."""
        try:
            if (version := self._seen()) != self._version:
                self._keys, self._version = Keys.read(self._file), version
        except (OSError, BadKeys):
            return self._keys
        return self._keys

    def _seen(self) -> tuple[int, int]:
        stat = self._file.stat()
        return stat.st_mtime_ns, stat.st_ino


def generate() -> str:
    """The content of a new file of keys."""
    return json.dumps({"current": "1", "master": {"1": _new()}, "index": _new()})


def rotate(content: str) -> str:
    """The same file with one more master key in force; the old ones still unwrap."""
    given = json.loads(content)
    newest = str(max(map(int, given["master"])) + 1)
    given["master"][newest] = _new()
    return json.dumps({**given, "current": newest})


def retire(content: str, old: str) -> str:
    """The same file without a master key: what only it unwraps is gone, in backups too."""
    given = json.loads(content)
    if old == given["current"]:
        raise BadKeys(f"master key {old} is in force: rotate first")
    if given["master"].pop(old, None) is None:
        raise BadKeys(f"there is no master key {old}; there are {', '.join(given['master'])}")
    return json.dumps(given)


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
