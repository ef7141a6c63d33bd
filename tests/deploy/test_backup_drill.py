"""The drill: a backup of a living system becomes another one, which tells the same and lives on."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg
import httpx
import pytest

from contracts.envelope import Envelope
from contracts.events.registration import PersonErased
from contracts.topology import SERVICES
from deploy.backup.manifest import Manifest
from deploy.backup.servers import noted_of, postgres_of
from deploy.local.databases import connected
from deploy.local.home import Home
from deploy.local.ports import free_port
from deploy.local.stack import Stack
from services._web.repairing import ask_to_rebuild
from services.announcer.programmes import read_plan
from services.compliance.views import PROJECTOR
from tests.deploy.drill import (
    PROGRAMME,
    act,
    command,
    export,
    judged,
    read_all,
    soon,
    status,
    until,
    wall,
    wall_if_up,
    writing,
)
from tests.deploy.killing import kill_when

pytestmark = pytest.mark.slow

OPINIONS = f"/registration/programmes/{PROGRAMME}/activities/open-11/opinions"
KEPT, FORGOTTEN = "路灯不亮。", "请删除我的意见。"
PHOTO = "kept/0123456789abcdef"


@dataclass
class Drill:
    """What was there when the backup was made, and the system that was made of it."""

    manifest: Manifest
    before: list[Envelope]
    codes: dict[str, str]
    restored: Stack
    erased: Path


@pytest.fixture(scope="module")
async def drill(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Drill]:
    folder = tmp_path_factory.mktemp("drill")
    old, new, kept = folder / "old", folder / "new", folder / "kept"
    kept.mkdir()
    async with Stack(Home("up", old), free_port(), simulated=False, durable=False) as stack:
        await act(stack, "/announcer/programmes", read_plan(PROGRAMME))
        await until(lambda: read_all(stack), "registration knows the activities")
        codes = {it: (await act(stack, OPINIONS, {"words": it}, "public"))["code"]
                 for it in (KEPT, FORGOTTEN)}  # fmt: skip
        photo = stack.home.files / PHOTO
        photo.parent.mkdir(parents=True)
        photo.write_bytes(b"a photo of the day")
        for told in ("announcer:", "files of materials"):  # one dump is there; all are
            await asyncio.to_thread(kill_when, told, old, "backup", folder / "backup")
            assert not (folder / "backup").exists()
        async with writing(stack):
            await command(old, "backup", folder / "backup", "--keys", kept / "keys")
        made = datetime.fromisoformat(Manifest.read(folder / "backup").made_at)
        assert await newest_backup_told(stack) == [made.timestamp()] * len(SERVICES)
        await act(stack, f"/registration/opinion-codes/{codes[FORGOTTEN]}/erasure", {}, "public")
        await until(lambda: read_all(stack), "all is read")
        await command(old, "erasures", kept / "erased")
        before = await export(stack)
    given = ("--keys", kept / "keys", "--erasures", kept / "erased")
    await command(new, "restore", folder / "backup", *given)
    async with Stack(Home("up", new), free_port(), simulated=False, durable=False) as restored:
        await until(lambda: read_all(restored), "all is read anew")
        manifest = Manifest.read(folder / "backup")
        yield Drill(manifest, before, codes, restored, kept / "erased")


async def newest_backup_told(stack: Stack) -> list[float]:
    """What each service's metrics say, which call somebody when it is old."""
    async with httpx.AsyncClient(timeout=20) as client:
        texts = [(await client.get(f"{url}/metrics")).text for url in stack.endpoints.values()]
    named = re.findall(r"^minsheng_backup_timestamp_seconds (\S+)$", "\n".join(texts), re.MULTILINE)
    return [float(it) for it in named]


async def test_a_restored_system_tells_what_a_judge_finds_in_the_log_backed_up(
    drill: Drill,
) -> None:
    ends = {service: dump.log_end for service, dump in drill.manifest.dumps.items()}
    backed_up = [it for it in drill.before if it.sequence <= ends[it.service]]
    as_of = soon()
    found = await wall(drill.restored, as_of)
    assert found == judged(backed_up, as_of)
    assert found == judged(await export(drill.restored), as_of)
    assert len(backed_up) < len(drill.before)  # the system was written to all the while


