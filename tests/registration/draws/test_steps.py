"""The draw step by step: what may be done when, by whom it is undone never."""

from datetime import datetime, timedelta

import pytest

from contracts.events.registration import DrawAnnounced, DrawSealed
from contracts.values import SelectionRule
from services.registration.domain.choosing import RunSelection, pool_hash
from services.registration.domain.draw_seed import NameSeedSource
from services.registration.domain.order import Command
from services.registration.domain.sheet import SetOpening
from services.registration.drawing.lottery import Infeasible
from tests.registration.draws.drawn import (
    ABSENT,
    ANNOUNCED,
    CLOSED,
    ENTERED,
    LATER,
    MOMENT,
    OLD,
    OPENED,
    PARENTS,
    SIGN_UPS,
    SOURCE,
    Drawing,
    comes,
)
from tests.registration.people import END, NOW, PREPARED, START, told, withdrawn

NO_OLD = OLD.model_copy(update={"at_least": 0})
ANOTHER = NameSeedSource(session="s1", seed_source=LATER, reason="开奖网站打不开")
HOUR = timedelta(hours=1)


def announced() -> Drawing:
    drawing = Drawing()
    drawing.give(PREPARED, ANNOUNCED)
    return drawing


def test_the_terms_are_published_with_their_hash_and_may_change_until_sign_up_opens() -> None:
    drawing = Drawing()
    [first] = drawing.give(PREPARED, ANNOUNCED)
    assert isinstance(first, DrawAnnounced)
    assert [it.attribute for it in first.attributes] == ["category", "age"]
    assert drawing.give(ANNOUNCED) == []
    [second] = drawing.give(ANNOUNCED.model_copy(update={"reserve": 1}))
    assert isinstance(second, DrawAnnounced)
    assert second.terms_sha256 != first.terms_sha256
    drawing.give(ANNOUNCED, OPENED)
    assert drawing.give(ANNOUNCED) == []
    assert drawing.refused(ANNOUNCED.model_copy(update={"seats": 4})) == "already_opened"
    drawing.give(CLOSED)
    assert drawing.refused(ANNOUNCED.model_copy(update={"seats": 4})) == "already_opened"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"seed_source": SOURCE.model_copy(update={"known_at": NOW})}, "seed_known"),
        ({"seed_source": SOURCE.model_copy(update={"known_at": START})}, "after_start"),
        ({"seed_source": SOURCE.model_copy(update={"pattern": "(a|a)*b"})}, "malformed"),
        ({"seats": 0}, "out_of_range"),
        ({"quotas": (OLD, OLD)}, "repeated"),
        ({"attributes": ()}, "unknown_value"),
        ({"quotas": (OLD.model_copy(update={"at_least": 2}),)}, "out_of_range"),
    ],
)
def test_terms_that_are_none_are_refused(change: dict[str, object], reason: str) -> None:
    drawing = Drawing()
    drawing.give(PREPARED)
    assert drawing.refused(ANNOUNCED.model_copy(update=change)) == reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"seats": 4}, "other_seats"),
        ({"rule": SelectionRule.FIRST_COME}, "draw_announced"),
        ({"rule": None}, "draw_announced"),
    ],
)
def test_sign_up_opens_as_the_draw_says(change: dict[str, object], reason: str) -> None:
    drawing = announced()
    assert drawing.refused(OPENED.model_copy(update=change)) == reason
    opening = SetOpening(session="s1", closes_at=END, seats=3, rule=SelectionRule.DRAW)
    assert drawing.refused(opening) == ""
    assert drawing.refused(OPENED.model_copy(update={"closes_at": MOMENT})) == "closes_late"


def test_without_terms_nobody_opens_sign_up_for_a_draw() -> None:
    drawing = Drawing()
    drawing.give(PREPARED)
    assert drawing.refused(OPENED) == "no_draw"


