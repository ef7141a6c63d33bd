"""What a batch of commands causes: pure, so that the writer is left with the IO alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from contracts.event import DomainEvent
from contracts.registry import decode
from services._kit.decider import Decider
from services._kit.recording import Head, Origin, Stored, event_id, head_of, seal
from services._kit.store import Beside, Caused, CommandResult, RecordedEvent


class KeyReused(Exception):
    """The same idempotency key came with another body."""


class Request(NamedTuple):
    """One command for one aggregate; ``id`` is its idempotency id.

    ``occurred_at`` (aware) becomes the time of every event it causes. ``request_hash`` empty means
    that the body is not compared (reactions and timers). ``beside`` writes what belongs to the
    events but must not be in them.
    """

    id: UUID
    stream: str
    command: object
    occurred_at: datetime
    actor: str
    request_hash: bytes = b""
    traceparent: str | None = None
    beside: Beside | None = None


class Recorded(NamedTuple):
    """What a command caused; ``repeated`` when it had been recorded before."""

    events: tuple[RecordedEvent, ...]
    repeated: bool


Outcome = Recorded | Exception


@dataclass(frozen=True, slots=True)
class Aggregates:
    """A service's deciders by name, and which stream an event belongs to."""

    deciders: Mapping[str, Decider[Any, Any]]
    stream_of: Callable[[DomainEvent], str]

    def decider(self, stream: str) -> Decider[Any, Any]:
        """The decider of a stream named ``<decider>:<programme>[:<aggregate id>]``."""
        return self.deciders[stream.partition(":")[0]]


@dataclass(slots=True)
class Memory:
    """Every aggregate's version and state at one end of the log. A child may be thrown away."""

    aggregates: Aggregates
    end: Head = field(default_factory=Head)
    parent: "Memory | None" = None
    states: dict[str, tuple[int, Any]] = field(default_factory=dict)

    def get(self, stream: str) -> tuple[int, Any]:
        """How many events the aggregate has, and its state."""
        known = self.states.get(stream) or (self.parent and self.parent.get(stream))
        return known or (0, self.aggregates.decider(stream).initial)

    def child(self) -> "Memory":
        """A view that takes changes without passing them on."""
        return Memory(self.aggregates, self.end, self)

    def adopt(self, child: "Memory") -> None:
        """Take over what a child has learnt."""
        self.end = child.end
        self.states.update(child.states)

    def fold(self, event: DomainEvent) -> tuple[str, int]:
        """Take one event; answers its stream and its number there."""
        stream = self.aggregates.stream_of(event)
        version, state = self.get(stream)
        self.states[stream] = (version + 1, self.aggregates.decider(stream).evolve(state, event))
        return stream, version + 1

    def replay(self, stored: Sequence[Stored]) -> None:
        """Take events that are already recorded."""
        for one in stored:
            self.fold(decode(one.envelope.type, one.envelope.data))
        if stored:
            self.end = head_of(stored[-1].envelope)


@dataclass(slots=True)
class Batch:
    """The commands of one transaction, decided one after the other; ``took`` seconds to decide."""

    memory: Memory
    after: Head
    origin: Origin
    now: datetime
    caused: Caused = field(default_factory=Caused)
    outcomes: list[Outcome] = field(default_factory=list)
    took: float = 0
    _known: dict[UUID, tuple[bytes, Outcome]] = field(default_factory=dict)

    def know(self, results: Sequence[CommandResult]) -> None:
        """Learn which commands were recorded before."""
        for result in results:
            self._known[result.id] = (result.request_hash, Recorded(result.events, repeated=True))

    def decide(self, request: Request, trace: str) -> Outcome:
        """What a command causes, or the exception that fails it and nothing else."""
        if (known := self._known.get(request.id)) is not None:
            request_hash, outcome = known
            if request.request_hash and request_hash and request.request_hash != request_hash:
                return KeyReused(str(request.id))
            return outcome._replace(repeated=True) if isinstance(outcome, Recorded) else outcome
        child = self.memory.child()
        try:
            stored = self._record(request, trace, child)
        except Exception as error:  # noqa: BLE001 - whatever the domain raises is one command's
            outcome = error
        else:
            self.memory.adopt(child)
            events = tuple([RecordedEvent(it.id, it.type, it.sequence) for it, *_ in stored])
            self.caused.events += stored
            self.caused.results.append(CommandResult(request.id, request.request_hash, events))
            if stored and request.beside is not None:
                self.caused.beside.append(request.beside)
            outcome = Recorded(events, repeated=False)
        self._known[request.id] = (request.request_hash, outcome)
        return outcome

    def _record(self, request: Request, trace: str, memory: Memory) -> list[Stored]:
        decider = memory.aggregates.decider(request.stream)
        decided = decider.decide(request.command, memory.get(request.stream)[1])
        meta: dict[str, str | bool] = {
            "actor": request.actor, "request": str(request.id), "traceparent": trace
        }  # fmt: skip
        if self.origin.simulated:
            meta["simulated"] = True
        stored = []
        for index, event in enumerate(decided):
            envelope = seal(
                memory.end, self.origin, event, id=event_id(request.id, index), now=self.now,
                occurred_at=request.occurred_at, traceparent=trace,
            )  # fmt: skip
            memory.end = head_of(envelope)
            stream, version = memory.fold(event)
            stored.append(Stored(envelope, stream, version, meta))
        return stored
