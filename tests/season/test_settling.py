from typing import Any

import pytest

from deploy.local.season.settling import (
    ServiceBrokenError,
    at_rest,
    facts,
    next_timer,
    refuse_broken,
)


def status(**changes: Any) -> dict[str, Any]:
    return {
        "epoch": 1,
        "log_end": 7,
        "stream_end": 7,
        "readers": [],
        "reactions": [],
        "next_timer_at": None,
        "due_timers": 0,
        "quarantined": 0,
        "clock": "2023-10-16T01:42:00.000000Z",
        "state": "running",
    } | changes


def reader(checkpoint: int, state: str = "running") -> dict[str, Any]:
    return {"stream": "EV_ANNOUNCER_1", "checkpoint": checkpoint, "state": state}


def test_services_rest_when_everything_has_reached_the_ends() -> None:
    reaction = {"name": "end-stream", "stream": "EV_ANNOUNCER_1", "floor": 7}
    statuses = {
        "announcer": status(),
        "livestream": status(readers=[reader(7)], reactions=[reaction]),
    }
    assert at_rest(statuses) is not None
    assert at_rest(statuses) == at_rest(statuses)


@pytest.mark.parametrize(
    "changes",
    [
        {"stream_end": 6},
        {"stream_end": None},
        {"due_timers": 1},
        {"readers": [reader(6)]},
        {"reactions": [{"name": "end-stream", "stream": "EV_ANNOUNCER_1", "floor": 6}]},
        {"reactions": [{"name": "end-stream", "stream": "EV_ANNOUNCER_1", "floor": None}]},
        {"reactions": [{"name": "end-stream", "stream": None, "floor": 0}]},
    ],
    ids=[
        "unpublished",
        "unknown",
        "timer due",
        "unread",
        "no reaction",
        "unknown reaction",
        "reaction just started",
    ],
)
def test_nothing_rests_while_something_is_under_way(changes: dict[str, Any]) -> None:
    assert at_rest({"announcer": status(), "livestream": status(**changes)}) is None


def test_two_polls_with_another_fact_between_them_differ() -> None:
    before = at_rest({"announcer": status()})
    assert before != at_rest({"announcer": status(log_end=8, stream_end=8)})


def test_the_earliest_timer_of_any_service_is_next() -> None:
    statuses = {
        "announcer": status(),
        "registration": status(next_timer_at="2023-10-17T10:00:00.000000Z"),
        "compliance": status(next_timer_at="2023-10-16T16:00:00.000000Z"),
    }
    found = next_timer(statuses)
    assert found is not None
    assert found.isoformat() == "2023-10-16T16:00:00+00:00"
    assert facts(statuses) == 21


@pytest.mark.parametrize(
    "changes",
    [{"state": "stopped"}, {"quarantined": 1}, {"readers": [reader(7, "damaged")]}],
    ids=["stopped relay", "quarantine", "damaged reader"],
)
def test_a_season_does_not_go_on_beside_a_broken_service(changes: dict[str, Any]) -> None:
    with pytest.raises(ServiceBrokenError, match="compliance"):
        refuse_broken({"announcer": status(), "compliance": status(**changes)})
