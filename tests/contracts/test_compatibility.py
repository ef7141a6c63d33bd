"""A change of an event that some reader would not survive fails the build and says why."""

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from contracts import compatibility
from contracts.compatibility import Break, breaks, releases
from contracts.registry import decode
from services.compliance.judging.projection import Projection, read_fact
from services.compliance.presentation.sentences import sentence
from services.compliance.rules.pack import load_pack
from tests.contracts.test_examples import wrapped

Schema = dict[str, Any]
EVENT = "Filed.v1"
LATER = datetime(2023, 12, 1, tzinfo=UTC)
RELEASED: Schema = {
    "$defs": {
        "Kind": {"enum": ["change", "cancel"], "type": "string", "description": "of what"},
        "Part": {
            "properties": {"title": {"type": "string"}},
            "required": ["title"],
            "type": "object",
        },
    },
    "properties": {
        "programme": {"pattern": "^[a-z]+$", "type": "string"},
        "kind": {"$ref": "#/$defs/Kind"},
        "when": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/Part"}},
        "side": {"const": "site", "type": "string"},
        "loud": {"type": "boolean", "default": False},
    },
    "required": ["programme", "kind", "side"],
    "type": "object",
    "description": "It was filed.",
}
PUBLISHED = [
    pytest.param(type_, kept["example"], id=f"{version} {type_}")
    for version, events in releases().items()
    for type_, kept in events.items()
]


def changed(change: Callable[[Schema], object]) -> list[Break]:
    current = copy.deepcopy(RELEASED)
    change(current)
    return breaks({EVENT: RELEASED}, {EVENT: current})


@pytest.mark.parametrize(
    ("path", "value", "field", "reason"),
    [
        ("properties/programme/type", "integer", "programme", "type"),
        ("properties/programme/pattern", "^[a-z0-9]+$", "programme", "pattern"),
        ("properties/programme/maxLength", 9, "programme", "maxLength nothing became 9"),
        ("$defs/Kind/enum", ["change"], "kind", 'value "cancel" was removed'),
        ("$defs/Kind/enum", ["change", "cancel", "move"], "kind", 'value "move" was added'),
        ("properties/when/anyOf/0/format", "date-time", "when", "format"),
        ("properties/when/anyOf", [{"type": "string", "format": "date"}], "when", "nothing"),
        ("properties/side/const", "online", "side", 'const "site" became "online"'),
        ("properties/loud/default", True, "loud", "default false became true"),
        ("required", ["programme", "kind"], "side", "no longer required"),
        ("required", ["programme", "kind", "side", "loud"], "loud", "became required"),
        ("$defs/Part/properties/title/type", "integer", "parts[].title", "type"),
        ("$defs/Part/properties", {"name": {"type": "string"}}, "parts[].title", "removed or"),
    ],
)
def test_a_changed_field_is_named_with_the_reason(
    path: str, value: object, field: str, reason: str
) -> None:
    def change(schema: Schema) -> None:
        at: Any = schema
        *parents, last = path.split("/")
        for name in parents:
            at = at[int(name)] if isinstance(at, list) else at[name]
        at[last] = value

    found = changed(change)

    assert [one.field for one in found] == [field]
    assert reason in found[0].reason
    assert str(found[0]).startswith(f"{EVENT}: {field}: ")


def test_a_removed_property_breaks() -> None:
    assert [one.reason for one in changed(lambda it: it["properties"].pop("when"))] == [
        "it was removed or renamed"
    ]


def test_a_new_required_property_breaks_and_an_optional_one_does_not() -> None:
    def add(schema: Schema) -> None:
        schema["properties"]["added"] = {"type": "string"}

    def require(schema: Schema) -> None:
        add(schema)
        schema["required"].append("added")

    assert changed(add) == []
    assert changed(require) == [
        Break(EVENT, "added", "it is new and required, but older facts lack it")
    ]


def test_a_removed_event_breaks_and_a_new_one_does_not() -> None:
    assert [one.event for one in breaks({EVENT: RELEASED}, {})] == [EVENT]
    assert breaks({}, {EVENT: RELEASED}) == []


def test_words_for_people_may_change_and_so_may_the_names_of_definitions() -> None:
    def reword(schema: Schema) -> None:
        schema["description"] = "Somebody filed it."
        schema["$defs"]["Sort"] = schema["$defs"].pop("Kind") | {"description": "which"}
        schema["properties"]["kind"] = {"$ref": "#/$defs/Sort"}

    assert changed(reword) == []


def test_todays_events_are_compatible_with_every_release(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert releases()
    assert compatibility.main([]) == 0, capsys.readouterr().out


@pytest.mark.parametrize(("type_", "example"), PUBLISHED)
def test_a_released_event_is_still_read_and_means_the_same(
    type_: str, example: dict[str, Any]
) -> None:
    read = decode(type_, example).model_dump(mode="json")

    assert {name: read[name] for name in example} == example
    assert all(read[name] is None for name in read.keys() - example.keys())


@pytest.mark.parametrize("version", releases())
def test_the_facts_of_a_release_are_taken_told_and_judged_today(version: str) -> None:
    said = [
        replace(wrapped(decode(type_, kept["example"])), id=UUID(int=number), sequence=number)
        for number, (type_, kept) in enumerate(releases()[version].items(), start=1)
    ]
    taken = [fact for it in said if (fact := read_fact(it)) is not None]
    projection = Projection()
    projection.add(taken)

    assert len(taken) > len(said) / 2  # the rest are what compliance says itself of verdicts
    assert sum(len(list(projection.facts(it))) for it in projection.programmes) == len(taken)
    for fact in taken:
        assert sentence(fact.event, {})
    for programme in projection.programmes:
        assert projection.assess(programme, LATER, load_pack("daxing-2023")) is not None
