"""Thousands of schedules of faults, and mutants of the kit that none of them may miss."""

from collections.abc import Iterator

import pytest

from tests.faults.mutants import swapped_back
from tests.simulator.mutants import CERTAIN, MUTANTS
from tests.simulator.run import COMMAND, first_failure, install, simulate
from tests.simulator.schedule import Move, Schedule, plan, shrink

SHARDS, SCHEDULES = 8, 2_000
MUTANT_SCHEDULES = 300
EACH = SCHEDULES // SHARDS
FOUND = {
    # What was done at the first two positions of a log is not done at those of a restored one.
    "a restored log is shorter than a reaction's floor": Schedule(
        seed=9531,
        replicas=(1, 2),
        moves=(
            Move(0.4, "back up", 0, 0.0),
            Move(0.5, "say two facts", 0, 0.0),
            Move(2.5, "restore", 0, 3.0),
            Move(2.6, "wipe the streams", 0, 0.1),
            Move(2.8, "say", 0, 0.0),
        ),
    )
}
"""Schedules that failed, as moves: what a seed stands for changes with every new fault."""


@pytest.fixture(autouse=True)
def simulated_drivers() -> Iterator[None]:
    with swapped_back():
        install()
        yield


@pytest.mark.parametrize("shard", range(SHARDS))
def test_nothing_is_lost_doubled_or_told_too_early_whatever_happens(shard: int) -> None:
    failure = first_failure(range(shard * EACH, (shard + 1) * EACH))
    if failure is not None:
        shortest = shrink(failure[0], lambda shorter: bool(simulate(shorter)))
        pytest.fail(
            "\n".join([*map(str, shortest.moves), *failure[1], f"{COMMAND} {shortest.seed}"])
        )


@pytest.mark.parametrize("found", FOUND)
def test_what_was_found_once_stays_mended(found: str) -> None:
    assert simulate(FOUND[found]) == []


@pytest.mark.parametrize("mutant", MUTANTS)
def test_every_mutant_is_found_out(mutant: str) -> None:
    MUTANTS[mutant]()
    assert first_failure(range(MUTANT_SCHEDULES), CERTAIN.get(mutant, ())) is not None, (
        f"{mutant} survived"
    )


def test_a_seed_happens_the_same_way_again() -> None:
    once: list[str] = []
    again: list[str] = []
    simulate(plan(11), once.append)
    simulate(plan(11), again.append)
    assert once == again
    assert once
