"""``python -m tests.bench.raw_asgi``: an event stream without any framework; ``/say`` says one."""

import asyncio
import os
from typing import Any

import uvicorn

from services._web.changes import Change

DATA = {
    "row": "open-11", "code": "MAT-TIME", "status": "met", "previous": "pending",
    "due": "2023-09-28", "as_of": "2023-09-21T01:30:00.000000Z",
}  # fmt: skip
EVENT = Change("verdict", DATA, 1).told(1).message
listeners: set[asyncio.Queue[bytes]] = set()


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Every stream has a queue; saying puts the bytes into all of them."""
    del receive
    streams = scope["path"] == "/changes"
    kind = b"text/event-stream" if streams else b"text/plain"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
    if not streams:
        for queue in listeners if scope["path"] == "/say" else ():
            queue.put_nowait(EVENT)
        await send({"type": "http.response.body", "body": b"ok"})
        return
    mine: asyncio.Queue[bytes] = asyncio.Queue()
    listeners.add(mine)
    mine.put_nowait(b"retry: 1000\n\n")
    while True:
        await send({"type": "http.response.body", "body": await mine.get(), "more_body": True})


if __name__ == "__main__":
    host, _, port = os.environ["MINSHENG_LISTEN"].rpartition(":")
    uvicorn.run(app, host=host, port=int(port), log_config=None, access_log=False, lifespan="off")
