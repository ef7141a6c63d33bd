"""Signing up (报名) without an account: the form, every answer in words, the masked list."""

from collections.abc import Container
from datetime import datetime
from typing import Any, Literal

import asyncpg
from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field, ValidationInfo, field_validator

from contracts.values import Identifier, PersonCategory, SignUpChannel
from services._kit.decider import Refused
from services._web.forms import CORRECTABLE, Filled, filled
from services._web.http import running
from services._web.limits import limited_phone
from services.registration import queries, signing_up
from services.registration.applicants import consent
from services.registration.domain.draw_state import Draw
from services.registration.draws import asking
from services.registration.draws.reading import draws_of
from services.registration.equipment import equipment
from services.registration.known import KnownActivity
from services.registration.pages import reading, wording
from services.registration.pages.applying import (
    GUARDIAN,
    NEEDS_CONSENT,
    SELF,
    WHO,
    Applying,
)
from services.registration.pages.citizens import (
    Consenting,
    Posted,
    ThisActivity,
    remember,
    target,
)
from services.registration.pages.code_shown import status_qr
from services.registration.pages.crowded import crowded
from services.registration.pages.frame import CITIZENS

router = APIRouter(route_class=CITIZENS.route, include_in_schema=False)

SHEET = "/sign-up/{programme}/{activity}"
OVER = {"not_open", "cancelled", "started"}
NO_INDEX = {"X-Robots-Tag": "noindex"}


class SignUpForm(Applying, Consenting):
    """What a citizen fills in."""

    session: Identifier | None = None
    guardian_consent: Literal["on"] | None = Field(default=None, validate_default=True)
    needs_consent: Literal["on"] | None = Field(default=None, validate_default=True)
    asked_of: str | None = None
    """The session whose draw the form asked for."""

    @field_validator("guardian_consent")
    @classmethod
    def _of_the_guardian(cls, given: str | None, about: ValidationInfo) -> str | None:
        if about.data.get("who") == GUARDIAN and given is None:
            raise ValueError("请由监护人勾选同意，不同意的不能提交。")
        return given

    @field_validator("needs_consent")
    @classmethod
    def _to_needs(cls, given: str | None, about: ValidationInfo) -> str | None:
        if about.data.get("access_needs") and given is None:
            raise ValueError(NEEDS_CONSENT)
        return given


@router.get(SHEET)
async def form(request: Request, about: ThisActivity) -> Response:
    """The form while sign-up is open, otherwise why not and what to do."""
    return await _form(request, about, filled(who=SELF))


@router.post(SHEET)
async def sign_up(request: Request, about: ThisActivity, posted: Posted) -> Response:
    """Take somebody on the sheet; the code is shown this once."""
    acting, together = target(request, posted, about), running(request).together
    rows, draws = await together.ask(
        ("sheet", *acting.key), lambda: _sheet(acting.pool, about.known)
    )
    now = running(request).clock.now()
    meant = _session(rows, posted.form.value("session"), now)
    fits = posted.form.value("asked_of") in {"", meant or ""}
    typed = posted.form if fits else asking.unanswered(posted.form)
    try:
        asked = asking.asked_by(draws, meant)
        given, answers = asking.read(typed, SignUpForm, asked)
        row = reading.meant(rows, given.session, now)
        session = row["session"] or None if row else given.session
        if session != meant:  # its own draw asks, or those who answer nothing would hold it up
            asked = asking.asked_by(draws, session)
        told = consent.told(request, about.known)
        agreed = given.agreed(acting, told, SignUpChannel.WEB)
        await limited_phone(request, given.phone)
        answer = await signing_up.sign_up_oneself(
            acting,
            given.contact(request),
            session=session,
            category=given.category or PersonCategory.OTHER_PUBLIC,
            drawn=signing_up.draws_beside(acting, session, asked, answers),
            consent=agreed,
        )
    except CORRECTABLE as error:
        if isinstance(error, Refused) and error.reason in OVER:
            return await _form(request, about, filled(who=SELF), 409)
        return await _form(request, about, typed.refused(error))
    response = CITIZENS.show(
        request,
        "citizen/signed_up.html",
        about=about,
        code=answer["code"],
        qr=status_qr(request, answer["code"]),
        closes_at=row["closes_at"] if row else None,
        rule=row["rule"] if row else None,
        sessions=about.sessions(session or ""),
        form=filled(),
    )
    remember(request, response, acting)
    return response


async def _sheet(
    pool: asyncpg.Pool, activity: KnownActivity
) -> tuple[list[reading.Row], dict[str, Draw]]:
    windows = await reading.activity_windows(pool, activity)
    return windows, await draws_of(pool, activity.programme, activity.activity)


def _session(rows: list[reading.Row], typed: str, now: datetime) -> str | None:
    """Whose draw asks: the session that was chosen, or the only one that is open."""
    windows = [row["session"] for row in rows if reading.is_open(row, now)]
    return typed or (windows[0] if len(windows) == 1 else "") or None


