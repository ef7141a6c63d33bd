import json
from typing import Any

from deploy.local.season.check import compare, report, told_of_people, verdicts_of
from deploy.local.season.expected import Moment, load_expected, load_planted

MOMENT = load_expected()[0]
PLANTED = load_planted()


def wall(moment: Moment) -> dict[str, Any]:
    """A wall that says exactly what is expected."""
    flags = {cell: [fault.flag] for fault in PLANTED if fault.flag for cell in fault.shows}
    rows: dict[str, list[dict[str, Any]]] = {}
    for (row, code), status in moment.statuses.items():
        detail = moment.details.get((row, code))
        shown = list(detail.flags) if detail else flags.get((row, code), [])
        due = detail.due.isoformat() if detail else None
        verdict = {"code": code, "status": status.value, "flags": shown, "due": due}
        rows.setdefault(row, []).append(verdict)
    listed = [{"activity": row, "verdicts": verdicts} for row, verdicts in rows.items()]
    return {"rows": listed[:22], "other_rows": listed[22:]}


def change(matrix: dict[str, Any], row: str, code: str, **to: Any) -> None:
    for each in (*matrix["rows"], *matrix["other_rows"]):
        for verdict in each["verdicts"]:
            if (each["activity"], verdict["code"]) == (row, code):
                verdict.update(to)


def told(matrix: dict[str, Any]) -> str:
    return "\n".join(report([compare(MOMENT, verdicts_of(matrix), PLANTED)], facts=1528))


def test_a_wall_as_expected_has_no_difference_and_shows_every_planted_fault() -> None:
    checked = compare(MOMENT, verdicts_of(wall(MOMENT)), PLANTED)
    assert (checked.differences, checked.hidden) == ([], [])
    assert checked.found == [fault for fault in PLANTED if fault.as_of == MOMENT.as_of]
    assert "activities: 22\nfacts: 1528\n" in told(wall(MOMENT))


def test_a_differing_verdict_is_named_with_both_statuses() -> None:
    matrix = wall(MOMENT)
    change(matrix, "open-12", "ANN-CHANNEL", status="met")
    text = told(matrix)
    assert "2023-10-16 09:42  open-12  ANN-CHANNEL: expected missed, found met" in text
    assert "not found: new-media-forgotten" in text


def test_another_due_date_or_flag_of_a_chosen_cell_is_a_difference() -> None:
    matrix = wall(MOMENT)
    change(matrix, "open-07", "ANN-TIME", due="2023-10-09", flags=[])
    assert "expected 2023-10-08 borderline, found 2023-10-09 no flags" in told(matrix)


def test_a_missing_and_an_additional_cell_are_differences() -> None:
    matrix = wall(MOMENT)
    missing = matrix["rows"][0]["verdicts"].pop()
    matrix["rows"][1]["verdicts"].append(missing | {"code": "NEW"})
    text = told(matrix)
    assert f"open-01  {missing['code']}: expected met, found no such cell" in text
    assert "open-02  NEW: expected no such cell, found met" in text


def test_the_people_of_an_exported_log_are_counted() -> None:
    kinds = ["SignedUp.v1", "SignedUp.v1", "RepresentativeInvited.v1", "QuestionAsked.v1"]
    lines = [json.dumps({"type": kind}) for kind in (*kinds, "OpinionFedBack.v1", "EventHeld.v1")]
    assert told_of_people(lines) == (
        "people: 2 sign-ups, 1 invitations, 0 check-ins, 1 questions, 0 questions answered, "
        "0 opinions, 1 opinions answered"
    )
