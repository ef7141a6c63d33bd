"""Deadlines as calendars to subscribe to: one for each unit, one for the whole programme."""

import hashlib
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Annotated

from fastapi import Header, Request
from fastapi.responses import Response

from contracts.values import Identifier
from services._web.faults import NotFound
from services._web.icalendar import MEDIA_TYPE
from services.compliance.board import Snapshot
from services.compliance.lookup import Look, Looking
from services.compliance.matrix import activity_head, other_head, unit_names
from services.compliance.pages.frame import WALL, page_router, refuse_before_import
from services.compliance.planning.ahead import Rules
from services.compliance.planning.diary import Entry, entries, other_entries
from services.compliance.planning.feed import Subject, feed

router = page_router()

Known = Annotated[str, Header(alias="If-None-Match")]


@router.get(f"{WALL}/deadlines.ics", response_model=None)
async def programme_deadlines(look: Looking, request: Request, known: Known = "") -> Response:
    """Every activity and limit of the programme, for the office."""
    return _answer(look, request, known, None)


@router.get(f"{WALL}/units/{{unit}}/deadlines.ics", response_model=None)
async def unit_deadlines(
    unit: Identifier, look: Looking, request: Request, known: Known = ""
) -> Response:
    """The activities that a unit leads, and their limits."""
    if unit not in unit_names(look.snapshot):
        raise NotFound("unknown_unit", "本方案没有这个单位。")
    return _answer(look, request, known, unit)


def _answer(look: Look, request: Request, known: str, unit: str | None) -> Response:
    refuse_before_import(look)
    body = calendar(look.snapshot, look.moment, str(request.base_url), unit)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in known:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=MEDIA_TYPE, headers=headers)


def calendar(snapshot: Snapshot, now: datetime, base: str, unit: str | None) -> bytes:
    """The feed of a unit, or of all; addresses in it begin with ``base``."""
    programme = snapshot.programme.id
    wall = f"{base.removesuffix('/')}/wall/{programme}"
    subjects = {row: _subject(snapshot, wall, row) for row in _rows(snapshot)}
    wanted = {row: each for row, each in subjects.items() if unit in (None, each.unit)}
    found = list(_entries(snapshot, now, wanted))
    names = unit_names(snapshot)
    name = f"{names[unit] if unit else '全区'}政民互动限期"
    return feed(name, programme, found, wanted)


def _rows(snapshot: Snapshot) -> list[str]:
    return list(dict.fromkeys(verdict.row for verdict in snapshot.verdicts))


def _entries(snapshot: Snapshot, now: datetime, rows: Collection[str]) -> Iterator[Entry]:
    assert snapshot.rules is not None  # noqa: S101 - refused before the import
    rules = Rules(snapshot.rules.pack, snapshot.rules.calendar, now)
    for row in rows:
        if row in snapshot.programme.activities:
            yield from entries(rules, snapshot.programme, row)
    of_rows = [verdict for verdict in snapshot.verdicts if verdict.row in rows]
    yield from other_entries(rules, snapshot.programme, of_rows)


def _subject(snapshot: Snapshot, wall: str, row: str) -> Subject:
    plans = {plan.activity: plan for plan in snapshot.programme.planned}
    plan = plans.get(row)
    head = activity_head(snapshot, plan) if plan else other_head(snapshot, row)
    assert snapshot.rules is not None  # noqa: S101 - refused before the import
    return Subject(
        title=head["title"],
        unit=head["unit"],
        unit_name=head["unit_name"],
        address=f"{wall}/activities/{row}",
        policy=snapshot.rules.pack.title,
    )
