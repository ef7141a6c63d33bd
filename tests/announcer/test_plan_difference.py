"""A draft beside the programme in force: what would change, and as which facts."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.event import DomainEvent
from services._kit.decider import Refused
from services.announcer.domain.amending import AmendProgramme
from services.announcer.domain.order import Given, Order
from services.announcer.domain.programme import PROGRAMME, Programme
from services.announcer.importing.difference import (
    Change,
    Present,
    Sort,
    Standing,
    amendment,
    difference,
    fingerprint,
)
from tests.announcer.plan_files import PLAN, drafted

BY = Given("office-1", datetime(2024, 4, 1, tzinfo=UTC))
WATER = (
    "（2）开放点7（污水处理）：了解一滴污水怎样变清，提出对河道管理的意见。（主责单位：水务局）\n"
)
NEW = "（3）开放点8（垃圾分类）：参观分拣中心。（主责单位：城管委）\n"


def in_force(text: str = PLAN, *, adopted: bool = True) -> Present:
    """The programme as the plan of a text was imported."""
    draft = drafted(text)
    plan = draft.plan("wangchuan-2024", "daxing-2023")
    standing = [
        Standing(
            it.activity, it.topic, it.theme, it.printed_label, it.lead.unit, it.lead.name,
            cancelled=False,
        )
        for it in draft.activities
    ]  # fmt: skip
    return Present(plan.model_dump(mode="json"), standing, draft if adopted else None)


def changed(text: str, present: Present | None = None) -> tuple[Change, ...]:
    draft = drafted(text)
    plan = draft.plan("wangchuan-2024", "daxing-2023")
    return difference(plan, draft, present or in_force())


def facts(text: str, **decided: Any) -> list[DomainEvent]:
    """What adopting a text causes, after the sample was imported."""
    plan = drafted().plan("wangchuan-2024", "daxing-2023")
    state = PROGRAMME.initial
    for event in PROGRAMME.decide(Order(plan, BY), state):
        state = PROGRAMME.evolve(state, event)
    return PROGRAMME.decide(Order(command(text, **decided), BY), state)


def command(
    text: str, cancel: dict[str, str] | None = None, keep: frozenset[str] = frozenset()
) -> AmendProgramme:
    plan = drafted(text).plan("wangchuan-2024", "daxing-2023")
    return amendment(plan, changed(text), cancel or {}, keep)


def said(events: list[DomainEvent]) -> list[tuple[str, str | None]]:
    return [(event.name, getattr(event, "activity", None)) for event in events]


def test_the_same_plan_again_changes_nothing() -> None:
    assert changed(PLAN) == ()
    assert facts(PLAN) == []


def test_a_new_activity_is_planned() -> None:
    text = PLAN.replace(WATER, WATER + NEW)

    assert [it.sort for it in changed(text)] == [Sort.HEAD, Sort.NEW]
    assert said(facts(text)) == [("ProgrammeAmended", None), ("EventPlanned", "open-08")]


def test_another_lead_unit_is_its_own_fact() -> None:
    text = PLAN.replace("：水务局", "：政务服务局")
    (change,) = changed(text)

    assert (change.before, change.after) == ("水务局", "政务服务局")
    assert said(facts(text)) == [("ProgrammeAmended", None), ("LeadUnitChanged", "open-07")]


def test_other_words_are_shown_before_and_after() -> None:
    text = PLAN.replace("一滴污水怎样变清", "一桶污水怎样变清")
    (change,) = changed(text)

    assert change.sort is Sort.WORDED_OTHERWISE
    assert "一滴" in change.before
    assert "一桶" in change.after
    assert said(facts(text)) == [("ProgrammeAmended", None), ("EventReworded", "open-07")]


def test_paragraphs_are_not_compared_with_a_plan_that_was_typed_by_hand() -> None:
    text = PLAN.replace("一滴污水怎样变清", "一桶污水怎样变清")

    assert changed(text, in_force(adopted=False)) == ()


def test_spaces_and_quotes_make_no_difference() -> None:
    assert changed(PLAN.replace("“守护安全”专题", " 守护安全 专题")) == ()


def test_another_season_is_a_change_of_the_programme() -> None:
    text = PLAN.replace("4--10月", "5--10月")
    (change,) = changed(text)

    assert (change.about, change.after) == (
        "举办期（考核按规则包，另行调整）",
        "2024年5月1日至2024年10月31日",
    )
    assert said(facts(text)) == [("ProgrammeAmended", None)]


def test_what_is_no_longer_printed_waits_for_a_decision() -> None:
    text = PLAN.replace(WATER, "")

    assert [(it.sort, it.activity) for it in changed(text)] == [(Sort.GONE, "open-07")]
    with pytest.raises(Refused, match="undecided"):
        command(text)
    with pytest.raises(Refused, match="undecided"):
        command(text, {"open-07": "不办"}, frozenset({"open-07"}))


def test_what_is_no_longer_printed_is_cancelled_with_a_reason_or_kept() -> None:
    text = PLAN.replace(WATER, "")
    cancelled = facts(text, cancel={"open-07": "设备检修"})

    assert said(cancelled) == [("ProgrammeAmended", None), ("EventCancelled", "open-07")]
    assert facts(text, keep=frozenset({"open-07"})) == []


def test_what_was_cancelled_already_is_no_difference() -> None:
    present = in_force()
    *others, water = [it for it in present.activities if it.activity.startswith("open")]
    talks = [it for it in present.activities if it.activity.startswith("talk")]
    cancelled = [*others, replace(water, cancelled=True), *talks]

    assert changed(PLAN.replace(WATER, ""), Present(present.head, cancelled)) == ()


def test_nothing_that_is_printed_can_be_cancelled_by_a_plan() -> None:
    with pytest.raises(Refused, match="still_planned"):
        command(PLAN, {"open-01": "不办"})


def test_a_decision_belongs_to_one_difference() -> None:
    fewer, more = changed(PLAN.replace(WATER, "")), changed(PLAN.replace(WATER, WATER + NEW))

    assert fingerprint(fewer) != fingerprint(more)
    assert fingerprint(fewer) == fingerprint(changed(PLAN.replace(WATER, "")))


def test_an_amended_plan_is_what_the_next_one_is_compared_with() -> None:
    plan = drafted().plan("wangchuan-2024", "daxing-2023")
    state: Programme = PROGRAMME.initial
    for event in PROGRAMME.decide(Order(plan, BY), state):
        state = PROGRAMME.evolve(state, event)
    order = Order(command(PLAN.replace("4--10月", "5--10月")), BY)
    for event in PROGRAMME.decide(order, state):
        state = PROGRAMME.evolve(state, event)

    assert PROGRAMME.decide(order, state) == []


def test_nothing_is_amended_before_there_is_a_programme() -> None:
    with pytest.raises(Refused, match="unknown_programme"):
        PROGRAMME.decide(Order(command(PLAN.replace("4--", "5--")), BY), PROGRAMME.initial)
