"""A person's own data by code, without an account: seen, taken along, put right."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import StringConstraints

from services._web.forms import CORRECTABLE, Filled, Form, filled
from services._web.http import running
from services._web.pages import PRIVATE
from services.registration import signing_up
from services.registration.equipment import equipment, mail_left
from services.registration.hearing import words
from services.registration.keeping import correcting, report
from services.registration.keeping.access import everything
from services.registration.keeping.requests import ONESELF
from services.registration.pages.citizens import (
    CodeForm,
    MailAddress,
    Name,
    Posted,
    Telephone,
    acting,
)
from services.registration.pages.code_shown import STATUS
from services.registration.pages.frame import CITIZENS

router = APIRouter(route_class=CITIZENS.route, include_in_schema=False)

MINE = STATUS + "/mine"
_TAKEN = {"json": "application/json; charset=utf-8", "txt": "text/plain; charset=utf-8"}


class MineForm(CodeForm):
    """A code, of a sign-up or of an opinion."""

    kind: Literal["opinion"] | None = None


class CorrectionForm(MineForm):
    """The values as they should be; what is optional and empty is removed."""

    name: Name | None = None
    phone: Telephone | None = None
    mail: MailAddress | None = None
    access_needs: Annotated[str, StringConstraints(max_length=100)] | None = None


@router.post(MINE)
async def show(request: Request, posted: Posted) -> Response:
    """Everything that is held of the person of a code."""
    given = posted.form.read(MineForm)
    return await _show(request, given)


async def _show(request: Request, given: MineForm, done: str = "") -> Response:
    found = await everything(running(request), await _person(request, given), ONESELF)
    return CITIZENS.show(
        request, "citizen/mine.html", found=found, sections=report.sections(found),
        code=given.code, kind=given.kind, form=filled(), done=done,
    )  # fmt: skip


@router.post(MINE + ".{form}")
async def take(request: Request, posted: Posted, form: Literal["json", "txt"]) -> Response:
    """The same as a file."""
    given = posted.form.read(MineForm)
    found = await everything(running(request), await _person(request, given), ONESELF)
    now = running(request).clock.now()
    content = report.machine_readable(found) if form == "json" else report.text(found, now)
    disposition = f'attachment; filename="my-data.{form}"'
    headers = {**PRIVATE, "Content-Disposition": disposition}
    return Response(content, media_type=_TAKEN[form], headers=headers)


@router.post(MINE + "/correction")
async def ask(request: Request, posted: Posted) -> Response:
    """The form, with the values as they are."""
    given = posted.form.read(MineForm)
    person = await _person(request, given)
    vault = equipment(request).vault
    kept = await vault.everything(running(request).pool, person)
    values = {name: it for fields in kept.values() for name, it in fields.items()}
    known = {name: values.get(name) for name in correcting.CORRECTABLE}
    return _form(request, given, filled(**known))


@router.post(MINE + "/corrected")
async def correct(request: Request, posted: Posted) -> Response:
    """Keep them; the code stays."""
    there = acting(request, posted)
    given = _code(posted.form)
    person = await _person(request, given)
    try:
        typed = posted.form.read(CorrectionForm)
        values: dict[str, str | None] = {"name": typed.name, "phone": typed.phone}
        if equipment(request).mails:
            values["mail"] = mail_left(request, typed.mail)
        if given.kind is None:
            values["access_needs"] = typed.access_needs
        if given.kind is None and not (typed.name and typed.phone):
            missing = "name" if not typed.name else "phone"
            return _form(request, given, Filled(posted.form.values, {missing: "请填写此项。"}, 422))
        await correcting.correct(there, person, values, ONESELF)
    except CORRECTABLE as error:
        return _form(request, given, posted.form.refused(error))
    return await _show(request, given, "已更正。以后的通知按更正后的信息发送。")


def _code(form: Form) -> MineForm:
    """Whose values they are, before the values are looked at."""
    asked = {name: it for name, it in form.values.items() if name in MineForm.model_fields}
    return Form(asked).read(MineForm)


async def _person(request: Request, given: MineForm) -> str:
    pool, vault = running(request).pool, equipment(request).vault
    if given.kind == "opinion":
        person: str = (await words.find_opinion(pool, vault, given.code))["person"]
        return person
    return await signing_up.find_person(pool, vault, given.code)


def _form(request: Request, given: MineForm, form: Filled) -> Response:
    return CITIZENS.show(
        request, "citizen/correction.html", code=given.code, kind=given.kind, form=form,
        mails=equipment(request).mails, status=form.status,
    )  # fmt: skip
