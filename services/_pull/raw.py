"""What comes to an inbox, as bytes: nats-py would read 13 headers by themselves, and queue each.

It has no public way to that. So the framing of messages is ours: those of an inbox are taken where
they lie in what was read, all others and every other word of the protocol go on as before.
"""

import contextlib
import re
from collections.abc import AsyncIterator, Callable
from typing import NamedTuple

from nats.aio.client import Client
from nats.errors import ProtocolError
from nats.js import JetStreamContext
from nats.protocol.parser import AWAITING_MSG_PAYLOAD, MAX_CONTROL_LINE_SIZE, Parser

_TO = rb"MSG[ \t]++(\S++)[ \t]++(\d++)[ \t]++"
_PLACE = rb"\$JS\.ACK\.\w++\.\w++\.\d++\.(\d++)\.\d++\.\d++\.\d++"
_WITH_HEADERS = re.compile(
    rb"H" + _TO + rb"(?:(" + _PLACE + rb"|\S++)[ \t]++)?(\d++)[ \t]++(\d++)\r\n"
).match
_BARE = re.compile(_TO + rb"(?:(\S++)[ \t]++)?()()(\d++)\r\n").match
_ACKNOWLEDGED = re.compile(
    rb"\$JS\.ACK\.(?:[^.]+\.[^.]+\.)??[^.]+\.[^.]+\.\d+\.(\d+)\.\d+\.\d+\.\d+(?:\.[^.]+)?"
).fullmatch


class Raw(NamedTuple):
    """A message as it arrived: its position in its stream, or 0; headers, an empty line, body."""

    position: int
    wire: bytes


_new = tuple.__new__  # a third of what its own way costs

Take = Callable[[list[Raw]], None]
"""Is given what came for an inbox, in order."""


class Tap:
    """The inboxes of one client whose messages are taken as they are."""

    def __init__(self, client: Client, jetstream: JetStreamContext) -> None:
        self.client, self.jetstream = client, jetstream
        self._takers: dict[bytes, Take] = {}
        client._ps = Framing(client, self._takers)  # noqa: SLF001 - it has no public name

    @contextlib.asynccontextmanager
    async def listening(self, inbox: str, take: Take) -> AsyncIterator[None]:
        """Give what comes to an inbox to ``take``."""
        subscription = await self.client.subscribe(inbox)
        own = str(subscription._id).encode()  # noqa: SLF001
        self._takers[own] = take
        try:
            yield
        finally:
            del self._takers[own]
            with contextlib.suppress(Exception):  # the connection may be gone already
                await subscription.unsubscribe()


class Framing(Parser):
    """nats-py's parser, but for where a message begins and ends."""

    def __init__(self, client: Client, takers: dict[bytes, Take]) -> None:
        before = client._ps  # noqa: SLF001
        super().__init__(client)
        self._takers, self._rest = takers, _unfinished(before)

    def reset(self) -> None:
        """A new connection begins."""
        super().reset()
        self._rest = b""

    async def parse(self, data: bytes = b"") -> None:
        """Take what was read, to the last whole message; raises ``ProtocolError``."""
        data, self._rest = self._rest + data, b""
        at, end, taken = 0, len(data), {sid: list[Raw]() for sid in self._takers}
        while at < end:
            found = _WITH_HEADERS(data, at) or _BARE(data, at)
            if found is None:
                line = data.find(b"\n", at) + 1
                if not line and end - at > MAX_CONTROL_LINE_SIZE:
                    raise ProtocolError
                if not line:
                    break
                await super().parse(data[at:line])
                at = line
                continue
            subject, sid, reply, position, headers, size = found.groups()
            begin = found.end()
            after = begin + int(size)
            if after + 2 > end:
                break
            if sid in taken:
                place = int(position) if position else position_of(reply or b"")
                taken[sid].append(_new(Raw, (place, data[begin:after])))
            else:
                body = begin + int(headers or 0)
                head = data[begin:body] if headers else None
                await self.nc._process_msg(int(sid), subject, reply or b"", data[body:after], head)  # noqa: SLF001
            at = after + 2
        self._rest = data[at:]
        for sid, messages in taken.items():
            if messages and (take := self._takers.get(sid)) is not None:
                take(messages)


def position_of(reply: bytes) -> int:
    """The sequence in ``$JS.ACK[.<domain>.<account>].<stream>.<consumer>.<delivered>.<sequence>…``.

    0 where nothing of a stream would be acknowledged.
    """
    found = _ACKNOWLEDGED(reply)
    return int(found[1]) if found else 0


def _unfinished(parser: Parser) -> bytes:
    """What another parser has read of a message, its first line included."""
    if parser.state != AWAITING_MSG_PAYLOAD:
        return bytes(parser.buf)
    said, headers = parser.msg_arg, parser.header_needed
    words = [said["subject"], b"%d" % said["sid"], said["reply"], b"%d" % parser.needed]
    if headers:
        words.insert(3, b"%d" % headers)
    return (
        (b"HMSG " if headers else b"MSG ") + b" ".join(filter(None, words)) + b"\r\n" + parser.buf
    )
