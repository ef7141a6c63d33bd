"""The desk's part 到场: who signs in at the door, and how many of each category came."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field as Asked
from pydantic import create_model

from contracts.values import Count, Identifier, LeaderAttendance, PersonCategory
from services._web.forms import Filled, FormModel, filled
from services.registration import queries
from services.registration.domain.seats import (
    CheckIn,
    RecordAttendance,
    RecordAttendanceFromCheckIns,
)
from services.registration.pages import reading, wording
from services.registration.pages.desk import Desk, Done, OfActivity, carry_out, show
from services.registration.pages.desk_forms import Field, FormPage, form_page, submit
from services.registration.pages.frame import DESK

router = APIRouter(
    prefix="/desk/{programme}/{activity}", route_class=DESK.route, include_in_schema=False
)

PAGE = "attendance"
LEADER = Field("radios", "leader", "主要负责同志", options=wording.options(wording.LEADERS))
FROM_CHECK_INS = FormPage(
    "按签到登记到场",
    ["各类代表到场人数按签到计算。"],
    [LEADER],
    "登记到场",
)
BY_HAND = FormPage(
    "手工登记到场",
    ["没有逐人签到的，按签到表填写人数。没有人到场的类别不填。"],
    [
        *(
            Field("number", name, f"{label}（人）", required=False)
            for name, label in wording.CATEGORIES.items()
        ),
        LEADER,
    ],
    "登记到场",
)


class PersonForm(FormModel):
    """Who came."""

    person: Identifier


class LeaderForm(FormModel):
    """Whether the principal leader came."""

    leader: LeaderAttendance


_counts: dict[str, Any] = {
    str(category): (Count, Asked(default=0, description="人数，整数"))
    for category in PersonCategory
}
CountsForm = create_model("CountsForm", __base__=LeaderForm, **_counts)


@router.get("/attendance")
async def page(desk: OfActivity) -> Response:
    """Who has a seat, with a button each; what was recorded."""
    return await _page(desk, filled())


async def _page(desk: Desk, form: Filled) -> Response:
    people = await _seated(desk)
    here = [it for it in people if it["state"] == "checked_in"]
    recorded = await reading.attendance(desk.pool, *desk.key)
    found = recorded.get(desk.row["session"]) or recorded.get("")
    if found:
        headline = (
            f"到场{sum(found['attendance'].values())}人，{wording.LEADERS[found['leader']]}。"
        )
    elif people:
        headline = f"应到{len(people)}人，已签到{len(here)}人，到场情况还没有登记。"
    else:
        headline = "还没有已确认名额的代表。"
    return show(
        desk, "attendance", PAGE, form=form, headline=headline,
        waiting=[it for it in people if it["state"] != "checked_in"], here=here, recorded=found,
    )  # fmt: skip


async def _seated(desk: Desk) -> list[dict[str, Any]]:
    people = await queries.people(desk.pool, desk.vault, *desk.key)
    return [
        it
        for it in people
        if it["session"] == desk.row["session"] and it["state"] in {"seated", "checked_in"}
    ]


@router.post("/attendance/check-in")
async def check_in(doing: Done) -> Response:
    """A person came."""
    desk = doing.desk

    async def do() -> None:
        given = doing.posted.form.read(PersonForm)
        await doing.target.represent(CheckIn(session=desk.session, person=given.person))

    return await carry_out(doing, do(), desk.here(PAGE, "here"), lambda it: _page(desk, it))


@router.get("/attendance/from-check-ins")
async def count(desk: OfActivity) -> Response:
    """Let the check-ins say how many came."""
    return form_page(desk, FROM_CHECK_INS, PAGE, filled())


@router.post("/attendance/from-check-ins")
async def counted(doing: Done) -> Response:
    """Record it."""

    async def do() -> None:
        given = doing.posted.form.read(LeaderForm)
        command = RecordAttendanceFromCheckIns(session=doing.desk.session, leader=given.leader)
        await doing.target.represent(command)

    return await submit(doing, do, FROM_CHECK_INS, PAGE, "attendance")


@router.get("/attendance/by-hand")
async def by_hand(desk: OfActivity) -> Response:
    """How many came, from a paper list."""
    recorded = (await reading.attendance(desk.pool, *desk.key)).get(desk.row["session"])
    known = {**recorded["attendance"], "leader": recorded["leader"]} if recorded else {}
    return form_page(desk, BY_HAND, PAGE, filled(**known))


@router.post("/attendance/by-hand")
async def record(doing: Done) -> Response:
    """Record it."""

    async def do() -> None:
        given = doing.posted.form.read(CountsForm).model_dump()
        leader = given.pop("leader")
        came = {PersonCategory(name): number for name, number in given.items() if number}
        command = RecordAttendance(session=doing.desk.session, attendance=came, leader=leader)
        await doing.target.represent(command)

    return await submit(doing, do, BY_HAND, PAGE, "attendance")


@router.get("/attendance/sheet")
async def sheet(desk: OfActivity) -> Response:
    """A sign-in sheet to print, with masked names."""
    return show(desk, "sign_in_sheet", PAGE, headline="签到表", people=await _seated(desk))
