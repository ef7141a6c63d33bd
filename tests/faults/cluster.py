"""The whole product as processes of its own on free ports, some services twice, made to be hurt."""

import asyncio
import contextlib
import json
import shutil
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Self

from deploy import streams
from deploy.local import databases, keys
from deploy.local.child import Child
from deploy.local.home import Home
from deploy.local.nats import NatsServer
from deploy.local.nats_config import DEPLOY_USER, USERS, nats_config
from deploy.local.parts import responds, service_child
from deploy.local.ports import LOOPBACK, free_ports
from deploy.local.postgres import SUPERUSER, PostgresServer
from deploy.local.stack import PUBLISHER, SIGNER, VAULTS
from deploy.local.supervisor import supervise
from services._web.tokens import Actor, mint

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
    ) -> None:
        self.home, self._module = home, module
        self.services = tuple(replicas)
        self.environment: dict[str, str] = {}
        self._password = partial(keys.password, home.secrets)
        postgres, nats, *ports = free_ports(2 + sum(replicas.values()))
        names = [
            (service, f"{service}-{number}" if number else service)
            for service, count in replicas.items()
            for number in [0, *range(2, count + 1)]
        ]
        self._services = {name: service for service, name in names}
        self._ports = dict(zip(self._services, ports, strict=True))
        self.postgres = PostgresServer(
            data=home.postgres,
            port=postgres,
            password=self._password(SUPERUSER),
            log=home.log("postgres"),
            durable=durable,
        )
        self.seeds = {user: keys.nats_seed(home.secrets, user) for user in USERS}
        config = home.path / "nats.conf"
        public = {user: keys.nats_public_key(seed) for user, seed in self.seeds.items()}
        config.write_text(nats_config(nats, home.jetstream, public), encoding="utf-8")
        self.nats = NatsServer(config=config, port=nats, store=home.jetstream, log=home.log("nats"))
        self.members: dict[str, Child] = {}
        self._supervision: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Start everything."""
        self.home.lock()
        try:
            self.postgres.start()
            await databases.prepare(self.postgres, self._password)
            self.nats.start()
            await streams.deploy(self.nats.url, self.seeds[DEPLOY_USER])
            self.start_members()
        except BaseException:
            self._stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop everything."""
        if self._supervision is not None:
            self._supervision.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._supervision
        self._stop()

    def start_members(self) -> None:
        """Start every service's processes, with the environment as it is now."""
        self.members = {name: self._child(name) for name in self._services}
        for child in self.members.values():
            child.start()
        for name, child in self.members.items():
            child.await_ready(partial(responds, self._ports[name], "/health/ready"), READY_SECONDS)

    def stop_members(self) -> None:
        """Stop every service's processes in order."""
        for child in self.members.values():
            child.ask_to_stop()
        for child in self.members.values():
            child.stop()

    def supervise(self) -> None:
        """From now on start again whatever ends, as the product's own supervisor does."""
        children = [self.postgres.child, self.nats.child, *self.members.values()]
        self._supervision = asyncio.create_task(supervise(children, lambda _child: None))

    def url(self, member: str) -> str:
        """Where a process listens."""
        return f"http://{LOOPBACK}:{self._ports[member]}"

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
                "MINSHENG_NATS_URL": self.nats.url,
                "MINSHENG_NATS_SEED_FILE": str(self.seeds[service]),
                "MINSHENG_TOKEN_KEYS_FILE": str(keys.public_key_set(self.home.base)),
                "MINSHENG_LISTEN": f"{LOOPBACK}:{self._ports[name]}",
                **self._of_its_own(service),
                **self.environment,
            },
        )
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
        for child in self.members.values():
            if child.running and child.process is not None:
                child.process.send_signal(signal.SIGCONT)  # a frozen one cannot stop in order
        self.stop_members()
        self.nats.stop()
        self.postgres.stop()
        self.home.unlock()
