"""Opinions over HTTP: given, dispatched, replied to, decided, fed back, followed up."""

from fastapi import APIRouter, Depends, Request

from contracts.values import Identifier, Instant, Line, OpinionSource, PersonCategory
from services._web.access import OWN_UNIT, checks
from services._web.faults import BadField, NotFound
from services._web.http import Body, running
from services._web.limits import limited
from services.registration import known
from services.registration.acting import STAFF, Answer, refuse_other_units, refuse_unless_public
from services.registration.contacts import Mail, Name, Phone, Words, normal_phone
from services.registration.depends import (
    ACTIVITY,
    API,
    Activity,
    AnyActing,
    AnyActivity,
    StaffReading,
)
from services.registration.domain.hearing.commands import (
    DecideOpinion,
    Decision,
    DeclareNoOpinions,
    DispatchOpinion,
    Feedback,
    FeedBackOpinion,
    FollowUpOpinion,
    RecordOpinion,
    ReopenOpinion,
    ReturnOpinion,
    SummariseOpinion,
    Summary,
    UnmergeOpinion,
)
from services.registration.domain.order import Command
from services.registration.equipment import equipment, mail_left
from services.registration.hearing import queries, words
from services.registration.hearing.anonymous import refuse_names
from services.registration.keeping.looking import open_words

router = APIRouter()


class OpinionForm(Command):
    """An opinion: an opaque id where the words are kept elsewhere, or the words themselves."""

    opinion: Identifier | None = None
    category: PersonCategory | None = None
    source: OpinionSource | None = None
    words: Words | None = None
    name: Name | None = None
    phone: Phone | None = None
    mail: Mail | None = None
    independent: bool = False
    occurred_at: Instant | None = None


class Dispatch(Body):
    """Which unit is to answer."""

    unit: Identifier


class Because(Body):
    """Why an opinion is returned, or handled once more."""

    reason: Line


class Reply(Body):
    """The text of a reply."""

    text: Words


class Merge(Body):
    """The opinion that says the same."""

    into: Identifier


class FollowUp(Body):
    """Whether the author is content."""

    satisfied: bool


@router.post(ACTIVITY + "/opinions")
@checks("own unit, or the public")
async def record(target: AnyActivity, form: OpinionForm, request: Request) -> Answer:
    """Take an opinion. Who gave words gets a code by which to follow what becomes of them."""
    public = not target.write.actor.roles & set(STAFF)
    if public:
        for field in ("opinion", "source", "occurred_at", "independent"):
            if getattr(form, field):
                raise BadField(field, "no such field", "没有这一项。", "extra_forbidden")
        if form.category is not None:
            refuse_unless_public(form.category)
    else:
        refuse_other_units(target.write.actor, target.activity)
    command = words.new_opinion(
        target,
        session=form.session,
        category=form.category,
        source=OpinionSource.FORM if public else form.source or OpinionSource.HALL,
        independent=form.independent,
    )
    if form.words is not None:
        phone = normal_phone(form.phone) if form.phone else None
        mail = mail_left(request, form.mail)
        if form.opinion or form.occurred_at:
            given = {"opinion": form.opinion or command.opinion, "occurred_at": form.occurred_at}
            command = command.model_copy(update=given)
        return await words.record_opinion(
            target, command, words=form.words, name=form.name, phone=phone, mail=mail
        )
    if form.opinion is None or form.name or form.phone or form.mail:
        raise BadField("words", "this field", "请填写意见建议的内容。", "missing")
    known_elsewhere = RecordOpinion(**form.model_dump(exclude={"words", "name", "phone", "mail"}))
    return await target.hear(known_elsewhere)


@router.post(ACTIVITY + "/no-opinions")
async def declare_none(activity: Activity, command: DeclareNoOpinions) -> Answer:
    """The unit received no opinion."""
    return await activity.hear(command)


@router.post(ACTIVITY + "/opinions/{opinion}/dispatch")
async def dispatch(activity: Activity, opinion: Identifier, body: Dispatch) -> Answer:
    """Ask a unit of the programme to answer."""
    units = await known.units(activity.pool, activity.activity.programme)
    if units and body.unit not in units:
        raise BadField("unit", "a unit of the programme", "没有这个单位。", "unknown")
    return await activity.hear(DispatchOpinion(opinion=opinion, unit=body.unit))


@router.post(ACTIVITY + "/opinions/{opinion}/return")
@checks("own unit, or the unit asked")
async def give_back(target: AnyActivity, opinion: Identifier, body: Because) -> Answer:
    """The unit it was dispatched to says that it is not theirs."""
    asked = await queries.unit_asked(target.pool, *target.key, opinion)
    refuse_other_units(target.write.actor, target.activity, asked)
    unit = asked or target.activity.lead_unit
    return await target.hear(ReturnOpinion(opinion=opinion, unit=unit, reason=body.reason))


