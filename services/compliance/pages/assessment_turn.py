"""Whose turn it is in a unit's assessment, and what the form of that turn holds already."""

from collections.abc import Mapping

from services._web.forms import Filled
from services._web.signed_in import Visitor
from services.compliance.assessment import assessing
from services.compliance.assessment.assessing import Sheet
from services.compliance.presentation.marks import marks_words


def turn(visitor: Visitor, sheet: Sheet) -> str:
    """The form that this person may fill in now; empty for who only reads."""
    standing = sheet.standing
    if not sheet.look.live or standing.result is not None or sheet.present.total is None:
        return ""
    if visitor.actor.unit == sheet.unit:
        return _own_turn(visitor, sheet)
    unit = assessing.unit_of(visitor.actor, sheet)
    if not visitor.may(*assessing.MARKERS) or unit in {None, sheet.unit}:
        return ""
    if standing.appeal is not None and standing.decision is None:
        reviewer = standing.review.reviewer if standing.review else None
        return "" if reviewer == visitor.actor.subject else "decision"
    return "review" if standing.review is None else "confirmation"


def _own_turn(visitor: Visitor, sheet: Sheet) -> str:
    if sheet.standing.review is None:
        return "self-score" if visitor.may(*assessing.OWN) else ""
    appeals = sheet.standing.appeal is None and visitor.may(*assessing.APPEALING)
    return "appeal" if appeals else ""


def prefilled(sheet: Sheet, now: str, form: Filled) -> Filled:
    """What was typed; else the marks given before in this step, else the computed ones."""
    if form.values or now in {"", "appeal", "confirmation"}:
        return form
    standing, known = sheet.standing, dict[str, int]()
    values: dict[str, list[str]] = {}
    if now == "self-score" and standing.self_score is not None:
        known = {mark.indicator: mark.marks for mark in standing.self_score.marks}
        for mark in standing.self_score.marks:
            values[f"report.{mark.indicator}"] = [mark.report or ""]
            values[f"link.{mark.indicator}"] = [mark.link or ""]
    elif now == "decision" and standing.review is not None:
        known = {mark.indicator: mark.marks for mark in standing.review.marks}
        values |= _reasons({mark.indicator: mark.reason for mark in standing.review.marks})
    for item in sheet.present.applicable:
        values[f"marks.{item.code}"] = [marks_words(known.get(item.code, item.marks))]
    return Filled(values, form.errors, form.status, form.key)


def _reasons(reasons: Mapping[str, str | None]) -> dict[str, list[str]]:
    return {f"reason.{code}": [reason] for code, reason in reasons.items() if reason}
