"""A process's connection to the simulated JetStream, with the names of nats-py and FastStream."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

from faststream import AckPolicy
from nats.aio.msg import Msg
from nats.errors import NoRespondersError
from nats.errors import TimeoutError as NatsTimeout
from nats.js.api import ConsumerConfig, StreamConfig
from nats.js.errors import NotFoundError

from services._pull.raw import Raw
from tests.simulator.jetstream import Durable, JetStream, Message, Stream, body_of
from tests.simulator.machine import Machine

API_TIMEOUT = 5.0
GHOST_AFTER = 1.5
_PULL = "$JS.API.CONSUMER.MSG.NEXT."


class Client:
    """nats-py's client and JetStream context and our tap. What is sent comes in order, or never."""

    def __init__(self, server: JetStream, machine: Machine) -> None:
        self._server, self._machine = server, machine
        self._last_arrival, self._inboxes = 0.0, 0
        self._takers: dict[str, Callable[[list[Raw]], None]] = {}

    @property
    def is_connected(self) -> bool:
        return self._server.up

    def new_inbox(self) -> str:
        self._inboxes += 1
        return f"_INBOX.{self._inboxes}"

    @property
    def client(self) -> "Client":
        return self

    @property
    def jetstream(self) -> "Client":
        return self

    @asynccontextmanager
    async def listening(self, inbox: str, take: Callable[[list[Raw]], None]) -> AsyncIterator[None]:
        self._takers[inbox] = take
        yield
        del self._takers[inbox]

    async def publish(
        self, subject: str, payload: bytes, reply: str = "", headers: dict[str, str] | None = None
    ) -> None:
        await self._machine.breathe()
        if subject.startswith(_PULL):
            stream, consumer = subject.removeprefix(_PULL).split(".")
            request = json.loads(payload)
            answer = lambda messages: self._hand_over(reply, messages)  # noqa: E731
            self._send(lambda: self._server.pull(stream, consumer, request, answer))
        else:
            self._publish(Message(subject, headers or {}, payload), lambda _answer: None)

    async def request(
        self,
        subject: str,
        payload: bytes,
        timeout: float,  # noqa: ASYNC109 - nats-py's name
        headers: dict[str, str],
    ) -> Msg:
        await self._machine.breathe()
        answered: asyncio.Future[dict[str, Any] | None] = asyncio.get_running_loop().create_future()

        def answer(given: dict[str, Any] | None) -> None:
            if not answered.done() and not self._server.take("lose an answer"):
                answered.set_result(given)

        self._publish(Message(subject, headers, payload), answer)
        try:
            async with asyncio.timeout(timeout):
                given = await answered
        except TimeoutError:
            raise NatsTimeout from None
        await self._machine.travel()
        if given is None:
            raise NoRespondersError
        return Msg(None, data=body_of(given))  # type: ignore[arg-type]

    def _publish(self, message: Message, answer: Callable[[dict[str, Any] | None], None]) -> None:
        if self._server.take("lose a publication"):
            return
        self._send(lambda: answer(self._server.store(message)))
        if self._server.take("send a ghost"):  # what was given up comes late, and again
            later = GHOST_AFTER * self._machine.random.random()
            asyncio.get_running_loop().call_later(later, self._server.store, message)

    def _send(self, work: Callable[[], None]) -> None:
        """Arrive after all that was sent before; while the server is away wait, or get lost."""
        loop = asyncio.get_running_loop()
        sent_to = self._server.starts

        def arrive() -> None:
            if sent_to != self._server.starts and self._machine.random.random() < 0.5:
                return  # it was in the socket of the server that died
            if self._server.up:
                work()
            else:
                loop.call_at(max(self._server.back_at, self._last_arrival), arrive)

        self._last_arrival = max(self._last_arrival, loop.time() + self._machine.delay())
        loop.call_at(self._last_arrival, arrive)

    def _hand_over(self, inbox: str, messages: Sequence[Raw]) -> None:
        async def take() -> None:
            await self._machine.breathe()
            for message in messages:
                if (taker := self._takers.get(inbox)) is not None:
                    taker([message])

        started = self._server.starts
        loop = asyncio.get_running_loop()
        self._last_arrival = max(self._last_arrival, loop.time() + self._machine.delay())
        loop.call_at(
            self._last_arrival,
            lambda: self._machine.spawn(take()) if started == self._server.starts else None,
        )

    async def _ask(self, stream: str) -> Stream:
        await self._machine.travel()
        # A question does not overtake what was sent before it on the same connection.
        await asyncio.sleep(max(0.0, self._last_arrival - asyncio.get_running_loop().time()))
        if (away := self._server.back_at - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(min(away, API_TIMEOUT))
            if not self._server.up:
                raise NatsTimeout
        await self._machine.travel()
        if stream not in self._server.streams:
            raise NotFoundError
        return self._server.streams[stream]

    async def stream_info(self, name: str) -> Any:
        stream = await self._ask(name)
        return SimpleNamespace(state=SimpleNamespace(last_seq=len(stream.messages)))

    async def add_stream(self, config: StreamConfig) -> None:
        await self._machine.travel()
        assert config.name
        assert config.subjects
        if self._server.up:
            self._server.add_stream(config.name, config.subjects[0])

    async def get_msg(self, name: str, sequence: int) -> Any:
        stream = await self._ask(name)
        if sequence > len(stream.messages):
            raise NotFoundError
        return stream.messages[sequence - 1]

    async def delete_consumer(self, name: str, consumer: str) -> None:
        if not self._server.delete_consumer(await self._ask(name), consumer):
            raise NotFoundError

    async def add_consumer(self, name: str, config: ConsumerConfig) -> None:
        stream = await self._ask(name)
        if config.durable_name:
            assert config.ack_wait
            assert config.filter_subject
            prefix = config.filter_subject.removesuffix(">")
            after = (config.opt_start_seq or 1) - 1
            durable = Durable(
                config.durable_name, prefix, config.ack_wait, next=after + 1, floor=after
            )
            stream.durables.setdefault(config.durable_name, durable)
        else:
            assert config.name
            assert config.opt_start_seq
            self._server.add_consumer(stream, config.name, config.opt_start_seq)

    async def consumer_info(self, name: str, consumer: str) -> Any:
        stream = await self._ask(name)
        if (durable := stream.durables.get(consumer)) is None:
            raise NotFoundError
        waiting = stream.messages[durable.next - 1 :]
        return SimpleNamespace(
            num_pending=sum(message.subject.startswith(durable.prefix) for message in waiting),
            num_ack_pending=int(durable.waiting > 0),
            ack_floor=SimpleNamespace(stream_seq=durable.floor),
        )

    async def next(self, stream: str, durable: str) -> Msg | None:
        """What a durable delivers to us now."""
        await self._machine.travel()
        message = self._server.next(stream, durable) if self._server.up else None
        await self._machine.travel()
        return message

    async def answer(self, message: Msg, delay: float | None) -> None:
        """Acknowledge a message, or ask for it again after a delay."""
        await self._machine.breathe()
        self._send(lambda: self._server.answer(message, delay))


class Subscriber:
    """FastStream's durable subscriber with a batch of one."""

    def __init__(self, client: Client, machine: Machine, stream: str, durable: str) -> None:
        self._client, self._machine = client, machine
        self._stream, self._durable = stream, durable

    def __call__(self, handler: Callable[[Any], Awaitable[None]]) -> None:
        self._handler = handler

    async def start(self) -> None:
        self._machine.spawn(self._consume())

    async def _consume(self) -> None:
        while True:
            message = await self._client.next(self._stream, self._durable)
            if message is None:
                await asyncio.sleep(0.2 + self._machine.random.random())
                continue
            await self._handler(Delivered(self._client, message))


class Delivered:
    """A message as FastStream gives it to a handler."""

    def __init__(self, client: Client, message: Msg) -> None:
        self._client, self.raw_message = client, message

    async def ack(self) -> None:
        await self._client.answer(self.raw_message, None)

    async def nack(self, delay: float) -> None:
        await self._client.answer(self.raw_message, delay)


class Bus:
    """The kit's `Bus` without a socket; it is its own broker."""

    replicas = 1

    def __init__(self, server: JetStream, machine: Machine) -> None:
        self._server, self._machine = server, machine
        self.client = self.tap = Client(server, machine)
        self.broker = self

    @property
    def jetstream(self) -> Client:
        return self.client

    @property
    def reconnects(self) -> int:
        return self._server.starts

    @property
    def connected(self) -> bool:
        return self._server.up

    async def start(self) -> None:
        await self._machine.travel()

    async def send(self, subject: str, body: bytes, headers: dict[str, str]) -> None:
        await self.client.publish(subject, body, headers=headers)

    def subscriber(
        self, _subject: str, *, durable: str, stream: Any, ack_policy: AckPolicy, **_more: Any
    ) -> Subscriber:
        assert ack_policy is AckPolicy.MANUAL  # by its default an error drops the message for good
        return Subscriber(self.client, self._machine, stream.name, durable)
