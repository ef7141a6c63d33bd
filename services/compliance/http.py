"""Compliance's JSON API: what it judges, as of any moment, and what people decide."""

import hashlib
import json
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import Field

from contracts.values import BEIJING, AssessmentPoint, Identifier, Line, VerdictStatus, Year
from services._web.access import checks
from services._web.changes import Changes
from services._web.faults import BadField
from services._web.http import Body, Write, requires, running
from services._web.running import Running
from services.compliance import export
from services.compliance.board import Board, Snapshot
from services.compliance.detail import activity_json, verdict_json
from services.compliance.domain.assessment import CloseAssessment
from services.compliance.domain.routine_unit import RegisterRoutineUnit
from services.compliance.domain.rulebook import AdoptCalendar, AdoptPack
from services.compliance.lookup import KEPT, Look, Looking, board, changes
from services.compliance.matrix import Json, matrix
from services.compliance.reviewing import RECUSAL, Decision, record_review
from services.compliance.rules.calendar import load_calendar
from services.compliance.rules.pack import load_pack, packs

OFFICE = ("office", "operator")

router = APIRouter(prefix="/api/compliance")
ONE = "/programmes/{programme}"

Office = Annotated[Write, Depends(requires(*OFFICE))]
Assessor = Annotated[Write, Depends(requires("office", "assessor"))]
Answer = dict[str, Any]


class Pack(Body):
    """A rule pack that is installed; version and checksum, where given, must be its own."""

    pack: Identifier
    pack_version: Line | None = None
    pack_sha256: Line | None = None


class Calendar(Body):
    """The installed calendar; ``through_year`` the last year whose notice counts as published."""

    calendar: Identifier
    calendar_version: Line | None = None
    calendar_sha256: Line | None = None
    through_year: Year | None = None


class RoutineUnit(Body):
    """A unit outside the plan."""

    unit: Identifier
    unit_name: Line


class Review(Body):
    """What a person decides; ``basis`` absent: the facts that the verdict rests on now."""

    activity: Identifier
    code: Identifier
    status: VerdictStatus
    reason: Line
    basis: tuple[Identifier, ...] | None = None


class Assessment(Body):
    """The year's assessment with its points; marks in hundredths."""

    assessment: Identifier
    title: Line
    points: tuple[AssessmentPoint, ...] = Field(min_length=1)


@router.post(f"{ONE}/packs")
async def adopt_pack(programme: Identifier, body: Pack, write: Office) -> Answer:
    """Put a rule pack in force."""
    if body.pack not in packs():
        raise BadField("pack", f"one of {', '.join(packs())}", "没有安装这个规则包。")
    pack = load_pack(body.pack)
    _same("pack_version", body.pack_version, pack.version)
    _same("pack_sha256", body.pack_sha256, pack.sha256)
    command = AdoptPack(programme, pack.id, pack.version, pack.sha256)
    return await write(f"rulebook:{programme}", command)


@router.post(f"{ONE}/calendars")
async def adopt_calendar(programme: Identifier, body: Calendar, write: Office) -> Answer:
    """Put a calendar of working days in force."""
    calendar = load_calendar()
    _same("calendar", body.calendar, calendar.id)
    _same("calendar_version", body.calendar_version, calendar.version)
    _same("calendar_sha256", body.calendar_sha256, calendar.sha256)
    through = body.through_year or calendar.through_year
    if through > calendar.through_year:
        expected = f"at most {calendar.through_year}"
        raise BadField("through_year", expected, "该年放假安排不在已安装的日历中。")
    command = AdoptCalendar(programme, calendar.id, calendar.version, calendar.sha256, through)
    return await write(f"rulebook:{programme}", command)


@router.post(f"{ONE}/routine-units")
async def register_routine_unit(body: RoutineUnit, look: Looking, write: Office) -> Answer:
    """Register a unit outside the plan."""
    return await write(*registration_of(look, body))


def registration_of(look: Look, body: RoutineUnit) -> tuple[str, RegisterRoutineUnit]:
    """The stream and the command; units that lead an activity of the plan will be refused."""
    programme = look.snapshot.programme
    planned = frozenset(plan.lead_unit for plan in programme.planned if not plan.routine)
    command = RegisterRoutineUnit(programme.id, body.unit, body.unit_name, planned)
    return f"routine_unit:{programme.id}:{body.unit}", command


