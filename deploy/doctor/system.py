"""What is asked of running servers: databases, the bus and its streams, each service itself."""

import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import nats
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from contracts.subjects import stream_name
from contracts.topology import REACTIONS, SERVICES, ReactionTopology, stream_config
from deploy.doctor.finding import Finding
from services._kit.migrate import compared
from services._kit.streams import epoch_in_force
from services._web.advice import READER, RELAY

_PATIENCE = 5.0
_OFFSET = 1.0  # real seconds; tokens and certificates bear more, the order of facts does not
_UNREACHED = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
_SERVER = "start it, or mend the address, and look at its log"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a system's parts are; ``services`` by name, each with its database."""

    databases: dict[str, str]
    services: dict[str, str]
    nats_url: str
    user: str
    """Who we are on the bus: the one whose seed it is."""
    seed: Path | None
    reads: Sequence[str] = SERVICES
    """Whose streams the seed may look at."""


async def look(at: Addresses) -> AsyncIterator[Finding]:
    """All of it, one part after the other."""
    for service, dsn in at.databases.items():
        async for found in database(service, dsn):
            yield found
    async for found in bus(at):
        yield found
    for service, url in at.services.items():
        async for found in answering(service, url):
            yield found


async def database(service: str, dsn: str) -> AsyncIterator[Finding]:
    """Reached, migrated, and of our time."""
    what = f"database of {service}"
    try:
        connection = await asyncpg.connect(dsn, timeout=_PATIENCE)
    except _UNREACHED as error:
        yield Finding(what, f"not reached: {error}", f"PostgreSQL: {_SERVER}")
        return
    try:
        asked = time.time()
        there: datetime = await connection.fetchval("select clock_timestamp()")
        ours = datetime.fromtimestamp((asked + time.time()) / 2, UTC)
        folders = import_module(f"services.{service}.settings").SQL
        missing, newer = await compared(connection, folders)
    except _UNREACHED as error:
        yield Finding(what, f"not migrated: {error}", "run the migrations (`minsheng up` does)")
        return
    finally:
        await connection.close()
    yield _migrated(what, missing, newer)
    offset = abs((there - ours).total_seconds())
    mend = "let NTP or chrony set both machines' clocks" if offset > _OFFSET else ""
    yield Finding(f"clock of {what}", f"{offset:.3f} s from ours", mend)


def _migrated(what: str, missing: list[str], newer: list[str]) -> Finding:
    if missing:
        return Finding(what, f"lacks {', '.join(missing)}", "run this release's migrations")
    if newer:
        said = f"is of a later release: {', '.join(newer)}"
        return Finding(what, said, "run that release, or restore the backup made before it")
    return Finding(what, "reached, with this release's migrations")


async def bus(at: Addresses) -> AsyncIterator[Finding]:
    """NATS, and whether its streams and consumers are as contracts/streams.toml has them."""
    try:
        client = await nats.connect(
            at.nats_url.split(","), nkeys_seed=str(at.seed) if at.seed else None,
            inbox_prefix=f"_INBOX.{at.user}",
            allow_reconnect=False, max_reconnect_attempts=1, error_cb=_told_below,
            connect_timeout=int(_PATIENCE),
        )  # fmt: skip
    except (NatsError, OSError, TimeoutError) as error:
        yield Finding("NATS", f"not reached: {error!r}", f"nats-server: {_SERVER}")
        return
    try:
        version = client.connected_server_version
        yield Finding("NATS", f"reached, {version.major}.{version.minor}.{version.patch}")
        for source in at.reads:
            reactions = [
                it for it in REACTIONS if it.source == source and it.reader in at.databases
            ]
            yield await _stream(client.jetstream(timeout=_PATIENCE), source, reactions)
    finally:
        await client.close()


async def _told_below(_error: Exception) -> None:
    """What goes wrong is a finding; the library would print it as well."""


async def _stream(
    js: JetStreamContext, source: str, reactions: Sequence[ReactionTopology]
) -> Finding:
    what = f"stream of {source}"
    try:
        epoch = await epoch_in_force(js, source)
        if epoch is None:
            return Finding(what, "missing", "start the service: its relay makes and fills it")
        wanted = stream_config(source, epoch)
        info = await js.stream_info(wanted["name"])
        missing = [it.durable for it in reactions if not await _consumer(js, it, epoch)]
    except (NatsError, TimeoutError) as error:
        return Finding(what, f"not seen: {error!r}", "look whether the seed is this user's")
    settings: dict[str, Any] = info.config.as_dict()
    differing = sorted(
        name
        for name, value in wanted.items()
        if name not in {"max_age", "duplicate_window", "num_replicas"}
        and settings.get(name) != value
    )
    if differing or missing:
        said = f"{wanted['name']} differs in {', '.join([*differing, *missing])}"
        return Finding(what, said, "run the deploy step for streams (`minsheng up` does)")
    return Finding(what, f"{wanted['name']} as declared, {info.state.messages} facts")


async def _consumer(js: JetStreamContext, reaction: ReactionTopology, epoch: int) -> bool:
    try:
        await js.consumer_info(stream_name(reaction.source, epoch), reaction.durable)
    except NotFoundError:
        return False
    return True


async def answering(service: str, url: str) -> AsyncIterator[Finding]:
    """A service that is ready, publishes and reads."""
    try:
        async with httpx.AsyncClient(base_url=url, timeout=_PATIENCE, trust_env=False) as client:
            ready: dict[str, bool] = (await client.get("/health/ready")).json()
            status = (await client.get("/status")).json()
    except (httpx.HTTPError, ValueError) as error:
        log = "its log says why, see docs/runbooks/service-down.md"
        yield Finding(service, f"does not answer at {url}: {error!r}", log)
        return
    if away := [part for part, well in ready.items() if not well]:
        yield Finding(service, f"is not ready: {', '.join(away)}", "see docs/runbooks/README.md")
    else:
        for found in _standing(service, status):
            yield found


def _standing(service: str, status: dict[str, Any]) -> Iterator[Finding]:
    stopped = [it["stream"] for it in status["readers"] if READER[it["state"]].epoch]
    aside = status["quarantined"]
    if RELAY[status["state"]].epoch:
        yield Finding(service, "publishes no more", "see docs/runbooks/relay-stopped.md")
    elif stopped:
        said = f"reads no further in {', '.join(stopped)}"
        yield Finding(service, said, "see docs/runbooks/reader-stopped.md")
    elif aside:
        mend = "look at /ops, see docs/runbooks/messages-kept-aside.md"
        yield Finding(service, f"keeps {aside} message(s) aside", mend)
    else:
        yield Finding(service, f"answers, {status['log_end']} facts in epoch {status['epoch']}")
