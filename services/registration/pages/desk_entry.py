"""The desk's entry of sign-ups by telephone and on paper, which count like those over the web."""

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field as Asked
from pydantic import ValidationInfo, field_validator

from contracts.values import PersonCategory, SignUpChannel
from services._web.forms import CORRECTABLE, Filled, filled
from services.registration import signing_up
from services.registration.applicants import consent
from services.registration.draws import asking
from services.registration.pages import wording
from services.registration.pages.applying import NEEDS_CONSENT, WHO_ENTERED, Applying
from services.registration.pages.desk import Desk, Doing, Done, OfActivity
from services.registration.pages.desk_forms import (
    MAIL,
    Field,
    FormPage,
    form_page,
    refuse_shared,
    show_code,
)
from services.registration.pages.desk_sign_up import PAGE
from services.registration.pages.frame import DESK

router = APIRouter(
    prefix="/desk/{programme}/{activity}", route_class=DESK.route, include_in_schema=False
)

CONSENTS = [
    ("on", "听过或看过说明，同意登记"),
    ("needs", "单独同意使用“需要的便利”（没有填的不勾）"),
]


class EntryForm(Applying):
    """Who signed up by telephone or on paper."""

    channel: SignUpChannel
    consent: tuple[Literal["on", "needs"], ...] = Asked(
        min_length=1, description="是否同意，不同意的不能登记"
    )
    own_staff: tuple[Literal["yes"], ...] = ()

    @field_validator("consent")
    @classmethod
    def _to_everything(cls, given: tuple[str, ...], about: ValidationInfo) -> tuple[str, ...]:
        if "on" not in given:
            raise ValueError("没有同意的不能登记。")
        if about.data.get("access_needs") and "needs" not in given:
            raise ValueError(NEEDS_CONSENT)
        return given


@router.get("/sign-up/entry")
async def entry(desk: OfActivity) -> Response:
    """Somebody signs up by telephone or on paper."""
    return await _form(desk, filled(channel="telephone", who="self"))


@router.post("/sign-up/entry")
async def enter(doing: Done) -> Response:
    """Take them on the sheet; the code is shown this once, to be told."""
    desk = doing.desk
    try:
        asked = await asking.asked(desk.pool, (*desk.key, desk.session))
        given, answers = asking.read(doing.posted.form, EntryForm, asked)
        drawn = signing_up.draws_beside(doing.target, desk.session, asked, answers)
        code = await _enter(doing, given, drawn)
    except CORRECTABLE as error:
        return await _form(desk, doing.posted.form.refused(error))
    return await show_code(doing, "报名已登记", code, PAGE, "sign-up/entry")


async def _enter(doing: Doing, given: EntryForm, drawn: signing_up.Drawn) -> str:
    await refuse_shared(doing, given.name, given.phone)
    told = consent.told(doing.desk.request, doing.desk.activity)
    answer = await signing_up.sign_up_person(
        doing.target,
        given.contact(doing.desk.request, own_staff=bool(given.own_staff)),
        session=doing.desk.session,
        category=given.category or PersonCategory.OTHER_PUBLIC,
        channel=given.channel,
        drawn=drawn,
        consent=given.agreed(doing.target, told, given.channel),
    )
    code: str = answer["code"]
    return code


async def _form(desk: Desk, form: Filled) -> Response:
    told = consent.told(desk.request, desk.activity)
    asked = asking.fields(await asking.asked(desk.pool, (*desk.key, desk.session)))
    page = FormPage(
        "登记电话或纸质报名",
        ["先向本人（不满14周岁的，向监护人）读出下面的说明，同意后登记。"],
        [
            Field("radios", "channel", "渠道", options=[("telephone", "电话"), ("paper", "纸质")]),
            Field("radios", "who", "谁报名", options=wording.options(WHO_ENTERED)),
            Field(
                "text", "guardian", "监护人姓名", "由监护人报名的必填，电话填监护人的。",
                required=False, longest=30,
            ),
            Field("text", "name", "姓名", "参加活动的人。", longest=30),
            Field(
                "tel", "phone", "电话", "手机号，或带区号的固定电话。一个号码在一场活动里报一人。",
                longest=20,
            ),
            MAIL,
            Field(
                "radios", "category", "类别",
                options=wording.options(wording.CATEGORIES, wording.PUBLIC),
            ),
            *(Field("radios", name, label, options=options) for name, label, options in asked),
            Field("text", "access_needs", "需要的便利", required=False, longest=100),
            Field(
                "checkboxes", "own_staff", "本单位人员", "只供遴选时核实，不公开。",
                required=False, options=[("yes", "本人是主责单位的工作人员")],
            ),
            Field("checkboxes", "consent", "同意", options=CONSENTS),
        ],
        "登记",
        told=told,
        hidden={"notice": consent.version(told)},
    )  # fmt: skip
    return form_page(desk, page, PAGE, form)
