"""What the lists of the public site are made of, read for one answer."""

from collections.abc import Iterable
from datetime import date

from fastapi import Request

from contracts.values import beijing_date
from services._web.http import running
from services.announcer import opinions, people, queries
from services.announcer.public.listing import (
    COLUMNS,
    Known,
    Listing,
    Season,
    goes_on,
    listing,
    season_of,
)
from services.announcer.queries import ActivityRow


def today(request: Request) -> date:
    """The day in Beijing."""
    return beijing_date(running(request).clock.now())


async def column(request: Request, slug: str) -> Listing:
    """One column as it stands today."""
    rows = await queries.activities(running(request).pool, kind=COLUMNS[slug])
    return listing(slug, rows, today(request))


async def season(request: Request, slug: str) -> Season:
    """How far a column's season has come."""
    pool, kind = running(request).pool, COLUMNS[slug]
    seasons = await queries.seasons(pool)
    programme = season_of(seasons, today(request))
    rows = await queries.activities(pool, programme, kind) if programme else []
    of_plan = [it for it in rows if not it.routine]
    return Season(
        title=dict(seasons)[programme]["title"] if programme else "",
        planned=len(of_plan),
        held=sum(it.held_on is not None for it in of_plan),
        opinions=await opinions.counts_of_column(pool, programme or "", kind),
        goes_on=goes_on(seasons, today(request)),
    )


async def known(request: Request, rows: Iterable[ActivityRow]) -> Known:
    """What others say of activities: their sign-up, and what their notices tell."""
    keys = [(it.programme, it.activity) for it in rows]
    pool = running(request).pool
    return Known(
        sign_ups=await people.sign_ups(pool, keys),
        said=await queries.said_in_notices(pool, keys),
    )


def page_asked(request: Request) -> int:
    """The page that the address asks for; whatever is no number is the first."""
    asked = request.query_params.get("page", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
