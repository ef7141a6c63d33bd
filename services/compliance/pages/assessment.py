"""The assessment's pages: all units, one unit's sheet with its forms, the results for anyone."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from contracts.values import Identifier
from services._web.access import checks
from services._web.forms import CORRECTABLE, Filled, filled
from services._web.pages import PRIVATE
from services._web.signed_in import Posting, Visitor, posting, signed_in, visitor_if_any
from services.compliance.assessment import assessing
from services.compliance.assessment.as_json import list_json, results_json, sheet_json
from services.compliance.assessment.assessing import ITSELF, READING, Sheet, Step
from services.compliance.assessment.evidence_pack import evidence_pack
from services.compliance.assessment.standing import table_in_force
from services.compliance.board import Board
from services.compliance.lookup import Look, Looking, board
from services.compliance.pages.assessment_forms import (
    AppealForm,
    given_marks,
    own_marks,
    read_reason,
)
from services.compliance.pages.assessment_turn import prefilled, turn
from services.compliance.pages.desk import PAGES
from services.compliance.presentation.assessment import (
    PHASE_SIGNS,
    PHASES,
    list_headline,
    scoring_words,
    sheet_context,
)
from services.compliance.presentation.marks import marks_words

router = APIRouter(prefix="/wall/{programme}", route_class=PAGES.route, include_in_schema=False)
UNIT = "/assessment/{unit}"

Memory = Annotated[Board, Depends(board)]
Reader = Annotated[Visitor, Depends(signed_in(*assessing.READERS))]
PostedByMarker = Annotated[Posting, Depends(posting(*assessing.MARKERS))]
PostedByOwn = Annotated[Posting, Depends(posting(*assessing.OWN))]
PostedByLeader = Annotated[Posting, Depends(posting(*assessing.APPEALING))]
PostedByOffice = Annotated[Posting, Depends(posting("office"))]

DONE = {
    "self-score": "自评已提交。",
    "review": "复核已保存。",
    "appeal": "申诉已提交。",
    "decision": "申诉决定已保存。",
    "confirmation": "结果已确认。",
    "close": "年度考核已办结。",
    "table": "评分表已启用。",
}


@checks(READING)
async def readable(visitor: Reader, look: Looking, memory: Memory, unit: Identifier) -> Sheet:
    """A unit's sheet; 403 for staff of another unit."""
    assessing.refuse_readers(visitor.actor, unit)
    return await assessing.sheet_of(look, memory, unit)


@checks(ITSELF)
async def of_own(posted: PostedByOwn, look: Looking, memory: Memory, unit: Identifier) -> Step:
    """A step of the unit itself; 403 for anyone else."""
    assessing.refuse_outsiders(posted.visitor.actor, unit)
    return Step(await assessing.sheet_of(look, memory, unit), memory, posted.write)


@checks(ITSELF)
async def of_leader(
    posted: PostedByLeader, look: Looking, memory: Memory, unit: Identifier
) -> Step:
    """A step of the unit's leader; 403 for anyone else."""
    assessing.refuse_outsiders(posted.visitor.actor, unit)
    return Step(await assessing.sheet_of(look, memory, unit), memory, posted.write)


async def marking(posted: PostedByMarker, look: Looking, memory: Memory, unit: Identifier) -> Step:
    """A step of office or assessor."""
    return Step(await assessing.sheet_of(look, memory, unit), memory, posted.write)


Readable = Annotated[Sheet, Depends(readable)]
Marking = Annotated[Step, Depends(marking)]


@router.get("/assessment")
async def units(request: Request, visitor: Reader, look: Looking) -> Response:
    """All units in plan order: how far each is, and the marks that the reader may see."""
    return _list(request, visitor, look, filled())


@router.post("/assessment/close")
async def close(
    request: Request, posted: PostedByMarker, look: Looking, memory: Memory
) -> Response:
    """Close the year's assessment."""

    async def again(form: Filled) -> Response:
        return _list(request, posted.visitor, look, form)

    doing = assessing.close(look, memory, posted.write)
    onward = f"/wall/{look.snapshot.programme.id}/assessment?done=close"
    return await _carry_out(posted, doing, onward, again)


@router.get("/assessment-results")
async def results(request: Request, look: Looking) -> Response:
    """What anyone may read: the results that are final."""
    made = results_json(look, assessing.sheets_of(look))
    return PAGES.show(
        request, "assessment/results.html", visitor=visitor_if_any(request), made=made,
        marks=marks_words, scoring_words=scoring_words,
    )  # fmt: skip


@router.get("/scoring-table")
async def table(request: Request, visitor: Reader, look: Looking) -> Response:
    """The table in force; the office puts its own in force here."""
    return _table(request, visitor, look, filled())


