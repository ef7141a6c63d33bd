"""What a read model writes is emptied before it is read anew, or facts that are lost would stay."""

import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any, cast

import asyncpg
import pytest

from contracts.examples import EXAMPLES
from contracts.topology import PROJECTORS
from services._web.running import Service
from services.compliance.app import service as compliance
from tests.contracts.test_examples import wrapped
from tests.delivering import delivery

BESIDE = {"timer"}  # set for what is heard; set again it does the same


class Notes:
    """A connection to no database, which notes into which tables something would be written."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    async def execute(self, statement: str, *_: Any) -> None:
        self.tables.update(re.findall(r"insert into (\w+)", statement))

    async def executemany(self, statement: str, _: Any) -> None:
        await self.execute(statement)

    async def fetch(self, *_: Any) -> Sequence[Any]:
        return []


def service_named(name: str) -> Service:
    if name == "compliance":
        return compliance()
    found: Service = import_module(f"services.{name}.app").SERVICE
    return found


@pytest.mark.parametrize("name", PROJECTORS)
async def test_every_table_of_a_read_model_is_named_by_its_projector(name: str) -> None:
    for projector in service_named(name).projectors:
        notes = Notes()
        heard = [delivery(wrapped(event)) for event in EXAMPLES.values()]
        await projector.read_model.apply(cast("asyncpg.Connection", notes), heard)
        assert notes.tables - BESIDE <= set(projector.tables)
