"""Thousands of schedules of faults, and mutants of the kit that none of them may miss."""

from collections.abc import Iterator

import pytest

from tests.faults.mutants import swapped_back
from tests.simulator.mutants import CERTAIN, MUTANTS
from tests.simulator.run import COMMAND, first_failure, install, simulate
from tests.simulator.schedule import plan, shrink

SHARDS, SCHEDULES = 8, 2_000
MUTANT_SCHEDULES = 300
EACH = SCHEDULES // SHARDS


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
