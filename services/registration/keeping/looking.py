"""Full values of people, and words of opinions: on record before they are shown."""

from collections.abc import Sequence

from services._vault import looks
from services._vault.looks import Look, Viewer
from services._web.tokens import Actor
from services.registration import queries
from services.registration.depends import Reading
from services.registration.keeping.holding import Key

ANSWERING = "办理意见"
"""What the words of opinions are opened for, by those who have to answer them."""


def viewer_of(actor: Actor) -> Viewer:
    """Who looks."""
    return Viewer(actor.subject, actor.unit, tuple(actor.roles))


async def look_closely(reading: Reading, purpose: str) -> list[queries.Row]:
    """Names and contacts in full, handed out once who looked, when and what for is on record."""
    rows = await queries.people_with_names(reading.pool, reading.vault, *reading.key)
    await record(reading, purpose, [row["person"] for row in rows])
    return rows


async def open_words(reading: Reading, opinions: Sequence[queries.Row]) -> None:
    """Put on record whose words are opened; nothing where there are none to read."""
    if opened := [it["opinion"] for it in opinions if it["words"] is not None]:
        await record(reading, ANSWERING, opened)


async def record(reading: Reading, purpose: str, items: Sequence[str]) -> None:
    """A look at these persons or opinions."""
    look = Look(viewer_of(reading.by), *reading.key, purpose, items)
    await looks.record(reading.pool, look, reading.now)


async def stated(reading: Reading) -> str | None:
    """What somebody said a moment ago to be looking for in this activity."""
    key: Key = reading.key
    return await looks.stated(reading.pool, viewer_of(reading.by), key)
