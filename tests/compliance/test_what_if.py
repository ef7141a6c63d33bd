"""What if: the difference a supposition makes, the same that the recorded facts would make."""

from datetime import date, time

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from contracts.events.announcer import EventRescheduled
from contracts.values import Form
from services._web.faults import BadField
from services.compliance.judging.assess import assess_activity
from services.compliance.planning.supposing import (
    OtherRules,
    Supposition,
    is_supposed,
    suppose,
    supposed,
)
from services.compliance.planning.what_if import Difference, what_if
from services.compliance.rules.pack import Span
from services.compliance.rules.verdict import Verdict
from tests.compliance.random_stories import DATES, FORMS, MOMENTS, NAMES, stories
from tests.compliance.story import Story, at, session
from tests.compliance.test_properties import every

ALWAYS = st.sampled_from([True])
SUPPOSITIONS = st.builds(
    Supposition,
    starts_on=st.none() | DATES.map(date.fromisoformat),
    session=st.none() | NAMES,
    form=FORMS,
    start_time=st.none() | st.just(time(14)),
) | st.builds(Supposition, session=st.none() | NAMES, cancelled=ALWAYS)  # fmt: skip


def told(story: Story, now: str, wish: Supposition, rules: OtherRules | None = None) -> list[str]:
    """The differences, a line each."""
    outcome = what_if(
        story.pack, story.calendar, story.programme(), at(now),
        activity=story.activity, wish=wish, rules=rules or OtherRules(),
    )  # fmt: skip
    return [line(each) for each in outcome.differences]


def line(found: Difference) -> str:
    return (
        f"{found.effect} {found.after.code}: {found.before.status} {found.before.due}"
        f" -> {found.after.status} {found.after.due}"
    )


def rained_on() -> Story:
    """open-11 of requirements.md, before the rain: 14 September, notice on the 4th."""
    story = Story().planned().scheduled("2023-09-14").detailed("2023-08-20")
    return story.noticed("2023-09-04 10:00", "2023-09-14")


def test_a_move_asks_for_a_new_notice_and_a_filing_today() -> None:
    lines = told(rained_on(), "2023-09-13 15:00", Supposition(date(2023, 9, 21)))
    assert "worse ANN-TIME: met 2023-09-07 -> due_soon 2023-09-14" in lines
    assert "added FILE: not_applicable None -> due_soon 2023-09-13" in lines
    assert "limit MAT-TIME: pending 2023-09-21 -> pending 2023-09-28" in lines
    assert "limit DETAIL: met 2023-09-14 -> met 2023-09-21" in lines


def test_a_move_that_comes_too_late_is_told_before_it_is_made() -> None:
    lines = told(rained_on(), "2023-09-13 15:00", Supposition(date(2023, 9, 18)))
    assert "worse ANN-TIME: met 2023-09-07 -> missed 2023-09-11" in lines


def test_becoming_hybrid_changes_the_days_and_what_is_binding() -> None:
    story = Story().planned().scheduled("2023-09-14", Form.ONLINE)
    lines = told(story, "2023-09-01", Supposition(form=Form.HYBRID))
    assert "limit ANN-TIME: pending 2023-09-11 -> pending 2023-09-07" in lines
    assert "added REP-INVITED: not_applicable None -> pending 2023-09-14" in lines
    lines = told(Story().planned().scheduled("2023-09-14"), "2023-09-01",
                 Supposition(form=Form.ONLINE))  # fmt: skip
    assert "dropped REP-INVITED: pending 2023-09-14 -> not_applicable None" in lines


def test_cancelling_leaves_the_filing_and_the_cancellation_notice() -> None:
    lines = told(rained_on(), "2023-09-13 15:00", Supposition(cancelled=True))
    assert "added FILE: not_applicable None -> due_soon 2023-09-13" in lines
    assert "added ANN-CANCEL: not_applicable None -> due_soon 2023-09-14" in lines
    assert "dropped MAT-TIME: pending 2023-09-21 -> not_applicable None" in lines


def test_an_undated_activity_gets_its_date() -> None:
    lines = told(Story().planned(), "2023-09-01", Supposition(date(2023, 9, 14), form=Form.ONLINE))
    assert "better ANN-TIME: unscheduled None -> pending 2023-09-11" in lines


def test_fifteen_days_notice_and_two_days_for_materials() -> None:
    lines = told(rained_on(), "2023-09-05", Supposition(), OtherRules(Span(days=15), Span(days=2)))
    assert "worse ANN-TIME: met 2023-09-07 -> met_late 2023-08-24" in lines
    assert "limit MAT-TIME: pending 2023-09-21 -> pending 2023-09-18" in lines


