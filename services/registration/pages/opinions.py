"""Opinions (意见建议) without an account: given in words, followed with a code."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field, StringConstraints

from contracts.values import OpinionSource, PersonCategory
from services._vault.inventory import Item
from services._web.faults import NotFound
from services._web.forms import CORRECTABLE, Filled, Invalid, filled
from services._web.http import running
from services.registration import hearing, known
from services.registration.equipment import equipment, mail_left
from services.registration.pages import wording
from services.registration.pages.citizens import (
    CodeForm,
    Consenting,
    MailAddress,
    Name,
    Posted,
    Telephone,
    ThisActivity,
    about_activity,
    kept,
    target,
)
from services.registration.pages.frame import CITIZENS

router = APIRouter(route_class=CITIZENS.route, include_in_schema=False)

STATUS = "/opinions/status"
OF_ACTIVITY = "/opinions/{programme}/{activity}"


class OpinionForm(Consenting):
    """Words; everything else may be left out."""

    words: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)
    ] = Field()
    category: PersonCategory | None = None
    name: Name | None = None
    phone: Telephone | None = None
    mail: MailAddress | None = None


# Before the pages of activities: "status" is no programme.
@router.get(STATUS)
async def ask(request: Request) -> Response:
    """Where the code is typed."""
    return _ask(request, filled())


@router.post(STATUS)
async def follow(request: Request, posted: Posted) -> Response:
    """How far an opinion has come."""
    try:
        given = posted.form.read(CodeForm)
        found = await hearing.follow_up(running(request).pool, equipment(request).vault, given.code)
    except NotFound as error:
        return _ask(request, Filled(posted.form.values, {"code": error.message}, 404))
    except CORRECTABLE as error:
        return _ask(request, posted.form.refused(error))
    about = await about_activity(request, found["programme"], found["activity"])
    units = await known.units(running(request).pool, found["programme"])
    return CITIZENS.show(
        request,
        "citizen/opinion_status.html",
        it={**found, "about": about, "steps": steps(found, units)},
        code=given.code,
        form=filled(),
    )


@router.get(OF_ACTIVITY)
async def form(request: Request, about: ThisActivity) -> Response:
    """The form."""
    return _form(request, about, filled())


@router.post(OF_ACTIVITY)
async def give(request: Request, about: ThisActivity, posted: Posted) -> Response:
    """Take an opinion; the code is shown this once."""
    acting = target(request, posted, about)
    try:
        given = posted.form.read(OpinionForm)
        if given.category not in {None, *wording.PUBLIC}:
            raise Invalid({"category": "请从列出的选项中选择。"})
        command = hearing.new_opinion(
            acting, session=None, category=given.category, source=OpinionSource.FORM
        )
        answer = await hearing.record_opinion(
            acting, command, words=given.words, name=given.name, phone=given.phone,
            mail=mail_left(request, given.mail),
        )  # fmt: skip
    except CORRECTABLE as error:
        return _form(request, about, posted.form.refused(error))
    return CITIZENS.show(
        request, "citizen/opinion_received.html", about=about, code=answer["code"], form=filled()
    )


def steps(opinion: dict[str, Any], units: dict[str, str]) -> list[dict[str, Any]]:
    """What has been done for an opinion, in the order of the work."""
    unit = units.get(opinion["unit"] or "", "")
    dispatched = opinion["unit"] is not None
    answered, decided = opinion["replied_at"], opinion["decided_at"]
    decision = ""
    if opinion["decision"]:
        decision = f"{wording.DECISIONS[opinion['decision']]}。理由：{opinion['reason']}"
    return [
        _step("收到", opinion["recorded_at"]),
        _step("分办", None, f"由{unit}承办。" if unit else "", done=dispatched or bool(answered)),
        _step("答复", answered, opinion["reply"] or ""),
        _step("采纳情况", decided, decision),
        _step("反馈", opinion["fed_back_at"]),
    ]


def _step(name: str, at: Any, says: str = "", *, done: bool = False) -> dict[str, Any]:
    return {"name": name, "at": at, "says": says, "done": done or at is not None}


def _ask(request: Request, form: Filled) -> Response:
    return CITIZENS.show(
        request,
        "citizen/code.html",
        title="查我的意见",
        says="凭提意见时得到的查询码，查办到哪一步、怎样答复、采不采纳。",
        other=("/sign-up/status", "查我的报名"),
        form=form,
        status=form.status,
    )


def _form(request: Request, about: ThisActivity, form: Filled) -> Response:
    return CITIZENS.show(
        request,
        "citizen/opinion.html",
        about=about,
        form=form,
        mails=equipment(request).mails,
        kept=kept(request, Item.OPINION, about),
        category_options=wording.options(wording.CATEGORIES, wording.PUBLIC),
        status=form.status,
    )
