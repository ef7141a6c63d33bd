"""Messages are found as nats-py finds them, however the bytes were cut on their way."""

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from nats.protocol.parser import Parser

from services._pull.raw import Framing, Raw

OWN, OTHER = b"7", b"12"
Heard = list[tuple[Any, ...]]


class Client:
    """Hears what a parser finds."""

    def __init__(self) -> None:
        self.heard: Heard = []
        self._ps = Parser(self)

    async def _process_msg(self, sid: int, subject: bytes, reply: bytes, *parts: bytes) -> None:
        body, head = parts
        self.heard.append((b"%d" % sid, subject, reply, (head or b"") + body))

    async def _process_ping(self) -> None:
        self.heard.append(("ping",))

    async def _process_pong(self) -> None:
        self.heard.append(("pong",))

    async def _process_err(self, error: str) -> None:
        self.heard.append((error,))

    async def _process_info(self, info: object) -> None:
        self.heard.append((info,))


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    sid, reply = (
        draw(st.sampled_from([OWN, OTHER])),
        draw(st.sampled_from([b"", b"12 ", b"$JS.A "])),
    )
    body = draw(
        st.binary(max_size=40) | st.sampled_from([b"\r\n", b"PING\r\n", b"HMSG a 7 1 1\r\n"])
    )
    if draw(st.booleans()):
        return b"MSG in.box %s %s%d\r\n%s\r\n" % (sid, reply, len(body), body)
    head = b"NATS/1.0\r\n" + draw(st.sampled_from([b"", b"a: b\r\n", b"ce-id: \r\n"])) + b"\r\n"
    sizes = b"%d %d" % (len(head), len(head + body))
    return b"HMSG in.box %s %s%s\r\n%s%s\r\n" % (sid, reply, sizes, head, body)


WORDS = st.sampled_from(
    [b"PING\r\n", b"PONG\r\n", b"+OK\r\n", b"-ERR 'No'\r\n", b'INFO {"a":1}\r\n']
)


@given(st.lists(messages() | WORDS, max_size=12), st.data())
@settings(deadline=None)
def test_what_arrives_is_what_nats_py_finds(sent: list[bytes], data: st.DataObject) -> None:
    wire = b"".join(sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=8)))
    chunks = [wire[a:b] for a, b in zip([0, *cuts], [*cuts, len(wire)], strict=True)]
    before = data.draw(st.integers(0, len(chunks)))  # the tap comes when some were read already

    ours, theirs, taken = Client(), Client(), list[Raw]()

    async def read() -> None:
        for chunk in chunks:
            await theirs._ps.parse(chunk)
        for chunk in chunks[:before]:
            await ours._ps.parse(chunk)
        ours._ps = Framing(ours, {OWN: taken.extend})  # type: ignore[arg-type]
        for chunk in chunks[before:]:
            await ours._ps.parse(chunk)

    asyncio.run(read())
    own = [it for it in theirs.heard if it[0] == OWN]
    early = [it for it in ours.heard if it[0] == OWN]
    assert [(it[2], it[3]) for it in early] + [tuple(it) for it in taken] == [it[2:] for it in own]
    assert [it for it in ours.heard if it[0] != OWN] == [it for it in theirs.heard if it[0] != OWN]


def test_a_new_connection_begins_anew() -> None:
    client, taken = Client(), list[Raw]()

    async def read() -> None:
        client._ps = framing = Framing(client, {OWN: taken.extend})  # type: ignore[arg-type]
        await framing.parse(b"MSG in.box 7 5\r\nhal")
        framing.reset()
        await framing.parse(b"MSG in.box 7 4\r\nhere\r\n")

    asyncio.run(read())
    assert [it.wire for it in taken] == [b"here"]
