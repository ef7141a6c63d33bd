"""What all pages of the desk (工作台) share: who looks at which activity, and what they may do."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import asyncpg
from fastapi import Depends, Request
from fastapi.responses import RedirectResponse, Response

from contracts.values import Identifier
from services._vault.vault import Vault
from services._web.access import OWN_UNIT, checks
from services._web.forms import CORRECTABLE, Filled, filled
from services._web.http import running
from services._web.pages import PRIVATE
from services._web.signed_in import Posting, Visitor, posting, signed_in
from services.registration import known, queries
from services.registration.acting import (
    STAFF,
    Target,
    find_activity,
    may_act,
    refuse_other_units,
)
from services.registration.applicants.marks import marks_of
from services.registration.depends import Reading
from services.registration.equipment import equipment
from services.registration.known import KnownActivity
from services.registration.pages import reading, wording
from services.registration.pages.frame import DESK

READERS = (*STAFF, "assessor")
"""Who sees the desk; an assessor sees every unit's, and changes nothing."""

READING = "own unit, or an assessor"
READING_ASKED = "own unit, the unit asked, or an assessor"
ASKED = "own unit, or the unit asked"

Looking = Annotated[Visitor, Depends(signed_in(*READERS))]
Posted = Annotated[Posting, Depends(posting(*STAFF))]


@dataclass(frozen=True, slots=True)
class Desk:
    """An activity as somebody looks at it."""

    request: Request
    visitor: Visitor
    activity: KnownActivity
    units: Mapping[str, str]
    sessions: list[reading.Row]
    pool: asyncpg.Pool
    vault: Vault
    now: datetime

    @property
    def key(self) -> tuple[str, str]:
        """Programme and activity."""
        return self.activity.programme, self.activity.activity

    @property
    def reader(self) -> Reading:
        """The same for those who look at people and words."""
        return Reading(self.activity, self.visitor.actor, self.pool, self.vault, self.now)

    @property
    def path(self) -> str:
        """The address below which the activity's pages stand."""
        return f"/desk/{self.activity.programme}/{self.activity.activity}"

    @property
    def may(self) -> bool:
        """Whether forms are shown."""
        return may_act(self.visitor.actor, self.activity)

    @property
    def row(self) -> reading.Row:
        """The session that the page is about: asked for, else not over, else with people."""
        asked = self.request.query_params.get("session")
        named = [it for it in self.sessions if it["session"] == asked]
        ahead = [it for it in self.sessions if not it["attended"] and not it["session_cancelled"]]
        used = [it for it in self.sessions if reading.used(it)]
        return [*named, *ahead, *used, *self.sessions][0]

    @property
    def session(self) -> str | None:
        """The session as commands name it."""
        return self.row["session"] or None

    def here(self, page: str, done: str = "") -> str:
        """The address of a page for the same session."""
        asked = {"session": self.row["session"] if len(self.sessions) > 1 else "", "done": done}
        query = "&".join(f"{name}={value}" for name, value in asked.items() if value)
        return f"{self.path}/{page}" + (f"?{query}" if query else "")

    def label(self, session: str) -> str:
        """A session's date, in words."""
        return wording.dates([it for it in self.activity.dated if session in {"", it.session}])


@dataclass(frozen=True, slots=True)
class Doing:
    """A form that somebody posted about an activity of theirs."""

    desk: Desk
    posted: Posting
    target: Target


@checks(READING)
async def look(
    request: Request, programme: Identifier, activity: Identifier, visitor: Looking
) -> Desk:
    """404 for an unknown activity, 403 for staff of another unit."""
    desk = await open_desk(request, programme, activity, visitor)
    refuse_strangers(desk)
    return desk


@checks(READING_ASKED)
async def look_anywhere(
    request: Request, programme: Identifier, activity: Identifier, visitor: Looking
) -> Desk:
    """404 for an unknown activity; the route itself says which units may."""
    return await open_desk(request, programme, activity, visitor)


@checks(OWN_UNIT)
async def act(
    request: Request, programme: Identifier, activity: Identifier, posted: Posted
) -> Doing:
    """The same for whoever posts a form: their own unit's activity, or the office."""
    doing = await act_anywhere(request, programme, activity, posted)
    refuse_other_units(posted.visitor.actor, doing.desk.activity)
    return doing


