"""The whole product on one machine: PostgreSQL, nats-server, four services, one gateway.

`async with Stack(...) as stack` starts everything in order, keeps it running, and stops it in
the reverse order. Every address is on 127.0.0.1; only the gateway's port is fixed.
"""

import asyncio
import contextlib
import os
from collections.abc import Callable, Sequence
from functools import partial
from types import TracebackType
from typing import Self

from contracts.topology import SERVICES
from deploy import streams
from deploy.local import databases, keys
from deploy.local.child import Child, StartFailed
from deploy.local.home import Home
from deploy.local.nats import NatsServer
from deploy.local.nats_config import DEPLOY_USER, USERS, nats_config
from deploy.local.nursery import open_nursery
from deploy.local.parts import gateway_child, responds, service_child
from deploy.local.ports import LOOPBACK, free_ports, is_free
from deploy.local.postgres import SUPERUSER, PostgresServer
from deploy.local.supervisor import supervise

_READY_SECONDS = 60.0
VAULTS = ("registration", "livestream")
SIGNER = "registration"
PUBLISHER = "announcer"  # keeps the files of materials
RECORDER = "livestream"  # takes in pictures and keeps the recordings
TOLD_OUR_ADDRESS = ("announcer", "registration", "compliance")  # they write it, or look at it


class Stack:
    """One local stack in one home; `port` is the gateway's.

    `prepare` is called once the home is ours and before anything runs. Without `durable` a crash
    of the machine may lose what was recorded; one of a process does not.
    """

    def __init__(  # noqa: PLR0913 - what may differ between stacks
        self,
        home: Home,
        port: int,
        *,
        simulated: bool,
        durable: bool = True,
        tell: Callable[[str], None] = lambda _line: None,
        prepare: Callable[[], None] = lambda: None,
    ) -> None:
        self.home = home
        self.port = port
        self._simulated = simulated
        self._durable = durable
        self.tell = tell
        self._prepare = prepare
        self._started: list[Child] = []
        self._supervision: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where people and the season player find everything."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def children(self) -> Sequence[Child]:
        """Every process that was started."""
        return self._started

    @property
    def endpoints(self) -> dict[str, str]:
        """Each service's own address, with its operators' pages."""
        return {name: f"http://{LOOPBACK}:{port}" for name, port in self._ports.items()}

    async def __aenter__(self) -> Self:
        """Start everything; StartFailed names the part that did not come up."""
        self.home.lock()
        self.home.sweep()
        self.home.undo_restore()
        self.home.turn_logs()
        try:
            open_nursery()
            self._prepare()
            await self._start()
        except BaseException:
            self._stop()
            raise
        self._supervision = asyncio.create_task(supervise(self._started, self._restarted))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop everything; what was acknowledged is on disk."""
        if self._supervision is not None:
            self._supervision.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._supervision
        self._stop()

    async def _start(self) -> None:
        if not is_free(self.port):
            raise StartFailed(f"port {self.port} is taken; choose another: make ... PORT=8081")
        postgres, nats, *rest = free_ports(2 + len(SERVICES))
        self._ports = dict(zip(SERVICES, rest, strict=True))
        await self._start_postgres(postgres)
        await self._start_nats(nats)
        self._start_services()
        self._start_gateway()
        self._note_running()

    async def _start_postgres(self, port: int) -> None:
        password = partial(keys.password, self.home.secrets)
        self.tell("PostgreSQL")
        self._postgres = PostgresServer(
            data=self.home.postgres,
            port=port,
            password=password(SUPERUSER),
            log=self.home.log("postgres"),
            durable=self._durable,
        )
        self._started.append(self._postgres.child)
        self._postgres.start()
        await databases.prepare(self._postgres, password)

    async def _start_nats(self, port: int) -> None:
        self.tell("nats-server")
        self._seeds = {user: keys.nats_seed(self.home.secrets, user) for user in USERS}
        public = {user: keys.nats_public_key(seed) for user, seed in self._seeds.items()}
        config = self.home.path / "nats.conf"
        config.write_text(nats_config(port, self.home.jetstream, public), encoding="utf-8")
        self._nats = NatsServer(
            config=config, port=port, store=self.home.jetstream, log=self.home.log("nats")
        )
        self._started.append(self._nats.child)
        self._nats.start()
        epochs = await databases.epochs(self._postgres)
        await streams.deploy(self._nats.url, self._seeds[DEPLOY_USER], epochs=epochs)

    def _start_services(self) -> None:
        password = partial(keys.password, self.home.secrets)
        public_keys = keys.public_key_set(self.home.base)
        clock = {"MINSHENG_CLOCK_FILE": str(self.home.clock)} if self._simulated else {}
        for name, port in self._ports.items():
            self.tell(name)
            environment = {
                "MINSHENG_DATABASE_URL": databases.app_dsn(self._postgres, name, password),
                "MINSHENG_NATS_URL": self._nats.url,
                "MINSHENG_NATS_SEED_FILE": str(self._seeds[name]),
                "MINSHENG_TOKEN_KEYS_FILE": str(public_keys),
                "MINSHENG_LISTEN": f"{LOOPBACK}:{port}",
                **self._of_its_own(name),
                **clock,
            }
            child = service_child(name, self.home, environment)
            child.start()
            self._started.append(child)
        for child, port in zip(self._services, self._ports.values(), strict=True):
            child.await_ready(partial(responds, port, "/health/ready"), _READY_SECONDS)

    def _of_its_own(self, name: str) -> dict[str, str]:
        """What only one service is told: each vault has keys of its own, one service signs."""
        told: dict[str, str] = {}
        if name in VAULTS:
            told["MINSHENG_VAULT_KEYS_FILE"] = str(keys.vault_keys(self.home.secrets, name))
        if name == SIGNER:
            told["MINSHENG_SIGNING_KEY_FILE"] = str(keys.signing_key(self.home.base))
        if name == PUBLISHER:
            told["MINSHENG_FILES_URL"] = self.home.files.as_uri()
        if name == RECORDER:
            told["MINSHENG_VIDEO_FOLDER"] = str(self.home.video)
        if name in TOLD_OUR_ADDRESS:
            told["MINSHENG_PUBLIC_URL"] = self.url
        return told

    def _start_gateway(self) -> None:
        self.tell("Caddy")
        gateway = gateway_child(self.home, self.port, self._ports)
        self._started.append(gateway)
        gateway.start()
        gateway.await_ready(partial(responds, self.port, "/health"), _READY_SECONDS)

    @property
    def _services(self) -> list[Child]:
        return [child for child in self._started if child.name.startswith("service ")]

    def _restarted(self, child: Child) -> None:
        self.tell(f"{child.name} had ended and was started again; see {child.log}")
        self._note_running()

    def _note_running(self) -> None:
        self.home.note_running(
            {
                "pid": os.getpid(),
                "gateway": self.url,
                "services": self.endpoints,
                "postgres": {"port": self._postgres.port},
                "nats": {"url": self._nats.url, "store": str(self.home.jetstream)},
                "processes": {child.name: child.pid for child in self._started},
            }
        )

    def _stop(self) -> None:
        """Services first, so that they finish what they acknowledged; then what they rest on."""
        for child in self._services:
            child.ask_to_stop()
        for child in self._services:
            child.stop()
        for child in reversed(self._started):
            child.stop()
        self._started.clear()
        self.home.running.unlink(missing_ok=True)
        self.home.unlock()
