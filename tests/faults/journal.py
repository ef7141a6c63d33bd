"""What clients were told, one JSON line per command: what the logs must bear out."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict


class Outcome(StrEnum):
    """Acknowledged, turned down, or nobody knows."""

    OK = "ok"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Entry(BaseModel):
    """One command: `mark` stands in the one event of `type` that it causes, and in no other.

    `events` holds id, type and position as acknowledged. `contradicted` says that the same
    command sent again got another answer.
    """

    model_config = ConfigDict(frozen=True)

    number: int
    service: str
    type: str
    mark: str
    outcome: Outcome
    events: tuple[tuple[str, str, int], ...] = ()
    attempts: int = 1
    contradicted: bool = False
    detail: str = ""


class Journal:
    """A file that grows by a line the moment an answer is known."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("a", encoding="utf-8", buffering=1)
        self.counts = dict.fromkeys(Outcome, 0)

    def write(self, entry: Entry) -> None:
        """Note one command."""
        self._file.write(entry.model_dump_json() + "\n")
        self.counts[entry.outcome] += 1

    def entries(self) -> Iterator[Entry]:
        """Everything noted so far."""
        with self._path.open(encoding="utf-8") as lines:
            for line in lines:
                yield Entry.model_validate_json(line)

    def close(self) -> None:
        """Write no more."""
        self._file.close()