def test_an_opening_that_was_set_must_agree_with_terms_that_come_later() -> None:
    drawing = announced()
    drawing.give(SetOpening(session="s1", closes_at=END, seats=3, rule=SelectionRule.DRAW))
    assert drawing.refused(ANNOUNCED.model_copy(update={"seats": 4})) == "other_seats"


def test_a_list_is_sealed_once_and_only_the_list_that_was_worked_with() -> None:
    drawing = Drawing().closed()
    work = drawing.worked_out()
    early = Drawing()
    early.give(PREPARED, ANNOUNCED, OPENED, *SIGN_UPS)
    assert early.refused(work.command) == "still_open"
    assert drawing.refused(work.command, at=MOMENT) == "too_late"
    other = work.command.model_copy(update={"terms_sha256": "0" * 64})
    assert drawing.refused(other) == "terms_changed"
    drawing.give(withdrawn("a"))
    assert drawing.refused(work.command) == "pool_changed"
    [fact] = drawing.give(drawing.worked_out().command)
    assert isinstance(fact, DrawSealed)
    assert (fact.pool, fact.pool_sha256) == (5, pool_hash(drawing.worked_out().command.persons))
    assert drawing.give(work.command) == []
    assert drawing.refused(OPENED.model_copy(update={"closes_at": MOMENT - HOUR})) == "sealed"


def test_what_is_sealed_names_nobody() -> None:
    drawing = Drawing().sealed()
    assert drawing.work is not None
    facts = "".join(it.model_dump_json() for it in drawing.facts if isinstance(it, DrawSealed))
    for text in (drawing.work.text, facts):
        assert not any(f'"{person}"' in text or "RECEIPT" in text for person in "abcdef")


@pytest.mark.parametrize(
    ("command", "at", "reason"),
    [
        (ENTERED, MOMENT - HOUR, "too_early"),
        (ENTERED.model_copy(update={"published_at": MOMENT - HOUR}), MOMENT, "too_early"),
        (ENTERED.model_copy(update={"published_at": MOMENT + HOUR}), MOMENT, "in_future"),
        (ENTERED.model_copy(update={"value": "3 7 12 19 22 31 8"}), MOMENT, "malformed"),
        (ENTERED.model_copy(update={"source": LATER.name}), MOMENT, "other_source"),
        (ABSENT, MOMENT - HOUR, "too_early"),
        (ANOTHER, MOMENT, "source_stands"),
    ],
)
def test_before_its_time_and_from_elsewhere_no_seed_is_taken(
    command: Command, at: datetime, reason: str
) -> None:
    assert Drawing().sealed().refused(command, at) == reason


def test_a_mistyped_seed_is_corrected_with_a_reason_until_the_reveal() -> None:
    drawing = Drawing().entered()
    assert drawing.give(ENTERED) == []
    right = ENTERED.model_copy(update={"value": "03 07 12 19 22 31 09"})
    assert drawing.refused(right) == "no_reason"
    drawing.give(right.model_copy(update={"reason": "蓝球看错"}))
    drawing.give(drawing.revealing)
    back = ENTERED.model_copy(update={"reason": "还是8"})
    assert drawing.refused(back) == "revealed"


def test_an_absent_seed_is_a_state_until_it_is_there_or_a_later_source_is_named() -> None:
    drawing = Drawing().sealed()
    drawing.give(ABSENT, at=MOMENT)
    assert drawing.give(ABSENT) == []
    assert drawing.refused(ANOTHER) == "same_person"
    drawing.by = "handler-2"
    past = ANOTHER.model_copy(update={"seed_source": LATER})
    assert drawing.refused(past, at=LATER.known_at) == "seed_known"
    came_back = Drawing().sealed()
    came_back.give(ABSENT, ENTERED, at=MOMENT)
    assert came_back.refused(ABSENT) == "seed_entered"
    before = drawing.state.draws["s1"].announced.terms_sha256
    drawing.give(ANOTHER)
    draw = drawing.state.draws["s1"]
    assert draw.announced.terms_sha256 != before
    assert (draw.sealed, draw.absent) == (None, None)
    assert drawing.refused(ENTERED) == "not_sealed"
    assert drawing.refused(OPENED) == "in_past"
    drawing.give(drawing.worked_out().command)
    value = ENTERED.model_copy(update={"published_at": LATER.known_at})
    assert told(drawing.give(value, at=LATER.known_at)) == ["DrawSeedEntered s1"]


