"""What is new in a column: its publications, for the column's page and for its feeds."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from services._web.http import running
from services.announcer import queries, wording
from services.announcer.public.listing import COLUMNS
from services.announcer.queries import ActivityRow, PublicationRow

MOST = 60
"""Entries in a feed: longer than anybody stays away from it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One publication; ``path`` is where it stands on the site."""

    id: str
    title: str
    text: str
    path: str
    published_at: datetime
    recorded_at: datetime


async def news(request: Request, slug: str) -> list[Entry]:
    """The last version of each text on each channel, the last recorded first."""
    last: dict[tuple[str | None, ...], Entry] = {}
    for row, it in await queries.latest(running(request).pool, COLUMNS[slug], MOST):
        key = (row.programme, row.activity, it.kind, it.reference, it.channel, it.account)
        last.setdefault(key, _entry(row, it))
    return list(last.values())


def path_of(row: ActivityRow) -> str:
    """Where an activity stands on the site."""
    return f"/public/activities/{row.programme}/{row.activity}"


def _entry(row: ActivityRow, it: PublicationRow) -> Entry:
    return Entry(
        id=f"urn:uuid:{it.id}",
        title=it.data["title"],
        text=f"{row.planned['title']}：{wording.publication(it)}。{row.unit_name}主办。",
        path=f"{path_of(row)}#{wording.anchor(it)}",
        published_at=it.published_at,
        recorded_at=it.recorded_at,
    )
