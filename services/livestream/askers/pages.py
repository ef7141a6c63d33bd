"""Pages for those who ask: what became of the own questions, and 我也想问."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from contracts.values import Identifier
from services._web.forms import Filled, filled
from services._web.http import running
from services._web.limits import Limit, address, keep_pace, limited
from services._web.signed_in import Posting, citizen_posting
from services.livestream import views
from services.livestream.access import find
from services.livestream.askers import mark, own, votes
from services.livestream.domain.person import ForgetPerson
from services.livestream.equipment import Equipment, equipment
from services.livestream.known import KnownActivity
from services.livestream.media.player import playable
from services.livestream.media.rows import of_activity
from services.livestream.watching import PAGE, PAGES

MINE = PAGE + "/mine"
_CODES = Limit(
    kind="question codes",
    at_most=100,
    within=timedelta(minutes=10),
    says="从同一网络查询的次数太多，{minutes}分钟后再试。",
)

Mine = Annotated[Equipment, Depends(equipment)]
Posted = Annotated[Posting, Depends(citizen_posting())]
router = APIRouter(route_class=PAGES.route)


@router.post(PAGE + "/questions/{question}/vote", response_model=None)
async def vote(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    question: Identifier,
    posted: Posted,
    _: Annotated[None, Depends(limited)],
) -> Response:
    """Want to know it too, or not any more."""
    await find(request, programme, activity)
    who, pool = await mark.asker(request, posted.form.key), running(request).pool
    await keep_pace(request, votes.PACE, who.person)
    change = votes.withdraw if posted.form.value("wish") == "no" else votes.vote
    await change(pool, programme, activity, question, who.person)
    onward = RedirectResponse(f"/live/{programme}/{activity}#q-{question}", 303)
    return mark.remember(request, onward, who)


@router.get(MINE, response_model=None)
async def mine(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    equipped: Mine,
    erased: Literal["yes"] | None = None,
) -> Response:
    """What this browser asked; ``erased`` says that it has just been deleted."""
    known, pool, rows = await find(request, programme, activity), running(request).pool, []
    if (person := mark.known(request)) is not None:
        rows = await own.asked_by(pool, equipped, programme, activity, person)
    return await _show(request, known, rows, filled(), erased=erased is not None)


@router.post(MINE + "/erase", response_model=None)
async def erase(
    request: Request, programme: Identifier, activity: Identifier, posted: Posted
) -> Response:
    """Delete for good what this browser asked and voted, without an account."""
    await find(request, programme, activity)
    if (person := mark.marked(request)) is not None:
        command = ForgetPerson(programme=programme, person=person)
        await posted.write(f"person:{programme}:{person}", command)
    return mark.forget(RedirectResponse(f"/live/{programme}/{activity}/mine?erased=yes", 303))


@router.post(MINE, response_model=None)
async def look_up(
    request: Request, programme: Identifier, activity: Identifier, equipped: Mine, posted: Posted
) -> Response:
    """What was asked elsewhere, by its code."""
    known = await find(request, programme, activity)
    await keep_pace(request, _CODES, address(request))
    given, pool = posted.form.value("code"), running(request).pool
    rows = await own.asked_under(pool, equipped, programme, activity, given)
    if not rows:
        wrong = {"code": "没有这个查询码，请核对后重试。"}
        return await _show(request, known, [], Filled(posted.form.values, wrong, 404))
    return await _show(request, known, rows, filled())


async def _show(
    request: Request,
    known: KnownActivity,
    rows: list[dict[str, Any]],
    form: Filled,
    *,
    erased: bool = False,
) -> Response:
    pool, subject = running(request).pool, (known.programme, known.activity)
    streams = await views.streams(pool, *subject)
    return PAGES.show(
        request, "mine.html", status=form.status, activity=known, questions=rows, form=form,
        erased=erased, erasable=mark.marked(request) is not None,
        playable=playable(await of_activity(pool, *subject), streams),
    )  # fmt: skip