async def _form(
    request: Request, about: ThisActivity, shown: Filled, status: int | None = None
) -> Response:
    service = running(request)
    now = service.clock.now()
    rows = await crowded(request).sessions(service.pool, about.known)
    windows = [row for row in rows if reading.is_open(row, now)]
    if not windows:
        sign, says, then = why_not(rows, now)
        return CITIZENS.show(
            request, "citizen/not_open.html", about=about, sign=sign, says=says, then=then,
            status=status or (409 if shown.errors else 200),
        )  # fmt: skip
    for row in windows:
        row["full"] = row["rule"] == "first_come" and 0 < (row["seats"] or 0) <= row["signed_up"]
        row["label"] = wording.dates(about.sessions(row["session"]))
    typed = shown.value("session")
    asking_for = next((it for it in windows if it["session"] == typed), windows[0])["session"]
    return CITIZENS.show(
        request, "citizen/sign_up.html", about=about, windows=windows, form=shown,
        mails=equipment(request).mails,
        told=(told := consent.told(request, about.known)),
        version=consent.version(told),
        who_options=wording.options(WHO),
        session_options=[(row["session"], row["label"]) for row in windows],
        category_options=wording.options(wording.CATEGORIES, wording.PUBLIC),
        asked=asking.fields(
            await asking.asked(service.pool, (*_key(about), asking_for or None))
        ),
        asked_of=asking_for,
        status=status or shown.status,
    )  # fmt: skip


def why_not(rows: list[dict[str, Any]], now: datetime) -> tuple[str, str, str]:
    """Why nobody can sign up: a sign, the fact, and what to do."""
    if all(row["cancelled"] or row["session_cancelled"] for row in rows):
        return "✕", "活动已取消", "已经报名的不用再办手续，名额一并取消。原因见活动公告。"
    if all(row["form"] == "online" or row["sheet_cancelled"] == "online" for row in rows):
        return "–", "线上举办，不用报名", "活动当天看直播，可以在直播页提问。"
    if all(_begun(row, now) for row in rows):
        return "–", "活动已经开始，报名结束", "有意见建议的，可以在网上提，每条都有答复。"
    return _not_now(rows, now)


def _not_now(rows: list[dict[str, Any]], now: datetime) -> tuple[str, str, str]:
    if any(row["open"] is not None for row in rows):
        ends = [row["closes_at"] for row in rows if row["open"] is not None and row["closes_at"]]
        end = f"报名到{wording.until(max(ends))}为止。" if ends and max(ends) <= now else ""
        return "–", "报名已经截止", f"{end}有特殊情况的，请打电话联系主办单位。"
    openings = [row["opening_closes_at"] for row in rows if row["opening_closes_at"]]
    if openings:
        told = f"遴选公告发布后开放，最晚{wording.until(max(openings))}报名。"
        return "○", "报名还没有开始", told
    if any(row["openly"] for row in rows):
        return "○", "报名还没有开始", "开放时间以遴选公告为准。"
    return "–", "这场活动不在网上报名", "参加办法见活动公告，也可以打电话问主办单位。"


def _begun(row: dict[str, Any], now: datetime) -> bool:
    return row["start_at"] is not None and now >= row["start_at"]


@router.get(SHEET + "/representatives")
async def representatives(request: Request, about: ThisActivity) -> Response:
    """Who was chosen, with masked names; search engines are asked to stay away."""
    pool = running(request).pool
    rows = await reading.activity_sessions(pool, about.known)
    people = await queries.people(pool, equipment(request).vault, *_key(about))
    draws = await draws_of(pool, *_key(about))
    lists = [it for row in rows if (it := _listed(row, people, about, draws))]
    seated = sum(len(it["seated"]) for it in lists)
    return CITIZENS.show(
        request,
        "citizen/representatives.html",
        about=about,
        lists=lists,
        headline=f"已确定代表{seated}人" if seated else "代表名单",
        headers=NO_INDEX,
    )


def _key(about: ThisActivity) -> tuple[str, str]:
    return about.known.programme, about.known.activity


def _named(person: reading.Row) -> bool:
    return person["state"] != "erased" and person["purged_at"] is None


def _listed(
    row: reading.Row, people: list[reading.Row], about: ThisActivity, draws: Container[str]
) -> dict[str, Any] | None:
    here = [it for it in people if it["session"] == row["session"] and _named(it)]
    shown = [
        {
            "name": it["name"],
            "short": it["short"],
            "category": wording.CATEGORIES.get(it["category"] or "", "未记录"),
            "how": wording.method(it, row["decided_rule"]),
            "rank": it["reserve_rank"],
            "seated": it["state"] in {"seated", "checked_in"},
        }
        for it in here
    ]
    seated = [it for it in shown if it["seated"]]
    reserve = sorted((it for it in shown if it["rank"] is not None), key=lambda it: it["rank"])
    if not seated and not reserve:
        return None
    told = ""
    if row["decided_at"] is not None:
        told = (
            f"{wording.moment(row['decided_at'])}遴选：{row['pool']}人报名，"
            f"{wording.RULES[row['decided_rule']]}。"
        )
    return {
        "label": wording.dates(about.sessions(row["session"])),
        "selection": told,
        "drawn": row["session"] in draws,
        "session": row["session"],
        "seats": wording.open_seats(row),
        "seated": seated,
        "reserve": reserve,
    }
