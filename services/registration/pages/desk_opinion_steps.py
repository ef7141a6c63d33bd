"""What the desk does with one opinion: each step is a form of its page."""

from collections.abc import Awaitable
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field, StringConstraints

from contracts.values import FeedbackMeans, Identifier, Line, OpinionDecisionKind
from services._web.faults import BadField
from services._web.forms import CORRECTABLE, FormModel
from services.registration.acting import refuse_other_units
from services.registration.domain.hearing.commands import (
    LONGEST_REPLY,
    DecideOpinion,
    DispatchOpinion,
    FeedBackOpinion,
    FollowUpOpinion,
    ReopenOpinion,
    ReturnOpinion,
    SummariseOpinion,
    UnmergeOpinion,
)
from services.registration.domain.order import Command
from services.registration.hearing import queries, words
from services.registration.hearing.anonymous import refuse_names
from services.registration.pages.desk import Doing, Done, DoneAnywhere, carry_out, show
from services.registration.pages.desk_opinions import PAGE, show_one
from services.registration.pages.frame import DESK
from services.registration.pages.opinions import code_qr

router = APIRouter(
    prefix="/desk/{programme}/{activity}/opinions/{opinion}",
    route_class=DESK.route,
    include_in_schema=False,
)
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class DispatchForm(FormModel):
    """Which unit answers."""

    unit: Identifier


class ReturnForm(FormModel):
    """Why it is not theirs."""

    return_reason: Line = Field(description="退回的理由，200字以内")


class ReplyForm(FormModel):
    """What it answers."""

    text: Words


class CorrectionForm(FormModel):
    """What it answers instead."""

    correction: Words


class FeedbackForm(FormModel):
    """How the author or the public was told."""

    means: FeedbackMeans


class SummaryForm(FormModel):
    """What the public may read."""

    summary: Line = Field(description="公开摘要，200字以内")
    public_reply: Annotated[str, StringConstraints(strip_whitespace=True)] | None = Field(
        default=None,
        max_length=LONGEST_REPLY,
        description=f"公开的答复，{LONGEST_REPLY}字以内，可以不填",
    )


class DecisionForm(SummaryForm):
    """What becomes of the opinion, and why; with the summary, so that it can be published."""

    decision: OpinionDecisionKind = Field(description="采纳、部分采纳或未采纳")
    reason: Line = Field(description="理由，200字以内")


class MergeForm(FormModel):
    """With which it is handled."""

    into: Identifier


class FollowUpForm(FormModel):
    """What the author said when they were asked."""

    satisfied: Literal["yes", "no"]


class ReopeningForm(FormModel):
    """Why it is handled once more."""

    reopen_reason: Line = Field(description="重新办理的原因，200字以内")


@router.post("/dispatch")
async def dispatch(doing: Done, opinion: Identifier) -> Response:
    """Ask a unit of the programme to answer."""

    async def do() -> None:
        unit = doing.posted.form.read(DispatchForm).unit
        if doing.desk.units and unit not in doing.desk.units:
            raise BadField("unit", "a unit of the programme", "没有这个单位。", "unknown")
        await doing.target.hear(DispatchOpinion(opinion=opinion, unit=unit))

    return await _step(doing, opinion, do(), "dispatched")


@router.post("/return")
async def give_back(doing: DoneAnywhere, opinion: Identifier) -> Response:
    """The unit asked says that it is not theirs."""
    asked = await _refuse_strangers(doing, opinion)

    async def do() -> None:
        given = doing.posted.form.read(ReturnForm)
        unit = asked or doing.desk.activity.lead_unit
        command = ReturnOpinion(opinion=opinion, unit=unit, reason=given.return_reason)
        await doing.target.hear(command)

    # Whoever gives it back may not read it any more.
    own = doing.posted.visitor.may("office") or (
        doing.posted.visitor.actor.unit == doing.desk.activity.lead_unit
    )
    return await _step(
        doing, opinion, do(), "returned", None if own else "/desk/ledger?done=returned"
    )


@router.post("/reply")
async def reply(doing: DoneAnywhere, opinion: Identifier) -> Response:
    """Answer it: the lead unit, the unit it was dispatched to, or the office."""
    await _refuse_strangers(doing, opinion)

    async def do() -> None:
        given = doing.posted.form.read(ReplyForm)
        await words.reply(doing.target, opinion, _unit(doing), given.text)

    return await _step(doing, opinion, do(), "replied")


