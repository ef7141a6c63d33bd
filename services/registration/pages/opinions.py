"""Opinions (意见建议) without an account: given in words, followed with a code."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup
from pydantic import Field, StringConstraints

from contracts.values import OpinionSource, PersonCategory
from services._vault.inventory import Item
from services._web.faults import NotFound
from services._web.forms import CORRECTABLE, Filled, Invalid, filled
from services._web.http import running
from services._web.qr import qr
from services.registration import known
from services.registration.equipment import equipment, mail_left
from services.registration.hearing import queries, words
from services.registration.keeping.kept import kept
from services.registration.pages import opinion_wording, wording
from services.registration.pages.citizens import (
    CodeForm,
    Consenting,
    MailAddress,
    Name,
    Posted,
    Telephone,
    ThisActivity,
    about_activity,
    acting,
    target,
)
from services.registration.pages.frame import CITIZENS
from services.registration.settings import Settings

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


class FollowUpForm(CodeForm):
    """Whether the author is content."""

    satisfied: Literal["yes", "no"]


# Before the pages of activities: "status" is no programme.
@router.get(STATUS)
async def ask(request: Request) -> Response:
    """Where the code is typed."""
    return _ask(request, filled())


@router.post(STATUS)
async def follow(request: Request, posted: Posted) -> Response:
    """How far an opinion has come."""
    try:
        return await _status(request, posted.form.read(CodeForm).code, filled())
    except NotFound as error:
        return _ask(request, Filled(posted.form.values, {"code": error.message}, 404))
    except CORRECTABLE as error:
        return _ask(request, posted.form.refused(error))


@router.post(STATUS + "/follow-up")
async def say_how_it_was(request: Request, posted: Posted) -> Response:
    """The author says whether they are content."""
    given = posted.form.read(FollowUpForm)
    try:
        await words.say_how_it_was(
            acting(request, posted), given.code, satisfied=given.satisfied == "yes"
        )
    except CORRECTABLE as error:
        return await _status(request, given.code, posted.form.refused(error))
    return await _status(request, given.code, filled(), done="已记下，谢谢。")


async def _status(request: Request, code: str, form: Filled, done: str = "") -> Response:
    pool, vault = running(request).pool, equipment(request).vault
    found = await words.follow_up(pool, vault, code)
    key = (found["programme"], found["activity"])
    about = await about_activity(request, *key)
    units = await known.units(pool, key[0])
    facts = await queries.trail(pool, *key, found["opinion"], found["main"])
    names = [units.get(found[it] or "", "承办单位") for it in ("unit", "returned_by")]
    return CITIZENS.show(
        request,
        "citizen/opinion_status.html",
        it=found,
        about=about,
        steps=opinion_wording.way(facts, found, units),
        now=opinion_wording.waits_for(found, names[0], about.host, names[1], author="您"),
        stage=opinion_wording.stage(found),
        due=await queries.feedback_due(pool, *key),
        code=code,
        form=form,
        done=done,
        status=form.status,
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
        command = words.new_opinion(
            acting, session=None, category=given.category, source=OpinionSource.FORM
        )
        answer = await words.record_opinion(
            acting, command, words=given.words, name=given.name, phone=given.phone,
            mail=mail_left(request, given.mail),
        )  # fmt: skip
    except CORRECTABLE as error:
        return _form(request, about, posted.form.refused(error))
    return CITIZENS.show(
        request, "citizen/opinion_received.html", about=about, code=answer["code"],
        case=answer["case"], qr=code_qr(request, answer["code"]), form=filled(),
    )  # fmt: skip


def code_qr(request: Request, code: str) -> Markup:
    """Leads to the page where an opinion is followed; what follows ``#`` is sent to no server."""
    settings = running(request).settings
    assert isinstance(settings, Settings)  # noqa: S101 - registration's own
    address = f"{str(settings.public_url).rstrip('/')}{STATUS}#{code}"
    return qr(address, "查询码的二维码")


def _ask(request: Request, form: Filled) -> Response:
    return CITIZENS.show(
        request,
        "citizen/code.html",
        title="查我的意见",
        says="凭提意见时得到的查询码，查办到哪一步、怎样答复、采不采纳。",
        other=("/sign-up/status", "查我的报名"),
        script="code_in_address.js",
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
        kept=kept(request, Item.OPINION, about.known),
        category_options=wording.options(wording.CATEGORIES, wording.PUBLIC),
        status=form.status,
    )
