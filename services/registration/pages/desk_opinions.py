"""The desk's part 意见: all opinions of an activity by how far they are, and each on its page."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from contracts.values import Identifier
from services._web.faults import NotFound
from services._web.forms import Filled, filled
from services.registration.acting import may_act
from services.registration.domain.hearing.commands import LONGEST_REPLY, DeclareNoOpinions
from services.registration.hearing import likeness, queries
from services.registration.keeping.looking import open_words
from services.registration.pages import opinion_wording, reading
from services.registration.pages.desk import (
    Anywhere,
    Desk,
    Done,
    OfActivity,
    carry_out,
    refuse_strangers,
    show,
)
from services.registration.pages.frame import DESK

router = APIRouter(
    prefix="/desk/{programme}/{activity}", route_class=DESK.route, include_in_schema=False
)

PAGE = "opinions"
SHOWN = 24  # characters of an opinion by which people recognise it in a list
DESK.environment.globals["opinion_wording"] = opinion_wording


@router.get("/opinions")
async def page(desk: OfActivity) -> Response:
    """All opinions by how far they are."""
    return await _page(desk, filled())


async def _page(desk: Desk, form: Filled) -> Response:
    found = await _readable(desk)
    open_ = [it for it in found if it["stage"] not in {"told", "merged"}]
    declared = await reading.none_declared(desk.pool, *desk.key)
    if not found:
        headline = "已声明没有收到意见。" if declared else "还没有收到意见。"
    elif open_:
        headline = f"收到意见{len(found)}条，{len(open_)}条在办。"
    else:
        headline = f"收到意见{len(found)}条，全部办结反馈。"
    groups = [
        (title, chosen)
        for name, title in opinion_wording.STAGES.items()
        if (chosen := [it for it in found if it["stage"] == name])
    ]
    return show(
        desk,
        "opinions",
        PAGE,
        form=form,
        headline=headline,
        groups=groups,
        total=len(found),
        declared=declared,
        due=await queries.feedback_due(desk.pool, *desk.key),
    )


async def _readable(desk: Desk) -> list[dict[str, Any]]:
    """The opinions; who only reads sees that there are some, not the words."""
    found = await queries.opinions(desk.pool, desk.vault, *desk.key)
    closed = not desk.may
    if not closed:
        await open_words(desk.reader, found)
    return [
        {
            **it,
            "stage": opinion_wording.stage(it),
            "case": opinion_wording.case(it),
            "words": None if closed else it["words"],
        }
        for it in found
    ]


@router.post("/opinions/none")
async def none(doing: Done) -> Response:
    """The unit received none."""
    desk = doing.desk
    act = doing.target.hear(DeclareNoOpinions())
    return await carry_out(doing, act, desk.here(PAGE, "none"), lambda it: _page(desk, it))


@router.get("/opinions/{opinion}")
async def one(desk: Anywhere, opinion: Identifier) -> Response:
    """One opinion: its words and the next step."""
    asked = await queries.unit_asked(desk.pool, *desk.key, opinion)
    refuse_strangers(desk, asked)
    return await show_one(desk, opinion, filled())


async def show_one(desk: Desk, opinion: str, form: Filled) -> Response:
    """The page of one opinion, with the forms of the steps that may come next."""
    found = await _readable(desk)
    it = next((each for each in found if each["opinion"] == opinion), None)
    if it is None:
        raise NotFound("unknown_opinion", "没有这条意见。")
    replies = may_act(desk.visitor.actor, desk.activity, it["asked"])
    own = await queries.opinion(desk.pool, desk.vault, *desk.key, opinion) if replies else None
    if own and not desk.may:
        await open_words(desk.reader, [own])
    hidden = {"words": None, "reply": None, "former_reply": None}
    it |= {name: own[name] for name in hidden} if own else hidden
    lead = desk.units.get(desk.activity.lead_unit, desk.activity.lead_unit)
    unit, returned_by = (desk.units.get(it[name] or "", "") for name in ("asked", "returned_by"))
    known = {
        "unit": it["unit"],
        "decision": it["decision"],
        "reason": it["reason"],
        "correction": it["reply"],
        "summary": it["summary"],
        "public_reply": it["public_reply"] or _short_enough(it["reply"]),
        "into": next(iter(_alike(it, found)), None),
    }
    values = {name: [value] for name, value in known.items() if value is not None}
    shown = Filled({**values, **form.values}, form.errors, form.status, form.key)
    merged = [each for each in found if each["merged_into"] == opinion]
    # Who was merged with it is heard as its own author is.
    if any(each["satisfied"] is False for each in merged):
        it["satisfied"] = False
    facts = await queries.trail(desk.pool, *desk.key, opinion, it["merged_into"] or opinion)
    return show(
        desk, "opinion", PAGE, form=shown, it=it, replies=replies,
        headline=f"{it['case']}，{opinion_wording.waits_for(it, unit, lead, returned_by)}。",
        unit_name=unit or it["asked"],
        units=sorted(desk.units.items(), key=lambda pair: pair[1]),
        steps=opinion_wording.way(facts, it, desk.units),
        merged=merged,
        mains=_mains(it, found),
        alike=_alike(it, found),
    )  # fmt: skip


def _mains(it: dict[str, Any], found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What it may be merged with, by number and first words."""
    others = [
        each for each in found if each["opinion"] != it["opinion"] and each["merged_into"] is None
    ]
    return [(each["opinion"], f"{each['case']} {_first_words(each)}") for each in others]


def _alike(it: dict[str, Any], found: list[dict[str, Any]]) -> list[str]:
    others = {
        each["opinion"]: each["words"]
        for each in found
        if each["words"] and each["opinion"] != it["opinion"] and each["merged_into"] is None
    }
    return likeness.likely(it["words"], others) if it["words"] and not it["merged_into"] else []


def _short_enough(reply: str | None) -> str | None:
    """A reply that may be proposed to the public as it is."""
    return reply if reply and len(reply) <= LONGEST_REPLY else None


def _first_words(it: dict[str, Any]) -> str:
    words: str = it["words"] or ("直播提问" if it["question"] else "")
    return words if len(words) <= SHOWN else words[:SHOWN] + "……"
