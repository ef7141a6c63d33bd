"""What a person asked for by telephone of their own data: a copy, a correction, erasure.

Staff see masked values; who asked and why is on record. A copy is a look like any other.
"""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response
from pydantic import Field as Asked
from pydantic import StringConstraints

from contracts.values import Identifier
from services._vault import masking
from services._web.faults import NotFound
from services._web.forms import CORRECTABLE, Filled, FormModel, filled
from services._web.http import running
from services._web.pages import PRIVATE
from services.registration import erasing, queries
from services.registration.acting import Acting
from services.registration.equipment import equipment, mail_left
from services.registration.keeping import correcting, looking, report
from services.registration.keeping.access import everything
from services.registration.keeping.requests import Asker, by_staff
from services.registration.pages.citizens import MailAddress, Name, Telephone
from services.registration.pages.desk import Desk, Doing, Done, show
from services.registration.pages.desk_people import Own
from services.registration.pages.frame import DESK

router = APIRouter(
    prefix="/desk/{programme}/{activity}/people/{person}",
    route_class=DESK.route,
    include_in_schema=False,
)

PAGE = "sign-up"
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=5, max_length=100)]
_WHY = "缘由，5至100字"


class CopyForm(FormModel):
    """How the person asked."""

    reason: Why = Asked(description=_WHY)


class ErasureForm(CopyForm):
    """The same, and that it is meant."""

    sure: tuple[str, ...] = Asked(min_length=1, description="是否确定，删除后不能恢复")


class CorrectionForm(CopyForm):
    """What is to be another value; what is empty stays as it is."""

    name: Name | None = None
    phone: Telephone | None = None
    mail: MailAddress | None = None
    access_needs: Annotated[str, StringConstraints(max_length=100)] | None = None


@router.get("")
async def page(desk: Own, person: Identifier) -> Response:
    """The person, masked, and what may be done for them."""
    return await _show(desk, person, filled())


@router.post("/copy")
async def copy(doing: Done, person: Identifier) -> Response:
    """Everything that is held of them, as text to read out or to hand over."""
    desk = doing.desk
    await _known(desk, person)
    try:
        reason = doing.posted.form.read(CopyForm).reason
    except CORRECTABLE as error:
        return await _show(desk, person, doing.posted.form.refused(error))
    await looking.record(desk.reader, f"本人要求查阅：{reason}", [person])
    service = running(desk.request)
    found = await everything(service, person, Asker(desk.visitor.actor, reason))
    headers = {**PRIVATE, "Content-Disposition": 'attachment; filename="person-data.txt"'}
    text = report.text(found, desk.now)
    return Response(text, media_type="text/plain; charset=utf-8", headers=headers)


@router.post("/correction")
async def correct(doing: Done, person: Identifier) -> Response:
    """Put right what they say is wrong."""
    desk = doing.desk
    await _known(desk, person)
    try:
        given = doing.posted.form.read(CorrectionForm)
        values = {name: getattr(given, name) for name in correcting.CORRECTABLE}
        values["mail"] = mail_left(desk.request, given.mail)
        typed = {name: value for name, value in values.items() if value}
        acting = _acting(doing)
        await correcting.correct(acting, person, typed, by_staff(acting, given.reason))
    except CORRECTABLE as error:
        return await _show(desk, person, doing.posted.form.refused(error))
    return RedirectResponse(desk.here(f"people/{person}", "corrected"), 303, PRIVATE)


@router.post("/erasure")
async def erase(doing: Done, person: Identifier) -> Response:
    """Forget them, as they asked."""
    desk = doing.desk
    await _known(desk, person)
    try:
        reason = doing.posted.form.read(ErasureForm).reason
        acting = _acting(doing)
        await erasing.erase(
            acting, programme=desk.key[0], person=person, by=by_staff(acting, reason)
        )
    except CORRECTABLE as error:
        return await _show(desk, person, doing.posted.form.refused(error))
    return RedirectResponse(desk.here(PAGE, "erased"), 303, PRIVATE)


def _acting(doing: Doing) -> Acting:
    return Acting(doing.posted.write, doing.desk.pool, doing.desk.vault)


async def _known(desk: Desk, person: str) -> queries.Row:
    """The person's row; 404 for somebody else's, or for whom nothing is held any more."""
    people = await queries.people(desk.pool, desk.vault, *desk.key)
    found = next((it for it in people if it["person"] == person and it["name"]), None)
    if found is None:
        raise NotFound("unknown_person", "没有此人，或者信息已经删除。")
    return found


async def _show(desk: Desk, person: str, form: Filled) -> Response:
    found = await _known(desk, person)
    kept = (await desk.vault.read(desk.pool, [f"person/{person}"])).get(f"person/{person}", {})
    return show(
        desk, "person", PAGE, form=form, person=found, headline=f"{found['name']}的个人信息",
        needs=masking.contact(kept.get("access_needs")), mails=equipment(desk.request).mails,
    )  # fmt: skip
