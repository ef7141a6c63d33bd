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
Do = Callable[[list[Item]], Awaitable[Sequence[Found]]]
_Waiting = tuple[Any, asyncio.Future[Any]]


@dataclass(slots=True)
class Together:
    """Who waits for a trip, by its kind, and of which kinds one is under way."""

    _waiting: dict[Hashable, tuple[Do[Any, Any], list[_Waiting]]] = field(default_factory=dict)
    _under_way: dict[Hashable, asyncio.Task[None]] = field(default_factory=dict)

    async def ask(self, kind: Hashable, find: Callable[[], Awaitable[Found]]) -> Found:
        """The same for all who ask: what ``find`` finds, which nobody may change."""

        async def once(items: Sequence[None]) -> Sequence[Found]:
            return [await find()] * len(items)

        return await self.each(kind, None, once)

    async def each(self, kind: Hashable, item: Item, do: Do[Item, Found]) -> Found:
        """What ``do`` finds for an item among others, in their order."""
        found: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
        _, waiting = self._waiting.setdefault(kind, (do, []))
        waiting.append((item, found))
        if kind not in self._under_way:
            self._under_way[kind] = asyncio.create_task(self._go(kind))
        return await found

    async def _go(self, kind: Hashable) -> None:
        while kind in self._waiting:
            do, waiting = self._waiting.pop(kind)
            try:
                answers = await do([item for item, _ in waiting])
            except Exception as error:  # noqa: BLE001 - whoever asked is told
                for _, found in waiting:
                    if not found.done():
                        found.set_exception(error)
            else:
                for (_, found), answer in zip(waiting, answers, strict=True):
                    if not found.done():
                        found.set_result(answer)
        del self._under_way[kind]
