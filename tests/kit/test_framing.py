"""Messages are found as nats-py finds them, however the bytes were cut on their way."""

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nats.protocol.parser import Parser

from services._pull.raw import Framing, Raw, position_of

OWN, OTHER = b"7", b"12"
REPLIES = [
    b"", b"12 ", b"$JS.A ", b"$JS.ACK.1.2.3 ", b"$JS.ACK.EV_A_1.a.1.71.5.17.0 ",
    b"$JS.ACK.1.2.3.72.5.17.0 ", b"$JS.ACK.EV_A_1.a-b.1.73.5.17.0 ",
    b"$JS.ACK.hub.acc.EV_A_1.a.1.74.5.17.0.x ", b"$JS.ACK.1.2.3.4.5.75.7.8.9.0 ",
]  # fmt: skip
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
    sid, reply = draw(st.sampled_from([OWN, OTHER])), draw(st.sampled_from(REPLIES))
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
    assert [tuple(it) for it in taken] == [(position_of(it[2]), it[3]) for it in own[len(early) :]]
    assert early == own[: len(early)]
    assert [it for it in ours.heard if it[0] != OWN] == [it for it in theirs.heard if it[0] != OWN]


@pytest.mark.parametrize(
    ("reply", "position"),
    [
        (b"", 0), (b"12", 0), (b"$JS.FC.EV_A_1.a.1.71.5.17.0", 0), (b"$JS.ACK.1.2.3", 0),
        (b"$JS.ACK.EV_A_1.a.1.71.5.17.0", 71), (b"$JS.ACK.EV_A_1.a-b.1.73.5.17.0", 73),
        (b"$JS.ACK.hub.acc.EV_A_1.a.1.74.5.17.0.x", 74),
        (b"$JS.ACK.1.2.3.4.5.75.7.8.9.0", 75), (b"$JS.ACK.a.b.c.d.e.f.g", 0),
    ],
)  # fmt: skip
def test_the_position_is_the_one_in_the_stream(reply: bytes, position: int) -> None:
    assert position_of(reply) == position


def test_a_new_connection_begins_anew() -> None:
    client, taken = Client(), list[Raw]()

    async def read() -> None:
        client._ps = framing = Framing(client, {OWN: taken.extend})  # type: ignore[arg-type]
        await framing.parse(b"MSG in.box 7 5\r\nhal")
        framing.reset()
        await framing.parse(b"MSG in.box 7 4\r\nhere\r\n")

    asyncio.run(read())
    assert [it.wire for it in taken] == [b"here"]
