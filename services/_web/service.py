"""Runs a service: opens what it needs, serves, and stops without losing what was promised."""

import asyncio
import contextlib
import json
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from functools import partial

import asyncpg
import structlog
import uvicorn
import uvloop
from nats.errors import Error as NatsError

from contracts.registry import BY_SERVICE, FromNewerRelease
from services._kit.broker import Bus
from services._kit.clock import open_clock, until_beat
from services._kit.following import Follower
from services._kit.leader import end, lead
from services._kit.log import configure_logging
from services._kit.migrate import compared
from services._kit.postgres import UNAVAILABLE, PostgresStore, transaction
from services._kit.reactions import Reactor
from services._kit.recording import Origin
from services._kit.relay import Relay
from services._kit.settings import Settings
from services._kit.streams import epoch_in_force
from services._kit.timers import Timers
from services._kit.writer import Writer
from services._telemetry.exporting import Exporter, ExportSettings
from services._telemetry.measures import Measures
from services._web.changes import Lined
from services._web.garbage import look_seldom
from services._web.http import create_app
from services._web.pool import connect
from services._web.running import Running, Service
from services._web.tokens import public_keys

__all__ = ["Running", "Service", "run", "start"]

log = structlog.get_logger()
STALLED_MS = 30_000


class WrongClock(Exception):
    """A played database on the real clock, or the other way round."""


class NotMigrated(Exception):
    """The database is of an older release: the deploy step comes before the service."""


class OlderRelease(Exception):
    """The log holds facts that this release does not know: there is no way down but a backup."""


def run(service: Service) -> None:
    """Serve until SIGTERM or SIGINT; what a service's ``__main__`` calls."""
    # Passwords and the like may lie in files, each named as its variable, of one folder.
    settings = service.settings(_secrets_dir=os.environ.get("MINSHENG_SECRETS_DIR"))
    configure_logging(service.name, settings.log_level)
    look_seldom()
    uvloop.run(_serve(service, settings))


async def _serve(service: Service, settings: Settings) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with start(service, settings):
        log.info("service_started", listen=settings.listen)
        await stop.wait()
        log.info("service_stopping")


@contextlib.asynccontextmanager
async def start(service: Service, settings: Settings) -> AsyncIterator[Running]:
    """A running service; at exit HTTP stops first, then waiting commands finish, then the rest.

    A background task that fails takes the process down: a supervisor starts it anew.
    """
    export = ExportSettings(_secrets_dir=os.environ.get("MINSHENG_SECRETS_DIR"))
    exporter = Exporter(service.name, export) if export.endpoint else None
    running = await _open(service, settings)
    await _prove_migrated(running.pool, service)
    listening = _listen(*settings.address)
    server = _Server(
        uvicorn.Config(
            create_app(running),
            http=Lined,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=3,
            timeout_keep_alive=180,  # longer than the gateway's, or it writes to what is closing
        )
    )
    try:
        async with asyncio.TaskGroup() as group:
            writing = group.create_task(running.writer.run())
            serving = group.create_task(server.serve([listening]))
            tasks = [group.create_task(_timers(running)), group.create_task(_bus(running))]
            group.create_task(_leave(running, *tasks))
            tasks += [group.create_task(running.measures.watch_loop())]
            tasks += [group.create_task(exporter.run())] if exporter else []
            tasks += [group.create_task(work(running)) for work in service.background]
            while not server.started:  # noqa: ASYNC110 - uvicorn has only this flag
                await asyncio.sleep(0.01)
            try:
                yield running
            finally:
                for stop in running.on_stop:
                    stop()
                server.stop()
                await serving
                await running.writer.stop()
                await writing
                await end(*tasks)
    finally:
        await running.bus.stop()
        await running.store.close()
        await asyncio.wait_for(running.pool.close(), 5)


