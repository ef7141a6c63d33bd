"""The sheets of an activity, counted once for a crowd that looks at them within two seconds.

Few are counted each time; only where counting takes long is the count a moment old.
"""

import asyncio
from dataclasses import dataclass, field

import asyncpg
from fastapi import Request

from services.registration.known import KnownActivity
from services.registration.pages import reading

MANY = 1_000
KEPT = 2.0  # seconds


@dataclass(slots=True)
class Crowded:
    """What was counted last, by activity, and until when it will do."""

    _counted: dict[tuple[str, str], tuple[float, list[reading.Row]]] = field(default_factory=dict)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def sessions(self, pool: asyncpg.Pool, activity: KnownActivity) -> list[reading.Row]:
        """Every session with how many signed up; rows of the caller's own."""
        key, now = (activity.programme, activity.activity), asyncio.get_running_loop().time
        until, rows = self._counted.get(key, (0.0, []))
        if now() >= until:
            async with self._lock:  # one counts, the others wait for it
                until, rows = self._counted.get(key, (0.0, []))
                if now() >= until:
                    rows = await reading.activity_sessions(pool, activity)
                    many = sum(row["signed_up"] for row in rows) >= MANY
                    self._counted[key] = (now() + KEPT if many else 0.0, rows)
        return [dict(row) for row in rows]


def crowded(request: Request) -> Crowded:
    """What this process counted last."""
    found: Crowded = request.app.state.crowded
    return found
