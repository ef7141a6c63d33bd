"""The desk's part 抽签: the terms are composed, and the draw goes on step by step."""

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.responses import Response

from contracts.values import Line, SelectionRule
from services._kit.decider import Refused
from services._web.forms import Filled, FormModel, filled
from services.registration.domain.choosing import RunSelection
from services.registration.draws import (
    finding,
    reading,
    revealing,
    sealing,
    sources,
    terms_form,
    widening,
)
from services.registration.draws.http import seal_by_hand
from services.registration.draws.next_step import next_step
from services.registration.draws.reading import Story
from services.registration.equipment import equipment
from services.registration.pages import wording
from services.registration.pages.desk import Desk, Done, OfActivity, carry_out, show
from services.registration.pages.desk_forms import Field
from services.registration.pages.frame import DESK

router = APIRouter(
    prefix="/desk/{programme}/{activity}/draw", route_class=DESK.route, include_in_schema=False
)

PAGE = "draw"
KINDS = [(kind, it.label) for kind, it in sources.KNOWN.items()]
SOURCE_FIELDS = (
    Field("radios", "kind", "随机数来源", options=KINDS),
    Field(
        "text", "issue", "期号或轮次",
        "双色球写7位期号，drand写轮次，其他的写名称和期次。", longest=100,
    ),
    Field(
        "datetime-local", "known_at", "公布时间",
        "北京时间。晚于报名截止，早于活动开始。双色球每周二、四、日21:15开奖。",
    ),
    Field(
        "text", "address", "查看的网址", "双色球和drand可以不填。", required=False, longest=200
    ),
)  # fmt: skip


class ReasonForm(FormModel):
    """Why quotas are widened."""

    reason: Line


@router.get("")
async def page(desk: OfActivity) -> Response:
    """How the draw stands."""
    return await _page(desk, filled())


async def _page(desk: Desk, form: Filled) -> Response:
    story = await story_of(desk)
    there = {} if story is None else await _values(desk, story)
    step = next_step(story, desk.row, desk.now)
    return show(
        desk, "draw", PAGE, form=form, headline=f"{step.says}。", story=story, step=step,
        quotas=[] if story is None else finding.quotas(story.draw, there),
        counted=bool(there), relaxed=_relaxed(story),
        known=story is not None and story.draw.known(desk.now),
        may_change=desk.row["open"] is None,
    )  # fmt: skip


async def _values(desk: Desk, story: Story) -> Mapping[int, Mapping[str, str]]:
    """What each in the draw declared: as sealed, or, where quotas are in the way, as signed up."""
    bundle = await finding.bundle_of(desk.pool, story)
    if bundle is not None:
        return bundle.values
    if story.problem is None or story.problem.quotas is None:
        return {}
    vault = equipment(desk.request).vault
    try:
        people, _ = await sealing.entrants(desk.pool, vault, story.draw, story.place)
    except Refused:  # what they declared is kept no longer
        return {}
    return {number: it.values for number, it in enumerate(people, start=1)}


def _relaxed(story: Story | None) -> list[tuple[str, str, str]]:
    """Which ranges the smallest change would widen: label, before, after."""
    if story is None or story.problem is None or story.problem.quotas is None:
        return []
    labels = {
        (it.attribute, one.value): one.label
        for it in story.draw.announced.attributes
        for one in it.values
    }
    return [
        (
            labels[old.attribute, old.value],
            f"{old.at_least}—{old.at_most}",
            f"{new.at_least}—{new.at_most}",
        )
        for old, new in zip(story.draw.announced.quotas, story.problem.quotas, strict=True)
        if old != new
    ]


async def story_of(desk: Desk) -> Story | None:
    """The draw of the session that the page is about."""
    return await reading.find(desk.pool, (*desk.key, desk.session))


@router.get("/terms")
async def terms(desk: OfActivity) -> Response:
    """The terms, composed."""
    story = await story_of(desk)
    if story is not None:
        return _terms(desk, filled(**terms_form.told(story.draw)))
    seats = desk.row["opening_seats"] or 20
    return _terms(
        desk,
        filled(seats=seats, reserve=5, kind="ssq", **terms_form.suggested(seats)),
    )


def _terms(desk: Desk, form: Filled) -> Response:
    return show(
        desk, "draw_terms", PAGE, form=form, headline="公布抽签办法", fields=SOURCE_FIELDS,
        categories=wording.options(wording.CATEGORIES, wording.PUBLIC),
        attributes=terms_form.ATTRIBUTES, back=desk.here(PAGE),
    )  # fmt: skip


@router.post("/terms")
async def announce(doing: Done) -> Response:
    """Publish them."""
    desk = doing.desk

    async def do() -> None:
        given = doing.posted.form.read(terms_form.TermsForm)
        doing.target.refuse_if_cancelled(desk.session)
        await doing.target.represent(terms_form.announcement(desk.session, given))

    async def again(form: Filled) -> Response:
        return _terms(desk, form)

    return await carry_out(doing, do(), desk.here(PAGE, "announced"), again)


@router.post("/quotas")
async def relax(doing: Done) -> Response:
    """Adopt the smallest change; the list is sealed by itself then."""
    desk = doing.desk
    story = await story_of(desk)

    async def do() -> None:
        given = doing.posted.form.read(ReasonForm)
        quotas = (story.problem.quotas or ()) if story and story.problem else ()
        await widening.widen(doing.target, desk.session, quotas, given.reason)
        await seal_by_hand(doing.target, desk.session)

    return await carry_out(doing, do(), desk.here(PAGE, "sealed"), lambda it: _page(desk, it))


@router.post("/everybody")
async def everybody(doing: Done) -> Response:
    """No more people than seats: all are chosen."""
    desk = doing.desk
    story = await story_of(desk)
    seats = story.draw.announced.seats if story else 0
    command = RunSelection(session=desk.session, rule=SelectionRule.FIRST_COME, seats=seats)
    act = doing.target.represent(command)
    return await carry_out(
        doing, act, desk.here("representatives", "selected"), lambda it: _page(desk, it)
    )


@router.post("/seal")
async def seal(doing: Done) -> Response:
    """Seal what was not sealed by itself."""
    desk = doing.desk
    act = seal_by_hand(doing.target, desk.session)
    return await carry_out(doing, act, desk.here(PAGE, "sealed"), lambda it: _page(desk, it))


@router.post("/reveal")
async def reveal(doing: Done) -> Response:
    """Draw, once and for all."""
    desk = doing.desk
    act = revealing.reveal(doing.target, desk.session)
    return await carry_out(doing, act, desk.here(PAGE, "revealed"), lambda it: _page(desk, it))
