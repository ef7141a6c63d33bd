"""Plan ahead: every last moment as the verdicts will have it, and the earliest lawful date."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.values import Form, SelectionMethod
from services.compliance.planning.ahead import (
    NEW,
    ActivityPlan,
    House,
    Rules,
    Step,
    earliest,
    lawful,
    planned_anew,
    steps,
)
from services.compliance.planning.supposing import Supposition
from services.compliance.rules.pack import load_pack, packs
from tests.compliance.random_stories import FORMS
from tests.compliance.story import Story, at
from tests.compliance.test_properties import every

OPEN = (SelectionMethod.OPEN_SELECTION,)
STORY = Story().planned()
IMPORTED = STORY.programme()
ANY = ActivityPlan()


def rules(now: str) -> Rules:
    return Rules(STORY.pack, STORY.calendar, at(now))


def plan(wish: Supposition, now: str = "2023-08-01 09:00") -> list[Step]:
    anew = planned_anew(IMPORTED, ANY, at(now))
    return steps(rules(now), anew, NEW, wish, House())


def limit(found: list[Step], action: str) -> str:
    """The last date of an action."""
    return next(
        str(step.deadline.due) for step in found for task in step.tasks if task.action == action
    )


@pytest.mark.parametrize(
    ("day", "three", "three_clear", "five", "five_clear", "materials"),
    [
        ("2023-08-15", "08-10", "08-09", "08-08", "08-07", "08-22"),
        ("2023-09-28", "09-25", "09-24", "09-21", "09-20", "10-11"),
        ("2023-10-10", "10-07", "10-06", "09-27", "09-26", "10-17"),
        ("2023-10-13", "10-10", "10-09", "10-08", "10-07", "10-20"),
        ("2023-11-30", "11-27", "11-26", "11-23", "11-22", "12-07"),
    ],
)
def test_golden_dates(  # the table of requirements.md, section 1
    day: str, three: str, three_clear: str, five: str, five_clear: str, materials: str
) -> None:
    for form, standard, clear in (
        (Form.ONLINE, three, three_clear),
        (Form.OFFLINE, five, five_clear),
        (Form.HYBRID, five, five_clear),
    ):
        found = plan(Supposition(date.fromisoformat(day), form=form))
        assert limit(found, "发布活动公告") == f"2023-{standard}"
        notice = next(step for step in found if step.tasks[0].action == "发布活动公告")
        assert str(notice.deadline.clear) == f"2023-{clear}"
        assert limit(found, "在区政府网站公开工作材料") == f"2023-{materials}"


def test_every_last_moment_of_an_open_selection_in_its_order() -> None:
    found = plan(Supposition(date(2023, 10, 10), form=Form.OFFLINE, methods=OPEN))
    told = [
        (step.deadline.due.isoformat()[5:], "house" if step.house else "rule", step.tasks[0].action)
        for step in found
    ]
    assert told == [
        ("09-20", "house", "开始内部审核"),
        ("09-27", "rule", "发布活动公告"),
        ("10-07", "house", "截止报名"),
        ("10-08", "house", "从报名人员中抽签或者研究确定代表"),
        ("10-10", "rule", "制定实施方案"),
        ("10-17", "rule", "介绍政策文件、工作情况"),
        ("10-24", "house", "反馈意见建议采纳情况"),
        ("11-30", "rule", "在活动窗口内举办"),
    ]
    assert limit(found, "在各渠道发布遴选公告") == "2023-09-27"
    assert limit(found, "在报名截止后从报名人员中确定代表") == "2023-10-10"


def test_the_counting_names_days_skipped_and_why() -> None:
    found = plan(Supposition(date(2023, 10, 10), form=Form.OFFLINE))
    notice = next(step for step in found if step.tasks[0].action == "发布活动公告")
    skipped = [day for day in notice.deadline.days if day.number is None and not day.anchor]
    assert [str(day.day)[5:] for day in skipped] == [
        "09-29", "09-30", "10-01", "10-02", "10-03", "10-04", "10-05", "10-06",
    ]  # fmt: skip
    assert all(day.label for day in skipped)
    made_up = [str(day.day) for day in notice.deadline.days if day.kind == "make_up"]
    assert made_up == ["2023-10-07", "2023-10-08"]


def test_directed_invitation_has_no_sign_up_and_online_nobody_to_choose() -> None:
    directed = (SelectionMethod.DIRECTED_INVITATION,)
    found = plan(Supposition(date(2023, 10, 24), form=Form.OFFLINE, methods=directed))
    actions = {task.action for step in found for task in step.tasks}
    assert not actions & {"截止报名", "在各渠道发布遴选公告"}
    assert "邀请公众代表" in actions
    online = plan(Supposition(date(2023, 10, 24), form=Form.ONLINE))
    assert "邀请公众代表" not in {task.action for step in online for task in step.tasks}


def test_outside_the_window_it_must_be_filed_today_and_is_not_lawful_before() -> None:
    wish = Supposition(date(2023, 12, 5), form=Form.ONLINE)
    assert limit(plan(wish, "2023-10-09 10:00"), "向区政务服务局报备变更") == "2023-10-09"
    anew = planned_anew(IMPORTED, ANY, at("2023-10-09 10:00"))
    assert not lawful(rules("2023-10-09 10:00"), anew, NEW, wish)


def test_an_activity_that_has_its_notice_out_is_lawful_on_its_own_date() -> None:
    story = Story().planned().scheduled("2023-09-14").noticed("2023-09-04", "2023-09-14")
    now = Rules(story.pack, story.calendar, at("2023-09-11"))
    same = Supposition(date(2023, 9, 14), form=Form.OFFLINE)
    assert lawful(now, story.programme(), story.activity, same)
    other = Supposition(date(2023, 9, 15), form=Form.OFFLINE)
    assert not lawful(now, story.programme(), story.activity, other)


@pytest.mark.parametrize(
    ("now", "form", "expected"),
    [
        ("2023-09-21 23:59", Form.OFFLINE, "2023-09-28"),
        ("2023-09-22 00:00", Form.OFFLINE, "2023-09-29"),
        ("2023-09-25 12:00", Form.OFFLINE, "2023-10-08"),
        ("2023-09-25 12:00", Form.ONLINE, "2023-09-28"),
        ("2023-08-02 12:00", Form.OFFLINE, "2023-08-09"),
        ("2023-11-29 12:00", Form.ONLINE, None),
    ],
)
def test_the_earliest_date_if_the_public_is_told_today(
    now: str, form: Form, expected: str | None
) -> None:
    found = earliest(rules(now), IMPORTED, ANY, Supposition(form=form))
    assert (str(found) if found else None) == expected


def test_a_unit_outside_the_plan_is_not_bound_to_the_season() -> None:
    routine = ActivityPlan(routine=True)
    wish = Supposition(form=Form.ONLINE)
    assert earliest(rules("2023-11-29 12:00"), IMPORTED, routine, wish) == date(2023, 12, 2)


@every
@given(
    st.sampled_from(packs()),
    st.dates(date(2023, 8, 2), date(2023, 11, 25)),
    FORMS.filter(bool),
    st.booleans(),
)
def test_the_earliest_date_can_be_kept_today_and_the_day_before_cannot(
    pack: str,
    today: date,
    form: Form,
    openly: bool,  # noqa: FBT001
) -> None:
    now = Rules(load_pack(pack), STORY.calendar, at(f"{today} 10:00"))
    wish = Supposition(form=form, methods=OPEN if openly and form is not Form.ONLINE else ())
    first = earliest(now, IMPORTED, ANY, wish)
    if first is None:
        return
    anew = planned_anew(IMPORTED, ANY, now.now)
    for step in steps(now, anew, NEW, replace(wish, starts_on=first), House()):
        assert step.house or step.deadline.due >= today
    before = replace(wish, starts_on=first - timedelta(days=1))
    assert not lawful(now, anew, NEW, before)


def test_another_place_counts_calendar_days() -> None:
    qinghe = Rules(load_pack("sample-qinghe-2023"), STORY.calendar, at("2023-09-20 10:00"))
    assert earliest(qinghe, IMPORTED, ANY, Supposition(form=Form.OFFLINE)) == date(2023, 10, 5)


@every
@given(st.dates(date(2023, 8, 10), date(2023, 11, 30)), FORMS.filter(bool))
def test_a_plan_counts_as_the_verdicts_of_the_scheduled_activity_will(
    day: date, form: Form
) -> None:
    wall = Story().planned().scheduled(f"{day}", form, said="2023-08-02").wall("2023-08-02 12:01")
    wish = Supposition(day, form=form)
    anew = steps(rules("2023-08-02 12:01"), IMPORTED, STORY.activity, wish, House())
    for step in anew:
        for task in step.tasks:
            if task.requirement is not None and task.requirement.deadline != "start":
                verdict = wall[task.requirement.code]
                assert (verdict.due, verdict.working.days) == (
                    step.deadline.due,
                    step.deadline.days,
                )
