"""How far the season has been played, so that an interrupted one goes on where it stopped.

An act performed but not yet noted is performed once more: its idempotency keys make that harmless.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from deploy.local.season.acts import Act
from deploy.local.season.calls import calls
from deploy.local.season.clock import replace_file


class OtherSeasonError(RuntimeError):
    """The stored facts come from other acts than the present files hold."""


class Journal:
    """The number of acts done, and what was learned of the services' answers."""

    def __init__(self, path: Path, acts: Sequence[Act]) -> None:
        """Raises ``OtherSeasonError`` when the file tells of other acts."""
        self._path = path
        self._season = fingerprint(acts)
        self.done = 0
        self.known: dict[str, str] = {}
        if path.exists():
            given = json.loads(path.read_text(encoding="utf-8"))
            if given["season"] != self._season:
                raise OtherSeasonError(
                    f"{path} tells of another season than the files hold; "
                    "remove what is stored (minsheng forget) and play it again"
                )
            self.done, self.known = given["done"], given["known"]

    def note(self, done: int) -> None:
        """The first ``done`` acts are performed."""
        self.done = done
        text = {"season": self._season, "done": done, "known": self.known}
        replace_file(self._path, json.dumps(text))


def fingerprint(acts: Sequence[Act]) -> str:
    """SHA-256 of every request with its moment and actor."""
    told = [
        [act.at.isoformat(), call.by.subject, call.key, call.path, call.body]
        for act in acts
        for call in calls(act)
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