async def _open(service: Service, settings: Settings) -> Running:
    clock = open_clock(settings.clock_file)
    keys = json.loads(settings.token_keys_file.read_text(encoding="utf-8"))
    pool = await connect(settings.database_url)
    await _mark(pool, service, simulated=clock.simulated, now=clock.now())
    origin = Origin(service.name, settings.epoch or 1, clock.simulated)
    store = PostgresStore(settings.database_url, pool, origin, service.views)
    measures = Measures()
    measures.expect(event.ce_type() for event in BY_SERVICE.get(service.name, ()))
    writer = Writer(store, service.aggregates, clock, origin, measures)
    bus = Bus(settings, service.name)
    timers = Timers(pool, clock, measures)
    running = Running(
        definition=service,
        settings=settings,
        origin=origin,
        clock=clock,
        pool=pool,
        store=store,
        writer=writer,
        timers=timers,
        bus=bus,
        relay=Relay(bus, store, origin, measures),
        followers=[Follower(bus, pool, one, service.name, measures) for one in service.projectors],
        reactors=[
            Reactor(bus, pool, writer, service.name, one, measures) for one in service.reactions
        ],
        measures=measures,
        token_keys=public_keys(keys),
        equipment=service.equip(settings) if service.equip is not None else None,
    )
    timers.handlers = {kind: partial(fire, running) for kind, fire in service.timers.items()}
    writer.on_commit += [running.relay.wake, timers.wake]
    try:
        await writer.catch_up()
    except FromNewerRelease as error:
        raise OlderRelease(f"a newer release has recorded here: {error}") from error
    return running


async def _prove_migrated(pool: asyncpg.Pool, service: Service) -> None:
    missing, _ = await compared(pool, service.sql)
    if missing:
        raise NotMigrated(f"run the deploy step first; it lacks {', '.join(missing)}")


async def _mark(pool: asyncpg.Pool, service: Service, *, simulated: bool, now: datetime) -> None:
    """Mark a new database as played or lived; a reaction that is new to an old one starts now."""
    async with transaction(pool) as connection:
        marked = await connection.execute(
            "insert into deployment (simulated) values ($1) on conflict do nothing", simulated
        )
        if await connection.fetchval("select simulated from deployment") != simulated:
            raise WrongClock(f"this database is {'not ' if simulated else ''}simulated")
        since = datetime.fromtimestamp(0, UTC) if marked == "INSERT 0 1" else now
        for reaction in service.reactions:
            await connection.execute(
                "insert into reaction values ($1, $2) on conflict do nothing",
                reaction.name,
                since,
            )


async def _leave(running: Running, *tasks: asyncio.Future[None]) -> None:
    """Where no command is taken any more, all else that one process does is another's, too."""
    await running.writer.closing.wait()
    await end(*tasks)


async def _timers(running: Running) -> None:
    """One process fires them: to fire is to work, and twice as often is no sooner."""
    await _lead(running, "timers", running.timers.run, lambda: None)


async def _lead(
    running: Running,
    job: str,
    work: Callable[[], Awaitable[None]],
    stand_by: Callable[[], None],
) -> None:
    leading = running.measures.leading.labels(job)

    async def led() -> None:
        leading.set(1)
        await work()

    def stood_by() -> None:
        leading.set(0)
        stand_by()

    try:
        await lead(running.settings.database_url, job, led, stood_by)
    finally:
        leading.set(0)


async def _bus(running: Running) -> None:
    """Connect, however long that takes, then publish, project and react until cancelled."""
    await running.bus.broker.start()
    while not running.settings.epoch:
        try:
            js = running.bus.jetstream
            begun = await running.pool.fetchval("select max(number) from epoch")
            running.origin.epoch = max(await epoch_in_force(js, running.name) or 1, begun or 1)
            break
        except (NatsError, *UNAVAILABLE) as error:
            log.warning("epoch_unknown", error=repr(error))
            await asyncio.sleep(0.5)
    relay = running.relay
    expiring: set[asyncio.Future[None]] = set()

    def stand_by() -> None:
        relay.stand_by()
        # Where one line was dead without a word all may be: the pool shall make new ones.
        expiring.add(task := asyncio.ensure_future(running.pool.expire_connections()))
        task.add_done_callback(expiring.discard)

    work = [_lead(running, "relay", relay.run, stand_by)]
    work += [
        _lead(running, f"projector {follower.name}", follower.run, follower.stand_by)
        for follower in running.followers
    ]
    work += [reactor.run() for reactor in running.reactors]
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        await end(*tasks, *expiring)


def _listen(host: str, port: int) -> socket.socket:
    """The port; whoever takes nothing of what is sent for so long is cut off by the kernel."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=2048)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED_MS)
    return listening


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Take no more connections, and end when those are closed that there are."""
        self._stopping.set()

    async def main_loop(self) -> None:
        """Renew the date that answers bear; uvicorn would look ten times a second for the end."""
        while not self._stopping.is_set():
            await self.on_tick(0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), until_beat(1))

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to us: HTTP is only the first thing that stops."""
        yield
