"""Canaries in every free field of both vaults: none sings in any service, log, file or export,
and after the purge none can be read, also by whoever has the keys and the database's files."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from deploy.local.postgres import PostgresServer
from services._vault.inventory import Inventory
from services.compliance.app import service as compliance_service
from services.livestream.app import SERVICE as LIVESTREAM
from services.livestream.keeping.inventory import INVENTORY as ASKED
from services.registration.keeping.inventory import INVENTORY as TOLD
from tests.livestream.conftest import announcing
from tests.registration.conftest import OPEN_11, PLANNED
from tests.registration.pages_bench import DESK, Site
from tests.registration.test_canary import NEEDLES, SIGNED_UP, equipment, log, singing, speak
from tests.serving import HANDLER, OFFICE, RESIDENT, Api, Person, Serve, eventually

__all__ = ["log"]

LIVE = "/api/livestream/programmes/daxing-2023/activities/open-11"
MODERATOR = Person("moderator-1", "moderator", "jiugong")
ASKED_WORDS = {"words": "金丝雀问什么时候完工", "contact": "金丝雀丁，13811113333"}
ANSWERED = "金丝雀答年底"
TOLD_THE_ASKER = "金丝雀请去掉电话"
CORRECTED = {"name": "金丝雀戊", "phone": "13922223333", "access_needs": "手语金丝雀"}
MORE = [*ASKED_WORDS.values(), ANSWERED, TOLD_THE_ASKER, *CORRECTED.values()]
ALL = [*NEEDLES, *(it for text in MORE for it in (text.encode(), ascii(text)[1:-1].encode()))]
AFTER = "2025-01-01T00:00:01+08:00"
# Mail is asked for only where mail is sent; the others are written at the door,
# by the ledger and by the draw.
ELSEWHERE = {
    "opinion.mail", "person.mail", "person.consent", "reply.former", "reply.before",
    "draw.receipt", "draw.attribute_*", "person.guardian", "person.own_staff",
}  # fmt: skip


@pytest.fixture
async def world(serve: Serve, announcer: Api, registration: Api) -> list[Api]:
    """All four services, once livestream has its streams and a box that is open."""
    await announcer.record(PLANNED + "/notices", announcing("s1"))
    livestream = await serve(LIVESTREAM)
    compliance = await serve(compliance_service())

    async def prepared() -> bool:
        ready = "select count(*) = 2 and (select bool_or(noticed) from known_session) from stream"
        return bool(await livestream.running.pool.fetchval(ready))

    await eventually(prepared)
    return [announcer, registration, livestream, compliance]


async def test_no_canary_is_heard_and_none_is_left_after_the_purge(
    world: list[Api], log: Path, postgres_server: PostgresServer
) -> None:
    announcer, registration, livestream, compliance = world
    codes = await speak(registration)
    await ask(livestream)
    await registration.post(codes[0] + "/correction", CORRECTED, RESIDENT)
    for api, inventory in ((registration, TOLD), (livestream, ASKED)):
        assert await planted(api, inventory) >= {it.key for it in inventory.fields} - ELSEWHERE
    wrapped = [
        bytes(row["wrapped"])
        for api in (registration, livestream)
        for row in await api.running.pool.fetch("select wrapped from vault_person")
    ]

    assert await heard(world, log, postgres_server) == []
    for api in world:
        api.clock.set(AFTER)
    await purged(registration, "PersonalDataPurged")
    await purged(livestream, "QuestionsPurged")
    assert await heard(world, log, postgres_server) == []
    for api in (registration, livestream):
        pool, vault = api.running.pool, equipment(api).vault
        for table in ("vault_person", "vault_field", "vault_index"):
            assert await pool.fetchval(f"select count(*) from {table}") == 0, table  # noqa: S608 - our own names
        assert await vault.find(pool, "phone/daxing-2023/open-11", SIGNED_UP["phone"]) is None
        # With the rows gone the keys are gone too, once PostgreSQL has cleaned up after itself.
        for table in ("vault_person", "vault_field", "vault_index"):
            await pool.execute(f"vacuum full {table}")
        await pool.execute("checkpoint")
        assert await files_with(await folder_of(api, postgres_server), wrapped) == []
    assert compliance.running.writer.log_end >= 0
    assert announcer.running.writer.log_end


async def test_files_to_take_away_are_masked_and_no_cell_is_a_formula(
    registration: Api, announcer: Api
) -> None:
    await registration.record(OPEN_11 + "/sign-up/open", {})
    form = {"name": "=金丝雀()", "phone": "13911112222", "category": "parent"}
    await registration.post(OPEN_11 + "/sign-ups", form | {"access_needs": "+金丝雀"}, RESIDENT)
    site = Site(registration, announcer)

    async def taken(name: str) -> str:
        answer = await site.client.get(f"{DESK}/lists/{name}", headers=await site.headers(HANDLER))
        if answer.status_code == 303:
            return str(answer.headers["location"])
        assert answer.headers["content-disposition"].startswith("attachment")
        if name.endswith("csv"):
            return answer.content.decode("utf-8-sig")
        cells = [it for row in load_workbook(io.BytesIO(answer.content)).active for it in row]
        assert all(it.data_type != "f" for it in cells)
        return "\n".join(str(it.value) for it in cells)

    masked = [await taken("people.csv"), await taken("people.xlsx")]
    refused = await taken("people-full.csv")
    await site.done(DESK + "/sign-up/names", {"purpose": "打印桌签用名单"}, HANDLER)
    full = [await taken("people-full.csv"), await taken("people-full.xlsx")]

    for text in masked:
        assert "金丝雀" not in text
        assert "13911112222" not in text
        assert "139****2222" in text
    assert refused.endswith("/sign-up")
    for text in full:
        assert "'=金丝雀()" in text
        assert "'+金丝雀" in text
    looks = await registration.running.pool.fetch("select purpose from look")
    assert [row["purpose"] for row in looks] == ["打印桌签用名单"], "one in a quarter of an hour"


async def ask(livestream: Api) -> None:
    """A question with a contact, held with a word to its asker, released and answered."""
    body = {"session": "s1", **ASKED_WORDS}
    asked = await livestream.post(f"{LIVE}/questions", body, RESIDENT)
    question = f"{LIVE}/questions/{asked.json()['question']}"
    hold = {"reason": "personal_data", "message": TOLD_THE_ASKER}
    await livestream.record(f"{question}/hold", hold, MODERATOR)
    await livestream.record(f"{question}/release", {}, MODERATOR)
    answer = {"means": "written", "text": ANSWERED}
    await livestream.record(f"{question}/answer", answer, MODERATOR)
    for by in (MODERATOR, OFFICE):
        await livestream.client.get(
            f"{LIVE}/questions/all",
            params={"purpose": "电话答复提问人"},
            headers=livestream.headers(by),
        )


async def planted(api: Api, inventory: Inventory) -> set[str]:
    """The fields that the vault holds, as the inventory calls them."""
    rows = await api.running.pool.fetch("select distinct item, name from vault_field")
    return {inventory.find(row["item"], row["name"]).key for row in rows}


async def heard(world: list[Api], log: Path, server: PostgresServer) -> list[str]:
    """Where a canary was found: as elsewhere, and in every file of the database, WAL included."""
    found = await singing(log, *world)
    for api in world:
        await api.running.pool.execute("checkpoint")
        found += await files_with(await folder_of(api, server), ALL)
    return [*found, *await files_with(server.data / "pg_wal", ALL)]


async def folder_of(api: Api, server: PostgresServer) -> Path:
    """Where PostgreSQL keeps the tables of a service."""
    oid = await api.running.pool.fetchval(
        "select oid from pg_database where datname = current_database()"
    )
    return server.data / "base" / str(oid)


async def files_with(folder: Path, needles: list[bytes]) -> list[str]:
    """The files below a folder in which one of the needles lies."""

    def look() -> list[str]:
        found = []
        for file in folder.rglob("*"):
            try:
                content = file.read_bytes() if file.is_file() else b""
            except FileNotFoundError:
                continue  # PostgreSQL has just removed it
            found += [str(file) for needle in needles if needle in content]
        return sorted(set(found))

    return await asyncio.to_thread(look)


async def purged(api: Api, fact: str) -> None:
    """Wait until the purge is on record."""

    async def on_record() -> bool:
        facts = [data for name, data in await api.log() if name == fact]
        return any(it.get("kinds", "all") == "all" for it in facts)

    wait: Callable[[], Awaitable[bool]] = on_record
    await eventually(wait, 30)
