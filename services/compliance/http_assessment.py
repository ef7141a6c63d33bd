"""The assessment's JSON API: sheets for office, assessors and the unit; results for anyone."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import Field

from contracts.values import Count, Identifier, Line, OwnMark, Text
from services._web.access import checks
from services._web.http import Body, Write, reads, requires
from services._web.tokens import Actor
from services.compliance.assessment import assessing
from services.compliance.assessment.as_json import list_json, results_json, scoring_json, sheet_json
from services.compliance.assessment.assessing import ITSELF, READING, Sheet, Step
from services.compliance.assessment.evidence_pack import evidence_pack
from services.compliance.assessment.standing import reference, table_in_force
from services.compliance.board import Board
from services.compliance.lookup import Looking, board
from services.compliance.matrix import Json

router = APIRouter(prefix="/api/compliance/programmes/{programme}")
UNIT = "/assessment/{unit}"

Answer = dict[str, Any]
Memory = Annotated[Board, Depends(board)]
Reader = Annotated[Actor, Depends(reads(*assessing.READERS))]
ByMarker = Annotated[Write, Depends(requires(*assessing.MARKERS))]
ByOwn = Annotated[Write, Depends(requires(*assessing.OWN))]
ByLeader = Annotated[Write, Depends(requires(*assessing.APPEALING))]
ByOffice = Annotated[Write, Depends(requires("office"))]


class Table(Body):
    """A scoring table, as its TOML text."""

    content: Text


class SelfScore(Body):
    """Marks of every indicator that applies."""

    marks: tuple[OwnMark, ...] = Field(min_length=1)


class Mark(Body):
    """Marks in hundredths; a reason where they are not the computed."""

    indicator: Identifier
    marks: Count
    reason: Line | None = None


class Marks(Body):
    """Marks of every indicator that applies, each once."""

    marks: tuple[Mark, ...] = Field(min_length=1)

    def given(self) -> dict[str, int]:
        """By indicator."""
        return {mark.indicator: mark.marks for mark in self.marks}

    def reasons(self) -> dict[str, str]:
        """By indicator."""
        return {mark.indicator: mark.reason for mark in self.marks if mark.reason}


class Decision(Marks):
    """What an appeal comes to."""

    reason: Line


class Appeal(Body):
    """What a unit appeals against, and why."""

    indicators: tuple[Identifier, ...] = Field(min_length=1)
    reason: Line


class Nothing(Body):
    """No more than the address says."""


@checks(READING)
async def readable(by: Reader, look: Looking, memory: Memory, unit: Identifier) -> Sheet:
    """A unit's sheet; 403 for staff of another unit."""
    assessing.refuse_readers(by, unit)
    return await assessing.sheet_of(look, memory, unit)


async def marking(write: ByMarker, look: Looking, memory: Memory, unit: Identifier) -> Step:
    """A step of office or assessor."""
    return Step(await assessing.sheet_of(look, memory, unit), memory, write)


@checks(ITSELF)
async def of_own(write: ByOwn, look: Looking, memory: Memory, unit: Identifier) -> Step:
    """A step of the unit itself; 403 for anyone else."""
    assessing.refuse_outsiders(write.actor, unit)
    return Step(await assessing.sheet_of(look, memory, unit), memory, write)


@checks(ITSELF)
async def of_leader(write: ByLeader, look: Looking, memory: Memory, unit: Identifier) -> Step:
    """A step of the unit's leader; 403 for anyone else."""
    assessing.refuse_outsiders(write.actor, unit)
    return Step(await assessing.sheet_of(look, memory, unit), memory, write)


Readable = Annotated[Sheet, Depends(readable)]
Marking = Annotated[Step, Depends(marking)]


@router.get("/scoring-table")
async def get_table(look: Looking) -> Json:
    """The table in force, whole."""
    table = table_in_force(assessing.programme_of(look), look.as_of)
    return {**scoring_json(reference(table)), "content": table.content}


@router.post("/scoring-tables")
async def adopt_table(body: Table, write: ByOffice, look: Looking, memory: Memory) -> Answer:
    """Adopt the office's own table."""
    return await assessing.adopt(look, memory, write, body.content)


@router.get("/assessment-results")
async def get_results(look: Looking) -> Json:
    """The results that are final."""
    return results_json(look, assessing.sheets_of(look))


@router.get("/assessment")
async def get_list(by: Reader, look: Looking) -> Json:
    """Every unit in plan order, with the marks that the reader may see."""
    sheets = assessing.sheets_of(look)
    mine = {sheet.unit for sheet in sheets if assessing.may_read(by, sheet.unit)}
    return list_json(look, sheets, mine)


@router.post("/assessment/close")
async def close(body: Nothing, write: ByMarker, look: Looking, memory: Memory) -> Answer:
    """Close the year's assessment, once every unit's result is final."""
    del body
    return await assessing.close(look, memory, write)


@router.get(UNIT)
async def get_sheet(sheet: Readable) -> Json:
    """One unit's sheet, down to the facts of each case."""
    return sheet_json(sheet)


@router.get(f"{UNIT}/evidence-pack")
async def get_pack(sheet: Readable) -> Response:
    """The evidence pack as a workbook."""
    return evidence_pack(sheet)


@router.post(f"{UNIT}/self-score")
async def self_score(body: SelfScore, step: Annotated[Step, Depends(of_own)]) -> Answer:
    """The unit marks itself."""
    return await step.self_score(body.marks)


@router.post(f"{UNIT}/review")
async def review(body: Marks, step: Marking) -> Answer:
    """Office or assessor mark it."""
    return await step.review(body.given(), body.reasons())


@router.post(f"{UNIT}/appeal")
async def appeal(body: Appeal, step: Annotated[Step, Depends(of_leader)]) -> Answer:
    """The unit appeals."""
    return await step.appeal(body.indicators, body.reason)


@router.post(f"{UNIT}/appeal/decision")
async def decide(body: Decision, step: Marking) -> Answer:
    """Somebody else than the reviewer decides."""
    return await step.decide(body.given(), body.reasons(), body.reason)


@router.post(f"{UNIT}/confirmation")
async def confirm(body: Nothing, step: Marking) -> Answer:
    """What stands becomes final."""
    del body
    return await step.confirm()