def test_fifteen_calendar_days_count_every_day() -> None:
    rule = OtherRules(Span(days=15, unit="calendar"))
    lines = told(rained_on(), "2023-09-05", Supposition(), rule)
    assert "worse ANN-TIME: met 2023-09-07 -> met_late 2023-08-30" in lines


def test_another_rule_is_asked_of_every_row() -> None:
    story = rained_on()
    outcome = what_if(
        story.pack,
        story.calendar,
        story.programme(),
        at("2023-09-05"),
        rules=OtherRules(Span(days=15)),
    )
    assert {each.after.code for each in outcome.differences} == {
        "ANN-TIME", "ANN-CHANNEL", "ANN-ELEM",
    }  # fmt: skip
    assert outcome.after[-1].row == "programme"


def test_what_is_so_already_changes_nothing() -> None:
    story = rained_on()
    same = Supposition(date(2023, 9, 14), form=Form.OFFLINE)
    assert supposed(story.programme(), story.activity, same, at("2023-09-05")) == ()
    assert told(story, "2023-09-05", same) == []


def test_a_moved_session_keeps_its_hours_and_its_length() -> None:
    story = (
        Story()
        .planned()
        .scheduled("2023-09-14", sessions=[session("2023-09-14", until="2023-09-15")])
    )
    (event,) = supposed(
        story.programme(), story.activity, Supposition(date(2023, 9, 25)), at("2023-09-05")
    )
    assert isinstance(event, EventRescheduled)
    assert event.moved == session("2023-09-25", until="2023-09-26")


def test_supposed_facts_are_marked_and_leave_the_case_as_it_was() -> None:
    story = rained_on()
    case = story.programme()
    events = supposed(case, story.activity, Supposition(date(2023, 9, 21)), at("2023-09-13"))
    imagined = suppose(case, events, at("2023-09-13"))
    marked = [fact for fact in imagined.activities[story.activity].values() if is_supposed(fact)]
    assert [fact.event for fact in marked] == list(events)
    assert case == story.programme()
    assert not any(is_supposed(fact) for fact in case.activities[story.activity].values())


two_sessions = (
    Story()
    .planned()
    .scheduled("2023-09-14", sessions=[session("2023-09-14"), session("2023-09-20", "s2")])
)


@pytest.mark.parametrize(
    ("story", "wish", "field"),
    [
        (Story().planned(), Supposition(form=Form.ONLINE), "starts_on"),
        (Story().planned(), Supposition(date(2023, 9, 14), "s1"), "session"),
        (two_sessions, Supposition(date(2023, 9, 25)), "session"),
        (two_sessions, Supposition(date(2023, 9, 25), "s9"), "session"),
        (two_sessions, Supposition(session="s9", cancelled=True), "session"),
        (rained_on(), Supposition(date(2023, 9, 25), cancelled=True), "cancelled"),
        (rained_on(), Supposition(date(2023, 9, 25), ends_on=date(2023, 9, 24)), "ends_on"),
        (rained_on().cancelled("2023-09-05"), Supposition(form=Form.ONLINE), "activity"),
    ],
)
def test_what_could_not_be_recorded_cannot_be_supposed(
    story: Story, wish: Supposition, field: str
) -> None:
    with pytest.raises(BadField) as refused:
        supposed(story.programme(), story.activity, wish, at("2023-09-06"))
    assert refused.value.field == field


@every
@given(stories(), MOMENTS, SUPPOSITIONS)
def test_the_same_facts_really_recorded_give_the_same_verdicts(
    story: Story, now: str, wish: Supposition
) -> None:
    case, moment = story.programme(), at(now)
    try:
        events = supposed(case, story.activity, wish, moment)
    except BadField:
        reject()
    imagined = what_if(
        story.pack, story.calendar, case, moment, activity=story.activity, wish=wish
    ).after
    for event in events:
        story.tell(now, event)
    recorded = assess_activity(
        story.pack, story.calendar, story.programme(), story.activity, moment
    )
    assert [judged(verdict) for verdict in imagined] == [judged(each) for each in recorded]


def judged(verdict: Verdict) -> dict[str, object]:
    """A verdict without the ids of the facts: nobody recorded the supposed ones."""
    made = {**verdict.to_json(), "working": verdict.working}
    del made["evidence"]
    return made
