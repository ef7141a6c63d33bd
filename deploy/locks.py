"""What the locks name."""

import re
from pathlib import Path
from typing import NamedTuple

LOCKS = Path(__file__).resolve().parents[1]
RUNTIME = "requirements.lock"
_LINE = re.compile(r"^([\w.-]+)==([\w.]+)(?: ; (.+?))? \\?$", re.MULTILINE)


class Locked(NamedTuple):
    """A package; ``where`` is the condition under which it is installed, empty for everywhere."""

    name: str
    version: str
    where: str


def locked(lock: str) -> list[Locked]:
    """Every package of a lock of Python's, in its order."""
    return [Locked(*it) for it in _LINE.findall((LOCKS / lock).read_text(encoding="utf-8"))]
