"""The desk's part 意见: recorded, dispatched, replied to, decided, fed back."""

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import StringConstraints

from contracts.values import (
    FeedbackMeans,
    Identifier,
    Line,
    OpinionDecisionKind,
    OpinionSource,
    PersonCategory,
)
from services._web.faults import BadField, NotFound
from services._web.forms import CORRECTABLE, Filled, FormModel, filled
from services.registration import hearing, queries
from services.registration.acting import may_act, refuse_other_units
from services.registration.domain.opinions import (
    DecideOpinion,
    DeclareNoOpinions,
    DispatchOpinion,
    FeedBackOpinion,
)
from services.registration.equipment import mail_left
from services.registration.keeping.looking import open_words
from services.registration.pages import reading, wording
from services.registration.pages.citizens import MailAddress, Name, Telephone
from services.registration.pages.desk import (
    Anywhere,
    Desk,
    Doing,
    Done,
    DoneAnywhere,
    OfActivity,
    carry_out,
    refuse_strangers,
    show,
)
from services.registration.pages.desk_forms import MAIL, Field, FormPage, form_page
from services.registration.pages.frame import DESK

router = APIRouter(
    prefix="/desk/{programme}/{activity}", route_class=DESK.route, include_in_schema=False
)

PAGE = "opinions"
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
ENTRY = FormPage(
    "登记现场或电话意见",
    ["原话照录，不写姓名、电话以外的个人信息。姓名、电话和内容加密保存。"],
    [
        Field("radios", "source", "来源", options=[("hall", "现场"), ("telephone", "电话")]),
        Field("area", "words", "意见内容", longest=2000),
        Field(
            "radios", "category", "类别", required=False,
            options=wording.options(wording.CATEGORIES),
        ),
        Field("text", "name", "姓名", required=False, longest=30),
        Field("tel", "phone", "电话", "填了的，有答复时通知本人。", required=False, longest=20),
        MAIL,
    ],
    "登记意见",
)  # fmt: skip


class EntryForm(FormModel):
    """An opinion as it was heard."""

    source: OpinionSource
    words: Words
    category: PersonCategory | None = None
    name: Name | None = None
    phone: Telephone | None = None
    mail: MailAddress | None = None


class DispatchForm(FormModel):
    """Which unit answers."""

    unit: Identifier


class ReplyForm(FormModel):
    """What it answers."""

    text: Words


class DecisionForm(FormModel):
    """What becomes of the opinion, and why."""

    decision: OpinionDecisionKind
    reason: Line


class FeedbackForm(FormModel):
    """How the author or the public was told."""

    means: FeedbackMeans


@router.get("/opinions")
async def page(desk: OfActivity) -> Response:
    """All opinions by how far they are."""
    return await _page(desk, filled())


async def _page(desk: Desk, form: Filled) -> Response:
    found = await _readable(desk)
    open_ = [it for it in found if it["fed_back_at"] is None]
    declared = await reading.none_declared(desk.pool, *desk.key)
    if not found:
        headline = "已声明没有收到意见。" if declared else "还没有收到意见。"
    elif open_:
        headline = f"收到意见{len(found)}条，{len(open_)}条在办。"
    else:
        headline = f"收到意见{len(found)}条，全部办结反馈。"
    groups = [
        (title, chosen)
        for title, names in _GROUPS
        if (chosen := [it for it in found if it["stage"] in names])
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
    )


_GROUPS = (
    ("待分办", {"recorded"}),
    ("待答复", {"dispatched"}),
    ("待定采纳情况", {"replied"}),
    ("待反馈", {"decided"}),
    ("已办结", {"told"}),
)


def stage(opinion: dict[str, Any]) -> str:
    """How far an opinion has come: the last step counts."""
    steps = (
        ("told", "fed_back_at"),
        ("decided", "decided_at"),
        ("replied", "replied_at"),
        ("dispatched", "unit"),
    )
    return next((name for name, column in steps if opinion[column] is not None), "recorded")


async def _readable(desk: Desk) -> list[dict[str, Any]]:
    """The opinions; who only reads sees that there are some, not the words."""
    found = await queries.opinions(desk.pool, desk.vault, *desk.key)
    closed = not desk.may
    if not closed:
        await open_words(desk.reader, found)
    return [
        {**it, "stage": stage(it), "words": None if closed else it["words"], "closed": closed}
        for it in found
    ]


@router.get("/opinions/entry")
async def entry(desk: OfActivity) -> Response:
    """An opinion from the hall or the telephone."""
    return form_page(desk, ENTRY, PAGE, filled(source="hall"))


