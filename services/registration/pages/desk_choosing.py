"""Choosing at the desk: the selection, seats confirmed, seats given to the reserve."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field as Asked

from contracts.values import Count, Identifier, SeatReleaseReason, SelectionRule
from services._kit.decider import Refused
from services._web.forms import FormModel, filled
from services.registration.domain.choosing import RunSelection
from services.registration.domain.seats import ConfirmSeat, ReleaseSeat, ReplaceSeat
from services.registration.pages import wording
from services.registration.pages.desk import Desk, Done, OfActivity, carry_out, people_here
from services.registration.pages.desk_forms import Field, FormPage, form_page, submit
from services.registration.pages.desk_representatives import (
    PAGE,
    SEATED,
    show_representatives,
)
from services.registration.pages.frame import DESK

router = APIRouter(
    prefix="/desk/{programme}/{activity}", route_class=DESK.route, include_in_schema=False
)


_RULES = wording.options(
    wording.RULES_EXPLAINED, (SelectionRule.FIRST_COME, SelectionRule.UNIT_DECISION)
)
"""A draw has steps and pages of its own."""


class SelectionForm(FormModel):
    """How many are chosen, and how."""

    rule: SelectionRule
    seats: Count = Asked(description="名额，整数")
    reserve: Count = 0
    persons: tuple[Identifier, ...] = ()


class ConfirmForm(FormModel):
    """Who is given a seat."""

    persons: tuple[Identifier, ...] = Asked(min_length=1)


class ReleaseForm(FormModel):
    """Why a seat is free, and who moves up."""

    reason: SeatReleaseReason
    by: str = Asked(pattern=r"^(nobody|[A-Za-z0-9_-]{1,64})$")


@router.get("/representatives/selection")
async def selection(desk: OfActivity) -> Response:
    """How the representatives are to be chosen."""
    row = desk.row
    known = filled(rule=row["rule"], seats=row["seats"], reserve=5)
    return form_page(desk, await _selection(desk), PAGE, known)


@router.post("/representatives/selection")
async def select(doing: Done) -> Response:
    """Choose."""

    async def do() -> None:
        given = doing.posted.form.read(SelectionForm)
        await doing.target.represent(RunSelection(session=doing.desk.session, **dict(given)))

    return await submit(doing, do, await _selection(doing.desk), PAGE, "selected")


async def _selection(desk: Desk) -> FormPage:
    people = [it for it in await people_here(desk) if it["state"] == "signed_up"]
    options = [
        (
            it["person"],
            f"{it['name'] or '（已删除）'}　{it['short']}　{_category(it)}"
            + "".join(f"　※{mark}" for mark in it["marks"]),
        )
        for it in people
    ]
    return FormPage(
        "遴选代表",
        [
            f"{len(people)}人报名。",
            "每个场次遴选一次，结果记录后不能重来；之后空出的名额由候补递补。",
        ],
        [
            Field("radios", "rule", "办法", options=_RULES),
            Field("number", "seats", "名额"),
            Field("number", "reserve", "候补人数", required=False),
            Field(
                "checkboxes", "persons", "研究确定的人员",
                hint="只在“研究确定”时勾选。先列的在前，超出名额的列为候补。",
                required=False, options=options,
            ),
        ],
        "遴选",
    )  # fmt: skip


@router.post("/representatives/confirmation")
async def confirm(doing: Done) -> Response:
    """Give a seat to those who said that they come."""
    desk = doing.desk

    async def do() -> None:
        given = doing.posted.form.read(ConfirmForm)
        known = {it["person"]: it for it in await people_here(desk)}
        for person in given.persons:
            if known.get(person, {}).get("state") not in {"selected", *SEATED}:
                raise Refused("not_selected", "所选人员中有人没有入选，或者已经退出。")
            seat = ConfirmSeat(
                session=desk.session,
                person=person,
                category=known[person]["category"],
                method=known[person]["method"],
            )
            await doing.target.represent(seat)

    return await carry_out(
        doing, do(), desk.here(PAGE, "confirmed"), lambda it: show_representatives(desk, it)
    )


@router.get("/representatives/{person}/release")
async def release(desk: OfActivity, person: Identifier) -> Response:
    """A seat is to be free again."""
    return form_page(desk, await _release(desk, person), PAGE, filled(by="nobody"))


@router.post("/representatives/{person}/release")
async def free(doing: Done, person: Identifier) -> Response:
    """Free it; somebody in reserve moves up in the same decision."""
    desk = doing.desk
    it = await _release(desk, person)
    by = doing.posted.form.value("by")

    async def do() -> None:
        given = doing.posted.form.read(ReleaseForm)
        freed = ReleaseSeat(session=desk.session, person=person, reason=given.reason)
        if given.by == "nobody":
            await doing.target.represent(freed)
        else:
            await doing.target.represent(ReplaceSeat(**dict(freed), by=given.by))

    return await submit(doing, do, it, PAGE, "released" if by == "nobody" else "replaced")


async def _release(desk: Desk, person: str) -> FormPage:
    people = {it["person"]: it for it in await people_here(desk)}
    found = people.get(person)
    name = _who(found) if found else "此人"
    waiting = sorted(
        (it for it in people.values() if it["reserve_rank"] is not None),
        key=lambda it: it["reserve_rank"],
    )
    by = [
        (it["person"], f"候补第{it['reserve_rank']}位：{_who(it)}，{_category(it)}")
        for it in waiting
    ]
    return FormPage(
        f"空出{name}的名额",
        ["空出和递补同时记录，公布的名单随即更新。一般按候补顺序递补。"],
        [
            Field("radios", "reason", "原因", options=wording.options(wording.RELEASES)),
            Field("radios", "by", "由谁递补", options=[*by, ("nobody", "暂不递补")]),
        ],
        "空出名额",
    )


def _who(person: Mapping[str, Any]) -> str:
    return f"{person['name'] or '此人'}（编号{person['short']}）"


def _category(person: Mapping[str, Any]) -> str:
    return wording.CATEGORIES.get(person["category"] or "", "类别未记录")
