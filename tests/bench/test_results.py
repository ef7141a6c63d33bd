"""What is kept of a run that was interrupted, and when two runs agree."""

from pathlib import Path
from typing import Any

from tests.bench.harness import Bench, Given, Measure, Servers
from tests.bench.results import LINE, Kept, compared
from tests.bench.sizing import OPEN, measured


async def nothing(_: Servers) -> Given:
    return {}


BENCH = Bench("one:", {}, (Measure("ms", figure="a"), Measure("ms", figure="b")), nothing)


def line(bench: str, low: float, high: float, **other: Any) -> dict[str, Any]:
    told = {"ours": low, "min": low, "max": high, "unit": "ms", "n": 5, **other}
    return {name: told.get(name) for name in LINE} | {"bench": bench}


def test_a_run_that_was_interrupted_is_gone_on_with_and_one_that_ended_is_not(
    tmp_path: Path,
) -> None:
    kept = Kept.new(short=False, folder=tmp_path)
    kept.add(line("one: a", 1, 2))
    assert kept.of(BENCH) == []  # a half is none
    kept.add(line("one: b", 1, 2))
    found = Kept.unfinished(short=False, folder=tmp_path)
    assert found is not None
    assert [each["bench"] for each in found.of(BENCH)] == ["one: a", "one: b"]
    assert Kept.unfinished(short=True, folder=tmp_path) is None
    kept.add({"ended": 1, "failed": []})
    assert Kept.unfinished(short=False, folder=tmp_path) is None


def test_two_runs_agree_where_their_rounds_overlap() -> None:
    one = [line("a", 1, 2), line("b", 1, 2, ratio=3.0), line("only here", 1, 2)]
    table, apart = compared(one, [line("a", 2, 3), line("b", 2.1, 3, ratio=4.0)])
    assert apart == ["b"]
    assert table.count("DISAGREE") == 1


def test_bytes_that_are_the_same_at_every_round_may_lie_a_hundredth_apart() -> None:
    one, other = [line("a", 496.2, 496.2), line("b", 100, 100)], [line("a", 496.4, 496.4)]
    _, apart = compared(one, [*other, line("b", 101.1, 101.1)])
    assert apart == ["b"]


def test_what_a_run_did_not_measure_stays_open_on_the_sizing_page() -> None:
    head = {"commit": "abc", "at": "2023-08-15T00:00:00+00:00", "machine": "two cores"}
    told = measured([head, line("relay", 9_000, 9_500)])
    assert "| relayed into the stream | 9,000 ms |" in told
    assert OPEN in told
