"""The home page, the two columns with their archive, large print; and what does not exist."""

from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from services._web.http import running
from services._web.pages import LARGE, PRIVATE
from services._web.signed_in import local_path
from services.announcer import wording
from services.announcer.public import reading
from services.announcer.public.frame import PAGES, missing, page
from services.announcer.public.listing import COLUMNS, ended_in, months, paged
from services.announcer.public.news import news

FEW, LATEST = 3, 6
"""How many past activities the home page and a column show; all stand in the archive."""
NEWEST = 5

_YEAR = 365 * 24 * 3600

router = APIRouter(prefix="/public", route_class=PAGES.route, include_in_schema=False)


@router.get("/")
async def home(request: Request) -> Response:
    """What is on today, then both columns."""
    listings = [await reading.column(request, slug) for slug in COLUMNS]
    shown = [it for each in listings for it in (*each.today, *each.coming[: 2 * FEW])]
    return page(
        request,
        "home.html",
        title="政民互动",
        listings=listings,
        seasons={slug: await reading.season(request, slug) for slug in COLUMNS},
        known=await reading.known(request, shown),
        few=FEW,
        now=running(request).clock.now(),
    )


@router.get("/large-print/{state}")
async def large_print(state: Literal["on", "off"], back: str = "/public/") -> Response:
    """Switch 大字版 on or off on every page for citizens, and go back to where the reader was."""
    response = RedirectResponse(local_path(back, "/public/"), 303, PRIVATE)
    if state == "on":
        response.set_cookie(LARGE, "on", max_age=_YEAR, path="/", samesite="lax")
    else:
        response.delete_cookie(LARGE, path="/")
    response.delete_cookie(LARGE, path="/public/")  # where it once was kept
    return response


@router.get("/{slug}/archive")
async def archive(request: Request, slug: str) -> Response:
    """All years of a column."""
    return await _archive(request, slug, None, None)


@router.get("/{slug}/archive/{year:int}")
async def archive_of_year(request: Request, slug: str, year: int) -> Response:
    """One year of a column."""
    return await _archive(request, slug, year, None)


@router.get("/{slug}/archive/{year:int}/{month:int}")
async def archive_of_month(request: Request, slug: str, year: int, month: int) -> Response:
    """One month of a column."""
    return await _archive(request, slug, year, month)


@router.get("/{slug}")
async def column(request: Request, slug: str) -> Response:
    """One column: 政务开放日 or 政策公开讲."""
    if slug not in COLUMNS:
        return missing(request)
    listing = await reading.column(request, slug)
    coming = paged(listing.coming, reading.page_asked(request))
    return page(
        request,
        "column.html",
        title=listing.title,
        column=listing,
        coming=coming,
        season=await reading.season(request, slug),
        known=await reading.known(request, [*listing.today, *coming.items]),
        latest=LATEST,
        news=(await news(request, slug))[:NEWEST],
        now=running(request).clock.now(),
    )


@router.get("/{rest:path}")  # noqa: FAST003 - the path does not matter
async def missing_page(request: Request) -> Response:
    """Whatever else is asked for does not exist."""
    return missing(request)


async def _archive(request: Request, slug: str, year: int | None, month: int | None) -> Response:
    if slug not in COLUMNS:
        return missing(request)
    listing = await reading.column(request, slug)
    past = listing.past if year is None else ended_in(listing.past, year, month)
    if year is not None and not past:
        return missing(request)
    return page(
        request,
        "archive.html",
        title=f"{listing.title}往期活动{wording.month_of(year, month)}",
        column=listing,
        months=months(listing.past),
        year=year,
        month=month,
        shown=paged(past, reading.page_asked(request)),
    )