@router.post("/scoring-table")
async def adopt(
    request: Request, posted: PostedByOffice, look: Looking, memory: Memory
) -> Response:
    """Adopt a table."""

    async def again(form: Filled) -> Response:
        return _table(request, posted.visitor, look, form)

    doing = assessing.adopt(look, memory, posted.write, posted.form.value("content"))
    onward = f"/wall/{look.snapshot.programme.id}/scoring-table?done=table"
    return await _carry_out(posted, doing, onward, again)


@router.get(UNIT)
async def sheet(request: Request, visitor: Reader, found: Readable) -> Response:
    """One unit's sheet, with the form whose turn it is."""
    return _sheet(request, visitor, found, filled())


@router.get(f"{UNIT}/evidence-pack.xlsx")
async def pack(found: Readable) -> Response:
    """The evidence pack as a workbook."""
    return evidence_pack(found)


@router.post(f"{UNIT}/self-score")
async def self_score(
    request: Request, posted: PostedByOwn, step: Annotated[Step, Depends(of_own)]
) -> Response:
    """The unit marks itself."""

    async def do() -> Any:
        return await step.self_score(own_marks(posted.form, step.sheet.present))

    return await _step(request, posted, step, do(), "self-score")


@router.post(f"{UNIT}/review")
async def review(request: Request, posted: PostedByMarker, step: Marking) -> Response:
    """Office or assessor mark it."""

    async def do() -> Any:
        return await step.review(*given_marks(posted.form, step.sheet.present))

    return await _step(request, posted, step, do(), "review")


@router.post(f"{UNIT}/appeal")
async def appeal(
    request: Request, posted: PostedByLeader, step: Annotated[Step, Depends(of_leader)]
) -> Response:
    """The unit appeals."""

    async def do() -> Any:
        given = posted.form.read(AppealForm)
        return await step.appeal(given.indicators, given.reason)

    return await _step(request, posted, step, do(), "appeal")


@router.post(f"{UNIT}/decision")
async def decide(request: Request, posted: PostedByMarker, step: Marking) -> Response:
    """Somebody else than the reviewer decides."""

    async def do() -> Any:
        marks, reasons = given_marks(posted.form, step.sheet.present)
        return await step.decide(marks, reasons, read_reason(posted.form))

    return await _step(request, posted, step, do(), "decision")


@router.post(f"{UNIT}/confirmation")
async def confirm(request: Request, posted: PostedByMarker, step: Marking) -> Response:
    """What stands becomes final."""
    return await _step(request, posted, step, step.confirm(), "confirmation")


async def _step(
    request: Request, posted: Posting, step: Step, doing: Awaitable[Any], done: str
) -> Response:
    async def again(form: Filled) -> Response:
        return _sheet(request, posted.visitor, step.sheet, form)

    onward = f"/wall/{step.sheet.programme.id}/assessment/{step.sheet.unit}?done={done}"
    return await _carry_out(posted, doing, onward, again)


async def _carry_out(
    posted: Posting,
    doing: Awaitable[Any],
    onward: str,
    again: Callable[[Filled], Awaitable[Response]],
) -> Response:
    """Do it and go on, or show the form again with what is wrong."""
    try:
        await doing
    except CORRECTABLE as error:
        return await again(posted.form.refused(error))
    return RedirectResponse(onward, 303, PRIVATE)


def _list(request: Request, visitor: Visitor, look: Look, form: Filled) -> Response:
    sheets = assessing.sheets_of(look)
    mine = {each.unit for each in sheets if assessing.may_read(visitor.actor, each.unit)}
    made = list_json(look, sheets, mine)
    ready = all(each["phase"] == "final" for each in made["units"])
    return PAGES.show(
        request, "assessment/list.html", visitor=visitor, form=form, status=form.status, made=made,
        headline=list_headline(made), phases=PHASES, signs=PHASE_SIGNS, marks=marks_words,
        scoring=scoring_words(made["scoring"]), done=_done(request),
        may_close=ready and not made["closed"] and visitor.may(*assessing.MARKERS),
    )  # fmt: skip


def _table(request: Request, visitor: Visitor, look: Look, form: Filled) -> Response:
    found = table_in_force(assessing.programme_of(look), look.as_of)
    shown = form if form.values else Filled({"content": [found.content]})
    return PAGES.show(
        request, "assessment/table.html", visitor=visitor, form=shown, status=form.status,
        table=found, programme=look.snapshot.programme.id, done=_done(request),
        may=visitor.may("office"), marks=marks_words,
    )  # fmt: skip


def _sheet(request: Request, visitor: Visitor, found: Sheet, form: Filled) -> Response:
    made, now = sheet_json(found), turn(visitor, found)
    return PAGES.show(
        request, "assessment/sheet.html", visitor=visitor, status=form.status,
        form=prefilled(found, now, form), done=_done(request), signs=PHASE_SIGNS, marks=marks_words,
        turn=now, **sheet_context(made),
    )  # fmt: skip


def _done(request: Request) -> str:
    return DONE.get(request.query_params.get("done", ""), "")