@router.post("/opinions/entry")
async def enter(doing: Done) -> Response:
    """Take it; the code is shown this once, to be told."""
    desk = doing.desk
    try:
        given = doing.posted.form.read(EntryForm)
        command = hearing.new_opinion(
            doing.target, session=None, category=given.category, source=given.source
        )
        answer = await hearing.record_opinion(
            doing.target, command, words=given.words, name=given.name, phone=given.phone,
            mail=mail_left(desk.request, given.mail),
        )  # fmt: skip
    except CORRECTABLE as error:
        return form_page(desk, ENTRY, PAGE, doing.posted.form.refused(error))
    return show(
        desk, "code", PAGE, headline="意见已登记", title="意见已登记", code=answer["code"],
        back=desk.here(PAGE), again=desk.here("opinions/entry"),
    )  # fmt: skip


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
    return await _one(desk, opinion, filled())


async def _one(desk: Desk, opinion: str, form: Filled) -> Response:
    found = await queries.opinion(desk.pool, desk.vault, *desk.key, opinion)
    if found is None:
        raise NotFound("unknown_opinion", "没有这条意见。")
    replies = may_act(desk.visitor.actor, desk.activity, found["unit"])
    if replies:
        await open_words(desk.reader, [found])
    it = {**found, "stage": stage(found)}
    if not replies:
        it |= {"words": None, "reply": None}
    values = {"unit": found["unit"], **form.values} if form.values else None
    shown = form if values else filled(unit=found["unit"], decision=found["decision"])
    return show(
        desk, "opinion", PAGE, form=shown, it=it, replies=replies, headline=_says(it),
        unit_name=desk.units.get(found["unit"] or "", found["unit"]),
        units=sorted(desk.units.items(), key=lambda pair: pair[1]),
    )  # fmt: skip


def _says(it: dict[str, Any]) -> str:
    return {
        "recorded": "这条意见还没有分办。",
        "dispatched": "这条意见等承办单位答复。",
        "replied": "这条意见已答复，还要定采纳情况。",
        "decided": f"这条意见{wording.DECISIONS.get(it['decision'], '')}，还要反馈。",
        "told": f"这条意见{wording.DECISIONS.get(it['decision'], '')}，已经反馈。",
    }[it["stage"]]


@router.post("/opinions/{opinion}/dispatch")
async def dispatch(doing: Done, opinion: Identifier) -> Response:
    """Ask a unit of the programme to answer."""

    async def do() -> None:
        unit = doing.posted.form.read(DispatchForm).unit
        if doing.desk.units and unit not in doing.desk.units:
            raise BadField("unit", "a unit of the programme", "没有这个单位。", "unknown")
        await doing.target.hear(DispatchOpinion(opinion=opinion, unit=unit))

    return await _step(doing, opinion, do(), "dispatched")


@router.post("/opinions/{opinion}/reply")
async def reply(doing: DoneAnywhere, opinion: Identifier) -> Response:
    """Answer it: the lead unit, the unit it was dispatched to, or the office."""
    desk, actor = doing.desk, doing.posted.visitor.actor
    asked = await queries.unit_asked(desk.pool, *desk.key, opinion)
    refuse_other_units(actor, desk.activity, asked)

    async def do() -> None:
        given = doing.posted.form.read(ReplyForm)
        unit = actor.unit or desk.activity.lead_unit
        await hearing.reply(doing.target, opinion, unit, given.text)

    return await _step(doing, opinion, do(), "replied")


@router.post("/opinions/{opinion}/decision")
async def decide(doing: Done, opinion: Identifier) -> Response:
    """Decide what becomes of it."""

    async def do() -> None:
        given = doing.posted.form.read(DecisionForm)
        await doing.target.hear(DecideOpinion(opinion=opinion, **dict(given)))

    return await _step(doing, opinion, do(), "decided")


@router.post("/opinions/{opinion}/feedback")
async def feed_back(doing: Done, opinion: Identifier) -> Response:
    """The decision was told."""

    async def do() -> None:
        given = doing.posted.form.read(FeedbackForm)
        await doing.target.hear(FeedBackOpinion(opinion=opinion, means=given.means))

    return await _step(doing, opinion, do(), "told")


async def _step(doing: Doing, opinion: str, do: Any, done: str) -> Response:
    desk = doing.desk
    onward = desk.here(f"opinions/{opinion}", done)
    return await carry_out(doing, do, onward, lambda it: _one(desk, opinion, it))
