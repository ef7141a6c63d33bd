"""Changes of verdicts, told to whoever has the wall open; and that a new day has begun."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import asyncpg

from contracts.events.compliance import RequirementStatusChanged
from contracts.values import beijing_date
from services._web.changes import Change, Changes
from services._web.running import Running


def verdict_changes() -> Changes:
    """The changes of one compliance service."""
    return Changes(_read, Days().passed)


class Days:
    """Notices when it is another day in Beijing."""

    def __init__(self) -> None:
        self._today: date | None = None

    def passed(self, running: Running) -> Sequence[Change]:
        """A change of day, if there was one since the last look."""
        before, self._today = self._today, beijing_date(running.clock.now())
        if before in {None, self._today}:
            return ()
        return (Change("day", {"date": self._today.isoformat()}),)


async def _read(
    pool: asyncpg.Pool, after: int, at_most: int, programme: str | None
) -> list[Change]:
    rows = await pool.fetch(
        "select pos, data from event where pos > $1 and type = $2"
        " and ($3::text is null or data->>'programme' = $3) order by pos limit $4",
        after, RequirementStatusChanged.ce_type(), programme, at_most,
    )  # fmt: skip
    return [_change(row["pos"], json.loads(row["data"])) for row in rows]


def _change(position: int, told: Mapping[str, Any]) -> Change:
    data = {name: told[name] for name in ("row", "code", "status", "previous", "due", "as_of")}
    return Change("verdict", data, position, told["programme"])
