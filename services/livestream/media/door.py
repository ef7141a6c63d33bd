"""The one port of a session: it lets one publisher through to ffmpeg, and sees who is turned away.

Datagrams are passed on as they are; what is in them is between the publisher and ffmpeg. Who has
a passphrase is ffmpeg's to find out, and its answer is read on the way out.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Any, Literal, cast

from services.livestream.media.srt import Handshake, handshake

_MOST_WAITING = 8
"""Addresses that may shake hands at the same time; one more, and the first must begin again."""
_SECONDS_TO_GREET = 5.0
_REMEMBERED = 64
_BUFFER = 1024 * 1024  # bytes: what comes in while this process is busy for a moment

Address = tuple[str, int]
Why = Literal["wrong_key", "second_publisher"]


class Door(asyncio.DatagramProtocol):
    """Between publishers outside and the ffmpeg of one session."""

    def __init__(self, refused: Callable[[Why], None]) -> None:
        self._refused, self._outside = refused, cast("asyncio.DatagramTransport", None)
        self._inside: Address | None = None
        self._ways: dict[Address, _Way] = {}
        self._guest: Address | None = None
        self._told: set[tuple[Why, Address]] = set()

    @property
    def taken(self) -> bool:
        """Whether a publisher has come in."""
        return self._guest is not None

    @property
    def address(self) -> Address:
        """Where it is."""
        host, port = self._outside.get_extra_info("sockname")[:2]
        return host, port

    def lead_to(self, inside: Address | None) -> None:
        """Where ffmpeg listens from now on; whoever was inside is not any more."""
        for way in self._ways.values():
            way.close()
        self._ways.clear()
        self._guest, self._inside = None, inside

    def close(self) -> None:
        """Nobody comes in any more."""
        self.lead_to(None)
        self._outside.close()

    def connection_made(self, transport: Any) -> None:
        """The port is open."""
        self._outside = transport
        _make_room(transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """From a publisher, or from somebody who would like to be one."""
        if (way := self._ways.get(addr)) is not None:
            way.send(data)
        elif self._guest is not None:
            if handshake(data) is not None:
                self._refuse("second_publisher", addr)
        elif self._inside and handshake(data):
            if len(self._ways) >= _MOST_WAITING:
                self._forget(next(iter(self._ways)))
            way = self._ways[addr] = _Way(self, addr)
            way.open(self._inside, data)
            asyncio.get_running_loop().call_later(_SECONDS_TO_GREET, self._show_out, addr, way)

    def answered(self, data: bytes, to: Address) -> None:
        """From ffmpeg, on its way out."""
        match handshake(data):
            case Handshake.WRONG_KEY:
                self._refuse("wrong_key", to)
                asyncio.get_running_loop().call_soon(self._forget, to)
            case Handshake.CONCLUSION:
                self._guest = to
                for other in set(self._ways) - {to}:
                    self._forget(other)
            case _:
                pass
        self._outside.sendto(data, to)

    def _refuse(self, why: Why, addr: Address) -> None:
        """Tell it once, however often its packets are repeated."""
        if (why, addr) in self._told:
            return
        if len(self._told) >= _REMEMBERED:
            self._told.clear()
        self._told.add((why, addr))
        self._refused(why)

    def _show_out(self, addr: Address, way: "_Way") -> None:
        """Who has not come in by now makes room for others."""
        if addr != self._guest and self._ways.get(addr) is way:
            self._forget(addr)

    def _forget(self, addr: Address) -> None:
        if (way := self._ways.pop(addr, None)) is not None:
            way.close()


class _Way(asyncio.DatagramProtocol):
    """The socket by which ffmpeg knows one publisher."""

    def __init__(self, door: Door, outside: Address) -> None:
        self._door, self._outside = door, outside
        self._transport: asyncio.DatagramTransport | None = None
        self._opening: asyncio.Task[Any] | None = None
        self._closed = False

    def open(self, inside: Address, first: bytes) -> None:
        loop = asyncio.get_running_loop()
        self._first = first
        self._opening = loop.create_task(
            loop.create_datagram_endpoint(lambda: self, remote_addr=inside)
        )

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        _make_room(transport)
        if self._closed:
            transport.close()
        else:
            transport.sendto(self._first)

    def send(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.sendto(data)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        del addr
        if not self._closed:
            self._door.answered(data, self._outside)

    def error_received(self, exc: Exception) -> None:
        """Nobody listens inside yet, or any more: publishers repeat what was lost."""

    def close(self) -> None:
        self._closed = True
        if self._transport is not None:
            self._transport.close()


def _make_room(transport: Any) -> None:
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)


async def open_door(host: str, port: int, refused: Callable[[Why], None]) -> Door:
    """Open a session's port."""
    loop = asyncio.get_running_loop()
    _, door = await loop.create_datagram_endpoint(lambda: Door(refused), local_addr=(host, port))
    return door
