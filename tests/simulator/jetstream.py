"""A JetStream of one thread: streams, pull consumers, durables, and what becomes of messages."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

from nats.aio.msg import Msg

from contracts.envelope import header_block
from services._pull.raw import Raw, position_of
from tests.simulator.machine import Armed

Reply = Callable[[Sequence[Raw]], None]
Headers = dict[str, str]


class Message(NamedTuple):
    """What a stream keeps."""

    subject: str
    headers: Headers
    data: bytes


@dataclass(eq=False)
class Pull:
    """A request for messages that waits at a consumer."""

    reply: Reply
    wanted: int


@dataclass(eq=False)
class Ephemeral:
    """A consumer that acknowledges nothing and does not outlive its server."""

    name: str
    next: int
    pulls: list[Pull] = field(default_factory=list)


@dataclass(eq=False)
class Durable:
    """A consumer of one message at a time, which comes again until it is acknowledged."""

    name: str
    prefix: str
    ack_wait: float
    next: int = 1
    floor: int = 0
    waiting: int = 0  # the sequence that is not acknowledged yet
    due: float = 0.0
    attempts: Counter[int] = field(default_factory=Counter)


@dataclass(eq=False)
class Stream:
    """Messages by their sequence, from 1, and who reads them."""

    name: str
    prefix: str
    messages: list[Message] = field(default_factory=list)
    ephemerals: dict[str, Ephemeral] = field(default_factory=dict)
    durables: dict[str, Durable] = field(default_factory=dict)

    def read(self, consumer: str, sequence: int, attempt: int = 1) -> Msg:
        """A message as it is delivered."""
        subject, headers, data = self.messages[sequence - 1]
        left = len(self.messages) - sequence
        reply = f"$JS.ACK.{self.name}.{consumer}.{attempt}.{sequence}.{sequence}.0.{left}"
        return Msg(None, subject, reply, data, dict(headers))  # type: ignore[arg-type]


class JetStream(Armed):
    """One nats-server."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self._random = random
        self.streams: dict[str, Stream] = {}
        self.back_at = 0.0  # before this moment it is away
        self.starts = 1

    @property
    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    @property
    def up(self) -> bool:
        """Whether it answers."""
        return self._now >= self.back_at

    def crash(self, seconds: float, lost: int = 0) -> None:
        """Go away for a while; come back without the last messages, and with what that implies."""
        self.back_at, self.starts = self._now + seconds, self.starts + 1
        for name, stream in list(self.streams.items()):
            del stream.messages[max(0, len(stream.messages) - lost) :]
            while stream.ephemerals:
                stream.ephemerals.popitem()[1].pulls.clear()  # those who wait are not told
            for durable in stream.durables.values():
                end = len(stream.messages)
                forgotten = self._random.randrange(3) if lost else 0
                durable.next = max(
                    1, min(durable.next - forgotten, durable.waiting or end + 1, end + 1)
                )
                durable.floor, durable.waiting = min(durable.floor, durable.next - 1), 0
            if lost > len(stream.messages):
                del self.streams[name]

    def add_stream(self, name: str, subject: str) -> None:
        """Make a stream, or leave it as it is."""
        self.streams.setdefault(name, Stream(name, subject.removesuffix(">")))

    def store(self, message: Message) -> dict[str, Any] | None:
        """The answer to a publication; none where no stream listens."""
        stream = next(
            (s for s in self.streams.values() if message.subject.startswith(s.prefix)), None
        )
        if stream is None:
            return None
        expected = message.headers.get("Nats-Expected-Last-Sequence")
        if expected is not None and int(expected) != len(stream.messages):
            return {"error": {"code": 400, "description": f"last is {len(stream.messages)}"}}
        stream.messages.append(message)
        for consumer in stream.ephemerals.values():
            self._feed(stream, consumer)
        return {"stream": stream.name, "seq": len(stream.messages)}

    def add_consumer(self, stream: Stream, name: str, start: int) -> None:
        """Make a consumer from a position on."""
        self.delete_consumer(stream, name)
        stream.ephemerals[name] = Ephemeral(name, start)

    def delete_consumer(self, stream: Stream, name: str) -> bool:
        """End a consumer and tell who waits at it; whether there was one."""
        durable, consumer = stream.durables.pop(name, None), stream.ephemerals.pop(name, None)
        while consumer and consumer.pulls:
            consumer.pulls.pop().reply([_status("409 Consumer Deleted")])
        return bool(durable or consumer)

    def delete_consumers(self) -> None:
        """Somebody deletes every consumer."""
        for stream in self.streams.values():
            for name in list(stream.ephemerals):
                self.delete_consumer(stream, name)
            stream.durables.clear()

    def pull(self, stream: str, consumer: str, request: dict[str, int], reply: Reply) -> None:
        """Ask a consumer for messages."""
        found = self.streams[stream].ephemerals.get(consumer) if stream in self.streams else None
        if found is None:
            reply([_status("503")])
            return
        pull = Pull(reply, request["batch"])
        found.pulls.append(pull)
        loop, beat = asyncio.get_running_loop(), request["idle_heartbeat"] / 1e9
        ends = loop.time() + request["expires"] / 1e9

        def live() -> None:
            if pull not in found.pulls:
                return  # fulfilled, or silently gone with its server
            if loop.time() < ends:
                reply([_status("100")])
                loop.call_later(beat, live)
            else:
                found.pulls.remove(pull)
                reply([_status("408", **{"Nats-Pending-Messages": str(pull.wanted)})])

        self._feed(self.streams[stream], found)
        loop.call_later(beat, live)

    def _feed(self, stream: Stream, consumer: Ephemeral) -> None:
        while consumer.pulls and consumer.next <= len(stream.messages):
            pull = consumer.pulls[0]
            end = min(len(stream.messages), consumer.next + pull.wanted - 1)
            messages = [
                _raw(stream.read(consumer.name, each)) for each in range(consumer.next, end + 1)
            ]
            consumer.next, pull.wanted = end + 1, pull.wanted - len(messages)
            if not pull.wanted:
                consumer.pulls.pop(0)
            self._deliver(messages, pull.reply)

    def _deliver(self, messages: list[Raw], reply: Reply) -> None:
        """Send messages, unless the network loses, repeats or delays one of them."""
        one = self._random.randrange(len(messages))
        if self.take("lose a delivery"):
            messages.pop(one)
        elif self.take("repeat a delivery"):
            messages.insert(one, messages[one])
        elif self.take("delay a delivery"):
            late = messages.pop(one)
            asyncio.get_running_loop().call_later(0.5, reply, [late])
        reply(messages)

    def next(self, stream: str, name: str) -> Msg | None:
        """What a durable has to deliver now."""
        found = self.streams.get(stream)
        durable = found.durables.get(name) if found else None
        if found is None or durable is None or (durable.waiting and self._now < durable.due):
            return None
        if not durable.waiting:
            fits = (
                number
                for number in range(durable.next, len(found.messages) + 1)
                if found.messages[number - 1].subject.startswith(durable.prefix)
            )
            if (number := next(fits, None)) is None:
                return None
            durable.waiting, durable.next = number, number + 1
        durable.due = self._now + durable.ack_wait
        durable.attempts[durable.waiting] += 1
        return found.read(name, durable.waiting, durable.attempts[durable.waiting])

    def answer(self, message: Msg, delay: float | None) -> None:
        """A message is acknowledged, or shall come again after a delay."""
        _, _, stream, name, _, sequence, *_ = message.reply.split(".")
        durable = self.streams[stream].durables.get(name) if stream in self.streams else None
        if (
            durable is None
            or durable.waiting != int(sequence)
            or self.take("lose an acknowledgement")
        ):
            return
        if delay is None:
            durable.floor, durable.waiting = durable.waiting, 0
        else:
            durable.due = self._now + delay


def _raw(message: Msg) -> Raw:
    place = position_of(message.reply.encode())
    return Raw(place, header_block(message.headers or {}) + message.data)


def _status(code: str, **headers: str) -> Raw:
    head = header_block(headers).replace(b"NATS/1.0", f"NATS/1.0 {code}".encode(), 1)
    return Raw(0, head)


def body_of(answer: dict[str, Any]) -> bytes:
    """An answer as it travels."""
    return json.dumps(answer).encode()
