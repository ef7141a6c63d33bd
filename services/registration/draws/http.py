"""The draw over HTTP: its steps for staff, and what anybody may read, download and check."""

from collections.abc import Collection
from pathlib import Path as File
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from contracts.values import DrawQuota, Identifier, Line
from services._kit.store import Beside
from services._web.faults import BadField, NotFound
from services._web.http import Body, running
from services._web.limits import limited
from services.registration import drawing
from services.registration.acting import Answer, Target, find_activity
from services.registration.depends import ACTIVITY, Activity
from services.registration.domain.draw import AnnounceDraw, SealDraw
from services.registration.domain.draw_seed import DeclareSeedAbsent, EnterSeed, NameSeedSource
from services.registration.domain.order import Command
from services.registration.draws import finding, reading, revealing, sealing, widening
from services.registration.draws.downloads import download
from services.registration.rows import WHOLE

DRAW = ACTIVITY + "/draw"
VERIFIER = (File(drawing.__file__).parent / "verify_draw.py").read_bytes()

router = APIRouter()


class OfSession(Command):
    """Which session's draw."""


class Wider(Command):
    """The quotas that are to be in force instead, and why."""

    quotas: tuple[DrawQuota, ...]
    reason: Line


class Receipt(Body):
    """A private receipt, and which session's draw it is for."""

    receipt: str
    session: Identifier | None = None


@router.post(DRAW)
async def announce(activity: Activity, command: AnnounceDraw) -> Answer:
    """Publish the terms, or change them before sign-up opens."""
    activity.refuse_if_cancelled(command.session)
    return await activity.represent(command)


@router.post(DRAW + "/quotas")
async def relax(activity: Activity, body: Wider) -> Answer:
    """Widen quotas that cannot be met."""
    return await widening.widen(activity, body.session, body.quotas, body.reason)


@router.post(DRAW + "/source")
async def name_source(activity: Activity, command: NameSeedSource) -> Answer:
    """Name a later source of the seed."""
    return await activity.represent(command)


@router.post(DRAW + "/seal")
async def seal(activity: Activity, command: OfSession) -> Answer:
    """Seal what was not sealed by itself."""
    return await seal_by_hand(activity, command.session)


@router.post(DRAW + "/seed")
async def enter_seed(activity: Activity, command: EnterSeed) -> Answer:
    """Enter what the source said, with evidence."""
    return await activity.represent(command)


@router.post(DRAW + "/absence")
async def declare_absent(activity: Activity, command: DeclareSeedAbsent) -> Answer:
    """Say that the source cannot be read."""
    return await activity.represent(command)


@router.post(DRAW + "/reveal")
async def reveal(activity: Activity, command: OfSession) -> Answer:
    """Draw."""
    return await revealing.reveal(activity, command.session)


async def seal_by_hand(target: Target, session: str | None) -> Answer:
    """Seal now, whoever asks for it."""

    async def record(command: SealDraw, beside: Beside) -> Answer:
        return await target.represent(command, beside)

    answer: Answer = await sealing.seal(target.pool, target.vault, (*target.key, session), record)
    return answer


OfPlace = Annotated[str | None, Query(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


@router.get(DRAW)
async def read(
    request: Request, programme: Identifier, activity: Identifier, session: OfPlace = None
) -> Answer:
    """How far the draw has come, and everybody's chance by kind."""
    pool = running(request).pool
    await find_activity(pool, programme, activity)
    story = await found(request, await _place(request, programme, activity, session))
    return await finding.as_json(pool, story)


@router.get(DRAW + "/bundle.jsonl")
async def bundle(
    request: Request, programme: Identifier, activity: Identifier, session: OfPlace = None
) -> Response:
    """The bundle: the sealed part before the seed, all of it afterwards."""
    place = await _place(request, programme, activity, session)
    text = await reading.text(running(request).pool, place)
    if text is None:
        raise NotFound("not_sealed", "名单还没有封存。")
    return download(request, text.encode(), "application/jsonl; charset=utf-8", "bundle.jsonl")


@router.get(DRAW + "/verify_draw.py")
async def verifier(request: Request) -> Response:
    """The program that replays a bundle."""
    return download(request, VERIFIER, "text/x-python; charset=utf-8", "verify_draw.py")


@router.post(DRAW + "/receipt", dependencies=[Depends(limited)])
async def receipt(
    request: Request, programme: Identifier, activity: Identifier, body: Receipt
) -> dict[str, Any]:
    """Whose receipt it is stays unsaid: a number, its chance, and whether it was drawn."""
    pool = running(request).pool
    story = await found(request, await _place(request, programme, activity, body.session))
    return {"found": await finding.by_receipt(pool, story, body.receipt)}


async def _place(
    request: Request, programme: str, activity: str, session: str | None
) -> reading.Place:
    draws = await reading.draws_of(running(request).pool, programme, activity)
    return programme, activity, meant(draws, session)


def meant(draws: Collection[str], named: str | None) -> str | None:
    """Whose draw is meant: the session's that is named, the activity's, or the only one."""
    if named is not None or WHOLE in draws or not draws:
        return named
    if len(draws) > 1:
        told = f"请写明场次，抽签的有：{'、'.join(draws)}。"
        raise BadField("session", f"one of {', '.join(draws)}", told, "missing")
    return next(iter(draws))


async def found(request: Request, place: reading.Place) -> reading.Story:
    """404 where no draw was announced."""
    story = await reading.find(running(request).pool, place)
    if story is None:
        raise NotFound("no_draw", "这个场次没有公布抽签办法。")
    return story