@router.post(ACTIVITY + "/opinions/{opinion}/reply")
@checks("own unit, or the unit asked")
async def reply(target: AnyActivity, opinion: Identifier, body: Reply) -> Answer:
    """Answer it: the lead unit, the unit it was dispatched to, or the office."""
    actor = target.write.actor
    asked = await queries.unit_asked(target.pool, *target.key, opinion)
    refuse_other_units(actor, target.activity, asked)
    return await words.reply(target, opinion, actor.unit or target.activity.lead_unit, body.text)


@router.post(ACTIVITY + "/opinions/{opinion}/reply/correction")
@checks("own unit, or the unit asked")
async def correct_reply(target: AnyActivity, opinion: Identifier, body: Reply) -> Answer:
    """Put another text in the place of the reply."""
    actor = target.write.actor
    asked = await queries.unit_asked(target.pool, *target.key, opinion)
    refuse_other_units(actor, target.activity, asked)
    unit = actor.unit or target.activity.lead_unit
    return await words.correct_reply(target, opinion, unit, body.text)


@router.post(ACTIVITY + "/opinions/{opinion}/decision")
async def decide(activity: Activity, opinion: Identifier, body: Decision) -> Answer:
    """Decide what becomes of an opinion."""
    await refuse_names(activity, opinion, {"reason": body.reason})
    return await activity.hear(DecideOpinion(opinion=opinion, **dict(body)))


@router.post(ACTIVITY + "/opinions/{opinion}/feedback")
async def feed_back(
    activity: Activity, opinion: Identifier, body: Feedback | None = None
) -> Answer:
    """The decision was told."""
    means = body.means if body else None
    return await activity.hear(FeedBackOpinion(opinion=opinion, means=means))


@router.post(ACTIVITY + "/opinions/{opinion}/summary")
async def summarise(activity: Activity, opinion: Identifier, body: Summary) -> Answer:
    """Write what the public may read of it."""
    await refuse_names(activity, opinion, {"summary": body.summary, "reply": body.reply})
    return await activity.hear(SummariseOpinion(opinion=opinion, **dict(body)))


@router.post(ACTIVITY + "/opinions/{opinion}/merge")
async def merge(activity: Activity, opinion: Identifier, body: Merge) -> Answer:
    """Handle it together with another one."""
    return await words.merge(activity, opinion, body.into)


@router.post(ACTIVITY + "/opinions/{opinion}/unmerge")
async def unmerge(activity: Activity, opinion: Identifier) -> Answer:
    """Take a mistaken merge back."""
    return await activity.hear(UnmergeOpinion(opinion=opinion))


@router.post(ACTIVITY + "/opinions/{opinion}/follow-up")
async def ask_the_author(activity: Activity, opinion: Identifier, body: FollowUp) -> Answer:
    """Enter what the author said when asked whether they are content."""
    return await activity.hear(FollowUpOpinion(opinion=opinion, satisfied=body.satisfied))


@router.post(ACTIVITY + "/opinions/{opinion}/reopening")
async def reopen(activity: Activity, opinion: Identifier, body: Because) -> Answer:
    """Handle it once more."""
    return await activity.hear(ReopenOpinion(opinion=opinion, reason=body.reason))


@router.get(ACTIVITY + "/opinions")
@checks(OWN_UNIT)
async def opinions(reading: StaffReading) -> Answer:
    """All opinions with their words, for the lead unit and the office."""
    refuse_other_units(reading.by, reading.activity)
    found = await queries.opinions(reading.pool, reading.vault, *reading.key)
    await open_words(reading, found)
    return {"opinions": found}


@router.get(ACTIVITY + "/opinions/{opinion}")
@checks("own unit, or the unit asked")
async def one_opinion(reading: StaffReading, opinion: Identifier) -> Answer:
    """One opinion with its words, also for the unit that is to answer it."""
    asked = await queries.unit_asked(reading.pool, *reading.key, opinion)
    refuse_other_units(reading.by, reading.activity, asked)
    found = await queries.opinion(reading.pool, reading.vault, *reading.key, opinion)
    if found is None:
        raise NotFound("unknown_opinion", "没有这条意见。")
    await open_words(reading, [found])
    return found


@router.get(API + "/opinion-codes/{code}", dependencies=[Depends(limited)])
async def follow_up(request: Request, code: str) -> Answer:
    """What became of an opinion; the code is all that is needed."""
    return await words.follow_up(running(request).pool, equipment(request).vault, code)


@router.post(API + "/opinion-codes/{code}/follow-up")
async def say_how_it_was(acting: AnyActing, code: str, body: FollowUp) -> Answer:
    """The author says whether they are content."""
    return await words.say_how_it_was(acting, code, satisfied=body.satisfied)