@router.post(f"{ONE}/reviews")
@checks(RECUSAL)
async def decide_review(body: Review, look: Looking, write: Assessor) -> Answer:
    """Record a named person's decision on an open verdict."""
    decision = Decision(body.activity, body.code, body.status, body.reason, body.basis)
    return await record_review(look, write, decision)


@router.post(f"{ONE}/assessments")
async def close_assessment(body: Assessment, look: Looking, write: Assessor) -> Answer:
    """Close the year's assessment."""
    programme = look.snapshot.programme
    known = frozenset(fact.id for fact in look.snapshot.known_facts())
    command = CloseAssessment(
        programme.id, body.assessment, body.title, body.points, write.actor.subject, known
    )
    return await write(f"assessment:{programme.id}:{body.assessment}", command)


@router.get("/programmes")
async def get_programmes(
    service: Annotated[Running, Depends(running)], memory: Annotated[Board, Depends(board)]
) -> Answer:
    """The programmes of which there are facts."""
    await memory.refresh(service.pool)
    imported = [(name, known.imported) for name, known in sorted(memory.known().items())]
    return {
        "programmes": [
            {"programme": name, "title": plan.title if plan else name} for name, plan in imported
        ]
    }


@router.get(f"{ONE}/matrix")
async def get_matrix(look: Looking, if_none_match: Annotated[str, Header()] = "") -> Response:
    """Every row and requirement."""
    reading = json.dumps(look.reading)
    tag, made = _matrix(look.snapshot, look.shown_at, reading, live=look.live)
    if tag in if_none_match:
        return Response(status_code=304, headers={"ETag": tag})
    as_of = json.dumps(look.as_of.astimezone(BEIJING).isoformat()).encode()
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    body = b'{"as_of":' + as_of + b"," + made.removeprefix(b"{")
    return Response(body, media_type=JSONResponse.media_type, headers=headers)


@lru_cache(maxsize=KEPT)
def _matrix(snapshot: Snapshot, as_of: datetime, reading: str, *, live: bool) -> tuple[str, bytes]:
    """The tag, and everything but the moment; the same for everybody until something changes."""
    made = matrix(snapshot, as_of, json.loads(reading))
    tag = etag(made, live=live)
    del made["as_of"]
    return tag, bytes(JSONResponse(made).body)


@router.get(f"{ONE}/activities/{{row}}")
async def get_activity(row: str, look: Looking) -> Json:
    """One row of the wall: an activity, ``unit:<id>`` or ``programme``."""
    return activity_json(look.line(row), look.as_of)


@router.get(f"{ONE}/activities/{{row}}/verdicts/{{code}}")
async def get_verdict(row: str, code: str, look: Looking) -> Json:
    """One verdict with its working."""
    line, verdict = look.verdict(row, code)
    return verdict_json(line, verdict, look.as_of, await look.told(row, code))


@router.get(f"{ONE}/changes")
async def get_changes(
    request: Request,
    look: Looking,
    stream: Annotated[Changes, Depends(changes)],
    after: str | None = None,
) -> Response:
    """Changes of verdicts as they are told; ``after`` or Last-Event-ID: from there on."""
    return stream.answer(look.service, look.snapshot.programme.id, request, after)


@router.get("/export")
async def get_export(service: Annotated[Running, Depends(running)]) -> StreamingResponse:
    """The logs of all services, whole: a chain of hashes cannot be cut at a programme."""
    headers = {
        "Content-Disposition": 'attachment; filename="minsheng-events.jsonl"',
        export.TOTAL: str(await export.total(service.pool)),
    }
    return StreamingResponse(
        export.lines(service.pool), media_type=export.MEDIA_TYPE, headers=headers
    )


@router.get(f"{ONE}/export")
async def get_programme_export(look: Looking) -> StreamingResponse:
    """The same, for a programme that is known."""
    return await get_export(look.service)


def etag(made: Json, *, live: bool) -> str:
    """A weak tag of the content; the present moment is not part of it, a past one is."""
    content = {name: value for name, value in made.items() if not (live and name == "as_of")}
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return f'W/"{digest[:32]}"'


def _same(field: str, given: str | None, installed: str) -> None:
    if given is not None and given != installed:
        raise BadField(field, installed, "与已安装的文件不一致。")
