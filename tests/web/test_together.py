"""Who asks while a trip is under way goes with the next; nobody gets what was asked before."""

import asyncio
from collections.abc import Sequence

import pytest

from services._web.together import Together


class Trips:
    """Trips that last until they are let go; what they find is the number of the trip."""

    def __init__(self) -> None:
        self.items, self.gates = list[Sequence[str]](), list[asyncio.Event]()

    async def __call__(self, items: list[str]) -> list[str]:
        self.items.append(list(items))
        number = len(self.items)
        self.gates.append(gate := asyncio.Event())
        await gate.wait()
        if "bad" in items:
            raise ValueError(number)
        return [f"{item}{number}" for item in items]


async def _turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_who_comes_while_a_trip_is_under_way_goes_with_the_next() -> None:
    together, trips = Together(), Trips()
    first = asyncio.create_task(together.each("kind", "a", trips))
    await _turns()
    later = [asyncio.create_task(together.each("kind", item, trips)) for item in "bc"]
    other = asyncio.create_task(together.each("another kind", "d", trips))
    await _turns()
    assert trips.items == [["a"], ["d"]]
    trips.gates[0].set()
    await _turns()
    assert trips.items == [["a"], ["d"], ["b", "c"]]
    for gate in trips.gates:
        gate.set()
    assert await asyncio.gather(first, *later, other) == ["a1", "b3", "c3", "d2"]


async def test_an_error_is_told_to_all_of_the_trip_and_the_next_goes_on() -> None:
    together, trips = Together(), Trips()
    failing = [asyncio.create_task(together.each("kind", item, trips)) for item in ("bad", "a")]
    await _turns()
    next_one = asyncio.create_task(together.each("kind", "b", trips))
    trips.gates[0].set()
    await _turns()
    trips.gates[1].set()
    told = await asyncio.gather(*failing, return_exceptions=True)
    assert [type(it) for it in told] == [ValueError, ValueError]
    assert await next_one == "b2"


async def test_who_goes_away_takes_nobody_along() -> None:
    together, trips = Together(), Trips()
    gone, stays = (asyncio.create_task(together.each("kind", item, trips)) for item in "ab")
    await _turns()
    gone.cancel()
    await _turns()
    trips.gates[0].set()
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert await stays == "b1"


async def test_what_is_the_same_for_all_is_found_once() -> None:
    together, found = Together(), list[int]()

    async def find() -> int:
        found.append(1)
        await asyncio.sleep(0)
        return len(found)

    assert await asyncio.gather(*(together.ask("kind", find) for _ in range(5))) == [1] * 5
    assert await together.ask("kind", find) == 2
