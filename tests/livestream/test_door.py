"""Who comes in by the port of a session, and who does not; between sockets of this machine."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from services.livestream.media.door import Door, Why, open_door
from services.livestream.media.srt import Handshake, handshake

INDUCTION, CONCLUSION, BAD_SECRET, UNENCRYPTED, PEER = 1, 0xFFFFFFFF, 1010, 1011, 1014
PICTURE = b"\x00\x00\x00\x07 a picture"


def packet(kind: int) -> bytes:
    """A packet of a handshake."""
    return b"\x80\x00" + bytes(34) + kind.to_bytes(4, "big") + bytes(24)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (INDUCTION, Handshake.INDUCTION),
        (CONCLUSION, Handshake.CONCLUSION),
        (BAD_SECRET, Handshake.WRONG_KEY),
        (UNENCRYPTED, Handshake.WRONG_KEY),
        (PEER, Handshake.REFUSED),
        (7, None),
    ],
)
def test_a_handshake_says_what_it_is(kind: int, said: Handshake | None) -> None:
    assert handshake(packet(kind)) is said


@pytest.mark.parametrize("other", [b"", PICTURE, packet(CONCLUSION)[:39], b"\x80\x02" + bytes(60)])
def test_what_is_no_handshake_is_none(other: bytes) -> None:
    assert handshake(other) is None


@dataclass
class End(asyncio.DatagramProtocol):
    """One end of a conversation: what it heard, and what it answers to what."""

    answers: dict[bytes, bytes] = field(default_factory=dict)
    heard: "asyncio.Queue[bytes]" = field(default_factory=asyncio.Queue)
    transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.heard.put_nowait(data)
        if (answer := self.answers.get(data)) is not None:
            self.transport.sendto(answer, addr)

    async def next(self) -> bytes:
        return await asyncio.wait_for(self.heard.get(), 5)


@dataclass
class House:
    """A door, what is behind it, and whom it turned away."""

    door: Door
    inside: End
    refused: list[Why]
    outside: list[End] = field(default_factory=list)

    async def publisher(self) -> End:
        host, port = self.door.address
        loop = asyncio.get_running_loop()
        _, end = await loop.create_datagram_endpoint(End, remote_addr=(host, port))
        self.outside.append(end)
        return end

    async def guest(self) -> End:
        """A publisher who was let in."""
        end = await self.publisher()
        end.transport.sendto(packet(CONCLUSION))
        assert await end.next() == packet(CONCLUSION)
        assert await self.inside.next() == packet(CONCLUSION)
        return end


@pytest.fixture
async def house() -> AsyncIterator[House]:
    loop = asyncio.get_running_loop()
    _, inside = await loop.create_datagram_endpoint(End, local_addr=("127.0.0.1", 0))
    inside.answers = {
        packet(CONCLUSION): packet(CONCLUSION),
        packet(INDUCTION): packet(BAD_SECRET),
    }
    refused: list[Why] = []
    door = await open_door("127.0.0.1", 0, refused.append)
    door.lead_to(inside.transport.get_extra_info("sockname"))
    it = House(door, inside, refused)
    yield it
    door.close()
    for end in (inside, *it.outside):
        end.transport.close()


async def test_a_publisher_comes_in_and_is_passed_on_as_it_is(house: House) -> None:
    guest = await house.guest()
    guest.transport.sendto(PICTURE)
    assert await house.inside.next() == PICTURE
    assert house.door.taken
    assert house.refused == []


async def test_a_wrong_key_is_told_once_however_often_it_is_said(house: House) -> None:
    stranger = await house.publisher()
    for _ in range(3):
        stranger.transport.sendto(packet(INDUCTION))
        assert await stranger.next() == packet(BAD_SECRET)
        await asyncio.sleep(0)
    assert house.refused == ["wrong_key"]
    assert not house.door.taken


async def test_a_second_publisher_does_not_come_in_and_the_first_stays(house: House) -> None:
    guest, second = await house.guest(), await house.publisher()
    second.transport.sendto(packet(CONCLUSION))
    second.transport.sendto(PICTURE)
    guest.transport.sendto(PICTURE + b"1")
    assert await house.inside.next() == PICTURE + b"1"
    assert house.refused == ["second_publisher"]
    assert second.heard.empty()


async def test_what_is_no_handshake_opens_no_way(house: House) -> None:
    stranger = await house.publisher()
    stranger.transport.sendto(PICTURE)
    guest = await house.guest()
    guest.transport.sendto(PICTURE)
    assert await house.inside.next() == PICTURE
    assert house.refused == []


async def test_half_handshakes_keep_nobody_out(house: House) -> None:
    for _ in range(12):
        stranger = await house.publisher()
        stranger.transport.sendto(packet(PEER))
        assert await house.inside.next() == packet(PEER)
    await house.guest()
    assert house.refused == []


async def test_after_the_guest_has_left_somebody_else_may_come_in(house: House) -> None:
    await house.guest()
    house.door.lead_to(house.inside.transport.get_extra_info("sockname"))
    assert not house.door.taken
    await house.guest()
    assert house.refused == []
