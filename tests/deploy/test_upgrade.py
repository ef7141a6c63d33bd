"""What an earlier release has recorded is restored, migrated and served by this one.

`earlier/README.md` says how its backup was made. On the way the restore is killed, too.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from deploy.backup.manifest import Manifest
from deploy.local import keys
from deploy.local.home import Home
from deploy.local.ports import free_port
from deploy.local.stack import Stack
from tests.deploy.drill import PROGRAMME, act, command, export, judged, read_all, soon, until, wall
from tests.deploy.killing import kill_when

pytestmark = pytest.mark.slow

EARLIER = Path(__file__).parent / "earlier"
KEYS = EARLIER / "keys-of-this-fixture-alone.json"
SIGN_UP, OPINION = "BP7Z66S7T8", "BNFMRXV2MD"  # look-up codes that its people were given


@pytest.fixture(scope="module")
async def upgraded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    home = Home("up", tmp_path_factory.mktemp("upgraded"))
    keys.signing_key(home.base)  # the fixture holds none
    (replaced := home.postgres / "of another").mkdir(parents=True)
    restore = ("restore", EARLIER, "--keys", KEYS, "--erasures", "none", "--replace")
    for told in ("registration: 3 facts", "livestream: 0 erased"):  # half filled; all is built
        await asyncio.to_thread(kill_when, told, home.base, *restore)
        assert replaced.exists()
    await command(home.base, *restore)
    assert not replaced.exists()
    async with Stack(home, free_port(), simulated=False, durable=False) as stack:
        await until(lambda: read_all(stack), "all is read")
        yield stack


async def test_every_fact_is_there_and_judged_as_a_judge_without_servers_does(
    upgraded: Stack,
) -> None:
    events, as_of = await export(upgraded), soon()
    dumps = Manifest.read(EARLIER).dumps
    ends = {it.service: it.hash for it in events if it.sequence == dumps[it.service].log_end}
    assert ends == {service: dump.log_hash for service, dump in dumps.items()}
    assert await wall(upgraded, as_of) == judged(events, as_of)


async def test_people_find_what_they_left_and_the_public_what_was_published(
    upgraded: Stack,
) -> None:
    async with httpx.AsyncClient(base_url=upgraded.url, timeout=20) as client:
        opinion = (await client.get(f"/api/registration/opinion-codes/{OPINION}")).json()
        signed_up = (await client.get(f"/api/registration/codes/{SIGN_UP}")).json()
        page = (await client.get(f"/public/activities/{PROGRAMME}/open-11")).text
    assert opinion["words"] == "路灯不亮。"
    assert signed_up
    assert "活动材料" in page


async def test_it_goes_on(upgraded: Stack) -> None:
    venue = {"place": "区政务服务中心"}
    await act(upgraded, f"/announcer/programmes/{PROGRAMME}/activities/open-12/venue", venue)
    await until(lambda: read_all(upgraded), "the new fact is read")
    assert await wall(upgraded, as_of := soon()) == judged(await export(upgraded), as_of)
