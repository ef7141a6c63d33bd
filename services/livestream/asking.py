"""Livestream's HTTP API of questions: everybody may ask, a moderator reads first."""

from typing import Annotated
from uuid import NAMESPACE_URL, uuid5

import asyncpg
from fastapi import APIRouter, Depends, Header, Query, Request
from pydantic import StringConstraints

from contracts.values import AnswerMeans, HoldReason, Identifier
from services._kit.store import Beside
from services._web.access import OWN_UNIT, checks
from services._web.faults import BadField, NotFound
from services._web.http import Body, Write, actor, reads, running
from services._web.limits import limited
from services._web.purposes import purpose_of
from services._web.tokens import Actor
from services.livestream import box
from services.livestream.access import STAFF, find, prove_staff
from services.livestream.askers import votes
from services.livestream.domain import questions
from services.livestream.domain.order import Order
from services.livestream.equipment import Equipment, equipment
from services.livestream.http import ACTIVITY, Activity, Answer, Target
from services.livestream.keeping import looking

MOST_WORDS, MOST_CONTACT, MOST_ANSWER, MOST_MESSAGE = 500, 100, 2_000, 200
VISITOR = Actor("visitor", frozenset({"public"}))  # somebody without a token

Mine = Annotated[Equipment, Depends(equipment)]
Reader = Annotated[Actor, Depends(reads(*STAFF))]
router = APIRouter()


def _text(most: int) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=most, strip_whitespace=True)


class Asking(Body):
    """A question; ``contact`` only if the asker wants to be told the answer."""

    session: Identifier
    words: Annotated[str, _text(MOST_WORDS)]
    contact: Annotated[str, _text(MOST_CONTACT)] | None = None


class Holding(Body):
    """Why a question is kept off the page; ``message`` is for the asker alone."""

    reason: HoldReason
    message: Annotated[str, _text(MOST_MESSAGE)] | None = None


class Merging(Body):
    """With which question another is answered."""

    into: Identifier


class Answering(Body):
    """How a question was answered; ``text`` is the government's word and is shown."""

    means: AnswerMeans
    text: Annotated[str, _text(MOST_ANSWER)] | None = None


class Closing(Body):
    """Whose questions are closed."""

    session: Identifier


