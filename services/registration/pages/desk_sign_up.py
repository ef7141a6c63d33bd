"""The desk's part 报名: how sign-up opens and closes, who is on the sheet."""

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field as Asked

from contracts.values import Count, SelectionRule
from services._web.forms import BeijingTime, Filled, FormModel, filled
from services.registration.applicants import marks
from services.registration.domain.sheet import CloseSignUp, OpenSignUp, SetOpening
from services.registration.http import open_by_itself
from services.registration.pages import next_step, wording
from services.registration.pages.desk import (
    Desk,
    Done,
    OfActivity,
    carry_out,
    people_here,
    show,
)
from services.registration.pages.desk_forms import Field, FormPage, form_page, submit
from services.registration.pages.frame import DESK
from services.registration.pages.reading import is_open

router = APIRouter(
    prefix="/desk/{programme}/{activity}", route_class=DESK.route, include_in_schema=False
)

PAGE = "sign-up"
AT_ONCE = 200  # people on one page of the list

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


class OpeningForm(FormModel):
    """How sign-up opens."""

    closes_at: BeijingTime = Asked(description="截止的日期和时刻")
    seats: Count = Asked(description="名额，整数")
    rule: SelectionRule


@router.get("/sign-up")
async def page(desk: OfActivity) -> Response:
    """The sheet, and how it opens."""
    return await show_sheet(desk, filled())


async def show_sheet(desk: Desk, form: Filled) -> Response:
    """The page, with what is wrong with a form of it."""
    row = desk.row
    people = await people_here(desk)
    signed_up = [it for it in people if it["signed_up_at"]]
    marked = [it for it in signed_up if it["marks"]]
    only_marked = "marked" in desk.request.query_params
    listed = marked if only_marked else signed_up
    first = _first(desk.request.query_params.get("from", ""), len(listed))
    step = next_step.step(row, desk.now)
    off = row["cancelled"] or row["session_cancelled"] or row["sheet_cancelled"]
    begun = row["start_at"] is not None and desk.now >= row["start_at"]
    sessions = {it.session for it in desk.activity.to_come if row["session"] in {"", it.session}}
    return show(
        desk, "sign_up", PAGE, form=form, step=step, headline=f"{step.says}。",
        people=signed_up, shown=listed[first : first + AT_ONCE], marked=len(marked),
        first=first, earlier=max(first - AT_ONCE, 0), later=first + AT_ONCE, listed=len(listed),
        only_marked=only_marked, staff_numbers=await marks.count_staff_numbers(
            desk.pool, desk.activity.lead_unit
        ),
        noticed=bool(sessions) and sessions <= desk.activity.noticed,
        open_now=is_open(row, desk.now),
        may_open=not off and not begun,
    )  # fmt: skip


def _first(asked: str, listed: int) -> int:
    """The place in the list at which a page of it begins."""
    first = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0
    return first if first < listed else 0


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
