"""The host's screen (主持人屏): big words, one step at a time, no contact of anybody.

It shows what the public sees, in the order in which it is to be answered.
"""

from typing import Annotated, Any, Literal

import asyncpg
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from contracts.values import AnswerMeans, Identifier
from services._web.http import running
from services.livestream import box, views
from services.livestream.asking import decide, prove_known
from services.livestream.domain import questions
from services.livestream.hosting.queue import queue
from services.livestream.http import Target
from services.livestream.moderation import HERE, PAGES, Aimed, Known, Looking, Mine

HOST = HERE + "/host"
_RUNNING = ("live", "interrupted")

router = APIRouter(route_class=PAGES.route)


@router.get(HOST, response_model=None)
async def host(
    request: Request,
    visitor: Looking,
    known: Known,
    mine: Mine,
    session: Annotated[Identifier | None, Query()] = None,
) -> Response:
    """What is answered now, and what is next, of one session."""
    pool, where = running(request).pool, (known.programme, known.activity)
    streams = await views.streams(pool, *where)
    stream = _chosen(streams, session)
    rows = await box.shown(pool, mine.words, mine.lists, *where)
    everything = await views.questions(pool, *where)
    own = [each for each in everything if stream and each["session"] == stream["session"]]
    places = {each["question"]: each["place"] for each in own if each["place"] is not None}
    return PAGES.show(
        request,
        "host.html",
        visitor=visitor,
        now=running(request).clock.now(),
        activity=known,
        streams=streams,
        stream=stream,
        queue=queue([it for it in rows if stream and it["session"] == stream["session"]], places),
        places=places,
        waiting=sum(each["state"] == "waiting" for each in own),
    )


def _chosen(streams: list[dict[str, Any]], session: str | None) -> dict[str, Any] | None:
    """The session that was asked for, else the one that runs, else the next, else the last."""
    for fits in (
        lambda each: each["session"] == session,
        lambda each: each["phase"] in _RUNNING,
        lambda each: each["phase"] in {"prepared", "scheduled"},
    ):
        for each in streams:
            if fits(each):
                return each
    return streams[-1] if streams else None


@router.post(HOST + "/{question}/take-up", response_model=None)
async def take_up(request: Request, question: Identifier, aimed: Aimed) -> Response:
    """It is answered now."""
    await prove_known(request, aimed, question)
    await decide(aimed, questions.TakeUp(question=question))
    return await _back(request, aimed, question)


@router.post(HOST + "/{question}/answered", response_model=None)
async def answered(request: Request, question: Identifier, aimed: Aimed) -> Response:
    """It has been answered live."""
    await prove_known(request, aimed, question)
    await decide(aimed, questions.Answer(question=question, means=AnswerMeans.LIVE))
    return await _back(request, aimed, question)


@router.post(HOST + "/{question}/{place}", response_model=None)
async def put(
    request: Request, question: Identifier, place: Literal["first", "in-turn"], aimed: Aimed
) -> Response:
    """Put it before all others, or back to where its votes place it."""
    await prove_known(request, aimed, question)
    key = (aimed.known.programme, aimed.known.activity, question)
    await _put(running(request).pool, key, first=place == "first")
    return await _back(request, aimed, question)


async def _put(pool: asyncpg.Pool, key: tuple[str, str, str], *, first: bool) -> None:
    await pool.execute(
        "update question q set place = case when $4 then"
        " (select coalesce(min(place), 0) - 1 from question o where o.programme = q.programme"
        "  and o.activity = q.activity and o.session = q.session) end"
        " where programme = $1 and activity = $2 and question = $3 and phase = 'released'",
        *key, first,
    )  # fmt: skip


async def _back(request: Request, aimed: Target, question: str) -> RedirectResponse:
    known = aimed.known
    session = await running(request).pool.fetchval(
        "select session from question where programme = $1 and activity = $2 and question = $3",
        known.programme, known.activity, question,
    )  # fmt: skip
    page = f"/live/{known.programme}/{known.activity}/host?session={session}"
    return RedirectResponse(page, 303)
