"""Cases collect facts by programme and activity, in any order, without what the notifier told."""

from contracts.events.compliance import DeadlineMissed
from contracts.values import VerdictStatus
from services.compliance.judging.case import Programme, programmes
from tests.compliance.story import PROGRAMME, Story, at


def test_facts_are_sorted_by_programme_and_activity() -> None:
    story = Story().planned().scheduled("2023-09-14")
    found = programmes(story.facts)
    assert list(found) == [PROGRAMME]
    assert set(found[PROGRAMME].activities) == {"open-11"}
    assert len(found[PROGRAMME].facts) == 1
    assert len(found[PROGRAMME].activities["open-11"]) == 2


def test_what_the_notifier_told_is_no_fact() -> None:
    story = Story().planned()
    before = story.programme()
    told = DeadlineMissed(
        programme=PROGRAMME,
        activity="open-11",
        row="open-11",
        code="HELD",
        status=VerdictStatus.MISSED,
        as_of=at("2023-12-01"),
    )
    story.tell("2023-12-01", told)
    assert story.programme() == before


def test_adding_facts_changes_no_earlier_programme() -> None:
    story = Story().planned()
    first = story.programme()
    second = first.add(story.scheduled("2023-09-14").facts)
    assert (len(first.activities["open-11"]), len(second.activities["open-11"])) == (1, 2)
    assert Programme(PROGRAMME).imported is None


def test_sign_up_for_an_activity_without_a_date_cannot_have_been_announced() -> None:
    story = Story().planned().sign_up("2023-09-05 10:00")
    assert story.statuses("2023-09-06", "SEL-NOTICE", "SEL-SIGNUP") == ["missed", "unscheduled"]
