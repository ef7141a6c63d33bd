"""One trip to PostgreSQL for all who wait for the same one, so that a crowd costs little more.

While a trip is under way, whoever comes waits for the next, and goes with all who came meanwhile.
So nobody gets an answer that was found before they asked, and where few come nobody waits.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

Item = TypeVar("Item")
Found = TypeVar("Found")


@dataclass(slots=True)
class Together:
    """Who waits for a trip, and which trips are under way, by their kind."""

    _waiting: dict[Hashable, tuple[list[Any], asyncio.Task[Any]]] = field(default_factory=dict)
    _under_way: dict[Hashable, asyncio.Task[Any]] = field(default_factory=dict)

    async def ask(self, kind: Hashable, find: Callable[[], Awaitable[Found]]) -> Found:
        """The same for all who ask: what ``find`` finds, which nobody may change."""

        async def once(items: Sequence[None]) -> Sequence[Found]:
            return [await find()] * len(items)

        return await self.each(kind, None, once)

    async def each(
        self, kind: Hashable, item: Item, do: Callable[[list[Item]], Awaitable[Sequence[Found]]]
    ) -> Found:
        """What ``do`` finds for an item among others, in their order."""
        if kind not in self._waiting:
            mine = list[Item]()
            self._waiting[kind] = mine, asyncio.create_task(self._go(kind, mine, do))
        items, trip = self._waiting[kind]
        items.append(item)
        place = len(items) - 1
        found: Sequence[Found] = await asyncio.shield(trip)
        return found[place]

    async def _go(
        self,
        kind: Hashable,
        items: list[Item],
        do: Callable[[list[Item]], Awaitable[Sequence[Found]]],
    ) -> Sequence[Found]:
        if before := self._under_way.get(kind):
            await asyncio.wait([before])
        _, self._under_way[kind] = self._waiting.pop(kind)
        try:
            return await do(items)
        finally:
            del self._under_way[kind]
