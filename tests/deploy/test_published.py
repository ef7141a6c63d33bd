"""What is published of our interfaces and of whose work comes with ours is whole and up to date."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.registry import EVENTS
from contracts.subjects import subject_for
from contracts.topology import SERVICES
from deploy import apis, third_party
from deploy.roles import routes, services

DOCS = Path(__file__).resolve().parents[2] / "docs"


def references(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        yield from (value for key, value in document.items() if key == "$ref")
        document = list(document.values())
    if isinstance(document, list):
        for each in document:
            yield from references(each)


@pytest.mark.parametrize("name", ["asyncapi.json", *(f"{it}.openapi.json" for it in SERVICES)])
def test_every_reference_of_a_document_leads_somewhere(name: str) -> None:
    document = json.loads((DOCS / "api" / name).read_text(encoding="utf-8"))
    for reference in set(references(document)):
        if not reference.startswith("#/"):
            assert (DOCS / "api" / reference).resolve().exists(), reference
            continue
        at = document
        for part in reference[2:].split("/"):
            at = at[part]
        assert at


def test_every_event_has_a_channel_whose_address_is_its_subject() -> None:
    made = apis.asyncapi()
    assert made["channels"].keys() == EVENTS.keys()
    for name, channel in made["channels"].items():
        service = channel["address"].split(".")[1]
        filled = channel["address"].format(epoch=1, programme="p", activity="a")
        assert filled == subject_for(service, 1, EVENTS[name].name, "p", "a")
    said = [it for it in made["operations"].values() if it["action"] == "send"]
    assert len(said) == len(EVENTS)


def test_every_path_of_the_api_is_told_with_the_roles_that_may() -> None:
    for service in services().values():
        made = apis.openapi(service)
        for method, path, allowed in routes(service):
            if path.startswith("/api/"):
                operation = made["paths"][path][method.lower()]
                assert operation.get("x-roles", []) == sorted(allowed.roles)
                assert "default" in operation["responses"]


def test_nothing_that_we_link_is_copyleft_beyond_its_own_files() -> None:
    rows = re.findall(r"^\| (\S+) \| (.+?) \|", third_party.document(), re.MULTILINE)
    assert len(rows) > len(SERVICES)
    assert [name for name, licence in rows if re.search(r"GPL|not told", licence)] == []
