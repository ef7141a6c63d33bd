"""The built-in public site: the two columns, and every activity with its notices and materials.

What is published here is a publication on the district website. Times are the recorded ones.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from contracts.values import OpinionResult, beijing_date
from services._web.http import running
from services._web.pages import LARGE
from services._web.signed_in import local_path
from services.announcer import people, queries, wording
from services.announcer.opinions import totals
from services.announcer.people import People
from services.announcer.queries import ActivityRow, PublicationRow
from services.announcer.settings import TEMPLATES

COLUMNS = {"open-days": "open_day", "policy-talks": "policy_talk"}
_YEAR = 365 * 24 * 3600

router = APIRouter(prefix="/public", include_in_schema=False)

templates = Environment(
    loader=PackageLoader("services.announcer"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.globals["wording"] = wording
templates.filters["safe_link"] = lambda link: link.startswith(("/public/", "https://", "http://"))


@dataclass(frozen=True, slots=True)
class Listing:
    """One column: what comes, nearest first; what is not yet dated; what was, latest first."""

    slug: str
    title: str
    coming: list[ActivityRow]
    undated: list[ActivityRow]
    past: list[ActivityRow]


@router.get("/")
async def home(request: Request) -> Response:
    """Both columns on one page."""
    listings = [await _listing(request, slug, kind) for slug, kind in COLUMNS.items()]
    return _page(request, "columns.html", title="政民互动", listings=listings)


@router.get("/open-days")
async def open_days(request: Request) -> Response:
    """The column 政务开放日."""
    return await _column(request, "open-days")


@router.get("/policy-talks")
async def policy_talks(request: Request) -> Response:
    """The column 政策公开讲."""
    return await _column(request, "policy-talks")


@router.get("/activities/{programme}/{activity}")
async def show_activity(request: Request, programme: str, activity: str) -> Response:
    """One activity: its notices in force, its people, its changes and its materials."""
    database, now = running(request).pool, running(request).clock.now()
    row = await queries.activity(database, programme, activity)
    if row is None:
        return missing(request)
    heard = await people.people(database, programme, activity)
    published = [
        it
        for it in await queries.publications(database, programme, activity)
        if it.withdrawn_at is None
    ]
    return _page(
        request,
        "activity.html",
        title=row.planned["title"],
        it=row,
        base=f"{programme}/{activity}",
        people=heard,
        signing_up=not row.cancelled and any(it.open_at(now) for it in heard.sign_ups),
        now=now,
        steps=steps(row, published, heard, now),
        notices=in_force(published, "notice"),
        materials=in_force(published, "materials"),
        reports=in_force(published, "publicity"),
        results=[_results(each) for each in in_force(published, "results")],
        changes=[
            (wording.change(type_, data), when)
            for type_, data, when in await queries.changes(database, programme, activity)
            if not data.get("first_declaration")
        ],
    )


@router.get("/large-print/{state}")
async def large_print(state: Literal["on", "off"], back: str = "/public/") -> Response:
    """Switch 大字版 on or off on every page for citizens, and go back to where the reader was."""
    response = RedirectResponse(local_path(back, "/public/"), 303)
    if state == "on":
        response.set_cookie(LARGE, "on", max_age=_YEAR, path="/", samesite="lax")
    else:
        response.delete_cookie(LARGE, path="/")
    response.delete_cookie(LARGE, path="/public/")  # where it once was kept
    return response


@router.get("/site.css")
async def style() -> Response:
    """The one style sheet."""
    return FileResponse(TEMPLATES / "site.css", headers={"Cache-Control": "max-age=300"})


@router.get("/{rest:path}")  # noqa: FAST003 - the path does not matter
async def missing_page(request: Request) -> Response:
    """Whatever else is asked for does not exist."""
    return missing(request)


def missing(request: Request) -> Response:
    """A page that says so and leads back."""
    return _page(request, "missing.html", status=404, title="没有这个页面")


def in_force(published: list[PublicationRow], kind: str) -> list[PublicationRow]:
    """Of each text on each channel only the last version, the last published first."""
    last: dict[tuple[str, str, str | None], PublicationRow] = {}
    for it in published:  # the last recorded comes first
        if it.kind == kind:
            last.setdefault((it.reference, it.channel, it.account), it)
    return sorted(last.values(), key=lambda it: it.published_at, reverse=True)


def _results(published: PublicationRow) -> dict[str, Any]:
    """An adoption report: what it tells of each opinion, or where it stands elsewhere."""
    told = [OpinionResult.model_validate(it) for it in published.data.get("results") or ()]
    return {"publication": published, "told": told, "counts": totals(told)}


async def _column(request: Request, slug: str) -> Response:
    listing = await _listing(request, slug, COLUMNS[slug])
    return _page(request, "columns.html", title=listing.title, listings=[listing])


async def _listing(request: Request, slug: str, kind: str) -> Listing:
    today = beijing_date(running(request).clock.now())
    rows = await queries.activities(running(request).pool, kind=kind)
    dated = [(last, row) for row in rows if (last := _last_day(row)) is not None]
    return Listing(
        slug=slug,
        title=wording.KINDS[kind],
        coming=[row for last, row in sorted(dated, key=_by_day) if last >= today],
        undated=[row for row in rows if _last_day(row) is None],
        past=[row for last, row in sorted(dated, key=_by_day, reverse=True) if last < today],
    )


def _by_day(dated: tuple[date, ActivityRow]) -> tuple[date, str]:
    return dated[0], dated[1].activity


def _last_day(row: ActivityRow) -> date | None:
    return max((it.ends_on for it in row.sessions), default=None)


def steps(
    row: ActivityRow, published: list[PublicationRow], heard: People, now: datetime
) -> list[tuple[str, str]]:
    """How far the activity has come: each step is ``done``, ``now`` or ``ahead``."""
    kinds = {it.kind for it in published}
    held, today = row.held_on is not None, beijing_date(now)
    today_held = any(it.starts_on <= today <= it.ends_on for it in row.sessions if not it.cancelled)
    opinions = heard.opinions
    taken = [("公告", "notice" in kinds, False)]
    if heard.sign_ups or row.form != "online":
        opened = any(it.open_at(now) for it in heard.sign_ups)
        closed = bool(heard.sign_ups) and all(
            it.state == "closed" or (it.state == "open" and not it.open_at(now))
            for it in heard.sign_ups
        )
        taken.append(("报名", (closed or held) and not opened, opened))
    taken += [
        ("活动", held, "live" in heard.streams or today_held),
        ("材料", "materials" in kinds, False),
        ("采纳情况", opinions.settled, opinions.received > 0),
    ]
    return [(name, "done" if done else "now" if begun else "ahead") for name, done, begun in taken]


def _page(request: Request, name: str, *, status: int = 200, **shown: Any) -> Response:
    large = request.cookies.get(LARGE) == "on"
    html = templates.get_template(name).render(large=large, path=request.url.path, **shown)
    headers = {
        "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'",
        "Cache-Control": "no-cache",
    }
    return HTMLResponse(html, status, headers)
