"""What API and pages of the assessment share: a unit's sheet, and how each step is recorded."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contracts.values import AssessmentPoint, OwnMark, ScoringTableRef, beijing_date
from services._kit.decider import Refused
from services._web.faults import BadField, Denied, NotFound
from services._web.http import Write
from services._web.tokens import Actor
from services.compliance.assessment.score import Score, score
from services.compliance.assessment.standing import (
    reference,
    standing_of,
    table_in_force,
    table_named,
)
from services.compliance.assessment.table import ScoringTable, TableError, parse_table
from services.compliance.assessment.units import AssessedUnit, assessed_units
from services.compliance.board import Board, Snapshot
from services.compliance.domain.assessment import CloseAssessment
from services.compliance.domain.scoring_table import AdoptScoringTable
from services.compliance.domain.unit_assessment import (
    ConfirmScore,
    DecideAppeal,
    LodgeAppeal,
    ReviewScore,
    Standing,
    SubmitSelfScore,
)
from services.compliance.judging.assess import as_known
from services.compliance.judging.case import Programme
from services.compliance.lookup import Look
from services.compliance.matrix import unit_names
from services.compliance.rules.calendar import Calendar
from services.compliance.rules.verdict import Verdict

Answer = dict[str, Any]

MARKERS = ("office", "assessor")
"""Who reviews, decides and confirms: never for a unit of their own."""
OWN = ("handler", "leader", "office")
"""Who marks for the unit itself; an appeal is its leader's."""
APPEALING = ("leader", "office")
READERS = ("office", "assessor", "handler", "leader", "reviewer")

READING = "own unit, or an assessor"
ITSELF = "a person of the unit itself, not the office for it"
_PATIENCE, _PAUSE = 3.0, 0.02  # real seconds


@dataclass(frozen=True, slots=True)
class Sheet:
    """One unit's assessment: what is computed now, and what was when marks were given last."""

    look: Look
    programme: Programme
    assessed: AssessedUnit
    name: str
    standing: Standing
    present: Score
    shown: Score
    shown_at: datetime
    by_row: tuple[tuple[str, Score], ...]

    @property
    def unit(self) -> str:
        """The unit's id."""
        return self.assessed.unit


def programme_of(look: Look) -> Programme:
    """The programme as it was on record at the moment of the look; 404 before its import."""
    snapshot = look.snapshot
    if snapshot.rules is None:
        raise NotFound("not_imported", "方案在这一时刻尚未导入。")
    return as_known(snapshot.programme, max(snapshot.as_of, look.as_of))


async def sheet_of(look: Look, memory: Board, unit: str) -> Sheet:
    """The sheet of one unit; 404 for a unit that answers for no row."""
    programme = programme_of(look)
    found = next((each for each in assessed_units(programme) if each.unit == unit), None)
    if found is None:
        raise NotFound("unknown_unit", "本方案没有这个单位。")
    given = standing_of(programme, unit).scored
    then = await memory.at(programme.id, given.as_of) if given else None
    return _sheet(look, then, programme, found)


def sheets_of(look: Look) -> list[Sheet]:
    """Every unit's, in plan order, as computed now: no past moment is judged for a list."""
    programme = programme_of(look)
    return [_sheet(look, None, programme, each) for each in assessed_units(programme)]


def _sheet(look: Look, then: Snapshot | None, programme: Programme, found: AssessedUnit) -> Sheet:
    standing = standing_of(programme, found.unit)
    table = table_in_force(programme, look.as_of)
    judged: Sequence[Verdict] = look.snapshot.verdicts
    present = score(table, found.verdicts(judged))
    shown, shown_at = present, look.as_of
    given = standing.scored
    by = table_named(programme, given.scoring) if given else None
    if then is not None and given is not None and by is not None:
        judged, shown_at = then.verdicts, given.as_of
        shown = score(by, found.verdicts(judged))
    by_row = tuple(
        (row, score(shown.table, [verdict for verdict in judged if verdict.row == row]))
        for row in found.rows
    )
    name = unit_names(look.snapshot).get(found.unit, found.unit)
    return Sheet(look, programme, found, name, standing, present, shown, shown_at, by_row)


def may_read(actor: Actor, unit: str) -> bool:
    """Office and assessors read every unit's sheet, staff their own unit's."""
    return bool(actor.roles & set(MARKERS)) or actor.unit == unit


def refuse_readers(actor: Actor, unit: str) -> None:
    """403 for staff of another unit."""
    if not may_read(actor, unit):
        raise Denied(403, "other_unit", "只能查看本单位的考核。")


def refuse_outsiders(actor: Actor, unit: str) -> None:
    """403 for whoever is not of the unit itself, the office too."""
    if actor.unit != unit:
        raise Denied(403, "other_unit", "自评和申诉由本单位办理。")


