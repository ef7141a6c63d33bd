"""The plan of 2023 as data says what the printed plan says."""

from collections import Counter

import pytest

from services.announcer.programmes import names, read_plan
from tests.prerequisites import SHARED

PLAN = read_plan("daxing-2023")
IN_PERSON = {
    *(f"open-{number:02}" for number in (1, 2, 3, 4, 7, 9, 11, 12, 13, 14)),
    "talk-01",
    "talk-03",
}


def test_the_product_comes_with_the_plan_of_daxing_2023() -> None:
    assert "daxing-2023" in names()


def test_there_are_17_open_days_and_5_policy_talks_of_19_units() -> None:
    kinds = Counter(activity["kind"] for activity in PLAN["activities"])
    leads = {activity["lead_unit"] for activity in PLAN["activities"]}

    assert kinds == {"open_day": 17, "policy_talk": 5}
    assert {unit["unit"] for unit in PLAN["units"]} == leads
    assert len(leads) == 19


def test_ids_follow_the_printed_numbers() -> None:
    prefix = {"open_day": "open", "policy_talk": "talk"}

    for activity in PLAN["activities"]:
        assert f"{prefix[activity['kind']]}-{activity['number']:02}" == activity["activity"]


def test_the_units_of_points_1_to_4_are_inferred_and_no_others() -> None:
    inferred = {
        activity["activity"] for activity in PLAN["activities"] if "lead_unit_inferred" in activity
    }

    assert {"open-01", "open-02", "open-03", "open-04"} == inferred


def test_the_sentences_that_speak_of_people_on_the_spot_are_marked() -> None:
    marked = {activity["activity"] for activity in PLAN["activities"] if activity.get("in_person")}

    assert marked == IN_PERSON


@pytest.mark.shared
def test_every_label_and_unit_stands_in_the_printed_plan() -> None:
    printed = (SHARED / "policy" / "daxing-2023-plan.txt").read_text(encoding="utf-8")

    for activity in PLAN["activities"]:
        assert activity["printed_label"] in printed
    for unit in PLAN["units"]:
        assert unit["name"] in printed
    assert PLAN["issued_by"] in printed
    assert PLAN["title"] in printed
