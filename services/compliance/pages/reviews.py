"""What waits for a person (待核): the list to work through, and one verdict to decide on."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from contracts.values import Identifier, Line, VerdictStatus
from services._web.access import checks
from services._web.faults import Denied
from services._web.forms import CORRECTABLE, Filled, FormModel, filled
from services._web.signed_in import Posting, Visitor, posting, signed_in
from services.compliance.detail import verdict_json
from services.compliance.domain.review import DECISIONS
from services.compliance.judging.alternatives import alternatives
from services.compliance.lookup import Look, Present
from services.compliance.matrix import names_of
from services.compliance.pages.desk import PAGES, around, desk_router
from services.compliance.presentation.cell import address
from services.compliance.presentation.claims import claims_of
from services.compliance.presentation.words import SIGNS
from services.compliance.reviewing import RECUSAL, Decision, Open, open_reviews, record_review

LIST = "/wall/{programme}/reviews"
ONE = LIST + "/{row}/{code}"
WHO = ("office", "assessor")
RECUSED = "这项活动由你单位主责，按回避要求须由其他单位的人员核定。"

router: APIRouter = desk_router()
Visiting = Annotated[Visitor, Depends(signed_in(*WHO))]
Posted = Annotated[Posting, Depends(posting(*WHO))]


class ReviewForm(FormModel):
    """What was decided, and why."""

    status: VerdictStatus = Field(description="核定结果，从列出的选项中选择")
    reason: Line = Field(description="理由，写明依据哪条证据，不写个人信息")


@checks(RECUSAL)
async def outsider(row: str, look: Present, posted: Posted) -> Posting:
    """Who decides; 403 for people of the unit that leads the activity."""
    if look.line(row).head["unit"] == posted.visitor.actor.unit:
        raise Denied(403, "recused", RECUSED)
    return posted


@router.get(LIST, response_model=None)
async def reviews(request: Request, look: Present, visitor: Visiting) -> Response:
    """Every open verdict, by activity; those of one's own unit are marked."""
    waiting = open_reviews(look.snapshot)
    return PAGES.show(
        request,
        "desk/reviews.html",
        visitor=visitor,
        **around(look.snapshot.programme.id),
        waiting=[_entry(one, visitor) for one in waiting],
    )


@router.get(ONE, response_model=None)
async def review(
    request: Request, row: str, code: Identifier, look: Present, visitor: Visiting
) -> Response:
    """The evidence side by side, and the form; who is recused reads why instead."""
    return await _page(request, look, (row, code), visitor, filled())


@router.post(ONE, response_model=None)
async def decide(
    request: Request,
    row: str,
    code: Identifier,
    look: Present,
    posted: Annotated[Posting, Depends(outsider)],
) -> Response:
    """Record the decision; on to what it made of the verdict."""
    try:
        given = posted.form.read(ReviewForm)
        decision = Decision(row, code, given.status, given.reason)
        await record_review(look, posted.write, decision)
    except CORRECTABLE as error:
        return await _page(request, look, (row, code), posted.visitor, posted.form.refused(error))
    return RedirectResponse(address(look.snapshot.programme.id, row, code), 303)


def _entry(one: Open, visitor: Visitor) -> dict[str, Any]:
    programme = one.line.snapshot.programme.id
    rules = one.line.snapshot.rules
    return {
        "head": one.line.head,
        "title": rules.pack.by_code[one.verdict.code].title if rules else one.verdict.code,
        "why": one.verdict.working.conclusion,
        "href": f"/wall/{programme}/reviews/{one.verdict.row}/{one.verdict.code}",
        "recused": one.recuses(visitor.actor.unit),
    }


async def _page(
    request: Request, look: Look, cell: tuple[str, str], visitor: Visitor, form: Filled
) -> Response:
    line, verdict = look.verdict(*cell)
    snapshot, names = look.snapshot, names_of(look.snapshot)
    made = verdict_json(line, verdict, look.as_of, ())
    programme, rules = snapshot.programme, snapshot.rules
    row, code = cell
    known = rules is not None and row in programme.activities
    sides = alternatives(rules, programme, row, code, look.as_of) if rules and known else []
    facts = {fact.id: fact for fact in snapshot.known_facts()}
    evidence = [facts[id_] for id_ in verdict.evidence if id_ in facts]
    return PAGES.show(
        request,
        "desk/review.html",
        visitor=visitor,
        status=form.status,
        **around(programme.id),
        form=form,
        verdict=made,
        open=verdict.status is VerdictStatus.NEEDS_REVIEW,
        sides=sides if len(sides) > 1 else [],
        claims=claims_of(evidence, names),
        decisions=_decisions(verdict.strength),
        recused=RECUSED if line.head["unit"] == visitor.actor.unit else None,
        no_unit=visitor.actor.unit is None,
        action=f"/wall/{programme.id}/reviews/{row}/{code}",
        page=address(programme.id, row, code),
    )


def _decisions(strength: str) -> list[tuple[str, str]]:
    """What may be decided here: only what is mandatory can be 未达标, only the rest 有差距."""
    never = VerdictStatus.GAP if strength == "M" else VerdictStatus.MISSED
    return [
        (status.value, SIGNS[status].word)
        for status in reversed(VerdictStatus)
        if status in DECISIONS and status is not never
    ]
