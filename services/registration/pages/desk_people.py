"""The desk's people by name: full values for a stated purpose, and lists to take away."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field as Asked

from contracts.values import Identifier
from services._vault import looks
from services._web.access import OWN_UNIT, checks
from services._web.forms import CORRECTABLE, FormModel
from services._web.pages import PRIVATE
from services._web.purposes import purpose_of
from services._web.signed_in import Visitor, signed_in
from services.registration import queries
from services.registration.acting import STAFF, refuse_other_units
from services.registration.keeping.export import FORMATS, people_file
from services.registration.keeping.looking import look_closely, stated, viewer_of
from services.registration.pages.desk import Desk, Done, OfActivity, open_desk, show
from services.registration.pages.desk_sign_up import show_sheet
from services.registration.pages.frame import DESK

router = APIRouter(
    prefix="/desk/{programme}/{activity}", route_class=DESK.route, include_in_schema=False
)

PAGE = "sign-up"
NAMES = "sign-up/names"
Format = Literal["xlsx", "csv"]


class PurposeForm(FormModel):
    """What names are looked at for."""

    purpose: str = Asked(description="用途，5至100字")


@checks(OWN_UNIT)
async def own_desk(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    visitor: Annotated[Visitor, Depends(signed_in(*STAFF))],
) -> Desk:
    """The activity; 403 for an assessor and for staff of another unit."""
    desk = await open_desk(request, programme, activity, visitor)
    refuse_other_units(visitor.actor, desk.activity)
    return desk


Own = Annotated[Desk, Depends(own_desk)]


@router.post("/sign-up/names")
async def say_what_for(doing: Done) -> Response:
    """Take a purpose, which holds for this activity and a quarter of an hour."""
    desk = doing.desk
    try:
        purpose = purpose_of(doing.posted.form.read(PurposeForm).purpose)
    except CORRECTABLE as error:
        return await show_sheet(desk, doing.posted.form.refused(error))
    await looks.state(desk.pool, viewer_of(desk.visitor.actor), desk.key, purpose)
    return RedirectResponse(desk.here(NAMES), 303, PRIVATE)


@router.get("/sign-up/names")
async def names(desk: Own) -> Response:
    """Full names and numbers, on record first; without a purpose back to where it is asked."""
    reading = desk.reader
    if (purpose := await stated(reading)) is None:
        return RedirectResponse(desk.here(PAGE), 303, PRIVATE)
    people = await look_closely(reading, purpose)
    session = desk.row["session"]
    return show(
        desk, "names", PAGE, headline="姓名和电话", purpose=purpose,
        mails=any(it["mail"] for it in people), minutes=looks.MINUTES,
        people=[it for it in people if it["session"] == session],
    )  # fmt: skip


@router.get("/lists/people.{form}")
async def masked_list(desk: OfActivity, form: Format) -> Response:
    """Everybody of the activity, masked, as a file."""
    people = await queries.people(desk.pool, desk.vault, *desk.key)
    return _file(desk, people, form, full=False)


@router.get("/lists/people-full.{form}")
async def full_list(desk: Own, form: Format) -> Response:
    """The same in full, for a purpose that was stated just now; the look is on record first."""
    reading = desk.reader
    if (purpose := await stated(reading)) is None:
        return RedirectResponse(desk.here(PAGE), 303, PRIVATE)
    return _file(desk, await look_closely(reading, purpose), form, full=True)


def _file(desk: Desk, people: list[queries.Row], form: Format, *, full: bool) -> Response:
    content = people_file(
        desk.activity.title or desk.activity.activity, people, form, full=full, at=desk.now
    )
    name = f"people{'-full' if full else ''}-{desk.activity.activity}.{form}"
    disposition = f'attachment; filename="{name}"'
    headers = {**PRIVATE, "Content-Disposition": disposition}
    return Response(content, media_type=FORMATS[form], headers=headers)
