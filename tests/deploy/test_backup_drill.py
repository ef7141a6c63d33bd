"""The drill: a backup of a living system becomes another one, which tells the same and lives on."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from contracts.envelope import Envelope
from deploy.backup.manifest import Manifest
from deploy.backup.servers import connected, postgres_of
from deploy.local.home import Home, running_from
from deploy.local.ports import free_port
from deploy.local.stack import Stack
from services.announcer.programmes import read_plan
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
    writing,
)

pytestmark = pytest.mark.slow

OPINIONS = f"/registration/programmes/{PROGRAMME}/activities/open-11/opinions"
KEPT, FORGOTTEN = "路灯不亮。", "请删除我的意见。"


@dataclass
class Drill:
    """What was there when the backup was made, and the system that was made of it."""

    manifest: Manifest
    before: list[Envelope]
    codes: dict[str, str]
    restored: Stack


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
        async with writing(stack):
            await command(old, "backup", folder / "backup", "--keys", kept / "keys")
        await act(stack, f"/registration/opinion-codes/{codes[FORGOTTEN]}/erasure", {}, "public")
        await until(lambda: read_all(stack), "all is read")
        await command(old, "erasures", kept / "erased")
        before = await export(stack)
    given = ("--keys", kept / "keys", "--erasures", kept / "erased")
    await command(new, "restore", folder / "backup", *given)
    async with Stack(Home("up", new), free_port(), simulated=False, durable=False) as restored:
        await until(lambda: read_all(restored), "all is read anew")
        yield Drill(Manifest.read(folder / "backup"), before, codes, restored)


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


async def test_every_log_begins_an_epoch_and_goes_on(drill: Drill) -> None:
    stack = drill.restored
    assert {(await status(stack, it))["epoch"] for it in stack.endpoints} == {2}
    venue = {"place": "区政务服务中心"}
    await act(stack, f"/announcer/programmes/{PROGRAMME}/activities/open-12/venue", venue)
    await until(lambda: read_all(stack), "the new fact is read")
    assert await wall(stack, as_of := soon()) == judged(await export(stack), as_of)


async def test_a_log_restored_alone_stops_until_it_begins_an_epoch(drill: Drill) -> None:
    stack = drill.restored
    await _lose_the_last_fact(stack)

    async def stopped() -> bool:
        return (await status(stack, "announcer")).get("state") == "stopped"

    await until(stopped, "the relay sees that its stream tells another history")
    await command(stack.home.base, "epoch", "new", "announcer")

    async def moved() -> bool:
        return (await status(stack, "announcer")).get("epoch") == 3 and await read_all(stack)

    await until(moved, "every reader has read the new stream")
    assert await wall(stack, as_of := soon()) == judged(await export(stack), as_of)


async def _lose_the_last_fact(stack: Stack) -> None:
    """What a database of last night does not know, where the stream store is of today."""
    noted = running_from(stack.home.path)
    assert noted is not None
    server = postgres_of(stack.home, noted["postgres"]["port"])
    async with connected(server, "announcer") as connection, connection.transaction():
        last = await connection.fetchval("select max(pos) from event")
        await connection.execute("delete from event where pos = $1", last)
        await connection.execute(
            "update counter set pos = event.pos, hash = event.hash,"
            " recorded_at = event.recorded_at from event where event.pos = $1", last - 1,
        )  # fmt: skip