def unit_of(actor: Actor, sheet: Sheet) -> str | None:
    """For which unit somebody acts: of the office's own sheet whoever holds its role is the office.

    So the office never marks itself, whatever unit an account of it names.
    """
    imported = sheet.programme.imported
    office = imported.office_unit if imported else None
    return office if "office" in actor.roles and sheet.unit == office else actor.unit


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody who takes a step in one unit's assessment, which must be asked for as it stands."""

    sheet: Sheet
    memory: Board
    write: Write

    async def self_score(self, marks: tuple[OwnMark, ...]) -> Answer:
        """The unit marks itself."""
        present = self.sheet.present
        most = {item.code: item.most for item in present.applicable}
        command = SubmitSelfScore(
            **self._who(), scoring=reference(present.table), marks=marks, most=most
        )
        return await self._record(command)

    async def review(self, marks: Mapping[str, int], reasons: Mapping[str, str]) -> Answer:
        """Office or assessor mark it."""
        until = appeal_until(self.sheet.look.snapshot, self.sheet.present.table, self.write.now)
        return await self._record(
            ReviewScore(**self._who(), **self._given(marks, reasons), appeal_until=until)
        )

    async def appeal(self, indicators: tuple[str, ...], reason: str) -> Answer:
        """The unit appeals."""
        today = beijing_date(self.write.now)
        command = LodgeAppeal(**self._who(), indicators=indicators, reason=reason, today=today)
        return await self._record(command)

    async def decide(
        self, marks: Mapping[str, int], reasons: Mapping[str, str], reason: str
    ) -> Answer:
        """Somebody else than the reviewer decides the appeal."""
        given = self._given(marks, reasons)
        return await self._record(DecideAppeal(**self._who(), **given, reason=reason))

    async def confirm(self) -> Answer:
        """What stands becomes final."""
        return await self._record(ConfirmScore(**self._who(), today=beijing_date(self.write.now)))

    def _who(self) -> dict[str, Any]:
        actor = self.write.actor
        if actor.unit is None:
            raise BadField("unit", "an account that names its unit", "账号没有所属单位。")
        return {
            "programme": self.sheet.programme.id,
            "unit": self.sheet.unit,
            "by": actor.subject,
            "by_unit": unit_of(actor, self.sheet) or "",
        }

    def _given(self, marks: Mapping[str, int], reasons: Mapping[str, str]) -> dict[str, Any]:
        present = self.sheet.present
        return {
            "scoring": reference(present.table),
            "as_of": self.sheet.look.as_of,
            "computed": present,
            "marks": marks,
            "reasons": reasons,
        }

    async def _record(self, command: object) -> Answer:
        look = self.sheet.look
        refuse_the_past(look)
        stream = f"unit_assessment:{self.sheet.programme.id}:{self.sheet.unit}"
        return await recorded(look, self.memory, self.write, stream, command)


async def adopt(look: Look, memory: Board, write: Write, content: str) -> Answer:
    """Adopt a scoring table by its text; 422 names what is wrong with it."""
    programme, rules = programme_of(look), look.snapshot.rules
    refuse_the_past(look)
    codes = rules.pack.by_code if rules else {}
    try:
        table = parse_table(content, "scoring-table.toml", codes)
    except TableError as error:
        raise BadField("content", str(error), f"评分表有误：{error}") from error
    command = AdoptScoringTable(
        programme.id, reference(table), table.effective_from, content, write.actor.subject
    )
    return await recorded(look, memory, write, f"scoring_table:{programme.id}", command)


async def close(look: Look, memory: Board, write: Write) -> Answer:
    """Close the year's assessment: one point a unit, resting on the fact that made it final."""
    programme = programme_of(look)
    refuse_the_past(look)
    points, scoring = [], dict[str, ScoringTableRef]()
    results = {
        getattr(fact.event, "unit", ""): fact
        for fact in programme.facts.values()
        if fact.envelope.type == "UnitScoreConfirmed.v1"
    }
    for sheet in sheets_of(look):
        result = sheet.standing.result
        if result is None and sheet.present.total is None:
            continue  # nothing of it applies
        if result is None:
            raise Refused("not_all_final", f"{sheet.name}的考核结果还没有确认。", "units")
        scoring[result.scoring.sha256] = result.scoring
        points.append(
            AssessmentPoint(
                point=sheet.unit,
                title=sheet.name,
                full_marks=result.full_marks,
                marks=result.total,
                evidence=(results[sheet.unit].id,),
            )
        )
    imported = programme.imported
    title = f"{imported.title if imported else programme.id}年度考核"[:200]
    by = next(iter(scoring.values())) if len(scoring) == 1 else None
    command = CloseAssessment(
        programme.id, programme.id, title, tuple(points), write.actor.subject,
        frozenset(fact.id for fact in look.snapshot.known_facts()), by,
    )  # fmt: skip
    stream = f"assessment:{programme.id}:{programme.id}"
    return await recorded(look, memory, write, stream, command)


def appeal_until(snapshot: Snapshot, table: ScoringTable, now: datetime) -> Any:
    """The last Beijing date to appeal: so many working days after today."""
    calendar: Calendar | None = snapshot.rules.calendar if snapshot.rules else None
    day, left = beijing_date(now), table.appeal_days
    while left:
        day += timedelta(days=1)
        left -= calendar is None or calendar.works(day)
    return day


def refuse_the_past(look: Look) -> None:
    """422 for a step at a moment other than now."""
    if not look.live:
        raise BadField(
            "as_of", "nothing: only the present can be written", "只能按现在的情况办理。"
        )


async def recorded(look: Look, memory: Board, write: Write, stream: str, command: object) -> Answer:
    """Record it, and wait a little until what was recorded is read, so that pages show it."""
    answer = await write(stream, command)
    ids = {str(UUID(event["id"])) for event in answer["events"]}
    programme = look.snapshot.programme.id
    for _ in range(int(_PATIENCE / _PAUSE)):
        await memory.refresh(look.service.pool)
        if ids <= memory.known()[programme].facts.keys():
            break
        await asyncio.sleep(_PAUSE)  # ids come back through our own stream, as all facts do
    return answer
