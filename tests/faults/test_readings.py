"""What processes said of themselves never went back, and durations are summed up rightly."""

from typing import Any

from tests.faults.nemesis import distribution, percentile
from tests.faults.watch import check_readings


def _status(log_end: int, checkpoint: int, stream: str = "EV_ANNOUNCER_1") -> dict[str, Any]:
    return {"log_end": log_end, "readers": [{"stream": stream, "checkpoint": checkpoint}]}


def test_reads_that_only_grow_are_clean() -> None:
    assert check_readings([("a", _status(1, 1)), ("a", _status(1, 2)), ("a", _status(3, 2))]).clean


def test_a_log_that_becomes_shorter_is_found() -> None:
    found = check_readings([("a", _status(2, 1)), ("a", _status(1, 1))])
    assert found.diverged == ["a went back in its log: 2, then 1"]


def test_a_checkpoint_that_moves_back_is_found() -> None:
    found = check_readings([("a", _status(1, 5)), ("a", _status(1, 4)), ("a", _status(1, 4))])
    assert found.diverged[0] == "a went back in EV_ANNOUNCER_1: 5, then 4"


def test_each_process_and_each_stream_is_measured_by_itself() -> None:
    assert check_readings(
        [("a", _status(2, 5)), ("b", _status(1, 4)), ("a", _status(2, 1, "EV_ANNOUNCER_2"))]
    ).clean


def test_percentiles_are_durations_that_were_measured() -> None:
    assert percentile([]) == 0.0
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert distribution([1.0, 2.0, 4.0]) == "p50 2.00 s, p95 4.00 s, at most 4.00 s"
