"""The public page of a draw: how it stands, everybody's chance, one's own receipt, the files."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field, StringConstraints

from contracts.values import Identifier
from services._web.forms import CORRECTABLE, Filled, FormModel, filled
from services._web.http import running
from services.registration.draws import finding, http, reading, showing
from services.registration.draws.finding import Own
from services.registration.draws.reading import Story
from services.registration.equipment import equipment
from services.registration.pages import wording
from services.registration.pages.citizens import Posted, ThisActivity
from services.registration.pages.frame import CITIZENS
from services.registration.pages.reading import About, activity_sessions, is_open
from services.registration.rows import WHOLE

router = APIRouter(
    prefix="/sign-up/{programme}/{activity}/draw",
    route_class=CITIZENS.route,
    include_in_schema=False,
)

OfSession = Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
NO_INDEX = {"X-Robots-Tag": "noindex"}


class ReceiptForm(FormModel):
    """What stands on one's status page."""

    receipt: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = Field(
        description="凭证"
    )
    session: Identifier | None = None


@router.get("")
async def page(request: Request, about: ThisActivity, session: OfSession = None) -> Response:
    """The draw of a session: the one asked for, else the first of the activity."""
    return await _page(request, about, session, filled())


@router.post("")
async def look(request: Request, about: ThisActivity, posted: Posted) -> Response:
    """Find oneself by a receipt, which stands in no address."""
    session = posted.form.value("session") or None
    try:
        given = posted.form.read(ReceiptForm)
    except CORRECTABLE as error:
        return await _page(request, about, session, posted.form.refused(error))
    return await _page(request, about, session, filled(), given.receipt)


@router.get("/bundle.jsonl")
async def bundle(request: Request, about: ThisActivity, session: OfSession = None) -> Response:
    """The bundle, as the JSON API gives it."""
    return await http.bundle(request, about.known.programme, about.known.activity, session)


@router.get("/verify_draw.py")
async def verifier(request: Request) -> Response:
    """The program that replays it."""
    return await http.verifier(request)


async def _page(
    request: Request, about: About, session: str | None, form: Filled, receipt: str | None = None
) -> Response:
    pool = running(request).pool
    draws = await reading.draws_of(pool, about.known.programme, about.known.activity)
    place = _chosen(about, session, list(draws))
    story = await reading.find(pool, place)
    if story is None:
        return CITIZENS.show(
            request, "citizen/no_draw.html", about=about, status=200 if session is None else 404
        )
    now = running(request).clock.now()
    row = await _row(request, about, place)
    closed = row is not None and row["open"] is not None and not is_open(row, now)
    return CITIZENS.show(
        request,
        "citizen/draw.html",
        about=about,
        story=story,
        draw=story.draw,
        shown=await showing.shown(pool, equipment(request).vault, story, closed=closed),
        label=wording.dates(about.sessions(place[2] or WHOLE)),
        others=[
            (it, wording.dates(about.sessions(it))) for it in draws if it != (place[2] or WHOLE)
        ],
        session=place[2] or "",
        off=_is_off(about, place[2] or WHOLE),
        own=await _own(request, story, receipt),
        asked=receipt is not None,
        size=await _size(request, story),
        lines=http.VERIFIER.count(b"\n"),
        form=form,
        status=form.status,
        headers=NO_INDEX,
    )


def _chosen(about: About, session: str | None, draws: list[str]) -> reading.Place:
    key = (about.known.programme, about.known.activity)
    if session is None and draws and WHOLE not in draws:
        session = draws[0]
    return (*key, session)


def _is_off(about: About, session: str) -> bool:
    sessions = about.sessions(session)
    return about.known.cancelled or bool(sessions and all(it.cancelled for it in sessions))


async def _row(request: Request, about: About, place: reading.Place) -> dict[str, object] | None:
    rows = await activity_sessions(running(request).pool, about.known)
    return next((row for row in rows if row["session"] == (place[2] or WHOLE)), None)


async def _own(request: Request, story: Story, receipt: str | None) -> Own | None:
    found = await finding.bundle_of(running(request).pool, story)
    return None if receipt is None or found is None else finding.own(story.draw, found, receipt)


async def _size(request: Request, story: Story) -> str:
    text = await reading.text(running(request).pool, story.place)
    return "" if text is None else f"{-(-len(text.encode()) // 1000)} kB"
