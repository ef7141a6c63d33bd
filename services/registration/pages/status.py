"""What somebody does with their look-up code: see, withdraw, come back, answer, be forgotten.

The code stands in forms, and behind ``#`` in a QR code, which no server sees: the rest of an
address is logged and sent on.
"""

from collections.abc import Awaitable, Mapping
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services._web.faults import NotFound
from services._web.forms import CORRECTABLE, Filled, filled
from services._web.http import running
from services._web.signed_in import PERSON
from services.registration import erasing, signing_up
from services.registration.applicants import consent
from services.registration.equipment import equipment
from services.registration.pages import wording
from services.registration.pages.citizens import CodeForm, Posted, about_activity, acting
from services.registration.pages.code_shown import STATUS, status_qr
from services.registration.pages.frame import CITIZENS

router = APIRouter(route_class=CITIZENS.route, include_in_schema=False)

OPINIONS = "/opinions/status"
LEAVING = frozenset({"signed_up", "selected", "seated", "reserve", "not_selected"})


class Confirming(CodeForm):
    """A code, and whether the person is sure."""

    confirmed: Literal["yes"] | None = None


class Answering(Confirming):
    """A code, and what is said to an invitation."""

    answer: Literal["accept", "decline"]


class Erasing(Confirming):
    """A code, of a sign-up or of an opinion."""

    kind: Literal["opinion"] | None = None


@router.get(STATUS)
async def ask(request: Request) -> Response:
    """Where the code is typed."""
    return _ask(request, filled())


@router.post(STATUS)
async def show(request: Request, posted: Posted) -> Response:
    """How far the person has come."""
    try:
        given = posted.form.read(CodeForm)
        return await _status(request, given.code)
    except (*CORRECTABLE, NotFound) as error:
        return _ask(request, _refused(posted, error))


@router.post(STATUS + "/withdrawal")
async def withdraw(request: Request, posted: Posted) -> Response:
    """Leave the sheet and any seat, at one tap; while sign-up is open one may come back."""
    given = posted.form.read(CodeForm)
    done = signing_up.withdraw_by_code(acting(request, posted), given.code)
    return await _done(request, posted, given.code, done, "已退出。")


@router.post(STATUS + "/return")
async def come_back(request: Request, posted: Posted) -> Response:
    """Sign up again after leaving."""
    given = posted.form.read(CodeForm)
    done = signing_up.return_by_code(acting(request, posted), given.code)
    return await _done(request, posted, given.code, done, "已重新报名，报名时间按现在算。")


@router.post(STATUS + "/answer")
async def answer(request: Request, posted: Posted) -> Response:
    """Accept at once; decline once the person is sure."""
    given = posted.form.read(Answering)
    accepted = given.answer == "accept"
    if not accepted and given.confirmed is None:
        return _confirm(
            request, given.code, "answer", "确定谢绝邀请吗？", "确定谢绝",
            ["活动开始前改变主意的，可以凭查询码再接受。"], {"answer": "decline"},
        )  # fmt: skip
    done = signing_up.answer_by_code(acting(request, posted), given.code, accepted=accepted)
    told = "已接受邀请，名额已留好。" if accepted else "已谢绝邀请。"
    return await _done(request, posted, given.code, done, told)


@router.post(STATUS + "/erasure")
async def erase(request: Request, posted: Posted) -> Response:
    """Be forgotten, once the person is sure; the code is gone afterwards."""
    given = posted.form.read(Erasing)
    opinion = given.kind == "opinion"
    if given.confirmed is None:
        lost = "您写的意见和联系方式" if opinion else "姓名、联系方式和需要的便利"
        more = {"kind": "opinion"} if opinion else {}
        says = [f"{lost}马上删除，不能恢复，查询码失效。"]
        if not opinion:
            says.append("活动还没有开始的，同时退出报名，名额让给候补的人。")
        back = OPINIONS if opinion else STATUS
        return _confirm(
            request, given.code, "erasure", "确定删除您的信息吗？", "确定删除", says, more, back
        )
    who = acting(request, posted)
    if opinion:
        await erasing.erase_author_by_code(who, given.code)
    else:
        await erasing.erase_by_code(who, given.code)
    response = CITIZENS.show(request, "citizen/erased.html")
    response.delete_cookie(PERSON, path="/", secure=True, httponly=True, samesite="lax")
    return response