def test_a_seal_that_comes_too_late_needs_a_later_source_first() -> None:
    drawing = Drawing().closed()
    assert drawing.refused(ANOTHER) == "source_stands"
    assert drawing.refused(drawing.worked_out().command, at=MOMENT) == "too_late"
    drawing.give(ANOTHER, at=MOMENT)
    assert told(drawing.give(drawing.worked_out().command)) == ["DrawSealed s1"]


def test_quotas_that_cannot_be_met_are_widened_by_the_smallest_change_alone() -> None:
    drawing = Drawing()
    drawing.give(PREPARED, ANNOUNCED, OPENED, *(comes(it) for it in "acef"))
    wider = drawing.widened(PARENTS, NO_OLD)
    assert drawing.refused(wider) == "still_open"
    drawing.give(CLOSED, at=END)
    with pytest.raises(Infeasible, match="60岁及以上至少1人"):
        drawing.worked_out()
    narrower, further = (
        PARENTS.model_copy(update={"at_most": 1}), PARENTS.model_copy(update={"at_least": 0}),
    )  # fmt: skip
    for others in ((), (NO_OLD,), (narrower, NO_OLD), (further, NO_OLD)):
        assert drawing.refused(drawing.widened(*others)) == "not_smallest"
    assert drawing.refused(wider, at=MOMENT) == "seed_known"
    assert drawing.refused(wider.model_copy(update={"terms_sha256": "0" * 64})) == "terms_changed"
    assert told(drawing.give(wider)) == ["DrawQuotasRelaxed s1"]
    assert drawing.give(wider) == []
    assert told(drawing.give(drawing.worked_out().command)) == ["DrawSealed s1"]
    assert drawing.refused(drawing.widened(PARENTS, OLD)) == "sealed"


def test_quotas_that_can_be_met_stay_as_they_were_announced() -> None:
    drawing = Drawing().closed()
    wider = drawing.widened(PARENTS, NO_OLD)
    assert drawing.refused(wider) == "feasible"
    drawing.give(withdrawn("b"), withdrawn("d"))
    assert drawing.refused(wider) == "pool_changed"
    assert drawing.refused(drawing.widened(PARENTS, NO_OLD)) == ""
    drawing.give(withdrawn("a"))
    assert drawing.refused(drawing.widened(PARENTS, NO_OLD)) == "no_draw_needed"


def test_where_a_draw_was_announced_only_few_are_chosen_in_another_way() -> None:
    others = RunSelection(session="s1", rule=SelectionRule.FIRST_COME, seats=3)
    assert Drawing().closed().refused(others) == "draw_announced"
    assert Drawing().sealed().refused(others) == "draw_announced"
    few = Drawing()
    few.give(PREPARED, ANNOUNCED, OPENED, *SIGN_UPS[:3])
    few.give(CLOSED, at=END)
    assert few.refused(others) == ""


def test_of_no_more_people_than_seats_nobody_is_left_out() -> None:
    few = Drawing()
    few.give(PREPARED, ANNOUNCED, OPENED, *SIGN_UPS[:3])
    few.give(CLOSED, at=END)
    fewer = RunSelection(session="s1", rule=SelectionRule.FIRST_COME, seats=2)
    picked = RunSelection(
        session="s1", rule=SelectionRule.UNIT_DECISION, seats=3, persons=("a", "b")
    )
    assert few.refused(fewer) == "draw_announced"
    assert few.refused(picked) == "draw_announced"
