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
    once, old, answers = Once[int](3600), Once[int](0), iter(range(1, 4))

    async def away() -> int:
        raise ConnectionError

    async def reading() -> int:
        return next(answers)

    with pytest.raises(ConnectionError):
        await once.of("a", away)
    assert [await once.of("a", reading) for _ in range(2)] == [1, 1]
    assert [await old.of("a", reading) for _ in range(2)] == [2, 3]
