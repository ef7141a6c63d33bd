"""Before anything else of a request: what is too much, too slow or half, and safe headers."""

import asyncio
import contextlib
from collections.abc import Mapping
from uuid import uuid4

import structlog
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services._web.faults import fault
from services._web.safety import safely

MAX_BODY_BYTES = 64 * 1024
BODY_SECONDS = 30.0
"""Real seconds within which a body has come, or nobody waits for it."""
LINGER_SECONDS = 1.0
"""Real seconds in which the rest of too large a body may come: cut off at once, its sender would
see a broken connection and not the answer."""


class Edge:
    """Before anything else: a correlation id, safe headers, no body too large (413) or slow (408).

    ``uploads``: what a body may have where files are taken, by the beginning of the path. Below
    ``streams`` a form with a file is not gathered: its route reads it as it comes, and counts.
    """

    def __init__(
        self,
        app: ASGIApp,
        uploads: Mapping[str, int] | None = None,
        streams: tuple[str, ...] = (),
    ) -> None:
        self._app, self._uploads, self._streams = app, uploads or {}, streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            await _head(self, scope, send)
            return
        send = safely(send, scope["path"])
        headers = dict(scope["headers"])
        given = headers.get(b"x-correlation-id", b"").decode("latin-1")
        correlation = given if given.isalnum() and len(given) <= 64 else uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(correlation_id=correlation)
        form = headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data")
        if form and scope["path"].startswith(self._streams):
            await self._app(scope, _steadily(receive), send)
            return
        body, read = b"", scope["method"] == "GET"
        if not read:
            try:
                async with asyncio.timeout(BODY_SECONDS):
                    body = await _whole(receive, self._most(scope["path"]))
            except ClientDisconnect:
                return  # half a form is none
            except (_TooLarge, TimeoutError) as error:
                await _turned_away(error)(scope, receive, send)
                return

        async def replay() -> Message:
            nonlocal read
            if read:
                return await receive()
            read = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)

    def _most(self, path: str) -> int:
        found = (most for begin, most in self._uploads.items() if path.startswith(begin))
        return max(found, default=MAX_BODY_BYTES)


async def _head(app: ASGIApp, scope: Scope, send: Send) -> None:
    """Answer as to a GET without what follows the head; nobody is kept waiting by a stream."""
    told = asyncio.Event()

    async def gone() -> Message:
        await told.wait()
        return {"type": "http.disconnect"}

    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
            await send({"type": "http.response.body"})
            told.set()

    asked = {**scope, "method": "GET", "state": {}}  # nobody writes to its line
    await app(asked, gone, headed)
    scope["route"] = asked.get("route")


class _TooLarge(Exception):
    """More than ``most`` bytes came."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


def _steadily(receive: Receive) -> Receive:
    """A body that goes on coming: whoever is silent for so long is taken to be gone."""
    more = True

    async def received() -> Message:
        nonlocal more
        try:
            async with asyncio.timeout(BODY_SECONDS if more else None):
                message = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        more = message.get("more_body", False)
        return message

    return received


async def _whole(receive: Receive, most: int) -> bytes:
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            await _pass_over(receive)
            raise _TooLarge(most)
    return bytes(body)


async def _pass_over(receive: Receive) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while (await receive()).get("more_body", False):
                pass


def _turned_away(error: Exception) -> JSONResponse:
    """The answer, after which the connection ends: whoever still sends is not listened to."""
    closing = {"Connection": "close"}
    if isinstance(error, _TooLarge):
        most = f"at most {error.most} bytes"
        return fault(413, "too_large", "请求正文过大。", expected=most, headers=closing)
    soon = f"a whole body within {BODY_SECONDS:.0f} s"
    return fault(408, "too_slow", "请求发送太慢，没有办理。", expected=soon, headers=closing)
