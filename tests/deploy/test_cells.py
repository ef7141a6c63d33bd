"""Two cells behind one gateway: every programme reaches its own, and nothing else crosses."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from deploy.cells import Cells, caddyfile
from deploy.local import keys
from deploy.local.binaries import caddy
from deploy.local.child import Child
from deploy.local.nats_config import USERS, nats_config
from deploy.local.parts import responds
from deploy.local.ports import free_ports
from services._web.tokens import Actor, InvalidToken, mint, verify
from tests.deploy.answering import answering

NOW = datetime(2023, 8, 15, tzinfo=UTC)


class Cell:
    """A cell that answers with its own name."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": self.name.encode()})


def cells(one: int, other: int) -> Cells:
    return Cells.model_validate({
        "cells": {
            "daxing": {"gateway": f"127.0.0.1:{one}", "programmes": ["daxing-2023"]},
            "anlan": {"gateway": f"127.0.0.1:{other}", "programmes": ["anlan-2023", "anlan-24"]},
        }
    })  # fmt: skip


@pytest.fixture(scope="module")
async def gateway(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    folder = tmp_path_factory.mktemp("cells")
    port, *ports = free_ports(3)
    config = folder / "Caddyfile"
    config.write_text(caddyfile(cells(*ports)), encoding="utf-8")
    child = Child(
        name="Caddy",
        command=[caddy(), "run", "--adapter", "caddyfile", "--config", config],
        log=folder / "caddy.log",
        environment={
            "MINSHENG_PORT": str(port),
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
        },
    )
    async with answering(dict(zip(ports, map(Cell, ("daxing", "anlan")), strict=True))):
        child.start()
        child.await_ready(lambda: responds(port, "/health"), timeout=20)
        yield f"http://127.0.0.1:{port}"
        child.stop()


@pytest.mark.parametrize(
    ("path", "cell"),
    [
        ("/wall/daxing-2023", "daxing"),
        ("/wall/anlan-2023", "anlan"),
        ("/wall/anlan-2023/deadlines.ics", "anlan"),
        ("/public/anlan-2023.atom", "anlan"),
        ("/desk/anlan-24/open-11/attendance", "anlan"),
        ("/api/registration/programmes/anlan-2023/activities/open-1/sign-ups", "anlan"),
        ("/live/daxing-2023/open-11/questions", "daxing"),
        ("/wall/anlan-20231", "daxing"),  # nobody's: the first cell says so
        ("/static/tokens.css", "daxing"),
    ],
)
async def test_a_request_for_a_programme_reaches_its_cell(
    gateway: str, path: str, cell: str
) -> None:
    async with httpx.AsyncClient(base_url=gateway) as client:
        assert (await client.get(path)).text == cell


async def test_staff_work_at_their_cells_own_name(gateway: str) -> None:
    async with httpx.AsyncClient(base_url=gateway) as client:
        for name in ("daxing", "anlan"):
            answer = await client.get("/account/", headers={"Host": f"{name}.example.cn"})
            assert answer.text == name


def test_a_programme_lives_in_one_cell() -> None:
    told = cells(1, 2).model_dump()
    told["cells"]["anlan"]["programmes"] = ["daxing-2023"]
    with pytest.raises(ValueError, match="daxing-2023"):
        caddyfile(Cells.model_validate(told))


def test_one_cells_sign_in_is_none_in_another(tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    for folder in (mine, theirs):
        folder.mkdir()
    clerk = Actor("clerk-1", frozenset({"office"}), "museum")
    token = mint(json.loads(keys.signing_key(mine).read_text(encoding="utf-8")), clerk, NOW)
    known = [
        json.loads(keys.public_key_set(folder).read_text(encoding="utf-8"))
        for folder in (mine, theirs)
    ]
    assert verify(known[0], token, NOW) == clerk
    with pytest.raises(InvalidToken):
        verify(known[1], token, NOW)


def test_one_cells_password_and_vault_key_are_none_in_another(tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    for folder in (mine, theirs):
        folder.mkdir()
    assert keys.password(mine, "registration") != keys.password(theirs, "registration")
    assert (
        keys.vault_keys(mine, "registration").read_bytes()
        != keys.vault_keys(theirs, "registration").read_bytes()
    )


def test_the_streams_of_a_cell_know_no_service_of_another(tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine", tmp_path / "theirs"
    public = {}
    for folder in (mine, theirs):
        folder.mkdir()
        seeds = {user: keys.nats_seed(folder, user) for user in USERS}
        public[folder] = {user: keys.nats_public_key(seed) for user, seed in seeds.items()}
    config = nats_config(4222, tmp_path, public[theirs])
    assert all(key in config for key in public[theirs].values())
    assert not any(key in config for key in public[mine].values())