@router.post("/correction")
async def correct(doing: DoneAnywhere, opinion: Identifier) -> Response:
    """Put another text in the place of the reply."""
    await _refuse_strangers(doing, opinion)

    async def do() -> None:
        given = doing.posted.form.read(CorrectionForm)
        await words.correct_reply(doing.target, opinion, _unit(doing), given.correction)

    return await _step(doing, opinion, do(), "reply_corrected")


@router.post("/decision")
async def decide(doing: Done, opinion: Identifier) -> Response:
    """Decide what becomes of it, and what the public may read."""

    async def do() -> None:
        given = doing.posted.form.read(DecisionForm)
        await refuse_names(doing.target, opinion, dict(given))
        await doing.target.hear(_summary(opinion, given))
        command = DecideOpinion(opinion=opinion, decision=given.decision, reason=given.reason)
        await doing.target.hear(command)

    return await _step(doing, opinion, do(), "decided")


@router.post("/feedback")
async def feed_back(doing: Done, opinion: Identifier) -> Response:
    """The decision was told."""

    def command() -> Command:
        return FeedBackOpinion(opinion=opinion, means=doing.posted.form.read(FeedbackForm).means)

    return await _step(doing, opinion, _hear(doing, command), "told")


@router.post("/summary")
async def summarise(doing: Done, opinion: Identifier) -> Response:
    """Write what the public may read of it."""

    async def do() -> None:
        given = doing.posted.form.read(SummaryForm)
        await refuse_names(doing.target, opinion, dict(given))
        await doing.target.hear(_summary(opinion, given))

    return await _step(doing, opinion, do(), "summarised")


@router.post("/merge")
async def merge(doing: Done, opinion: Identifier) -> Response:
    """Handle it together with another one."""

    async def do() -> None:
        await words.merge(doing.target, opinion, doing.posted.form.read(MergeForm).into)

    return await _step(doing, opinion, do(), "merged")


@router.post("/unmerge")
async def unmerge(doing: Done, opinion: Identifier) -> Response:
    """Take a mistaken merge back."""
    act = doing.target.hear(UnmergeOpinion(opinion=opinion))
    return await _step(doing, opinion, act, "unmerged")


@router.post("/code")
async def issue_code(doing: Done, opinion: Identifier) -> Response:
    """Who asked during a livestream gets a code too, once staff reached them."""
    desk = doing.desk
    try:
        code = await words.issue_code(doing.target, opinion)
    except CORRECTABLE as error:
        return await show_one(desk, opinion, doing.posted.form.refused(error))
    return show(
        desk, "opinion_code", PAGE, headline="查询码", code=code, qr=code_qr(desk.request, code),
        back=desk.here(f"{PAGE}/{opinion}"),
    )  # fmt: skip


@router.post("/follow-up")
async def follow_up(doing: Done, opinion: Identifier) -> Response:
    """Enter what the author said."""

    def command() -> Command:
        satisfied = doing.posted.form.read(FollowUpForm).satisfied == "yes"
        return FollowUpOpinion(opinion=opinion, satisfied=satisfied)

    return await _step(doing, opinion, _hear(doing, command), "followed_up")


@router.post("/reopening")
async def reopen(doing: Done, opinion: Identifier) -> Response:
    """Handle it once more."""

    def command() -> Command:
        reason = doing.posted.form.read(ReopeningForm).reopen_reason
        return ReopenOpinion(opinion=opinion, reason=reason)

    return await _step(doing, opinion, _hear(doing, command), "reopened")


def _summary(opinion: str, given: SummaryForm) -> SummariseOpinion:
    return SummariseOpinion(
        opinion=opinion, summary=given.summary, reply=given.public_reply or None
    )


async def _hear(doing: Doing, command: Any) -> None:
    """Read the form and record; within ``_step``, which shows what is wrong with it."""
    await doing.target.hear(command())


async def _refuse_strangers(doing: Doing, opinion: str) -> str | None:
    asked = await queries.unit_asked(doing.desk.pool, *doing.desk.key, opinion)
    refuse_other_units(doing.posted.visitor.actor, doing.desk.activity, asked)
    return asked


def _unit(doing: Doing) -> str:
    return doing.posted.visitor.actor.unit or doing.desk.activity.lead_unit


async def _step(
    doing: Doing, opinion: str, do: Awaitable[Any], done: str, onward: str | None = None
) -> Response:
    desk = doing.desk
    there = onward or desk.here(f"{PAGE}/{opinion}", done)
    return await carry_out(doing, do, there, lambda it: show_one(desk, opinion, it))
