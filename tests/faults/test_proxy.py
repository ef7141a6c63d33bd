"""A line passes on what comes, late, not at all for a while, or never again."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import pytest

from deploy.local.ports import LOOPBACK, free_port
from tests.faults.proxy import Line

SHORT = 0.05


@contextlib.asynccontextmanager
async def _echo() -> AsyncIterator[Line]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(100):
            writer.write(data)
        writer.close()

    port = free_port()
    line = Line(port)
    async with await asyncio.start_server(answer, LOOPBACK, port):
        await line.open()
        try:
            yield line
        finally:
            await line.close()


class Caller:
    """Someone at the end of a line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def ask(self, word: bytes, patience: float = 5.0) -> bytes:
        """The echo."""
        self._writer.write(word)
        return await asyncio.wait_for(self._reader.read(100), patience)


@contextlib.asynccontextmanager
async def _call(line: Line) -> AsyncIterator[Caller]:
    reader, writer = await asyncio.open_connection(LOOPBACK, line.port)
    with contextlib.closing(writer):
        yield Caller(reader, writer)


async def test_what_comes_is_passed_on_and_a_slow_line_takes_its_time() -> None:
    async with _echo() as line, _call(line) as caller:
        assert await caller.ask(b"one") == b"one"
        line.delay, began = SHORT, time.monotonic()
        assert await caller.ask(b"two") == b"two"
        assert time.monotonic() - began >= 2 * SHORT


async def test_a_line_at_a_standstill_delivers_everything_later() -> None:
    async with _echo() as line, _call(line) as caller:
        line.stall()
        with pytest.raises(TimeoutError):
            await caller.ask(b"one", SHORT)
        line.restore()
        assert await caller.ask(b"") == b"one"


async def test_a_half_open_line_is_silent_for_ever_and_a_new_one_works() -> None:
    async with _echo() as line, _call(line) as caller:
        assert await caller.ask(b"one") == b"one"
        line.abandon()
        with pytest.raises(TimeoutError):
            await caller.ask(b"two", SHORT)
        async with _call(line) as another:
            assert await another.ask(b"three") == b"three"
