"""What people say of themselves is in the vault, sealed, and nowhere else; erased, it is gone."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import nats
import pytest
import structlog

from contracts.subjects import stream_name
from services._vault.vault import Unreadable
from services.registration.equipment import Equipment
from tests.registration.conftest import OPEN_11
from tests.serving import HANDLER, RESIDENT, Api, eventually

SIGNED_UP = {"name": "金丝雀甲", "phone": "13911112222", "access_needs": "轮椅坡道丝雀"}
SAID = {"words": "金丝雀说夜里太吵", "name": "金丝雀乙", "phone": "13733334444"}
INVITED = {"name": "金丝雀丙", "phone": "13655556666"}
REPLY = "答复金丝雀：已停工"
CANARIES = [*SIGNED_UP.values(), *SAID.values(), *INVITED.values(), REPLY]
NEEDLES = [form for text in CANARIES for form in (text.encode(), ascii(text)[1:-1].encode())]
CODES, OPINION_CODES = "/api/registration/codes/", "/api/registration/opinion-codes/"


@pytest.fixture
async def log(tmp_path: Path) -> AsyncIterator[Path]:
    """Everything that the services log, in a file."""
    file = tmp_path / "services.log"
    before = structlog.get_config()
    with file.open("w", encoding="utf-8") as stream:
        structlog.configure(
            processors=[
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET),
            logger_factory=structlog.PrintLoggerFactory(stream),
            cache_logger_on_first_use=False,
        )
        yield file
    structlog.configure(**before)


async def test_no_canary_sings_outside_the_vault(
    log: Path, announcer: Api, registration: Api
) -> None:
    codes = await speak(registration)
    pool = registration.running.pool
    vault = equipment(registration).vault
    items = [row["item"] for row in await pool.fetch("select distinct item from vault_field")]
    kept = str(await vault.read(pool, items))
    assert all(text in kept for text in CANARIES), "a canary that was never kept proves nothing"
    assert await singing(log, announcer, registration) == []

    for path in codes:
        assert (await registration.post(path + "/erasure", {}, RESIDENT)).status_code == 200
    assert await vault.read(pool, items) == {}
    for table in ("vault_person", "vault_field", "vault_index", "opinion_author"):
        assert await pool.fetchval(f"select count(*) from {table}") == 0, table  # noqa: S608 - our own names
    for kind in ("phone/daxing-2023/open-11", "code"):
        assert await vault.find(pool, kind, SIGNED_UP["phone"]) is None
    assert await singing(log, announcer, registration) == []


async def test_a_sealed_value_cannot_be_read_once_its_persons_key_is_another(
    registration: Api,
) -> None:
    pool, vault = registration.running.pool, equipment(registration).vault
    await speak(registration)
    item = await pool.fetchval("select item from vault_field limit 1")
    await pool.execute(
        "update vault_person set wrapped = other.wrapped from vault_person other"
        " where vault_person.person <> other.person"
    )

    with pytest.raises(Unreadable):
        await vault.read(pool, [item])


def equipment(api: Api) -> Equipment:
    found: Equipment = api.running.equipment
    return found


async def speak(api: Api) -> list[str]:
    """A sign-up, an opinion with a reply, an invitation; answers the paths of their codes."""
    await api.record(OPEN_11 + "/sign-up/open", {})
    form = SIGNED_UP | {"category": "parent"}
    signed = await api.post(OPEN_11 + "/sign-ups", form, RESIDENT)
    await api.post(OPEN_11 + "/sign-ups", form, RESIDENT)
    await api.post(OPEN_11 + "/sign-ups", form | {"telephone": "13911112222"}, RESIDENT)
    said = await api.post(OPEN_11 + "/opinions", SAID, RESIDENT)
    invitation = INVITED | {"category": "npc_deputy", "reason": "本选区的区人大代表"}
    invited = await api.post(OPEN_11 + "/invitations", invitation, HANDLER)
    reply = f"{OPEN_11}/opinions/{said.json()['opinion']}/reply"
    await api.record(reply, {"text": REPLY}, HANDLER)
    return [
        CODES + signed.json()["code"],
        OPINION_CODES + said.json()["code"],
        CODES + invited.json()["code"],
    ]


async def singing(log: Path, *services: Api) -> list[str]:
    """Where a canary was found: streams, tables, logs, the export."""
    places: dict[str, bytes] = {"log": await asyncio.to_thread(log.read_bytes)}
    for api in services:
        name = api.running.name
        places |= {f"{name} {key}": value for key, value in (await stream(api)).items()}
        places |= {f"{name} {key}": value for key, value in (await tables(api)).items()}
        places[f"{name} export"] = await export(api)
    return [place for place, text in places.items() if any(one in text for one in NEEDLES)]


async def stream(api: Api) -> dict[str, bytes]:
    """Every message as it lies in the stream, with its headers."""
    end = api.running.writer.log_end
    client = await nats.connect(api.running.settings.nats_url)
    js, name = client.jetstream(), stream_name(api.running.name, 1)

    async def published() -> bool:
        return bool((await js.stream_info(name)).state.last_seq == end)

    await eventually(published)
    messages = [await js.get_msg(name, number) for number in range(1, end + 1)]
    await client.close()
    return {"stream": b"".join(str(it.headers).encode() + (it.data or b"") for it in messages)}


async def tables(api: Api) -> dict[str, bytes]:
    """Every table as PostgreSQL writes it out, and the sealed values as the bytes they are."""
    pool: asyncpg.Pool = api.running.pool
    names = await pool.fetch("select tablename from pg_tables where schemaname = 'public'")
    found = {}
    for name in [row["tablename"] for row in names]:
        rows = await pool.fetch(f'select t::text as row from "{name}" t')  # noqa: S608 - our own names
        found[name] = "\n".join(row["row"] for row in rows).encode()
    if "vault_field" in found:
        sealed = await pool.fetch("select sealed from vault_field")
        found["sealed"] = b"\n".join(row["sealed"] for row in sealed)
    return found


async def export(api: Api) -> bytes:
    """What `minsheng export` would write of the service."""
    stored = [it.envelope for it in await api.running.store.read(0, 10_000)]
    return "\n".join(envelope.to_json_line() for envelope in stored).encode()
