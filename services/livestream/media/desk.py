"""The page of whoever runs the pictures: let an encoder in, look at its picture, go on the air."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import asyncpg
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from contracts.values import DeletionReason, Identifier, RecordingGap
from services._web.forms import CORRECTABLE, Filled, filled
from services._web.http import running
from services._web.signed_in import Visitor
from services.livestream import views
from services.livestream.equipment import Equipment
from services.livestream.http import Target
from services.livestream.known import KnownActivity
from services.livestream.media import kept, rows, targets
from services.livestream.media.acting import Pictures, Pushed
from services.livestream.media.films import rows as films
from services.livestream.media.player import PLAYING
from services.livestream.media.playlist import WINDOW
from services.livestream.media.rows import Ingest
from services.livestream.media.segments import Segment
from services.livestream.media.serving import MEDIA
from services.livestream.media.targets import PushTarget
from services.livestream.moderation import (
    HERE,
    PAGES,
    Aimed,
    Known,
    Looking,
    Mine,
    Posted,
    SessionForm,
)
from services.livestream.watching import VENDOR

DESK = HERE + "/video"
PAGES.environment.globals |= {"vendor": VENDOR, "media": MEDIA}
router = APIRouter(route_class=PAGES.route)


class DeleteForm(SessionForm):
    """Why a recording is deleted."""

    reason: DeletionReason = Field(description="理由，从列出的选项中选择")


@dataclass(frozen=True, slots=True)
class Shown:
    """One session on the page."""

    session: str
    row: Ingest
    latest: Sequence[Segment]
    milliseconds: int
    gaps: Sequence[RecordingGap]
    refused: dict[str, int]
    targets: Sequence[PushTarget]
    acts: Sequence[asyncpg.Record]

    @property
    def state(self) -> str:
        """Whether pictures come in."""
        if self.row.closed_at is not None:
            return "closed" if self.row.finished_at is not None else "keeping"
        return "receiving" if self.row.publisher else "waiting"

    @property
    def kilobits(self) -> int:
        """How much comes in a second, over the last few segments."""
        lasted = sum(each.milliseconds for each in self.latest)
        return round(sum(each.size for each in self.latest) * 8 / lasted) if lasted else 0


@router.get(DESK, response_model=None)
async def show(request: Request, visitor: Looking, known: Known, mine: Mine) -> Response:
    """Every session with what comes in."""
    return await _show(request, visitor, known, mine)


@router.post(DESK + "/open", response_model=None)
async def open_ingest(request: Request, posted: Posted, aimed: Aimed, mine: Mine) -> Response:
    """Let an encoder send, and show where to, once."""
    session = posted.form.read(SessionForm).session
    address = await Pictures(request, aimed, session).open()
    return await _show(request, posted.visitor, aimed.known, mine, told=(session, address))


@router.post(DESK + "/key", response_model=None)
async def change_key(request: Request, posted: Posted, aimed: Aimed, mine: Mine) -> Response:
    """Another passphrase, shown once."""
    session = posted.form.read(SessionForm).session
    address = await Pictures(request, aimed, session).change_key()
    return await _show(request, posted.visitor, aimed.known, mine, told=(session, address))


@router.get(DESK + "/targets", response_model=None)
async def ask_for_target(
    request: Request, visitor: Looking, known: Known, session: Identifier
) -> Response:
    """The form for one more platform."""
    return _ask(request, visitor, known, session, filled())


@router.post(DESK + "/targets", response_model=None)
async def push_on(request: Request, posted: Posted, aimed: Aimed) -> Response:
    """Push on to one more platform."""
    try:
        given = posted.form.read(Pushed)
        await Pictures(request, aimed, given.session).push_on(given)
    except CORRECTABLE as error:
        session, wrong = posted.form.value("session"), posted.form.refused(error)
        return _ask(request, posted.visitor, aimed.known, session, wrong)
    return _back(aimed)


@router.post(DESK + "/targets/{target}/remove", response_model=None)
async def push_no_longer(
    request: Request, target: Identifier, posted: Posted, aimed: Aimed
) -> Response:
    """Push there no longer."""
    session = posted.form.read(SessionForm).session
    await Pictures(request, aimed, session).push_no_longer(target)
    return _back(aimed)


@router.post(DESK + "/recording/delete", response_model=None)
async def delete(request: Request, posted: Posted, aimed: Aimed, mine: Mine) -> Response:
    """Delete a recording, with a reason."""
    try:
        given = posted.form.read(DeleteForm)
        await Pictures(request, aimed, given.session).delete(given.reason)
    except CORRECTABLE as error:
        wrong = posted.form.refused(error)
        return await _show(request, posted.visitor, aimed.known, mine, wrong=wrong)
    return _back(aimed)


@router.post(DESK + "/{step}", response_model=None)
async def step(
    request: Request, step: Literal["air", "close", "release"], posted: Posted, aimed: Aimed
) -> Response:
    """Go on the air, end, or release the recording."""
    pictures = Pictures(request, aimed, posted.form.read(SessionForm).session)
    match step:
        case "air":
            await pictures.go_on_air()
        case "close":
            await pictures.close()
        case "release":
            await pictures.release()
    return _back(aimed)


def _ask(
    request: Request, visitor: Visitor, known: KnownActivity, session: str, form: Filled
) -> Response:
    return PAGES.show(
        request,
        "push.html",
        visitor=visitor,
        status=form.status,
        activity=known,
        session=session,
        form=form,
    )


async def _show(  # noqa: PLR0913 - what the page is made of
    request: Request,
    visitor: Visitor,
    known: KnownActivity,
    mine: Equipment,
    *,
    told: tuple[str, str] | None = None,
    wrong: Filled | None = None,
) -> Response:
    pool = running(request).pool
    ingests = await rows.of_activity(pool, known.programme, known.activity)
    return PAGES.show(
        request,
        "video.html",
        visitor=visitor,
        status=wrong.status if wrong else 200,
        headers=PLAYING,
        now=running(request).clock.now(),
        activity=known,
        streams=await views.streams(pool, known.programme, known.activity),
        shown={name: await _of(pool, row) for name, row in ingests.items()},
        films=await films.of_activity(pool, known.programme, known.activity),
        set_up=mine.video is not None,
        told=told,
        wrong=wrong or filled(),
        mistaken=wrong.value("session") if wrong else None,
    )


async def _of(pool: rows.Database, row: Ingest) -> Shown:
    course = await kept.course(pool, row.key)
    return Shown(
        row.session,
        row,
        await kept.seen(pool, row.key, WINDOW),
        course.milliseconds,
        course.gaps,
        await rows.refusals(pool, row.key),
        await targets.of_session(pool, row.key),
        await rows.acts(pool, row.key),
    )


def _back(aimed: Target) -> RedirectResponse:
    return RedirectResponse(f"/live/{aimed.known.programme}/{aimed.known.activity}/video", 303)
