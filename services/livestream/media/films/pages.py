"""Uploading a film: a page, and below ``/live/films/`` what its script sends, part by part.

Without the script the browser sends the whole file at once, which then cannot be gone on with.
"""

from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from contracts.values import Identifier
from services._web.access import OWN_UNIT, checks
from services._web.faults import BadField
from services._web.forms import CORRECTABLE, Filled, Form, FormModel, Invalid, filled
from services._web.http import running
from services._web.signed_in import Posting, Visitor, posting_stream
from services._web.streamed import Arriving
from services.livestream.access import STAFF, find, prove_staff
from services.livestream.http import Target
from services.livestream.known import KnownActivity
from services.livestream.media.desk import DESK
from services.livestream.media.films import rows
from services.livestream.media.films.acting import MOST, Beginning, OfSession, Part, Premiere
from services.livestream.moderation import PAGES, Known, Looking

UPLOADS = "/live/films/"
_HERE = UPLOADS + "{programme}/{activity}"
router = APIRouter(route_class=PAGES.route)
scripted = APIRouter(include_in_schema=False)

Given = TypeVar("Given", bound=FormModel)
Sent = Annotated[Posting, Depends(posting_stream(*STAFF))]


@checks(OWN_UNIT)
async def sending(
    request: Request, programme: Identifier, activity: Identifier, posted: Sent
) -> Target:
    """The activity that a film is for; 403 for staff of another unit."""
    found = await find(request, programme, activity)
    prove_staff(posted.visitor.actor, found)
    return Target(found, posted.write, request)


Sending = Annotated[Target, Depends(sending)]


@router.get(DESK + "/film", response_model=None)
async def ask_for_film(
    request: Request, visitor: Looking, known: Known, session: Identifier
) -> Response:
    """The form for a film."""
    return await _ask(request, visitor, known, session, filled())


@router.post(_HERE, response_model=None)
async def send_film(request: Request, posted: Sent, aimed: Sending) -> Response:
    """Take a whole film at once."""
    arriving: Arriving | None = request.state.arriving
    try:
        session = posted.form.read(OfSession).session
        if arriving is None or not arriving.file_name:
            raise BadField("file", "multipart/form-data", "请选择影片。")
        film = Premiere(request, aimed, session)
        await film.begin("", None)
        await film.take(arriving.pieces(), 0)
    except CORRECTABLE as error:
        if arriving is not None:
            await arriving.hear_out()
        wrong, session = posted.form.refused(error), posted.form.value("session")
        return await _ask(request, posted.visitor, aimed.known, session, wrong)
    return RedirectResponse(f"/live/{aimed.known.programme}/{aimed.known.activity}/video", 303)


@scripted.post(_HERE + "/begin")
async def begin_film(request: Request, posted: Sent, aimed: Sending) -> dict[str, Any]:
    """Answers from which byte on the file is to come."""
    given = _read(posted.form, Beginning)
    film = await Premiere(request, aimed, given.session).begin(given.mark, given.size)
    return {"received": film.received}


@scripted.post(_HERE + "/parts")
async def send_part(request: Request, posted: Sent, aimed: Sending) -> dict[str, Any]:
    """Take one part; answers how much is here."""
    given = _read(posted.form, Part)
    arriving: Arriving | None = request.state.arriving
    if arriving is None:
        raise BadField("file", "multipart/form-data", "没有收到文件。")
    film = await Premiere(request, aimed, given.session).take(arriving.pieces(), given.at)
    return {"received": film.received}


def _read(form: Form, model: type[Given]) -> Given:
    """What a script sent, or why not as our API says it."""
    try:
        return form.read(model)
    except Invalid as error:
        ((field, message), *_) = error.errors.items()
        raise BadField(field, "what the upload page sends", message) from error


async def _ask(
    request: Request, visitor: Visitor, known: KnownActivity, session: str, form: Filled
) -> Response:
    key = (known.programme, known.activity, session)
    return PAGES.show(
        request,
        "film.html",
        visitor=visitor,
        status=form.status,
        activity=known,
        session=session,
        film=await rows.of_session(running(request).pool, key),
        most=MOST,
        form=form,
    )
