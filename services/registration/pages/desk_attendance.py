"""The desk's part 到场: who came, which leader, and what deputies and members said."""

from collections import Counter
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field as Asked
from pydantic import create_model

from contracts.values import Count, LeaderAttendance, Line, PersonCategory
from services._web.forms import FormModel, filled
from services.registration import queries
from services.registration.domain.door import RecordAttendance, RecordAttendanceFromCheckIns
from services.registration.door import listing
from services.registration.pages import reading, wording
from services.registration.pages.desk import Desk, Done, OfActivity, show
from services.registration.pages.desk_forms import Field, FormPage, form_page, submit
from services.registration.pages.frame import DESK

router = APIRouter(
    prefix="/desk/{programme}/{activity}", route_class=DESK.route, include_in_schema=False
)

PAGE = "attendance"
LEADER = Field(
    "radios",
    "leader",
    "负责同志",
    "副职代为到场的，选其他负责同志，不算主要负责同志到场。",
    options=wording.options(wording.LEADERS),
)
OFFICE = Field(
    "text", "leader_office", "到场负责同志的职务", "例如镇长。只写职务，不写姓名。",
    required=False, longest=200,
)  # fmt: skip
REASON = Field("area", "reason", "更正原因", "会公开，不要写个人姓名。", longest=200)
FROM_CHECK_INS = FormPage("按签到登记到场", [], [LEADER, OFFICE], "登记到场")
BY_HAND = FormPage(
    "手工登记到场",
    ["没有逐人签到的，按签到表填写人数。没有人到场的类别不填。"],
    [
        *(
            Field("number", name, f"{label}（人）", required=False)
            for name, label in wording.CATEGORIES.items()
        ),
        LEADER,
        OFFICE,
    ],
    "登记到场",
)


class LeaderForm(FormModel):
    """Which leader came, and why the word before is corrected."""

    leader: LeaderAttendance
    leader_office: Line | None = None
    reason: Line | None = None


_counts: dict[str, Any] = {
    str(category): (Count, Asked(default=0, description="人数，整数"))
    for category in PersonCategory
}
CountsForm = create_model("CountsForm", __base__=LeaderForm, **_counts)


@router.get("/attendance")
async def page(desk: OfActivity) -> Response:
    """How many came, as it was recorded; before that, as check-ins show it."""
    people = await _expected(desk)
    here = [it for it in people if it["checked_in_at"] is not None]
    found = await _recorded(desk)
    if found:
        came, leader = sum(found["attendance"].values()), wording.LEADERS[found["leader"]]
        headline = f"到场{came}人，{leader}。"
    elif people:
        seats = sum(1 for it in people if not it["walked_in"])
        headline = f"应到{seats}人，已到{len(here)}人，到场情况还没有登记。"
    else:
        headline = "还没有已确认名额的代表。"
    return show(
        desk, "attendance", PAGE, headline=headline, expected=_counted(people),
        here=_counted(here), recorded=found,
        guests=sum(1 for it in here if it["walked_in"]),
        delegates=await _delegates(desk, found or {"attendance": _counted(here)}),
    )  # fmt: skip


async def _expected(desk: Desk) -> list[dict[str, Any]]:
    return await listing.expected(desk.pool, desk.vault, desk.key, desk.row["session"])


async def _recorded(desk: Desk) -> dict[str, Any] | None:
    recorded = await reading.attendance(desk.pool, *desk.key)
    return recorded.get(desk.row["session"]) or recorded.get("")


def _counted(people: list[dict[str, Any]]) -> dict[str, int]:
    return Counter(it["category"] for it in people if it["category"])


async def _delegates(desk: Desk, came: dict[str, Any]) -> list[tuple[str, int, int]]:
    """Deputies and members: how many came, and how many opinions of theirs are recorded."""
    said = await queries.opinions_by_category(desk.pool, *desk.key)
    asked = (PersonCategory.NPC_DEPUTY, PersonCategory.CPPCC_MEMBER)
    return [
        (wording.CATEGORIES[it], came["attendance"].get(it, 0), said.get(it, 0)) for it in asked
    ]


@router.get("/attendance/from-check-ins")
async def count(desk: OfActivity) -> Response:
    """What the check-ins say, to be confirmed."""
    return form_page(desk, await _from_check_ins(desk), PAGE, await _leader_known(desk))


@router.post("/attendance/from-check-ins")
async def counted(doing: Done) -> Response:
    """Record it."""

    async def do() -> None:
        given = doing.posted.form.read(LeaderForm)
        await doing.target.represent(
            RecordAttendanceFromCheckIns(session=doing.desk.session, **given.model_dump())
        )

    return await submit(doing, do, await _from_check_ins(doing.desk), PAGE, "attendance")


async def _from_check_ins(desk: Desk) -> FormPage:
    here = [it for it in await _expected(desk) if it["checked_in_at"] is not None]
    told = wording.counted(wording.CATEGORIES, _counted(here)) or "没有人签到"
    guests = sum(1 for it in here if it["walked_in"])
    more = f"，其中现场登记{guests}人" if guests else ""
    page = replace(FROM_CHECK_INS, says=[f"按签到计算，到场{len(here)}人：{told}{more}。"])
    return await _correcting(desk, page)


async def _correcting(desk: Desk, page: FormPage) -> FormPage:
    """Where something is recorded already, the reason why it is not right is asked for."""
    if await _recorded(desk) is None:
        return page
    says = [*page.says, "到场情况已经登记。更正和原来的登记都会留在记录里。"]
    return replace(page, title="更正到场情况", says=says, fields=[*page.fields, REASON])


async def _leader_known(desk: Desk) -> Any:
    recorded = await _recorded(desk) or {}
    return filled(leader=recorded.get("leader"), leader_office=recorded.get("leader_office"))


@router.get("/attendance/by-hand")
async def by_hand(desk: OfActivity) -> Response:
    """How many came, from a paper list."""
    recorded = await _recorded(desk) or {"attendance": {}}
    known = {name: recorded.get(name) for name in ("leader", "leader_office")}
    form = filled(**recorded["attendance"], **known)
    return form_page(desk, await _correcting(desk, BY_HAND), PAGE, form)


@router.post("/attendance/by-hand")
async def record(doing: Done) -> Response:
    """Record it."""

    async def do() -> None:
        given = doing.posted.form.read(CountsForm).model_dump()
        counts = {PersonCategory(name): given.pop(name) for name in _counts}
        came = {category: number for category, number in counts.items() if number}
        command = RecordAttendance(session=doing.desk.session, attendance=came, **given)
        await doing.target.represent(command)

    return await submit(doing, do, await _correcting(doing.desk, BY_HAND), PAGE, "attendance")
