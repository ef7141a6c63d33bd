"""Contested readings: each switch of a pack turns a verdict, and only the verdicts it is about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from services.compliance.presentation.rule_words import SWITCHES
from services.compliance.rules.pack import Switches, load_pack
from tests.compliance.story import WEBSITE, Story, session

FAR = "2023-12-31"
T = "2023-09-14"


@dataclass(frozen=True)
class Turn:
    """A story whose verdict turns with a switch: the code, what it was, what it is."""

    switch: dict[str, Any]
    story: Callable[[], Story]
    code: str
    before: str
    after: str
    now: str = FAR


def at_the_limit() -> Story:
    return Story().planned().scheduled(T).noticed("2023-09-07 10:00", T)


def by_invitation() -> Story:
    return Story().planned().scheduled(T).seated("2023-09-10", ("parent",))


def on_one_channel() -> Story:
    return Story().planned().scheduled(T).noticed("2023-09-01", T, (WEBSITE,))


def unheard() -> Story:
    return Story().planned().scheduled(T).held(T)


def in_two_sessions() -> Story:
    story = Story().planned().scheduled(T, sessions=[session(T), session("2023-09-21", "s2")])
    return story.held(T, name="s1").held("2023-09-21", name="s2").materials("2023-09-27")


def routine() -> Story:
    return Story().planned(routine=True).scheduled(T)


def results_on_a_sunday() -> Story:
    story = Story(pack=load_pack("sample-anlan-2023")).reading(
        calendar_days_end_on_a_working_day=False
    )
    story.planned().scheduled(T).held(T).opinion(f"{T} 10:00")
    return story.results("2023-09-25 10:00")


TURNS = [
    Turn({"deciding_count": "clear"}, at_the_limit, "ANN-TIME", "met", "met_late"),
    Turn(
        {"directed_only_needs_notice": False}, by_invitation, "ANN-TIME", "missed", "not_applicable"
    ),
    Turn({"every_channel": False}, on_one_channel, "ANN-CHANNEL", "missed", "met"),
    Turn({"hearing_is_mandatory": False}, unheard, "LISTEN", "missed", "gap"),
    Turn({"hearing_is_mandatory": False}, unheard, "FEEDBACK", "missed", "gap"),
    Turn({"after_the_last_session": False}, in_two_sessions, "MAT-TIME", "met", "met_late"),
    Turn({"routine_by_analogy": False}, routine, "ANN-TIME", "missed", "not_applicable"),
    Turn(
        {"calendar_days_end_on_a_working_day": True},
        results_on_a_sunday,
        "RES-TIME",
        "met_late",
        "met",
    ),
]


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn.code)
def test_a_switch_turns_its_verdict(turn: Turn) -> None:
    assert turn.story().status(turn.code, turn.now) == turn.before
    told = turn.story().reading(**turn.switch)
    assert told.status(turn.code, turn.now) == turn.after


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn.code)
def test_a_switch_leaves_what_it_is_not_about(turn: Turn) -> None:
    before = turn.story().wall(turn.now)
    after = turn.story().reading(**turn.switch).wall(turn.now)
    for code in ("WINDOW", "HELD"):
        if code in before:
            assert before[code].status == after[code].status


def test_every_switch_is_shown_to_turn_something_and_is_put_in_words() -> None:
    assert (
        {name for turn in TURNS for name in turn.switch}
        == set(Switches.model_fields)
        == set(SWITCHES)
    )
