"""Pages for those who moderate: what waits, what is public, what was answered; and the stream."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field, StringConstraints

from contracts.values import AnswerMeans, HoldReason, Identifier
from services._vault.looks import Viewer
from services._web.access import OWN_UNIT, checks
from services._web.faults import BadField, NotFound
from services._web.forms import CORRECTABLE, Filled, Form, FormModel, Invalid, filled, new_key
from services._web.http import running
from services._web.pages import Pages
from services._web.purposes import purpose_of
from services._web.signed_in import Posting, Visitor, posting, signed_in
from services.livestream import box, views
from services.livestream.access import STAFF, find, prove_staff
from services.livestream.asking import (
    MOST_ANSWER,
    MOST_MESSAGE,
    Answering,
    Holding,
    decide,
    end_asking,
    prove_known,
    put_answer,
    put_on_hold,
)
from services.livestream.domain import questions, streaming
from services.livestream.equipment import Equipment, equipment
from services.livestream.http import Target
from services.livestream.keeping import looking
from services.livestream.known import KnownActivity
from services.livestream.viewers import by_minute
from services.livestream.watching import ASSETS, VENDOR
from services.livestream.wording import WORDS

PAGES = Pages("services.livestream", "layout_desk.html", ASSETS)
PAGES.environment.globals |= {**WORDS, "new_key": new_key, "vendor": VENDOR}
HERE = "/live/{programme}/{activity}"
DESK = HERE + "/moderation"
COMMANDS = {
    "start": streaming.StartStream,
    "interrupt": streaming.InterruptStream,
    "resume": streaming.ResumeStream,
    "end": streaming.EndStream,
}

Looking = Annotated[Visitor, Depends(signed_in(*STAFF))]
Posted = Annotated[Posting, Depends(posting(*STAFF))]
Mine = Annotated[Equipment, Depends(equipment)]
router = APIRouter(route_class=PAGES.route)


class HoldForm(FormModel):
    """Why a question is not shown, and what its asker is told besides."""

    reason: HoldReason = Field(description="理由，从列出的选项中选择")
    message: Annotated[str, StringConstraints(strip_whitespace=True)] | None = Field(
        default=None, max_length=MOST_MESSAGE, description=f"留言，不超过{MOST_MESSAGE}字"
    )


class AnswerForm(FormModel):
    """How a question was answered; in writing with the words."""

    means: AnswerMeans
    text: Annotated[str, StringConstraints(strip_whitespace=True)] | None = Field(
        default=None, max_length=MOST_ANSWER, description=f"书面答复，不超过{MOST_ANSWER}字"
    )


class SessionForm(FormModel):
    """Which session is meant."""

    session: Identifier


@checks(OWN_UNIT)
async def look(
    request: Request, programme: Identifier, activity: Identifier, visitor: Looking
) -> KnownActivity:
    """The activity; 403 for staff of another unit."""
    found = await find(request, programme, activity)
    prove_staff(visitor.actor, found)
    return found


@checks(OWN_UNIT)
async def aim(
    request: Request, programme: Identifier, activity: Identifier, posted: Posted
) -> Target:
    """The activity that a form is about; 403 for staff of another unit."""
    found = await find(request, programme, activity)
    prove_staff(posted.visitor.actor, found)
    return Target(found, posted.write, request)


Known = Annotated[KnownActivity, Depends(look)]
Aimed = Annotated[Target, Depends(aim)]


@router.get("/live/", response_model=None)
async def index(request: Request, visitor: Looking) -> Response:
    """The streams that a person looks after."""
    unit = None if visitor.may("office") else visitor.actor.unit or ""
    service = running(request)
    rows = await views.index(service.pool, unit)
    now = service.clock.now()
    return PAGES.show(request, "streams.html", visitor=visitor, streams=rows, now=now)


@router.get(DESK, response_model=None)
async def moderate(request: Request, visitor: Looking, known: Known, mine: Mine) -> Response:
    """The three columns, and the stream's buttons."""
    return await show(request, visitor, known, mine)


@router.post(DESK + "/stream/{command}", response_model=None)
async def command_stream(
    command: Literal["start", "interrupt", "resume", "end"], posted: Posted, aimed: Aimed
) -> Response:
    """Start, interrupt, resume or end a stream."""
    session = posted.form.read(SessionForm).session
    await aimed.by_hand(COMMANDS[command](session=session))
    return back(aimed)


@router.get(DESK + "/close", response_model=None)
async def confirm_close(
    request: Request, visitor: Looking, known: Known, session: Identifier
) -> Response:
    """Ask once more before the asking ends."""
    rows = await views.questions(running(request).pool, known.programme, known.activity)
    unanswered = [
        row for row in rows if row["session"] == session and row["state"] in {"waiting", "released"}
    ]
    return PAGES.show(
        request,
        "close.html",
        visitor=visitor,
        activity=known,
        session=session,
        unanswered=len(unanswered),
        form=filled(session=session),
    )


@router.post(DESK + "/close", response_model=None)
async def close(request: Request, posted: Posted, aimed: Aimed) -> Response:
    """End the asking; what was not answered becomes an opinion."""
    await end_asking(request, aimed, posted.form.read(SessionForm).session)
    return back(aimed)


