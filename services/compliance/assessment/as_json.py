"""The assessment as JSON: a unit's sheet with all its cases, the list of units, the results."""

from collections.abc import Sequence
from typing import Any

from contracts.values import BEIJING, ScoringTableRef
from services.compliance.assessment.assessing import Sheet, programme_of
from services.compliance.assessment.score import Case, Item, Score, total_of
from services.compliance.assessment.standing import closed, reference, table_in_force
from services.compliance.assessment.table import OWN_DRAFT
from services.compliance.domain.unit_assessment import Standing
from services.compliance.lookup import Look
from services.compliance.matrix import Json, about, label


def phase(standing: Standing) -> str:
    """How far a unit is: the last step counts."""
    steps = (
        ("final", standing.result),
        ("decided", standing.decision),
        ("appealed", standing.appeal),
        ("reviewed", standing.review),
        ("self_scored", standing.self_score),
    )
    return next((name for name, event in steps if event is not None), "open")


def sheet_json(sheet: Sheet) -> Json:
    """Everything about one unit's assessment; marks in hundredths."""
    standing = sheet.standing
    steps = ("self_score", "review", "appeal", "decision", "result")
    made = {
        **about(sheet.look.snapshot, sheet.look.as_of),
        "unit": sheet.unit,
        "unit_name": sheet.name,
        "rows": [
            {"row": row, "label": _row_label(sheet, row), "total": each.total}
            for row, each in sheet.by_row
        ],
        "phase": phase(standing),
        "computed_as_of": sheet.shown_at.astimezone(BEIJING).isoformat(),
        "computed": score_json(sheet, sheet.shown),
        "now": score_json(sheet, sheet.present),
        "self_total": self_total(sheet),
    }
    for step in steps:
        event = getattr(standing, step)
        made[step] = event.model_dump(mode="json") if event else None
    return made


def self_total(sheet: Sheet) -> int | None:
    """What the unit's own marks come to, recalculated as all marks are."""
    own, score = sheet.standing.self_score, sheet.shown
    if own is None:
        return None
    marks = {mark.indicator: mark.marks for mark in own.marks}
    return total_of(score.table, score.items, marks, vetoed=False)


def score_json(sheet: Sheet, score: Score) -> Json:
    """A score with every item and case."""
    return {
        "scoring": scoring_json(reference(score.table)),
        "full_marks": score.table.full_marks,
        "total": score.total,
        "open": score.open,
        "vetoed_by": [_case(sheet, case) for case in score.vetoed_by],
        "items": [_item(sheet, item) for item in score.items],
    }


def scoring_json(scoring: ScoringTableRef) -> Json:
    """Which table, and whose weights they are."""
    return {**scoring.model_dump(mode="json"), "label": scoring.issued_by or OWN_DRAFT}


def list_json(look: Look, sheets: Sequence[Sheet], readable: set[str]) -> Json:
    """Every unit in plan order; marks of ``readable`` units, and of all that are final."""
    programme = programme_of(look)
    table, year = table_in_force(programme, look.as_of), closed(programme)
    return {
        **about(look.snapshot, look.as_of),
        "scoring": scoring_json(reference(table)),
        "closed": year.model_dump(mode="json") if year else None,
        "units": [
            {
                "unit": sheet.unit,
                "unit_name": sheet.name,
                "rows": list(sheet.assessed.rows),
                "phase": phase(sheet.standing),
                "readable": sheet.unit in readable,
                **_marks(sheet, readable=sheet.unit in readable),
            }
            for sheet in sheets
        ],
    }


def results_json(look: Look, sheets: Sequence[Sheet]) -> Json:
    """What anyone may read: the final results, in plan order."""
    finals = [sheet for sheet in sheets if sheet.standing.result is not None]
    made = list_json(look, finals, set())
    return {
        **made,
        "units": [
            {
                "unit": sheet.unit,
                "unit_name": sheet.name,
                "result": sheet.standing.result.model_dump(mode="json"),
            }
            for sheet in finals
            if sheet.standing.result is not None
        ],
    }


def _marks(sheet: Sheet, *, readable: bool) -> dict[str, Any]:
    standing = sheet.standing
    given = standing.scored if readable else standing.result
    return {
        "full_marks": sheet.present.table.full_marks,
        "computed": sheet.present.total if readable else None,
        "self_score": self_total(sheet) if readable else None,
        "given": given.total if given else None,
    }


def _item(sheet: Sheet, item: Item) -> Json:
    return {
        "indicator": item.code,
        "title": item.title,
        "full_marks": item.full,
        "most": item.most,
        "marks": item.marks,
        "applies": bool(item.most),
        "bonus": not item.full and bool(item.most),
        "cases": [_case(sheet, case) for case in item.cases],
    }


def _case(sheet: Sheet, case: Case) -> Json:
    rules = sheet.look.snapshot.rules
    known = rules.pack.by_code if rules else {}
    titles = {code: requirement.title for code, requirement in known.items()}
    return {
        "row": case.row,
        "row_label": _row_label(sheet, case.row),
        "code": case.code,
        "title": titles.get(case.code, case.code),
        "status": case.status.value,
        "marks": case.marks,
        "counted_with": titles.get(case.counted_with, case.counted_with)
        if case.counted_with
        else None,
        "evidence": list(case.evidence),
    }


def _row_label(sheet: Sheet, row: str) -> str:
    for plan in sheet.programme.planned:
        if plan.activity == row:
            return f"{label(plan)} {plan.title}"
    return "常态化开展"
