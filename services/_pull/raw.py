"""What comes to an inbox, as bytes: nats-py would read 13 headers by themselves, and queue each.

It has no public way to that. So the place where its parser gives away a whole message is ours;
every other subscription goes on as before. A client of another make fails at the first inbox.
"""

import contextlib
from collections.abc import AsyncIterator, Callable
from typing import NamedTuple

from nats.aio.client import Client
from nats.js import JetStreamContext


class Raw(NamedTuple):
    """A message as it arrived: where it would be acknowledged, its header block, its body."""

    reply: bytes
    head: bytes
    body: bytes


Take = Callable[[Raw], None]


class Tap:
    """The inboxes of one client whose messages are taken as they are."""

    def __init__(self, client: Client, jetstream: JetStreamContext) -> None:
        self.client, self.jetstream = client, jetstream
        self._takers: dict[int, Take] = {}
        theirs = client._process_msg  # noqa: SLF001

        async def process(
            sid: int, subject: bytes, reply: bytes, data: bytes, headers: bytes
        ) -> None:
            if (take := self._takers.get(sid)) is not None:
                take(Raw(reply, headers or b"", data))
            else:
                await theirs(sid, subject, reply, data, headers)

        client._process_msg = process  # type: ignore[method-assign]  # noqa: SLF001

    @contextlib.asynccontextmanager
    async def listening(self, inbox: str, take: Take) -> AsyncIterator[None]:
        """Give what comes to an inbox to ``take``."""
        subscription = await self.client.subscribe(inbox)
        own = subscription._id  # noqa: SLF001
        self._takers[own] = take
        try:
            yield
        finally:
            del self._takers[own]
            with contextlib.suppress(Exception):  # the connection may be gone already
                await subscription.unsubscribe()
