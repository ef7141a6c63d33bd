"""The sign-in sheet on paper: masked names in the order of their numbers, and room to sign.

Who needs help at the door is marked only for a stated purpose, which is on record first; the mark
says that somebody needs something, never what.
"""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field as Asked

from services._web.forms import CORRECTABLE, Filled, FormModel, filled
from services._web.purposes import purpose_of
from services.registration.door import listing
from services.registration.keeping.looking import look_closely
from services.registration.pages.desk import Desk, Done, OfActivity, show
from services.registration.pages.frame import DESK

router = APIRouter(
    prefix="/desk/{programme}/{activity}", route_class=DESK.route, include_in_schema=False
)

PAGE = "attendance"
SPARE = 6  # empty lines for those who come without a seat


class PurposeForm(FormModel):
    """What the marks are for."""

    purpose: Annotated[str, Asked(description="用途，5至100字")]


@router.get("/attendance/sheet")
async def sheet(desk: OfActivity) -> Response:
    """The sheet without marks."""
    return await _sheet(desk, filled(), None, frozenset())


@router.post("/attendance/sheet")
async def marked(doing: Done) -> Response:
    """The sheet with marks; the look is on record."""
    desk = doing.desk
    try:
        purpose = purpose_of(doing.posted.form.read(PurposeForm).purpose)
        found = await look_closely(desk.reader, purpose)
    except CORRECTABLE as error:
        return await _sheet(desk, doing.posted.form.refused(error), None, frozenset())
    needing = frozenset(it["person"] for it in found if it["access_needs"])
    return await _sheet(desk, filled(), purpose, needing)


async def _sheet(
    desk: Desk, form: Filled, purpose: str | None, needing: frozenset[str]
) -> Response:
    expected = await listing.expected(desk.pool, desk.vault, desk.key, desk.row["session"])
    people = sorted((it for it in expected if not it["walked_in"]), key=lambda it: it["short"])
    return show(
        desk, "sign_in_sheet", PAGE, headline="签到表", form=form, people=people,
        purpose=purpose, needing=needing, spare=SPARE,
    )  # fmt: skip
