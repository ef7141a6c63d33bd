"""A plan is imported once and whole."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.events.announcer import EventPlanned, ProgrammeImported
from services._kit.decider import Refused
from services.announcer.app import stream_of
from services.announcer.domain.order import Given, Order
from services.announcer.domain.plan import ImportProgramme
from services.announcer.domain.programme import PROGRAMME, Programme
from services.announcer.programmes import read_plan

GIVEN = Given("office-1", datetime(2023, 8, 1, tzinfo=UTC))
PLAN = read_plan("daxing-2023")


def imported(plan: dict[str, Any], state: Programme = PROGRAMME.initial) -> list[Any]:
    return PROGRAMME.decide(Order(ImportProgramme.model_validate(plan), GIVEN), state)


def test_an_import_plans_every_activity() -> None:
    first, *rest = imported(PLAN)

    assert isinstance(first, ProgrammeImported)
    assert len(first.units) == 19
    assert [event.activity for event in rest] == [it["activity"] for it in PLAN["activities"]]
    assert all(isinstance(event, EventPlanned) and not event.routine for event in rest)
    assert rest[0].lead_unit_inferred is True


def test_the_programme_and_each_activity_are_aggregates_of_their_own() -> None:
    streams = [stream_of(event) for event in imported(PLAN)]

    assert streams[:2] == ["programme:daxing-2023", "activity:daxing-2023:open-01"]
    assert len(set(streams)) == 23


def test_a_repeat_decides_nothing() -> None:
    state = PROGRAMME.evolve(PROGRAMME.initial, imported(PLAN)[0])

    assert imported(PLAN, state) == []


@given(st.sampled_from(range(22)), st.sampled_from(["title", "topic", "printed_label"]))
def test_any_other_word_makes_it_another_plan(position: int, field: str) -> None:
    state = PROGRAMME.evolve(PROGRAMME.initial, imported(PLAN)[0])
    activities = [dict(it) for it in PLAN["activities"]]
    activities[position][field] += "。"

    with pytest.raises(Refused, match="other_content"):
        imported(PLAN | {"activities": activities}, state)


def test_an_activity_may_stand_only_once() -> None:
    with pytest.raises(ValidationError, match="only once"):
        imported(PLAN | {"activities": PLAN["activities"] * 2})


def test_a_unit_may_stand_only_once() -> None:
    with pytest.raises(ValidationError, match="only once"):
        imported(PLAN | {"units": PLAN["units"] * 2})