def _refused(posted: Posted, error: Exception) -> Filled:
    if isinstance(error, NotFound):
        return Filled(posted.form.values, {"code": error.message}, 404)
    return posted.form.refused(error)


def _ask(request: Request, form: Filled) -> Response:
    return CITIZENS.show(
        request,
        "citizen/code.html",
        title="查我的报名",
        says="凭报名时得到的查询码查结果、答复邀请、退出或删除信息。",
        other=(OPINIONS, "查我的意见"),
        script="code_in_address.js",
        form=form,
        status=form.status,
    )


def _confirm(  # noqa: PLR0913, PLR0917 - the words of one page
    request: Request,
    code: str,
    action: str,
    title: str,
    label: str,
    says: list[str],
    more: Mapping[str, str] | None = None,
    back: str = STATUS,
) -> Response:
    return CITIZENS.show(
        request, "citizen/confirm.html", title=title, label=label, says=says, code=code,
        action=f"{STATUS}/{action}", back=back, more=more or {}, form=filled(),
    )  # fmt: skip


async def _done(
    request: Request, posted: Posted, code: str, done: Awaitable[Any], told: str
) -> Response:
    try:
        await done
    except CORRECTABLE as error:
        return await _status(request, code, refused=posted.form.refused(error))
    return await _status(request, code, told)


async def _status(
    request: Request, code: str, done: str = "", refused: Filled | None = None
) -> Response:
    pool, vault = running(request).pool, equipment(request).vault
    found = await signing_up.status(pool, vault, code)
    agreed = await consent.given(pool, await signing_up.find_person(pool, vault, code))
    places = [await _place(request, found["short"], it) for it in found["places"]]
    form = refused or filled()
    return CITIZENS.show(
        request, "citizen/status.html", places=places, code=code, done=done, form=form,
        may_answer=any(it["may_answer"] for it in places),
        may_decline=any(it["may_decline"] for it in places),
        may_withdraw=any(it["may_withdraw"] for it in places),
        may_return=any(it["may_return"] for it in places),
        for_good=not any(it["open"] for it in places),
        qr=status_qr(request, code),
        agreed=agreed,
        status=form.status,
    )  # fmt: skip


async def _place(request: Request, short: str, place: dict[str, Any]) -> dict[str, Any]:
    about = await about_activity(request, place["programme"], place["activity"])
    state = place["state"]
    sign, colour, _ = wording.STATES[state]
    sessions = about.sessions(place["session"] or "")
    now = running(request).clock.now()
    begun = bool(sessions) and all(
        it.start_at is not None and now >= it.start_at for it in sessions
    )
    off = about.known.cancelled or (bool(sessions) and all(it.cancelled for it in sessions))
    until = place["open_until"]
    still_open = place["open"] and (until is None or now < until)
    rank = place["reserve_rank"]
    invited = place["invited"] and not begun and not off
    return {
        "about": about,
        "short": short,
        "sign": "✕" if off else sign,
        "colour": "" if off else colour,
        "says": "活动已取消" if off else wording.told(state, drawn=place["receipt"] is not None),
        "then": f"候补第{rank}位。" if rank and not off else "",
        "category": wording.CATEGORIES.get(place["category"] or ""),
        "sessions": sessions,
        "session": place["session"],
        "receipt": place["receipt"],
        "may_answer": invited and place["accepted"] is not True,
        "may_decline": invited and place["accepted"] is not False,
        "may_withdraw": state in LEAVING and not place["invited"] and not begun and not off,
        "may_return": state == "withdrawn" and still_open and not begun and not off,
        "open": still_open,
    }
