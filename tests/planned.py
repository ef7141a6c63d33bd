"""A programme that all four services know, and names of what is in it, for asking every route."""

import re

from services.announcer.programmes import read_plan
from tests.serving import Api, eventually

PROGRAMME, ACTIVITY, LEAD = "daxing-2023", "open-11", "jiugong"
PERSON = "x1"  # also what is asked for where there is nothing of the kind
NAMES = {
    "programme": PROGRAMME,
    "activity": ACTIVITY,
    "row": ACTIVITY,
    "session": "s1",
    "unit": LEAD,
}


def filled(path: str) -> str:
    """A route's path with the names of what exists."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: NAMES.get(found[1], PERSON), path)


async def plan(running: dict[str, Api]) -> None:
    """A programme that every service has heard of, and a person of an activity."""
    planned = f"/api/announcer/programmes/{PROGRAMME}"
    await running["announcer"].record("/api/announcer/programmes", read_plan(PROGRAMME))
    sessions = [{"session": "s1", "starts_on": "2023-09-14", "place": "工地"}]
    await running["announcer"].record(
        f"{planned}/activities/{ACTIVITY}/schedule", {"sessions": sessions, "form": "hybrid"}
    )

    async def heard() -> bool:
        known = [
            await running[name].running.pool.fetchval(
                "select exists (select from known_session where activity = $1)", ACTIVITY
            )
            for name in ("registration", "livestream")
        ]
        wall = await running["compliance"].get(f"/api/compliance/programmes/{PROGRAMME}/matrix")
        return all(known) and wall.status_code == 200

    await eventually(heard, 60)
    seat = {"session": "s1", "person": PERSON, "method": "directed_invitation"}
    await running["registration"].record(
        f"/api/registration/programmes/{PROGRAMME}/activities/{ACTIVITY}/seats", seat
    )