@router.post(DESK + "/{question}/release", response_model=None)
async def release(request: Request, question: Identifier, aimed: Aimed) -> Response:
    """Let the public see a question."""
    await prove_known(request, aimed, question)
    await decide(aimed, questions.Release(question=question))
    return back(aimed, question)


@router.post(DESK + "/{question}/hold", response_model=None)
async def hold(
    request: Request, question: Identifier, posted: Posted, aimed: Aimed, mine: Mine
) -> Response:
    """Keep a question off the public page."""
    await prove_known(request, aimed, question)
    try:
        given = posted.form.read(HoldForm)
        message = given.message or None
        await put_on_hold(aimed, question, Holding(reason=given.reason, message=message), mine)
    except CORRECTABLE as error:
        wrong = {question: posted.form.refused(error)}
        return await show(request, posted.visitor, aimed.known, mine, wrong)
    return back(aimed)


@router.post(DESK + "/{question}/handover", response_model=None)
async def hand_over(request: Request, question: Identifier, aimed: Aimed) -> Response:
    """Let one question be handled as an opinion."""
    await prove_known(request, aimed, question)
    await decide(aimed, questions.HandOver(question=question))
    return back(aimed)


@router.post(DESK + "/{question}/answer", response_model=None)
async def answer(
    request: Request, question: Identifier, posted: Posted, aimed: Aimed, mine: Mine
) -> Response:
    """A question was answered, live or in writing."""
    await prove_known(request, aimed, question)
    try:
        await put_answer(aimed, question, _answering(posted.form), mine)
    except CORRECTABLE as error:
        wrong = {question: posted.form.refused(error)}
        return await show(request, posted.visitor, aimed.known, mine, wrong)
    return back(aimed)


@router.get(HERE + "/questions/{question}", response_model=None)
async def read_question(
    request: Request, question: Identifier, visitor: Looking, known: Known, mine: Mine
) -> Response:
    """One question with its words, for whoever works on it as an opinion."""
    return await _one(request, visitor, known, mine, question, filled())


@router.post(HERE + "/questions/{question}/purpose", response_model=None)
async def say_what_for(
    request: Request, question: Identifier, posted: Posted, aimed: Aimed, mine: Mine
) -> Response:
    """The asker's contact is needed: what for, and then it is shown for a while."""
    try:
        purpose = purpose_of(posted.form.value("purpose"))
    except BadField as error:
        form = posted.form.refused(error)
        return await _one(request, posted.visitor, aimed.known, mine, question, form)
    await looking.state(running(request).pool, posted.visitor.actor, aimed.known, purpose)
    page = f"/live/{aimed.known.programme}/{aimed.known.activity}/questions/{question}"
    return RedirectResponse(page, 303)


async def _one(  # noqa: PLR0913, PLR0917 - what the page is made of
    request: Request,
    visitor: Visitor,
    known: KnownActivity,
    mine: Equipment,
    question: str,
    form: Filled,
) -> Response:
    service = running(request)
    purpose = await looking.stated(service.pool, visitor.actor, known)
    look = box.Looking(_viewer(visitor), service.clock.now(), purpose)
    for row in await box.everything(service.pool, known, mine.vault, look, question):
        return PAGES.show(
            request, "question.html", visitor=visitor, status=form.status, activity=known,
            question=row, purpose=purpose, form=form,
        )  # fmt: skip
    raise NotFound("unknown_question", "没有这条提问。")


def _viewer(visitor: Visitor) -> Viewer:
    return looking.viewer_of(visitor.actor, visitor.name)


def _answering(form: Form) -> Answering:
    given = form.read(AnswerForm)
    if given.means is AnswerMeans.WRITTEN and not given.text:
        raise Invalid({"text": "请填写书面答复，公开页面上会显示。"})
    return Answering(means=given.means, text=given.text or None)


async def show(
    request: Request,
    visitor: Visitor,
    known: KnownActivity,
    mine: Equipment,
    wrong: dict[str, Filled] | None = None,
) -> Response:
    """The three columns; ``wrong``: what could not be taken, by its question."""
    service = running(request)
    pool, look = service.pool, box.Looking(_viewer(visitor), service.clock.now(), None)
    rows = await box.everything(pool, known, mine.vault, look)
    return PAGES.show(
        request,
        "moderation.html",
        visitor=visitor,
        status=next((form.status for form in (wrong or {}).values()), 200),
        activity=known,
        streams=await views.streams(pool, known.programme, known.activity),
        watched=await by_minute.figures(pool, known.programme, known.activity),
        columns=_columns(rows),
        now=service.clock.now(),
        after=max((row["number"] for row in rows), default=0),
        count=0,
        numbers={row["question"]: row["number"] for row in rows},
        states={row["question"]: row["state"] for row in rows},
        most_message=MOST_MESSAGE,
        wrong=wrong or {},
    )


def _columns(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    columns: dict[str, list[dict[str, Any]]] = {name: [] for name in WORDS["question_signs"]}
    for row in rows:
        columns[row["state"]].append(row)
    return columns


def back(aimed: Target, question: str | None = None) -> RedirectResponse:
    """To the columns, where the question stands now."""
    page = f"/live/{aimed.known.programme}/{aimed.known.activity}/moderation"
    return RedirectResponse(page + (f"#q-{question}" if question else ""), 303)
