"""The desk's part 报名: how sign-up opens and closes, who is on the sheet."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field as Asked
from pydantic import StringConstraints

from contracts.values import Count, PersonCategory, SelectionRule, SignUpChannel
from services._web.forms import CORRECTABLE, BeijingTime, Filled, FormModel, filled
from services.registration import queries, signing_up
from services.registration.contacts import Contact
from services.registration.domain.sheet import CloseSignUp, OpenSignUp, SetOpening
from services.registration.draws import asking
from services.registration.equipment import mail_left
from services.registration.http import open_by_itself
from services.registration.pages import next_step, wording
from services.registration.pages.citizens import MailAddress, Name, Telephone
from services.registration.pages.desk import Desk, Done, OfActivity, carry_out, show
from services.registration.pages.desk_forms import (
    MAIL,
    Field,
    FormPage,
    form_page,
    show_code,
    submit,
)
from services.registration.pages.frame import DESK
from services.registration.pages.reading import is_open

router = APIRouter(
    prefix="/desk/{programme}/{activity}", route_class=DESK.route, include_in_schema=False
)

PAGE = "sign-up"

CLOSES = Field("datetime-local", "closes_at", "截止时间", "北京时间。不能晚于活动开始。")
SEATS = Field("number", "seats", "名额", "公开遴选多少人。全部代表合计以30人左右为宜。")
RULE = Field("radios", "rule", "办法", options=wording.options(wording.RULES_EXPLAINED))
OPENING = FormPage(
    "设置报名",
    ["遴选公告在区政府网站和政务新媒体都发布后，报名自动开放，到时自动截止。"],
    [CLOSES, SEATS, RULE],
    "保存",
)
OPEN = FormPage(
    "手工开放报名",
    ["一般不用手工开放。遴选公告还没有在两个渠道发布就开放的，会在合规墙上显示。"],
    [CLOSES, SEATS, RULE],
    "开放报名",
)
CHANGE = FormPage("修改截止时间", ["已经报名的人不受影响。"], [CLOSES, SEATS, RULE], "保存")
ENTRY = FormPage(
    "登记电话或纸质报名",
    ["先向本人说明：只用于这次活动，加密保存，凭查询码可以查看、退出和删除。"],
    [
        Field("radios", "channel", "渠道", options=[("telephone", "电话"), ("paper", "纸质")]),
        Field("text", "name", "姓名", longest=30),
        Field("tel", "phone", "电话", "手机号，或带区号的固定电话。", longest=20),
        MAIL,
        Field(
            "radios", "category", "类别",
            options=wording.options(wording.CATEGORIES, wording.PUBLIC),
        ),
        Field("text", "access_needs", "需要的便利", required=False, longest=100),
        Field(
            "checkboxes", "consent", "同意",
            options=[("on", "本人（不满14周岁的，监护人）听过说明，同意登记")],
        ),
    ],
    "登记",
)  # fmt: skip


class OpeningForm(FormModel):
    """How sign-up opens."""

    closes_at: BeijingTime = Asked(description="截止的日期和时刻")
    seats: Count = Asked(description="名额，整数")
    rule: SelectionRule


class EntryForm(FormModel):
    """Who signed up by telephone or on paper."""

    channel: SignUpChannel
    name: Name
    phone: Telephone
    mail: MailAddress | None = None
    category: PersonCategory
    access_needs: Annotated[str, StringConstraints(max_length=100)] | None = None
    consent: tuple[str, ...] = Asked(min_length=1, description="是否同意，不同意的不能登记")


@router.get("/sign-up")
async def page(desk: OfActivity) -> Response:
    """The sheet, and how it opens."""
    return await show_sheet(desk, filled())


async def show_sheet(desk: Desk, form: Filled) -> Response:
    """The page, with what is wrong with a form of it."""
    row = desk.row
    people = await queries.people(desk.pool, desk.vault, *desk.key)
    step = next_step.step(row, desk.now)
    off = row["cancelled"] or row["session_cancelled"] or row["sheet_cancelled"]
    begun = row["start_at"] is not None and desk.now >= row["start_at"]
    sessions = {it.session for it in desk.activity.to_come if row["session"] in {"", it.session}}
    return show(
        desk, "sign_up", PAGE, form=form, step=step, headline=f"{step.says}。",
        people=[
            it for it in people if it["session"] == row["session"] and it["signed_up_at"]
        ],
        noticed=bool(sessions) and sessions <= desk.activity.noticed,
        open_now=is_open(row, desk.now),
        may_open=not off and not begun,
    )  # fmt: skip


@router.get("/sign-up/opening")
async def opening(desk: OfActivity) -> Response:
    """How sign-up will open by itself."""
    row = desk.row
    known = filled(
        closes_at=wording.local_field(row["opening_closes_at"]),
        seats=row["opening_seats"],
        rule=row["opening_rule"],
    )
    return form_page(desk, OPENING, PAGE, known)


@router.post("/sign-up/opening")
async def set_opening(doing: Done) -> Response:
    """Set it."""

    async def do() -> None:
        given = doing.posted.form.read(OpeningForm)
        doing.target.refuse_if_cancelled(doing.desk.session)
        command = SetOpening(session=doing.desk.session, **dict(given))
        await open_by_itself(doing.target, command)

    return await submit(doing, do, OPENING, PAGE, "opening")


@router.get("/sign-up/open")
async def open_(desk: OfActivity) -> Response:
    """Open now, or give an open window another end."""
    row = desk.row
    prefix = "" if row["open"] is not None else "opening_"
    known = filled(
        closes_at=wording.local_field(row[f"{prefix}closes_at"]),
        seats=row[f"{prefix}seats"],
        rule=row[f"{prefix}rule"],
    )
    return form_page(desk, CHANGE if row["open"] else OPEN, PAGE, known)


@router.post("/sign-up/open")
async def open_now(doing: Done) -> Response:
    """Open it."""

    async def do() -> None:
        given = doing.posted.form.read(OpeningForm)
        doing.target.refuse_if_cancelled(doing.desk.session)
        await doing.target.represent(OpenSignUp(session=doing.desk.session, **dict(given)))

    return await submit(doing, do, CHANGE if doing.desk.row["open"] else OPEN, PAGE, "opened")


@router.post("/sign-up/close")
async def close(doing: Done) -> Response:
    """End sign-up before its time."""

    async def again(form: Filled) -> Response:
        return await show_sheet(doing.desk, form)

    act = doing.target.represent(CloseSignUp(session=doing.desk.session))
    return await carry_out(doing, act, doing.desk.here(PAGE, "closed"), again)


@router.get("/sign-up/entry")
async def entry(desk: OfActivity) -> Response:
    """Somebody signs up by telephone or on paper."""
    return form_page(desk, await _entry(desk), PAGE, filled(channel="telephone"))


async def _entry(desk: Desk) -> FormPage:
    """The form, with what the draw asks besides."""
    asked = asking.fields(await asking.asked(desk.pool, (*desk.key, desk.session)))
    more = [Field("radios", name, label, options=options) for name, label, options in asked]
    return replace(ENTRY, fields=[*ENTRY.fields[:-1], *more, ENTRY.fields[-1]])


@router.post("/sign-up/entry")
async def enter(doing: Done) -> Response:
    """Take them on the sheet; the code is shown this once, to be told."""
    desk = doing.desk
    try:
        asked = await asking.asked(desk.pool, (*desk.key, desk.session))
        given, answers = asking.read(doing.posted.form, EntryForm, asked)
        answer = await signing_up.sign_up_person(
            doing.target,
            Contact(
                given.name,
                given.phone,
                given.access_needs,
                mail_left(doing.desk.request, given.mail),
            ),
            session=desk.session,
            category=given.category,
            channel=given.channel,
            answers=answers,
        )
    except CORRECTABLE as error:
        return form_page(desk, await _entry(desk), PAGE, doing.posted.form.refused(error))
    return await show_code(doing, "报名已登记", answer["code"], PAGE, "sign-up/entry")
