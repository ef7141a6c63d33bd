"""What a backup says of itself. It is written last: a folder without it is no backup."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from contracts.topology import SERVICES

FORMAT = 1
NAME = "manifest.json"
FILES = "files"
"""The folder of a backup that holds the files of materials and recordings."""


class BadBackup(ValueError):
    """The folder holds no whole backup, or one that was changed; the message says which."""


@dataclass(frozen=True, slots=True)
class Dump:
    """One service's database: its file, and where its log ended."""

    file: str
    sha256: str
    log_end: int
    log_hash: str
    epoch: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """All of a backup; every dump is of the same moment. ``files``: the SHA-256 of each."""

    made_at: str
    release: str
    dumps: dict[str, Dump]
    files: dict[str, str]

    def write(self, folder: Path) -> None:
        """Write it, which makes the folder a backup."""
        content = {"format": FORMAT, **asdict(self)}
        (folder / NAME).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The manifest of a whole and unchanged backup."""
        try:
            given = json.loads((folder / NAME).read_text(encoding="utf-8"))
            if given["format"] != FORMAT:
                raise BadBackup(f"{folder}: of format {given['format']}, expected is {FORMAT}")
            dumps = {service: Dump(**given["dumps"][service]) for service in SERVICES}
            found = cls(given["made_at"], given["release"], dumps, dict(given["files"]))
        except (OSError, TypeError, KeyError, json.JSONDecodeError) as error:
            raise BadBackup(f"{folder}: not a whole backup, its {NAME} cannot be read") from error
        held = {dump.file: dump.sha256 for dump in dumps.values()}
        held |= {f"{FILES}/{name}": sha256 for name, sha256 in found.files.items()}
        for file, sha256 in held.items():
            if digest(folder / file) != sha256:
                raise BadBackup(f"{folder}: {file} is not what was backed up")
        return found


def digest(file: Path) -> str:
    """The SHA-256 of a file; of none where it is missing."""
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
