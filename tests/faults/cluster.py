"""The whole product as processes of its own on free ports, some services twice, made to be hurt."""

import asyncio
import contextlib
import json
import shutil
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Self

from nats.errors import Error as NatsError

from deploy import streams
from deploy.local import databases, keys
from deploy.local.child import Child
from deploy.local.home import Home
from deploy.local.nats_config import DEPLOY_USER, USERS
from deploy.local.nursery import open_nursery
from deploy.local.parts import responds, service_child
from deploy.local.ports import LOOPBACK, free_ports
from deploy.local.postgres import SUPERUSER, PostgresServer
from deploy.local.stack import PUBLISHER, SIGNER, VAULTS
from deploy.local.supervisor import supervise
from services._web.tokens import Actor, mint
from tests.faults.nodes import nats_servers
from tests.faults.surroundings import Surroundings

READY_SECONDS = 120.0
OFFICE = Actor("office-1", frozenset({"office"}), "zhengwufuwuju")


class Cluster:
    """PostgreSQL, nats-server and services; `replicas` says how many processes each service has.

    `module` replaces `services.<name>` as what a service's process runs, with the service's name
    as its argument and `environment` added to its own.
    """

    def __init__(
        self,
        home: Home,
        replicas: Mapping[str, int],
        *,
        module: str | None = None,
        durable: bool = True,
        surroundings: Surroundings | None = None,
        nodes: int = 1,
    ) -> None:
        self.home, self._module = home, module
        self._around = surroundings or Surroundings()
        self.services = tuple(replicas)
        self.environment: dict[str, str] = {}
        self._password = partial(keys.password, home.secrets)
        postgres, *ports = free_ports(1 + sum(replicas.values()))
        names = [
            (service, f"{service}-{number}" if number else service)
            for service, count in replicas.items()
            for number in [0, *range(2, count + 1)]
        ]
        self._services = {name: service for service, name in names}
        self._ports = dict(zip(self._services, ports, strict=True))
        self.postgres = PostgresServer(
            data=self._around.place("postgres", home.postgres),
            port=postgres,
            password=self._password(SUPERUSER),
            log=home.log("postgres"),
            durable=durable,
        )
        self.seeds = {user: keys.nats_seed(home.secrets, user) for user in USERS}
        public = {user: keys.nats_public_key(seed) for user, seed in self.seeds.items()}
        store = self._around.place("nats", home.jetstream)
        self.nodes = nats_servers(home, store, public, nodes)
        self.nats = self.nodes[0]
        self.members: dict[str, Child] = {}
        self.frozen: frozenset[str] = frozenset()
        self.readings: list[tuple[str, dict[str, Any]]] = []
        self._supervision: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Start everything."""
        self.home.lock()
        open_nursery()
        try:
            self.postgres.start()
            await self.prepare_databases()
            for node in self.nodes:
                node.start()
            await self.deploy_streams()
            await self._around.open(self.nats.port, self.postgres.port)
            await self.start_members()
        except BaseException:
            self._stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop everything."""
        await self.unsupervise()
        await asyncio.to_thread(self._stop)  # meanwhile the lines pass on what is said at the end
        await self._around.close()

    async def start_members(self) -> None:
        """Start every service's processes, with the environment as it is now."""
        self.members = {name: self._child(name) for name in self._services}
        for child in self.members.values():
            child.start()
        for name, child in self.members.items():
            lives = partial(responds, self._ports[name], "/health/live")
            await asyncio.to_thread(child.await_ready, lives, READY_SECONDS)

    def stop_members(self) -> None:
        """Stop every service's processes in order."""
        for child in self.members.values():
            child.ask_to_stop()
        for child in self.members.values():
            child.stop()

    def supervise(self) -> None:
        """From now on start again whatever ends, as the product's own supervisor does."""
        nodes = [node.child for node in self.nodes]
        children = [self.postgres.child, *nodes, *self.members.values()]
        self._supervision = asyncio.create_task(supervise(children, lambda _child: None))

    async def unsupervise(self) -> None:
        """What ends stays down."""
        if self._supervision is not None:
            self._supervision.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._supervision

    def freeze(self, *members: str) -> None:
        """Let processes stand still."""
        self.frozen |= set(members)
        for name in members:
            _signal(self.members[name], signal.SIGSTOP)

    def thaw(self) -> None:
        """Let them go on."""
        for name in self.frozen:
            _signal(self.members[name], signal.SIGCONT)
        self.frozen = frozenset()

    @property
    def nats_url(self) -> str:
        """All nats-servers."""
        return ",".join(node.url for node in self.nodes)

    async def deploy_streams(self) -> None:
        """The deploy step, once the nats-servers have found together."""
        began = time.monotonic()
        while True:
            try:
                await streams.deploy(
                    self.nats_url, self.seeds[DEPLOY_USER], replicas=len(self.nodes)
                )
            except NatsError:
                if time.monotonic() - began > READY_SECONDS:
                    raise
                await asyncio.sleep(0.2)
            else:
                return

    async def prepare_databases(self) -> None:
        """The deploy step for PostgreSQL."""
        await databases.prepare(self.postgres, self._password)

    def url(self, member: str) -> str:
        """Where a process listens."""
        return f"http://{LOOPBACK}:{self.port(member)}"

    def port(self, member: str) -> int:
        """The same, without the machine."""
        return self._ports[member]

    def urls(self, service: str) -> Sequence[str]:
        """Where all processes of a service listen."""
        return [self.url(name) for name, kind in self._services.items() if kind == service]

    def dsn(self, service: str) -> str:
        """A service's database, as superuser."""
        return self.postgres.dsn(databases.app_role(service))

    def token(self) -> str:
        """An office's token that outlives the run."""
        private = json.loads(keys.signing_key(self.home.base).read_text(encoding="utf-8"))
        return mint(private, OFFICE, datetime.now(UTC), timedelta(hours=3))

    def lose_streams(self) -> None:
        """Crash nats-server and remove its whole store."""
        self.nats.kill9()
        shutil.rmtree(self.nats.store, ignore_errors=True)

    def _child(self, name: str) -> Child:
        service = self._services[name]
        child = service_child(
            service,
            self.home,
            {
                "MINSHENG_DATABASE_URL": databases.app_dsn(self.postgres, service, self._password),
                "MINSHENG_NATS_URL": self.nats_url,
                "MINSHENG_NATS_REPLICAS": str(len(self.nodes)),
                "MINSHENG_NATS_SEED_FILE": str(self.seeds[service]),
                "MINSHENG_TOKEN_KEYS_FILE": str(keys.public_key_set(self.home.base)),
                "MINSHENG_LISTEN": f"{LOOPBACK}:{self._ports[name]}",
                **self._of_its_own(service),
                **self.environment,
            },
        )
        child = replace(child, environment=self._around.told(name, child.environment))
        command = [sys.executable, "-m", self._module, service] if self._module else child.command
        return replace(child, name=name, command=command, log=self.home.log(name))

    def _of_its_own(self, service: str) -> dict[str, str]:
        """Files that only some services are given."""
        told = {}
        if service == PUBLISHER:
            told["MINSHENG_FILES_URL"] = self.home.files.as_uri()
        if service in VAULTS:
            told["MINSHENG_VAULT_KEYS_FILE"] = str(keys.vault_keys(self.home.secrets, service))
        if service == SIGNER:
            told["MINSHENG_SIGNING_KEY_FILE"] = str(keys.signing_key(self.home.base))
        return told

    def _stop(self) -> None:
        self.thaw()  # a frozen one cannot stop in order
        self.stop_members()
        for node in self.nodes:
            node.stop()
        self.postgres.stop()
        self.home.unlock()


def _signal(child: Child, number: signal.Signals) -> None:
    if child.running and child.process is not None:
        child.process.send_signal(number)
