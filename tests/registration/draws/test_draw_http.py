"""The draw over HTTP on real servers: from the terms to a list that anybody replays."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.local.ports import free_port
from services._web.faults import BadField
from services._web.service import start
from services.registration.app import SERVICE
from services.registration.draws import sealing
from services.registration.draws.http import meant
from services.registration.draws.reading import Place
from tests.registration.draws.bench import (
    DRAW,
    PEOPLE,
    S1,
    Drawn,
)
from tests.registration.pages_bench import API, Site, serve, site
from tests.serving import HANDLER, RESIDENT, Api

__all__ = ["serve", "site"]


@pytest.fixture
def drawn(site: Site) -> Drawn:
    return Drawn(site)


@pytest.fixture
async def second(site: Site) -> AsyncIterator[Api]:
    """Another process of the same registration: its database, its keys, another port."""
    first = site.api
    listen = f"127.0.0.1:{free_port()}"
    settings = first.running.settings.model_copy(update={"listen": listen})
    async with (
        start(SERVICE, settings) as running,
        httpx.AsyncClient(base_url=f"http://{listen}", timeout=20) as client,
    ):
        yield Api(running, client, first.clock, first.key)


async def verified(folder: Path, drawn: Drawn, *more: str) -> tuple[int, str]:
    """What the downloaded program says of the downloaded bundle, in a process of its own."""
    program = await drawn.site.api.get(DRAW + "/verify_draw.py")
    assert program.headers["content-type"] == "text/x-python; charset=utf-8"
    (folder / "verify_draw.py").write_bytes(program.content)
    (folder / "bundle.jsonl").write_text(await drawn.bundle(), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "verify_draw.py", "bundle.jsonl", *more,
        cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    told, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, told.decode()


async def test_a_draw_goes_from_its_terms_to_a_list_that_anybody_replays(
    drawn: Drawn, tmp_path: Path
) -> None:
    api = drawn.site.api
    await drawn.announced()
    await drawn.signed_up()
    assert (await api.get(DRAW + "/bundle.jsonl?session=s1")).status_code == 404
    await drawn.sealed()
    before = (await api.get(DRAW + "?session=s1")).json()
    assert (before["sealed"]["pool"], before["revealed"]) == (7, None)
    assert sum(len(it["numbers"]) for it in before["chances"]) == 7
    sealed = await drawn.bundle()
    status, told = await verified(tmp_path, drawn, "--seal", before["sealed"]["seal"])
    assert (status, "等待随机数" in told) == (0, True)

    await drawn.entered()
    await drawn.revealed()
    facts = await drawn.site.facts()
    assert facts.count("RepresentativeSelected") == 3
    assert facts.count("ReserveListed") == 2
    assert facts[-1] == "DrawRevealed"
    after = (await api.get(DRAW + "?session=s1")).json()["revealed"]
    whole = await api.get(DRAW + "/bundle.jsonl?session=s1")
    assert whole.text.startswith(sealed)
    assert whole.headers["etag"] == f'"{after["bundle_sha256"]}"'
    known = {"If-None-Match": whole.headers["etag"]}
    again = await api.client.get(DRAW + "/bundle.jsonl?session=s1", headers=known)
    assert again.status_code == 304
    assert (await api.get(DRAW + "/bundle.jsonl")).text == whole.text
    receipt = await receipt_of(drawn, drawn.codes[0])
    seal = before["sealed"]["seal"]
    status, told = await verified(tmp_path, drawn, "--receipt", receipt, "--seal", seal)
    assert (status, "与公布结果相同" in told, "凭证 第" in told) == (0, True, True)


def test_a_draw_without_a_session_is_the_only_one_or_is_asked_for() -> None:
    assert meant(["s1"], None) == "s1"
    assert meant(["", "s1"], None) is None
    assert meant([], None) is None
    assert meant(["s1", "s2"], "s2") == "s2"
    with pytest.raises(BadField, match="one of s1, s2"):
        meant(["s1", "s2"], None)


async def receipt_of(drawn: Drawn, code: str) -> str:
    answer = await drawn.site.api.get(f"/api/registration/codes/{code}")
    found: str = answer.json()["places"][0]["receipt"]
    return found


async def test_everybody_finds_himself_by_a_private_receipt_and_strangers_nothing(
    drawn: Drawn,
) -> None:
    await drawn.announced()
    await drawn.signed_up()
    await drawn.sealed()
    receipts = [await receipt_of(drawn, code) for code in drawn.codes]
    numbers = []
    for receipt in receipts:
        body = {"receipt": f" {receipt.lower()} ", **S1}
        found = (await drawn.site.api.post(DRAW + "/receipt", body, RESIDENT)).json()["found"]
        numbers.append(found["number"])
    assert sorted(numbers) == list(range(1, 8))
    for unknown in ("AAAA-AAAA-AAAA-AAAA", "", "什么"):
        answer = await drawn.site.api.post(DRAW + "/receipt", {"receipt": unknown, **S1}, RESIDENT)
        assert (answer.status_code, answer.json()) == (200, {"found": None})


async def test_the_bus_and_the_bundle_hold_nobodys_answers_or_names(drawn: Drawn) -> None:
    await drawn.all()
    bundle = await drawn.bundle()
    people = [row["person"] for row in await drawn.pool.fetch("select person from draw_entry")]
    assert not any(person in bundle for person in people)
    assert not any(name in bundle for name, _, _ in PEOPLE)
    facts = await drawn.site.api.log()
    about = [data for _, data in facts if "person" in data]
    assert all("young" not in json.dumps(data) and "old" not in data.values() for data in about)


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        ({}, "请选择年龄段。"),
        ({"age": "ancient"}, "请从列出的选项中选择。"),
        ({"age": "old", "shoe": "big"}, "没有这一项。"),
    ],
)
async def test_what_the_draw_asks_must_be_answered(
    drawn: Drawn, attributes: dict[str, str], told: str
) -> None:
    await drawn.announced()
    body = {"name": "赵一", "phone": "13800000000", "category": "parent", **S1}
    for person in (RESIDENT, HANDLER):
        answer = await drawn.site.api.post(
            API + "/sign-ups", {**body, "attributes": attributes}, person
        )
        assert (answer.status_code, told in answer.text) == (422, True)
    assert "SignedUp" not in await drawn.site.facts()


async def test_who_leaves_after_the_seal_is_replaced_and_later_seats_follow_the_reserve(
    drawn: Drawn,
) -> None:
    await drawn.announced()
    await drawn.signed_up()
    await drawn.sealed()
    person = await drawn.pool.fetchval("select min(person) from draw_entry")
    await drawn.site.api.record(API + "/sign-ups/withdrawal", {**S1, "person": person}, HANDLER)
    await drawn.entered()
    await drawn.revealed()
    revealed = dict(await drawn.site.api.log())["DrawRevealed"]
    number = await drawn.pool.fetchval("select entry from draw_entry where person = $1", person)
    moved = [it for it in revealed["moved_up"] if it["entry"] == number]
    assert bool(moved) == (number in revealed["drawn"])
    seats = await drawn.pool.fetch("select person from person where selected_at is not null")
    assert len(seats) == 3
    assert person not in {row["person"] for row in seats}


async def test_erasure_takes_receipt_and_number_and_the_bundle_still_replays(
    drawn: Drawn, tmp_path: Path
) -> None:
    await drawn.announced()
    await drawn.signed_up()
    await drawn.sealed()
    sealed = await drawn.bundle()
    gone = await drawn.site.api.post(
        f"/api/registration/codes/{drawn.codes[0]}/erasure", {}, RESIDENT
    )
    assert gone.status_code == 200
    assert await drawn.pool.fetchval("select count(*) from draw_entry") == 6
    assert await drawn.pool.fetchval(
        "select count(*) from vault_field where item like 'draw/%' and name = 'receipt'"
    ) == 6  # fmt: skip
    await drawn.entered()
    await drawn.revealed()
    assert (await drawn.bundle()).startswith(sealed)
    status, told = await verified(tmp_path, drawn)
    assert (status, "数据包前后一致" in told) == (0, True)


async def test_two_processes_that_seal_and_reveal_at_once_record_one_result(
    drawn: Drawn, site: Site, second: Api
) -> None:
    await drawn.announced()
    await drawn.signed_up()
    await drawn.sealed()
    both = (site.api, second)
    await asyncio.gather(*(api.post(DRAW + "/seal", S1, HANDLER) for api in both))
    assert (await site.facts()).count("DrawSealed") == 1
    await drawn.entered()
    answers = await asyncio.gather(*(api.post(DRAW + "/reveal", S1, HANDLER) for api in both))
    assert {it.status_code for it in answers} == {200}
    facts = await site.facts()
    assert (facts.count("DrawRevealed"), facts.count("RepresentativeSelected")) == (1, 3)
    assert (await second.get(DRAW + "/bundle.jsonl?session=s1")).text == await drawn.bundle()


async def test_a_process_that_dies_between_work_and_record_seals_after_its_return(
    drawn: Drawn,
) -> None:
    api = drawn.site.api
    await drawn.announced()
    await drawn.signed_up()
    place: Place = ("daxing-2023", "open-11", "s1")

    class Died(Exception):
        pass

    async def dies(*_: Any) -> None:
        raise Died

    with pytest.raises(Died):
        await sealing.seal(drawn.pool, api.running.equipment.vault, place, dies)
    assert await drawn.pool.fetchval("select count(*) from draw_bundle") == 0
    await drawn.sealed()
    assert (await drawn.site.facts()).count("DrawSealed") == 1
