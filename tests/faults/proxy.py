"""A line between a service and a server that can be slow, stand still or be dead without a word."""

import asyncio
import contextlib

from deploy.local.ports import LOOPBACK, free_port

CHUNK = 65536


class Line:
    """Passes TCP connections on to a port; `delay` seconds later, or not at all while `still`."""

    def __init__(self, target: int) -> None:
        self.port, self._target = free_port(), target
        self.delay = 0.0
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._alive = asyncio.Event()  # of all connections since the last `abandon`
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Take connections from now on."""
        self._server = await asyncio.start_server(self._accept, LOOPBACK, self.port)

    async def close(self) -> None:
        """Cut every connection."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def stall(self) -> None:
        """Hold back everything, on new connections too, until `restore`."""
        self._flowing.clear()

    def abandon(self) -> None:
        """Leave every connection there is half open, for ever; new ones work."""
        self._alive.set()
        self._alive = asyncio.Event()

    def restore(self) -> None:
        """Pass on again what comes, and what was held back."""
        self.delay = 0.0
        self._flowing.set()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._connect(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        abandoned = self._alive
        with contextlib.suppress(OSError), contextlib.closing(writer):
            there, back = await asyncio.open_connection(LOOPBACK, self._target)
            with contextlib.closing(back):
                ways = [
                    asyncio.create_task(self._pass(*way, abandoned))
                    for way in ((reader, back), (there, writer))
                ]
                try:
                    await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for way in ways:
                        way.cancel()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, abandoned: asyncio.Event
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(CHUNK):
                await self._flowing.wait()
                if self.delay:
                    await asyncio.sleep(self.delay)
                if abandoned.is_set():
                    await asyncio.Event().wait()
                writer.write(data)
                await writer.drain()
