"""What a draft says of a plan: its activities as printed, and everything that is odd."""

from collections import Counter
from time import process_time

import pytest

from services.announcer.importing.remarks import Weight
from services.announcer.programmes import read_plan
from tests.announcer.plan_files import PLAN, SAMPLE, drafted, read
from tests.prerequisites import SHARED

DAXING = SHARED / "policy" / "daxing-2023-plan.txt"
NINE = "（主责单位：水务局）"


def noted(text: str) -> set[tuple[str, str]]:
    """Weight and code of every remark."""
    return {(it.weight.value, it.code) for it in drafted(text).remarks}


def test_the_sample_is_read_whole() -> None:
    draft = drafted()

    assert draft.head.title == "望川区2024年政民互动工作总体方案"
    assert draft.head.issued_by == "望川区政务公开工作领导小组办公室"
    assert draft.head.themes == ("方便办事", "守护安全", "共建“花园”城区")
    assert Counter(it.kind for it in draft.activities) == {"open_day": 7, "policy_talk": 2}
    assert len(draft.units) == 8
    assert draft.adoptable


def test_the_sample_shows_one_oddity_of_every_usual_kind() -> None:
    assert noted(PLAN) == {
        ("repair", "alias"),
        ("repair", "broken_numbering"),
        ("repair", "dashes"),
        ("repair", "half_width"),
        ("repair", "missing_colon"),
        ("repair", "theme_spelled"),
        ("repair", "turned_quotes"),
        ("inferred", "effective_from"),
        ("inferred", "in_person"),
        ("inferred", "new_unit"),
        ("inferred", "place"),
        ("inferred", "season"),
        ("inferred", "units_in_order"),
        ("doubt", "weekday"),
    }


def test_a_wrong_weekday_is_named_with_the_right_one() -> None:
    (doubt,) = drafted().of(Weight.DOUBT)

    assert doubt.line == 6
    assert doubt.message == "2024年3月12日是星期二，不是星期三。请确认日期。"


@pytest.mark.shared
def test_the_plan_of_daxing_2023_is_read_as_it_was_typed_by_hand() -> None:
    draft, typed = read(DAXING.name, DAXING.read_bytes()), read_plan("daxing-2023")
    plan = draft.plan("daxing-2023", "daxing-2023").model_dump(mode="json")

    assert len(draft.head.themes) == 5
    assert Counter(it.kind for it in draft.activities) == {"open_day": 17, "policy_talk": 5}
    assert not draft.of(Weight.DOUBT, Weight.OBSTACLE)
    for field in ("title", "issued_by", "season_start", "season_end", "office_unit", "units",
                  "effective_from", "effective_from_inferred"):  # fmt: skip
        assert plan[field] == typed[field]
    for read_as, by_hand in zip(plan["activities"], typed["activities"], strict=True):
        for field in ("activity", "number", "kind", "printed_label", "lead_unit"):
            assert read_as[field] == by_hand[field]
        assert read_as["theme"] == by_hand.get("theme")
        assert read_as["in_person"] == by_hand.get("in_person", False)
        assert read_as["lead_unit_inferred"] == by_hand.get("lead_unit_inferred", False)
        assert by_hand["topic"].startswith(read_as["topic"])


@pytest.mark.shared
def test_every_quirk_of_the_printed_plan_is_listed_with_its_line() -> None:
    draft = read(DAXING.name, DAXING.read_bytes())
    found = {(it.code, it.line) for it in draft.of(Weight.REPAIR)}

    assert found == {
        ("half_width", 9), ("tab", 13), ("turned_quotes", 15), ("broken_numbering", 16),
        ("theme_spelled", 32), ("broken_numbering", 42), ("dashes", 47),
        *(("missing_colon", line) for line in (24, 27, 28, 30, 31, 33, 34, 35, 36)),
    }  # fmt: skip


@pytest.mark.shared
def test_a_whole_import_takes_less_than_a_second() -> None:
    begin = process_time()
    read(DAXING.name, DAXING.read_bytes()).plan("daxing-2023", "daxing-2023")

    assert process_time() - begin < 1


