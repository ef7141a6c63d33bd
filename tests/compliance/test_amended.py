"""An amended plan judges from its adoption on; what was judged before stays judged so."""

from datetime import date
from itertools import permutations

from contracts.events.announcer import EventReworded, ProgrammeAmended
from contracts.values import ContentPoint, Unit
from services.compliance.judging.case import Programme
from tests.compliance.story import PROGRAMME, SHA, Story

BEFORE, AFTER = "2023-09-30", "2023-12-02"


def amended(story: Story, when: str = "2023-10-01") -> Story:
    """The season lasts until the end of the year, and a unit is added."""
    event = ProgrammeAmended(
        programme=PROGRAMME,
        title="大兴区2023年政民互动工作总体方案（调整）",
        issued_by="区政务公开工作领导小组办公室",
        season_start=date(2023, 8, 1),
        season_end=date(2023, 12, 31),
        office_unit="zhengwufuwuju",
        units=(
            Unit(unit="zhengwufuwuju", name="政务服务局"),
            Unit(unit="sifaju", name="司法局"),
        ),
        content_sha256=SHA,
        decided_by="office-1",
    )
    story.tell(when, event)
    return story


def reworded(story: Story, when: str = "2023-10-01") -> Story:
    """The plan prints the activity in other words."""
    points = (ContentPoint(point="p1", title="另一件事"),)
    story.about(
        when, EventReworded, theme="新专题", topic="新主题", printed_label="开放点11（新主题）",
        content_points=points,
    )  # fmt: skip
    return story


def shown() -> Story:
    """Held on 28 September with one of two printed points shown."""
    return Story().planned().scheduled("2023-09-28").held("2023-09-28").ticked("2023-09-29", "p1")


def test_the_points_that_the_amended_plan_prints_are_asked_for() -> None:
    assert shown().statuses(AFTER, "CONTENT") != ["met"]
    assert reworded(shown()).statuses(AFTER, "CONTENT") == ["met"]


def test_what_was_judged_before_the_adoption_stays() -> None:
    codes = ("CONTENT", "WINDOW", "HELD", "FILE")

    assert shown().statuses(BEFORE, *codes) == amended(reworded(shown())).statuses(BEFORE, *codes)


def test_a_unit_that_leads_nothing_any_more_keeps_its_name() -> None:
    plan = amended(Story().planned()).programme().imported

    assert plan is not None
    assert {it.unit for it in plan.units} == {"jiugong", "zhengwufuwuju", "sifaju"}


def test_other_words_are_the_plan_s_and_the_title_stays() -> None:
    (plan,) = reworded(Story().planned()).programme().planned

    assert (plan.theme, plan.printed_label) == ("新专题", "开放点11（新主题）")
    assert plan.title == "活动"


def test_amendments_come_in_any_order() -> None:
    story = reworded(amended(Story().planned().scheduled("2023-12-05")))
    orders = [Programme(PROGRAMME).add(facts) for facts in permutations(story.facts)]

    assert len({(it.imported, it.planned) for it in orders}) == 1
