"""What no service may do, proven by trying it as each of them on the real servers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import asyncpg
import nats
import nkeys
import pytest
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import NoServersError

from contracts.subjects import stream_name
from contracts.topology import PROJECTORS, REACTIONS, SERVICES
from deploy import streams
from deploy.doctor import system as doctor
from deploy.doctor.system import Addresses
from deploy.local import databases, keys
from deploy.local.nats import NatsServer
from deploy.local.nats_config import DEPLOY_USER, USERS, nats_config
from deploy.local.ports import free_port
from deploy.local.postgres import PostgresServer
from deploy.local.stack import VAULTS

API = "$JS.API"
Password = Callable[[str], str]
EACH = pytest.mark.parametrize("service", SERVICES)


@dataclass
class Bus:
    server: NatsServer
    seeds: dict[str, Path]

    async def connect(self, user: str, seed: Path | None = None) -> tuple[Client, list[str]]:
        """A client and what the server has refused it so far."""
        refused: list[str] = []

        async def note(error: Exception) -> None:
            refused.append(str(error).lower())

        client = await nats.connect(
            self.server.url,
            nkeys_seed=str(seed or self.seeds[user]),
            inbox_prefix=f"_INBOX.{user}",
            allow_reconnect=False,
            error_cb=note,
        )
        return client, refused


@pytest.fixture(scope="module")
async def bus(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bus]:
    """nats-server as a stack configures it, with every stream and one message in each."""
    folder = tmp_path_factory.mktemp("bus")
    seeds = {user: keys.nats_seed(folder, user) for user in USERS}
    public = {user: keys.nats_public_key(seed) for user, seed in seeds.items()}
    config, port, store = folder / "nats.conf", free_port(), folder / "store"
    config.write_text(nats_config(port, store, public))
    server = NatsServer(config=config, port=port, store=store, log=folder / "nats.log")
    server.start()
    await streams.deploy(server.url, seeds[DEPLOY_USER])
    found = Bus(server, seeds)
    for service in SERVICES:
        client, _ = await found.connect(service)
        await client.jetstream().publish(f"ev.{service}.1.Said.p.a", b"{}")
        await client.close()
    yield found
    server.stop()


@pytest.fixture(scope="module")
async def password(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Password:
    known = partial(keys.password, tmp_path_factory.mktemp("secrets"))
    await databases.prepare(postgres_server, known)
    return known


def forbidden_to_publish(service: str) -> list[str]:
    """Subjects with which a service would write, destroy or read what is not its own."""
    subjects = ["$SYS.REQ.SERVER.PING", f"{API}.INFO", f"{API}.STREAM.NAMES", f"{API}.STREAM.LIST"]
    subjects += [
        f"{API}.{it}" for it in ("META.LEADER.STEPDOWN", "SERVER.REMOVE", "ACCOUNT.PURGE.x")
    ]
    subjects += ["$KV.vault.x", "$O.vault.x", f"{API}.STREAM.CREATE.KV_vault"]
    for other in SERVICES:
        stream = stream_name(other, 1)
        subjects += [
            f"{API}.STREAM.{verb}.{stream}"
            for verb in (
                "DELETE",
                "PURGE",
                "UPDATE",
                "MSG.DELETE",
                "SNAPSHOT",
                "RESTORE",
                "LEADER.STEPDOWN",
                "PEER.REMOVE",
            )
        ]
        consumers = {it.durable for it in REACTIONS if it.source == other and it.reader != service}
        consumers |= {f"{it}_projector" for it in PROJECTORS if it != service}
        for name in (*sorted(consumers), "mine"):
            subjects += [
                f"{API}.CONSUMER.{verb}.{stream}.{name}"
                for verb in ("CREATE", "DURABLE.CREATE", "DELETE", "MSG.NEXT", "PAUSE", "INFO")
            ]
            subjects.append(f"$JS.ACK.{stream}.{name}.1.1.1.1.1")
        if other != service:
            subjects += [f"ev.{other}.1.Said.p.a", f"ev.{other}.9.Said.p.a", f"_INBOX.{other}.x"]
            subjects += [f"{API}.STREAM.CREATE.{stream}", f"{API}.STREAM.CREATE.EV_OTHER_1"]
    return subjects


def forbidden_to_subscribe(service: str) -> list[str]:
    others = [other for other in USERS if other != service]
    return [
        ">", "*.>", "ev.>", f"{API}.>", "$JS.ACK.>", "$SYS.>", "$JS.EVENT.>", "_INBOX.>",
        "_INBOX.*.>", *(f"_INBOX.{other}.>" for other in others),
        *(f"ev.{other}.>" for other in SERVICES),
    ]  # fmt: skip


@EACH
async def test_the_bus_refuses_what_is_not_its_own(bus: Bus, service: str) -> None:
    client, refused = await bus.connect(service)
    for subject in (publishing := forbidden_to_publish(service)):
        await client.publish(subject, b"{}")
    for subject in (subscribing := forbidden_to_subscribe(service)):
        await client.subscribe(subject)
    await client.flush()
    await asyncio.sleep(0.1)
    await client.close()

    told = "\n".join(refused)
    assert [it for it in publishing if f'publish to "{it.lower()}"' not in told] == []
    assert [it for it in subscribing if f'subscription to "{it.lower()}"' not in told] == []


async def test_after_all_that_every_stream_and_consumer_is_as_it_was(bus: Bus) -> None:
    client, _ = await bus.connect(DEPLOY_USER)
    js = client.jetstream()
    for service in SERVICES:
        assert (await js.stream_info(stream_name(service, 1))).state.messages == 1
    for reaction in REACTIONS:
        await js.consumer_info(stream_name(reaction.source, 1), reaction.durable)
    await client.close()


async def test_not_even_the_deploy_step_deletes_or_purges(bus: Bus) -> None:
    client, refused = await bus.connect(DEPLOY_USER)
    stream = stream_name("announcer", 1)
    subjects = [f"{API}.STREAM.{verb}.{stream}" for verb in ("DELETE", "PURGE", "MSG.DELETE")]
    for subject in [*subjects, "ev.announcer.1.Said.p.a"]:
        await client.publish(subject, b"{}")
    await client.flush()
    await asyncio.sleep(0.1)
    await client.close()
    assert len(refused) == 4


async def test_a_wrong_key_and_no_key_are_turned_away(bus: Bus, tmp_path: Path) -> None:
    for seed in (str(keys.nats_seed(tmp_path, "stranger")), None):
        client = Client()
        # The server may close the connection before the client has read why.
        turned_away = pytest.raises(
            (NatsError, NoServersError, ConnectionResetError),
            match=r"(?i)authorization|no servers|reset by peer",
        )
        with turned_away:
            await client.connect(
                bus.server.url, nkeys_seed=seed, allow_reconnect=False, max_reconnect_attempts=0
            )
        client._transport.close()  # type: ignore[union-attr]  # the client forgets to
        with suppress(ConnectionResetError):
            await client._transport.wait_closed()  # type: ignore[union-attr]


def test_each_user_has_a_key_of_their_own(bus: Bus) -> None:
    pairs = [nkeys.from_seed(bytearray(seed.read_bytes().strip())) for seed in bus.seeds.values()]
    assert len({bytes(pair.public_key) for pair in pairs}) == len(USERS)


FORBIDDEN_SQL = [
    *(
        f"{change} {table}"
        for table in ("event", "command", "counter", "deployment", "migration", "reaction")
        for change in ("delete from", "truncate", "drop table")
    ),
    "update event set type = type", "update command set result = result",
    "update migration set sha256 = ''", "update deployment set simulated = true",
    "update reaction set since = now()", "insert into migration values ('x', 'y')",
    "alter table event disable trigger all", "alter table event add column more text",
    "alter table event owner to current_user", "set session_replication_role = replica",
    "create table mine (id int)", "create temporary table mine (id int)", "create schema mine",
    "create extension dblink", "create function f() returns int language sql as 'select 1'",
    "create trigger t before insert on event execute function suppress_redundant_updates_trigger()",
    "create rule r as on insert to event do instead nothing", "create index on event (type)",
    "create role mine", "alter role current_user superuser", "set role postgres",
    "select rolpassword from pg_authid", "select passwd from pg_shadow",
    "select pg_read_file('/etc/passwd')", "copy event to '/tmp/event'",
    "copy event to program 'cat'", "lock table event",
]  # fmt: skip


@EACH
async def test_a_role_cannot_change_the_past_or_the_rules(
    postgres_server: PostgresServer, password: Password, service: str
) -> None:
    connection = await asyncpg.connect(databases.app_dsn(postgres_server, service, password))
    allowed = []
    for statement in FORBIDDEN_SQL:
        attempt = connection.transaction()
        await attempt.start()
        try:
            await connection.execute(statement)
        except asyncpg.InsufficientPrivilegeError:
            pass
        else:
            allowed.append(statement)
        finally:
            await attempt.rollback()
    for statement in (
        "alter system set fsync = off",
        "drop database postgres",
        "create database x",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    await connection.close()
    assert allowed == []


@EACH
async def test_a_role_enters_its_own_database_only(
    postgres_server: PostgresServer, password: Password, service: str
) -> None:
    role = databases.app_role(service)
    others = [databases.app_role(other) for other in SERVICES if other != service]
    for database in [*others, "postgres", "template1"]:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(postgres_server.dsn(database, role, password(role)))


@EACH
@pytest.mark.parametrize("given", ["", "wrong", "postgres"])
async def test_no_role_enters_without_its_password(
    postgres_server: PostgresServer, password: Password, service: str, given: str
) -> None:
    assert password(databases.app_role(service)) != password(databases.owner_role(service))
    for role in (databases.app_role(service), databases.owner_role(service), "postgres"):
        address = f"postgresql://{role}@127.0.0.1:{postgres_server.port}/{role}"
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(address, password=given, passfile="/dev/null")


@EACH
async def test_only_those_who_keep_personal_data_have_a_vault(
    postgres_server: PostgresServer, password: Password, service: str
) -> None:
    connection = await asyncpg.connect(databases.app_dsn(postgres_server, service, password))
    tables = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
    await connection.close()
    vault = {"vault_person", "vault_field", "vault_index"}
    found = {row["tablename"] for row in tables} & vault
    assert found == (vault if service in VAULTS else set())


@EACH
async def test_a_service_in_a_container_can_look_at_what_it_reads(
    bus: Bus, service: str, tmp_path: Path
) -> None:
    seed = tmp_path / "nats.nk"  # there it is not called as its user
    seed.write_bytes(bus.seeds[service].read_bytes())
    at = Addresses({}, {}, bus.server.url, service, seed, PROJECTORS[service])
    found = [it async for it in doctor.bus(at)]
    assert [it.what for it in found] == ["NATS", *(f"stream of {it}" for it in at.reads)]
    assert [it for it in found if it.bad] == []
