"""Opinions that staff enter: cards from the hall one after the other, calls, independent ones."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import StringConstraints

from contracts.values import OpinionSource, PersonCategory
from services._web.forms import CORRECTABLE, Filled, FormModel, Model, filled
from services.registration.acting import Answer
from services.registration.domain.hearing.receiving import INDEPENDENT
from services.registration.equipment import mail_left
from services.registration.hearing import words
from services.registration.pages import wording
from services.registration.pages.citizens import MailAddress, Name, Telephone
from services.registration.pages.desk import Desk, Doing, Done, OfActivity, show
from services.registration.pages.desk_forms import MAIL, Field, FormPage, fields_of
from services.registration.pages.desk_opinions import PAGE
from services.registration.pages.frame import DESK
from services.registration.pages.opinions import code_qr

router = APIRouter(
    prefix="/desk/{programme}/{activity}/opinions", route_class=DESK.route, include_in_schema=False
)

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
_CONTACT = (
    Field("text", "name", "姓名", required=False, longest=30),
    Field("tel", "phone", "电话", "填了的，有答复时通知本人。", required=False, longest=20),
    MAIL,
)
_HOW = "原话照录，不写姓名、电话以外的个人信息。姓名、电话和内容加密保存。"
_AGAIN = "保存后接着登记下一条。"
ENTRY = FormPage(
    "登记现场或电话意见",
    [_HOW + _AGAIN],
    [
        Field("radios", "source", "来源", options=[("hall", "现场"), ("telephone", "电话")]),
        Field("area", "words", "意见内容", longest=2000),
        Field(
            "radios", "category", "类别", required=False,
            options=wording.options(wording.CATEGORIES),
        ),
        *_CONTACT,
    ],
    "登记意见",
)  # fmt: skip
INDEPENDENT_ENTRY = FormPage(
    "登记独立意见",
    ["人大代表、政协委员对项目发表的独立意见，在采纳情况中单独标明。" + _HOW + _AGAIN],
    [
        Field("radios", "category", "提出人", options=wording.options(
            wording.CATEGORIES, INDEPENDENT)),
        Field("area", "words", "独立意见", longest=2000),
        *_CONTACT,
    ],
    "登记独立意见",
)  # fmt: skip


class EntryForm(FormModel):
    """An opinion as it was heard."""

    source: OpinionSource
    words: Words
    category: PersonCategory | None = None
    name: Name | None = None
    phone: Telephone | None = None
    mail: MailAddress | None = None


class IndependentForm(FormModel):
    """The independent opinion of a deputy or a member, handed in at the activity."""

    category: PersonCategory
    words: Words
    name: Name | None = None
    phone: Telephone | None = None
    mail: MailAddress | None = None


@router.get("/entry")
async def entry(desk: OfActivity) -> Response:
    """An opinion from the hall or the telephone."""
    return _show(desk, ENTRY, filled(source="hall"))


@router.post("/entry")
async def enter(doing: Done) -> Response:
    """Take it and be ready for the next; the code is shown this once, to be told."""
    return await _enter(doing, ENTRY, EntryForm)


@router.get("/independent")
async def independent(desk: OfActivity) -> Response:
    """An independent opinion."""
    return _show(desk, INDEPENDENT_ENTRY, filled())


@router.post("/independent")
async def enter_independent(doing: Done) -> Response:
    """The same for an independent opinion."""
    return await _enter(doing, INDEPENDENT_ENTRY, IndependentForm)


async def _enter(doing: Doing, it: FormPage, model: type[Model]) -> Response:
    desk, form = doing.desk, doing.posted.form
    try:
        given = form.read(model).model_dump()
        command = words.new_opinion(
            doing.target,
            session=None,
            category=given["category"],
            source=given.get("source", OpinionSource.HALL),
            independent=it is INDEPENDENT_ENTRY,
        )
        answer = await words.record_opinion(
            doing.target, command, words=given["words"], name=given["name"],
            phone=given["phone"], mail=mail_left(desk.request, given["mail"]),
        )  # fmt: skip
    except CORRECTABLE as error:
        return _show(desk, it, form.refused(error))
    # What a pile of cards has in common stays chosen.
    again = filled(source=given.get("source"), category=given["category"])
    return _show(desk, it, again, answer)


def _show(desk: Desk, it: FormPage, form: Filled, entered: Answer | None = None) -> Response:
    return show(
        desk, "opinion_entry", PAGE, form=form, it=fields_of(desk, it), back=desk.here(PAGE),
        headline=it.title, entered=entered,
        qr=code_qr(desk.request, entered["code"]) if entered else "",
    )  # fmt: skip
