"""Passes for the door: staff hand them out and take them back; a helper shows one and is let in."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field as Asked

from contracts.values import Identifier
from services._kit.decider import Refused
from services._web.forms import CORRECTABLE, Filled, FormModel, filled
from services._web.http import running
from services._web.pages import PRIVATE
from services._web.qr import qr
from services.registration.door import passes
from services.registration.pages.citizens import Posted
from services.registration.pages.desk import Desk, Done, OfActivity, show
from services.registration.pages.frame import DESK

router = APIRouter(route_class=DESK.route, include_in_schema=False)

PAGE = "attendance"
ENTRY = passes.ENTRY
PASSES = "/desk/{programme}/{activity}/check-in/passes"
DAY = 24 * 60 * 60  # seconds; the pass itself ends with its day


class WordForm(FormModel):
    """The word of a pass."""

    word: Annotated[str, Asked(min_length=1, max_length=100, description="通行码")]


class PassForm(FormModel):
    """Which pass is taken back."""

    id: Identifier


def _place(desk: Desk) -> passes.Place:
    return (*desk.key, desk.row["session"])


@router.get(PASSES)
async def list_passes(desk: OfActivity) -> Response:
    """The passes of this door."""
    return await _page(desk, filled(), None)


@router.post(PASSES)
async def issue(doing: Done) -> Response:
    """A new one, for the day of the session; shown this once."""
    desk = doing.desk
    if (day := desk.row["starts_on"]) is None:
        undated = Refused("no_day", "场次还没有定日期，定了再发。")
        return await _page(desk, doing.posted.form.refused(undated), None)
    by = desk.visitor.actor.subject
    word = await passes.issue(desk.pool, _place(desk), day, by, desk.now)
    return await _page(desk, filled(), word)


@router.post(PASSES + "/revocation")
async def revoke(doing: Done) -> Response:
    """Take one back."""
    given = doing.posted.form.read(PassForm)
    await passes.revoke(doing.desk.pool, _place(doing.desk), given.id, doing.desk.now)
    return RedirectResponse(doing.desk.here("check-in/passes"), 303, PRIVATE)


async def _page(desk: Desk, form: Filled, word: str | None) -> Response:
    link = code = None
    if word is not None:
        settings: Any = running(desk.request).settings
        base = str(settings.public_url).removesuffix("/")
        link = f"{base}{ENTRY}#{word}"
        code = qr(link, "通行证二维码")
    known = await passes.of(desk.pool, _place(desk))
    return show(
        desk, "passes", PAGE, form=form, headline="签到通行证", passes=known, link=link, qr=code
    )


@router.get(ENTRY)
async def ask(request: Request) -> Response:
    """Where a helper arrives; the word stands behind the #, which no server is told."""
    return _ask(request, filled())


@router.post(ENTRY)
async def enter(request: Request, posting: Posted) -> Response:
    """Let the helper in, on the day and at the door of the pass."""
    try:
        given = posting.form.read(WordForm)
        held = await passes.held(request, given.word)
        if held is None:
            raise Refused("no_pass", "通行码不对、不是今天的，或者已经收回。", "word")
    except CORRECTABLE as error:
        return _ask(request, posting.form.refused(error))
    programme, activity, session = (quote(it) for it in held.place)
    onward = f"/desk/{programme}/{activity}/check-in?session={session}"
    response = RedirectResponse(onward, 303, PRIVATE)
    response.set_cookie(
        passes.COOKIE, given.word, max_age=DAY, path="/", secure=True, httponly=True,
        samesite="lax",
    )  # fmt: skip
    return response


@router.post(ENTRY + "/leaving")
async def leave(posting: Posted) -> Response:
    """The helper goes; nothing stays on the phone."""
    del posting
    response = RedirectResponse(ENTRY, 303, {**PRIVATE, "Clear-Site-Data": '"storage"'})
    response.delete_cookie(passes.COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return response


def _ask(request: Request, form: Filled) -> Response:
    return DESK.show(request, "desk/pass.html", status=form.status, form=form)