ODD = {
    "a lost number of a point": ("开放点7（污水", "开放点（污水", ("obstacle", "lost_number")),
    "a masked number of a point": ("开放点7（污水", "开放点×（污水", ("obstacle", "lost_number")),
    "a gap in the numbers": ("开放点7（污水", "开放点9（污水", ("doubt", "missing_number")),
    "a repeated number": ("开放点7（污水", "开放点6（污水", ("obstacle", "repeated_number")),
    "points out of order": ("开放点3（流", "开放点8（流", ("doubt", "disordered")),
    "a gap in the ordinals": ("（2）开放点3", "（3）开放点3", ("doubt", "broken_numbering")),
    "lost digits of a limit": ("提前5个工作日", "提前 个工作日", ("doubt", "lost_digits")),
    "lost digits of a year": ("于2024年3月", "于20 年3月", ("doubt", "lost_digits")),
    "a masked value": ("离镇较远", "离**较远", ("doubt", "masked")),
    "a masked unit": ("主责单位：水务局", "主责单位：某局", ("obstacle", "masked")),
    "no unit": (NINE, "", ("obstacle", "no_unit")),
    "more points than units": ("开放点1、2（", "开放点1、2、8（", ("obstacle", "units_unclear")),
    "one unit for two points": ("柳桥街道、政务", "政务", ("inferred", "one_unit")),
    "several units for one point": (
        "：水务局", "：水务局、园林局", ("obstacle", "units_unclear"),
    ),
    "a day that does not exist": ("3月12日(星期三)", "2月30日", ("doubt", "no_such_date")),
    "a theme that is not announced": ("“守护安全”专题", "“安全”专题", ("doubt", "theme_missing")),
    "two items in one line": (
        "）\n（2）开放点5", "）（2）开放点5", ("repair", "joined_items"),
    ),
    "an item in two lines": ("设计人员讲为", "设计\n人员讲为", ("repair", "joined_lines")),
    "words that belong to no item": ("2.“守护", "另外说明。\n2.“守护", ("doubt", "unassigned")),
    "a missing bracket": ("水务局）", "水务局", ("repair", "missing_bracket")),
    "a unit without its colon": ("主责单位：水务局", "主责单位水务局", ("repair", "missing_colon")),
    "a jump of sections": ("三、活动形式", "五、活动形式", ("doubt", "broken_numbering")),
    "no title": ("方案", "计划", ("obstacle", "no_title")),
    "no issuer": ("望川区政务公开工作领导小组办公室", "", ("obstacle", "no_issuer")),
    "no season": ("4--10月", "全年", ("obstacle", "no_season")),
    "two seasons": ("二）及时公开。", "二）在2024年5—6月补办。", ("obstacle", "several_seasons")),
    "nobody to file with": ("报备", "报告", ("obstacle", "no_office")),
    "a character nobody knows": ("口袋公园", "口袋公\ue000", ("doubt", "unreadable")),
}  # fmt: skip


@pytest.mark.parametrize(("printed", "instead", "remark"), ODD.values(), ids=ODD.keys())
def test_what_is_odd_is_said(printed: str, instead: str, remark: tuple[str, str]) -> None:
    assert printed in PLAN

    assert remark in noted(PLAN.replace(printed, instead))


def test_an_obstacle_makes_a_draft_unfit_to_adopt() -> None:
    assert not drafted(PLAN.replace(NINE, "")).adoptable


def test_a_range_of_points_is_every_point_of_it() -> None:
    draft = drafted(PLAN.replace("开放点1、2（", "开放点1—2（"))

    assert [it.activity for it in draft.activities][:2] == ["open-01", "open-02"]


def test_a_unit_is_the_same_by_each_of_its_names() -> None:
    full = drafted(PLAN.replace("：水务局", "：区人力资源和社会保障局"))
    short = drafted(PLAN.replace("：水务局", "：人保局"))

    assert full.activities[6].lead.unit == short.activities[6].lead.unit == "renbaoju"
    assert full.activities[6].lead.printed == "区人力资源和社会保障局"


def test_points_are_the_printed_sentences() -> None:
    points = drafted().activities[3].points()

    assert points == (
        "走进望川消防站训练场，观摩一次高层救援演练",
        "学习家用灭火器的用法",
    )


def test_the_sample_lies_where_the_readme_says() -> None:
    assert SAMPLE.is_file()
