"""The three worked scenarios of the requirements, and the golden dates of 2023."""

from datetime import date

import pytest

from contracts.values import Form, PersonCategory
from services.compliance.rules.calendar import load_calendar
from services.compliance.rules.deadlines import working_days_after, working_days_before
from tests.compliance.story import Story

GOLDEN = [
    ("2023-08-15", "2023-08-10", "2023-08-09", "2023-08-08", "2023-08-07", "2023-08-22"),
    ("2023-09-28", "2023-09-25", "2023-09-24", "2023-09-21", "2023-09-20", "2023-10-11"),
    ("2023-10-10", "2023-10-07", "2023-10-06", "2023-09-27", "2023-09-26", "2023-10-17"),
    ("2023-10-13", "2023-10-10", "2023-10-09", "2023-10-08", "2023-10-07", "2023-10-20"),
    ("2023-11-30", "2023-11-27", "2023-11-26", "2023-11-23", "2023-11-22", "2023-12-07"),
]


@pytest.mark.parametrize(("on", "three", "three_clear", "five", "five_clear", "materials"), GOLDEN)
def test_golden_dates_of_2023(
    on: str, three: str, three_clear: str, five: str, five_clear: str, materials: str
) -> None:
    calendar, day = load_calendar(), date.fromisoformat(on)
    before_three = working_days_before(calendar, day, 3, clear=False)
    before_five = working_days_before(calendar, day, 5, clear=False)
    expected = (three, three_clear, five, five_clear, materials)
    actual = (
        before_three.standard,
        before_three.clear,
        before_five.standard,
        before_five.clear,
        working_days_after(calendar, day, 5).due,
    )
    assert expected == tuple(str(found) for found in actual)


def rescheduled_to(day: str) -> Story:
    return (
        Story("open-11")
        .planned()
        .scheduled("2023-09-14", selection_methods=["open_selection"])
        .noticed("2023-09-04 10:00", "2023-09-14")
        .moved(day, "2023-09-13 08:00")
    )


def test_rescheduled_with_change_notice_and_filing_is_met() -> None:
    story = (
        rescheduled_to("2023-09-21")
        .noticed("2023-09-13 10:00", "2023-09-21", kinds=("change",))
        .filed("2023-09-13 11:00", "reschedule", "2023-09-21")
        .held("2023-09-21")
    )
    wall = story.wall("2023-09-22")
    assert wall["ANN-TIME"].status == "met"
    assert str(wall["ANN-TIME"].due) == "2023-09-14"
    assert wall["FILE"].status == "met"
    assert wall["WINDOW"].status == "met"
    assert str(wall["MAT-TIME"].due) == "2023-09-28"


def test_rescheduled_too_near_is_met_late() -> None:
    story = rescheduled_to("2023-09-18").noticed(
        "2023-09-13 10:00", "2023-09-18", kinds=("change",)
    )
    wall = story.wall("2023-09-14")
    assert (wall["ANN-TIME"].status, str(wall["ANN-TIME"].due)) == ("met_late", "2023-09-11")


def test_rescheduled_without_change_notice_and_filing_is_missed() -> None:
    story = rescheduled_to("2023-09-21")
    before, after = story.wall("2023-09-14 23:59:59"), story.wall("2023-09-15 00:00")
    codes = ("ANN-TIME", "ANN-CHANNEL", "ANN-ELEM")
    assert [before[code].status for code in codes] == ["due_soon"] * 3
    assert [after[code].status for code in codes] == ["missed", "missed", "gap"]
    assert after["FILE"].status == "missed"


def test_directed_only_without_notice() -> None:
    people = (
        [PersonCategory.NPC_DEPUTY] * 5
        + [PersonCategory.CPPCC_MEMBER] * 5
        + [PersonCategory.EXPERT] * 5
    )
    story = (
        Story("open-15")
        .planned(unit="caizhengju")
        .scheduled("2023-10-24", selection_methods=["directed_invitation"])
        .seated("2023-10-20", tuple(people))
    )
    wall = story.wall("2023-10-25")
    expected = {
        "ANN-TIME": "missed",
        "ANN-CHANNEL": "missed",
        "ANN-ELEM": "gap",
        "SEL-NOTICE": "not_applicable",
        "SEL-SIGNUP": "not_applicable",
        "REP-INVITED": "met",
        "REP-METHOD": "met",
        "REP-SIZE": "gap",
        "REP-SCOPE": "gap",
    }
    assert expected == {code: wall[code].status.value for code in expected}
    assert str(wall["ANN-TIME"].due) == "2023-10-17"
    assert str(wall["MAT-TIME"].due) == "2023-10-31"


@pytest.mark.parametrize(
    ("moved", "expected"),
    [("2023-11-07 10:00", "met"), ("2023-11-10 10:00", "met_late"), (None, "missed")],
)
def test_wrong_column(moved: str | None, expected: str) -> None:
    story = (
        Story("talk-03")
        .planned(unit="renbaoju")
        .scheduled("2023-11-01", Form.OFFLINE)
        .held("2023-11-01")
        .materials("2023-11-03 10:00", "open_day")
    )
    if moved:
        story.materials_moved(moved, "policy_talk")
    wall = story.wall("2023-11-20")
    assert str(wall["MAT-TIME"].due) == "2023-11-08"
    assert (wall["MAT-TIME"].status, wall["MAT-COLUMN"].status) == ("met", expected)