async def test_whoever_was_erased_after_the_backup_is_erased_in_what_it_became(
    drill: Drill,
) -> None:
    async with httpx.AsyncClient(base_url=drill.restored.url) as client:
        found = {
            words: await client.get(f"/api/registration/opinion-codes/{code}")
            for words, code in drill.codes.items()
        }
    assert KEPT in found[KEPT].text
    assert found[FORGOTTEN].status_code == httpx.codes.NOT_FOUND


async def test_the_list_goes_on_naming_whose_erasure_the_restored_log_does_not_know(
    drill: Drill,
) -> None:
    facts = await export(drill.restored)
    assert [it for it in facts if it.type == PersonErased.ce_type()] == []
    told = await command(drill.restored.home.base, "erasures", drill.erased)
    assert told.startswith("1 erased person(s)")


def test_the_files_of_materials_are_there(drill: Drill) -> None:
    assert list(drill.manifest.files) == [PHOTO]
    assert (drill.restored.home.files / PHOTO).read_bytes() == b"a photo of the day"


async def test_the_wall_can_be_read_while_what_it_rests_on_is_read_anew(drill: Drill) -> None:
    as_of, stack = soon(), drill.restored
    stood = await wall(stack, as_of)
    async with database(stack, "compliance") as connection:
        await ask_to_rebuild(connection, PROJECTOR)

        async def done() -> bool:
            assert await wall(stack, as_of) == stood
            asked = "select bool_and(asked = done) from rebuild"
            return bool(await connection.fetchval(asked))

        await until(done, "everything is read anew")
    assert await wall(stack, as_of) == stood


async def test_every_log_begins_an_epoch_and_goes_on(drill: Drill) -> None:
    stack = drill.restored
    assert {(await status(stack, it))["epoch"] for it in stack.endpoints} == {2}
    venue = {"place": "区政务服务中心"}
    await act(stack, f"/announcer/programmes/{PROGRAMME}/activities/open-12/venue", venue)
    await until(lambda: read_all(stack), "the new fact is read")
    assert await wall(stack, as_of := soon()) == judged(await export(stack), as_of)


async def test_a_log_restored_alone_stops_until_it_begins_an_epoch(drill: Drill) -> None:
    stack, as_of = drill.restored, soon()
    stood = await wall(stack, as_of)
    await _lose_the_last_fact(stack)

    async def stopped() -> bool:
        return (await status(stack, "announcer")).get("state") == "stopped"

    await until(stopped, "the relay sees that its stream tells another history")
    assert await wall(stack, as_of) == stood
    await command(stack.home.base, "epoch", "new", "announcer")

    async def moved() -> bool:
        assert await wall_if_up(stack, as_of) in (None, stood)  # while a service starts again
        return (await status(stack, "announcer")).get("epoch") == 3 and await read_all(stack)

    await until(moved, "every reader has read the new stream")
    as_of = soon()
    assert await wall(stack, as_of) == judged(await export(stack), as_of)


@asynccontextmanager
async def database(stack: Stack, service: str) -> AsyncIterator[asyncpg.Connection]:
    port = noted_of(stack.home)["postgres"]["port"]
    async with connected(postgres_of(stack.home, port), service) as connection:
        yield connection


async def _lose_the_last_fact(stack: Stack) -> None:
    """What a database of last night does not know, where the stream store is of today."""
    async with database(stack, "announcer") as connection, connection.transaction():
        last = await connection.fetchval("select max(pos) from event")
        await connection.execute("delete from event where pos = $1", last)
        await connection.execute(
            "update counter set pos = event.pos, hash = event.hash,"
            " recorded_at = event.recorded_at from event where event.pos = $1", last - 1,
        )  # fmt: skip