@router.post(ACTIVITY + "/questions")
async def ask(  # noqa: PLR0913, PLR0917 - the framework's way to give what a route needs
    request: Request,
    programme: Identifier,
    activity: Identifier,
    body: Asking,
    mine: Mine,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> Answer:
    """Ask. The same key again is the same question."""
    if not idempotency_key:
        raise BadField("Idempotency-Key", "this header", "缺少幂等键。", "missing")
    by = actor(request) if "authorization" in request.headers else VISITOR
    if by is VISITOR:
        await limited(request)
    own = by.roles == {"public"} and by is not VISITOR
    write = Write(running(request), by, idempotency_key, request.url.path, await request.body())
    person = by.subject if own else box.new_person()
    scope = f"question\n{by.subject}\n{request.url.path}\n{idempotency_key}"
    question = uuid5(NAMESPACE_URL, scope).hex
    answer = await put_question(
        request, (programme, activity), body, write, mine, person=person, question=question
    )
    return {"question": question, **answer}


async def put_question(  # noqa: PLR0913 - everything that a question is made of
    request: Request,
    where: tuple[str, str],
    body: Asking,
    write: Write,
    mine: Equipment,
    *,
    person: str,
    question: str,
) -> Answer:
    """Record that somebody asked, and keep the words in the same transaction."""
    programme, activity = where
    await find(request, programme, activity)
    kept = {"words": body.words} | ({"contact": body.contact} if body.contact else {})

    async def beside(connection: asyncpg.Connection) -> None:
        await box.prove_open(connection, programme, activity, body.session)
        await mine.vault.put(connection, person, question, kept)
        await votes.count_asker(connection, programme, activity, question, person)

    command = questions.Ask(session=body.session, question=question)
    stream, order = f"questions:{programme}:{activity}", Order(programme, activity, command)
    asked = await running(request).pool.fetchval(
        "select true from question where programme = $1 and activity = $2 and question = $3",
        programme, activity, question,
    )  # fmt: skip
    if not asked:  # a repeat is answered as the first time, whatever was closed since
        await box.prove_open(running(request).pool, programme, activity, body.session)
    return await write(stream, order, beside=beside)


async def decide(
    target: Target, command: questions.QuestionCommand, beside: Beside | None = None
) -> Answer:
    """Record what a moderator decided."""
    programme, activity = target.known.programme, target.known.activity
    order = Order(programme, activity, command)
    return await target.write(f"questions:{programme}:{activity}", order, beside=beside)


@router.post(ACTIVITY + "/questions/{question}/handover")
async def hand_over(request: Request, question: Identifier, activity: Activity) -> Answer:
    """Let one question be handled as an opinion."""
    await prove_known(request, activity, question)
    return await decide(activity, questions.HandOver(question=question))


@router.post(ACTIVITY + "/questions/close")
async def close_questions(request: Request, activity: Activity, body: Closing) -> Answer:
    """End the asking; what was not answered becomes an opinion."""
    return await end_asking(request, activity, body.session)


async def end_asking(request: Request, target: Target, session: str) -> Answer:
    """Close the box first, so that nobody asks between this and the facts."""
    target.refuse_unknown(session)
    known, service = target.known, running(request)
    now = service.clock.now()
    await box.close(service.pool, known.programme, known.activity, session, now)
    return await decide(target, questions.CloseQuestions(session=session))


@router.post(ACTIVITY + "/questions/{question}/hold")
async def hold(
    activity: Activity, question: Identifier, body: Holding, request: Request, mine: Mine
) -> Answer:
    """Keep a question off the public page, or take it off again."""
    await prove_known(request, activity, question)
    return await put_on_hold(activity, question, body, mine)


async def put_on_hold(target: Target, question: str, body: Holding, mine: Equipment) -> Answer:
    """Record why a question is not shown, and keep a word for the asker beside it."""

    async def beside(connection: asyncpg.Connection) -> None:
        await box.keep_message(mine.vault, connection, question, body.message or "")

    command = questions.Hold(question=question, reason=body.reason)
    return await decide(target, command, beside)


@router.post(ACTIVITY + "/questions/{question}/merge")
async def merge(
    activity: Activity, question: Identifier, body: Merging, request: Request
) -> Answer:
    """Answer a question together with another that says the same."""
    await prove_known(request, activity, question)
    return await decide(activity, questions.Merge(question=question, into=body.into))


@router.post(ACTIVITY + "/questions/{question}/unmerge")
async def unmerge(activity: Activity, question: Identifier, request: Request) -> Answer:
    """Answer it by itself again."""
    await prove_known(request, activity, question)
    return await decide(activity, questions.Unmerge(question=question))


@router.post(ACTIVITY + "/questions/{question}/take-up")
async def take_up(activity: Activity, question: Identifier, request: Request) -> Answer:
    """The host begins to answer it live."""
    await prove_known(request, activity, question)
    return await decide(activity, questions.TakeUp(question=question))


@router.post(ACTIVITY + "/questions/{question}/release")
async def release(activity: Activity, question: Identifier, request: Request) -> Answer:
    """Let the public see a question."""
    await prove_known(request, activity, question)
    return await decide(activity, questions.Release(question=question))


@router.post(ACTIVITY + "/questions/{question}/answer")
async def answer(
    activity: Activity, question: Identifier, body: Answering, request: Request, mine: Mine
) -> Answer:
    """A question was answered, live or in writing."""
    await prove_known(request, activity, question)
    return await put_answer(activity, question, body, mine)


async def put_answer(target: Target, question: str, body: Answering, mine: Equipment) -> Answer:
    """Record that a question was answered, and keep a written answer beside it."""

    async def beside(connection: asyncpg.Connection) -> None:
        if body.text is not None:
            await box.keep_answer(mine.vault, connection, question, body.text)

    command = questions.Answer(question=question, means=body.means)
    return await decide(target, command, beside)


async def prove_known(request: Request, target: Target, question: str) -> None:
    """404 for a question that nobody asked of this activity."""
    found = await running(request).pool.fetchval(
        "select true from question where programme = $1 and activity = $2 and question = $3",
        target.known.programme, target.known.activity, question,
    )  # fmt: skip
    if found is None:
        raise NotFound("unknown_question", "没有这条提问。")


@router.get(ACTIVITY + "/questions")
async def read_questions(
    request: Request, programme: Identifier, activity: Identifier, mine: Mine
) -> Answer:
    """What everybody may read."""
    await find(request, programme, activity)
    pool = running(request).pool
    return {"questions": await box.shown(pool, mine.words, mine.lists, programme, activity)}


@router.get(ACTIVITY + "/questions/all")
@checks(OWN_UNIT)
async def read_all_questions(  # noqa: PLR0913, PLR0917 - the framework's way to give what a route needs
    request: Request,
    programme: Identifier,
    activity: Identifier,
    mine: Mine,
    by: Reader,
    purpose: Annotated[str | None, Query(max_length=200)] = None,
) -> Answer:
    """Every question, for staff of the lead unit; contacts in full for a stated purpose alone."""
    known = await find(request, programme, activity)
    prove_staff(by, known)
    service = running(request)
    look = box.Looking(
        looking.viewer_of(by), service.clock.now(), purpose_of(purpose) if purpose else None
    )
    return {"questions": await box.everything(service.pool, known, mine.vault, look)}
