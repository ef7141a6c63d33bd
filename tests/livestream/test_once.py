"""What thousands ask for is read once."""

import asyncio

import pytest

from services.livestream.media.lists import Once


async def test_who_asks_while_it_is_read_waits_for_the_same_reading() -> None:
    once, read, let = Once[int](3600), list[int](), asyncio.Event()

    async def reading() -> int:
        read.append(1)
        await let.wait()
        return len(read)

    asking = [asyncio.create_task(once.of("a", reading)) for _ in range(3)]
    await asyncio.sleep(0)
    asking[0].cancel()  # who goes away takes it from nobody
    let.set()
    assert await asyncio.gather(*asking[1:]) == [1, 1]
    assert await once.of("a", reading) == 1
    assert await once.of("b", reading) == 2


async def test_neither_a_failure_nor_what_is_old_is_kept() -> None:
    once, answers = Once[int](3600), iter([1, 2])

    async def failing() -> int:
        raise NotImplementedError

    async def reading() -> int:
        return next(answers)

    with pytest.raises(NotImplementedError):
        await once.of("a", failing)
    assert await once.of("a", reading) == 1
    old = Once[int](0)
    assert await old.of("a", reading) == 2
    with pytest.raises(RuntimeError):
        await old.of("a", reading)