@checks(ASKED)
async def act_anywhere(
    request: Request, programme: Identifier, activity: Identifier, posted: Posted
) -> Doing:
    """A form about an activity; the route itself says which units may."""
    desk = await open_desk(request, programme, activity, posted.visitor)
    return Doing(desk, posted, Target(desk.activity, posted.write, desk.pool, desk.vault))


OfActivity = Annotated[Desk, Depends(look)]
Anywhere = Annotated[Desk, Depends(look_anywhere)]
Done = Annotated[Doing, Depends(act)]
DoneAnywhere = Annotated[Doing, Depends(act_anywhere)]


async def open_desk(request: Request, programme: str, activity: str, visitor: Visitor) -> Desk:
    """All that the pages of an activity need."""
    service = running(request)
    found = await find_activity(service.pool, programme, activity)
    return Desk(
        request=request,
        visitor=visitor,
        activity=found,
        units=await known.units(service.pool, programme),
        sessions=await reading.activity_sessions(service.pool, found),
        pool=service.pool,
        vault=equipment(request).vault,
        now=service.clock.now(),
    )


def refuse_strangers(desk: Desk, *units: str | None) -> None:
    """An assessor reads everything; staff what they may act on."""
    if not desk.visitor.may("assessor"):
        refuse_other_units(desk.visitor.actor, desk.activity, *units)


async def people_here(desk: Desk) -> list[dict[str, Any]]:
    """Everyone of the session, masked, with what staff ought to know of them."""
    every = await queries.people(desk.pool, desk.vault, *desk.key)
    found = [it for it in every if it["session"] == desk.row["session"]]
    marked = await marks_of(desk.pool, desk.vault, desk.activity, found)
    return [{**it, "marks": marked.get(it["person"], ())} for it in found]


def show(
    desk: Desk, template: str, page: str, *, form: Filled | None = None, **shown: Any
) -> Response:
    """A page of an activity, within its tabs."""
    given = form or filled()
    done = desk.request.query_params.get("done", "")
    return DESK.show(
        desk.request, f"desk/{template}.html", visitor=desk.visitor, desk=desk, page=page,
        row=desk.row, form=given, status=given.status, done=DONE.get(done, ""), **shown,
    )  # fmt: skip


Again = Callable[[Filled], Awaitable[Response]]


async def carry_out(doing: Doing, doing_it: Awaitable[Any], onward: str, again: Again) -> Response:
    """Do it and go on, or show the form again with what is wrong."""
    try:
        await doing_it
    except CORRECTABLE as error:
        return await again(doing.posted.form.refused(error))
    return RedirectResponse(onward, 303, PRIVATE)


DONE = {
    "opening": "报名办法已保存，遴选公告在两个渠道发布后自动开放。",
    "opened": "报名已开放。",
    "closed": "报名已结束。",
    "entered": "报名已登记。",
    "announced": "抽签办法已公布。",
    "sealed": "名单已封存。",
    "seed": "随机数已保存。",
    "absent": "已公布随机数暂不可用。",
    "source": "新的随机数已公布，名单随后重新封存。",
    "revealed": "已揭晓，请逐人联系确认名额。",
    "selected": "遴选结果已记录，请逐人联系确认名额。",
    "confirmed": "名额已确认。",
    "invited": "邀请已登记。",
    "staff": "本单位工作人员的号码已保存。",
    "answered": "答复已登记。",
    "released": "名额已空出。",
    "replaced": "名额已空出，候补人员已递补。",
    "reason": "人数说明已保存。",
    "here": "已签到。",
    "already": "此人先前已经签到，没有重复登记。",
    "guest": "现场登记已完成，计入到场人数。",
    "attendance": "到场情况已登记。",
    "opinion": "意见已登记。",
    "dispatched": "已分办。",
    "replied": "答复已保存。",
    "decided": "采纳情况已保存。",
    "told": "反馈已登记。",
    "returned": "已退回主责单位。",
    "reply_corrected": "答复已更正，提出人凭查询码看到更正后的答复。",
    "summarised": "公开摘要已保存。",
    "merged": "已合并，提出人的编号和查询码不变。",
    "unmerged": "已撤销合并，单独办理。",
    "followed_up": "回访结果已登记。",
    "reopened": "已重新办理，请重新答复、定采纳情况、反馈。",
    "none": "已声明没有收到意见。",
    "corrected": "已更正，缘由已记录。",
    "erased": "信息已删除，缘由已记录。",
}
"""What was done, in a sentence; the address holds only its key."""
