"""A service as a value (what it is) and as a process (what it has while it runs)."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
from fastapi import APIRouter, FastAPI
from joserfc.jwk import KeySet

from services._kit.broker import Bus
from services._kit.clock import Clock
from services._kit.following import Follower
from services._kit.postgres import PostgresStore, View
from services._kit.projector import Projector
from services._kit.reactions import Reaction, Reactor
from services._kit.recording import Origin
from services._kit.relay import Relay
from services._kit.settings import Settings
from services._kit.timers import TimerRow, Timers
from services._kit.writer import Aggregates, Writer
from services._telemetry.measures import Measures
from services._web.together import Together


@dataclass(frozen=True, slots=True)
class Service:
    """What a service is made of; its ``app.py`` builds one and reads like a table of contents.

    ``timers`` maps a kind of timer to what happens when it fires; ``background`` tasks run beside
    everything else until the service stops; ``mounts`` are applications (static files) by path;
    ``sql`` folders of migrations; ``equip`` makes from the ``settings`` what only this service has,
    such as a vault; ``uploads`` says below which paths a body may have how many bytes, ``streams``
    below which a route reads its body as it comes.
    """

    name: str
    aggregates: Aggregates
    routers: Sequence[APIRouter] = ()
    views: Sequence[View] = ()
    timers: Mapping[str, Callable[["Running", TimerRow], Awaitable[None]]] = field(
        default_factory=dict
    )
    reactions: Sequence[Reaction] = ()
    projectors: Sequence[Projector] = ()
    background: Sequence[Callable[["Running"], Coroutine[None, None, None]]] = ()
    configure: Callable[[FastAPI, "Running"], None] | None = None
    sql: Sequence[Path] = ()
    settings: type[Settings] = Settings
    equip: Callable[[Any], Any] | None = None
    uploads: Mapping[str, int] = field(default_factory=dict)
    streams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Running:
    """What routes, timers and background tasks of a running service may use.

    ``on_stop``: what is called before HTTP stops, to end answers that have no end of their own.
    """

    definition: Service
    settings: Settings
    origin: Origin
    clock: Clock
    pool: asyncpg.Pool
    store: PostgresStore
    writer: Writer
    timers: Timers
    bus: Bus
    relay: Relay
    followers: Sequence[Follower]
    reactors: Sequence[Reactor]
    token_keys: KeySet
    measures: Measures
    equipment: Any = None
    on_stop: list[Callable[[], None]] = field(default_factory=list)
    together: Together = field(default_factory=Together)

    @property
    def name(self) -> str:
        """The service's name."""
        return self.definition.name
