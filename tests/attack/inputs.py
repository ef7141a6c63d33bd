"""Inputs that a JSON schema allows, and here and there one that it does not.

Why not schemathesis: measured on these schemas it takes 25 s of processor for the announcer's 33
operations with two examples each, before its first request; and it knows no forms.
"""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter

from services._web.forms import FormModel
from tests.planned import NAMES, PERSON

Json = Any
Values = st.SearchStrategy[Json]

NASTY_TEXTS = (
    "", " ", "\x00", "\ud800", "\u202e\ufeff", "字" * 5_000, "-1", "1e999", "0x10", "९", "null",
    "0001-01-01", "9999-12-31T23:59:59-08:00", "2023-02-30", "24:00", "'; drop table event;--",
    "../../etc/passwd", "%s%n{0}{{7*7}}", "<script>", "\r\nSet-Cookie: a=b", "javascript:alert(1)",
    "http://[::1", "//evil.example", "a@b@c", "1.99999999999999999999", "∞",
)  # fmt: skip
NASTY: Values = st.sampled_from(
    [*NASTY_TEXTS, None, True, -1, 0, 2**31, 2**63, -(10**30), 1.5, [], {}, [[]], {"": {}}, [None]]
)
PLAUSIBLE = (
    *NAMES.values(),
    PERSON,
    "2023-09-14",
    "2023-08-01T08:00:00+08:00",
    "9:00",
    "13911112222",
)
"""What is refused for its meaning if at all, and so gets furthest."""
PLACES = st.one_of(
    st.sampled_from(
        ["daxing-2023", "open-11", "talk-01", "s1", "x1", "jiugong", "1", "2023-08-01"]
    ),
    st.sampled_from([it for it in NASTY_TEXTS if it.strip() and "/" not in it and len(it) < 99]),
)


def allowed_by(schema: Mapping[str, Any], known: Mapping[str, Any], depth: int = 0) -> Values:
    """Values of a schema, one in ten of them (at any depth) replaced by one that surprises."""
    plain = _plain(schema, known, depth)
    return st.integers(0, 9).flatmap(lambda drawn: NASTY if drawn == 0 else plain)


def _plain(  # noqa: PLR0911 - one for each kind of schema
    schema: Mapping[str, Any], known: Mapping[str, Any], depth: int
) -> Values:
    if "$ref" in schema:
        return st.deferred(
            lambda: _plain(known[str(schema["$ref"]).rpartition("/")[2]], known, depth + 1)
        )
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return st.one_of([_plain(option, known, depth) for option in options])
    if "enum" in schema or "const" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    match schema.get("type"):
        case "object":
            return _object(schema, known, depth)
        case "array":
            least, most = schema.get("minItems", 0), 0 if depth > 4 else 2
            items = allowed_by(schema.get("items", {}), known, depth + 1)
            return st.lists(items, min_size=least, max_size=max(least, most))
        case "integer" | "number":
            return st.integers(schema.get("minimum", 0), schema.get("maximum", 500))
        case "boolean":
            return st.booleans()
        case "null":
            return st.none()
    return _text(schema)


def _object(schema: Mapping[str, Any], known: Mapping[str, Any], depth: int) -> Values:
    fields = {
        name: allowed_by(each, known, depth) for name, each in schema.get("properties", {}).items()
    }
    required = {name: fields.pop(name) for name in schema.get("required", ()) if name in fields}
    if not isinstance(schema.get("additionalProperties"), dict):
        return st.fixed_dictionaries(required, optional=fields)
    values = allowed_by(schema["additionalProperties"], known, depth + 1)
    return st.dictionaries(st.sampled_from(PLAUSIBLE), values, max_size=2)


def _text(schema: Mapping[str, Any]) -> Values:
    formats = {
        "date": st.dates().map(str) | st.just("2023-09-14"),
        "date-time": st.just("2023-08-01T08:00:00+08:00"),
        "uuid": st.uuids().map(str),
    }
    if (known := formats.get(str(schema.get("format")))) is not None:
        return known
    words = st.text(min_size=1, max_size=min(20, schema.get("maxLength", 20)))
    return st.sampled_from(PLAUSIBLE) | words


def body_of(route: APIRoute) -> Values:
    """Bodies of a JSON operation."""
    schema = body_schema(route)
    if schema is None:
        return st.just({}) | NASTY
    return allowed_by(schema, schema.get("$defs", {}))


def body_schema(route: APIRoute) -> dict[str, Any] | None:
    """What an operation's body is, if it has one."""
    if route.body_field is None:
        return None
    asked: Any = route.body_field.field_info.annotation
    return TypeAdapter(asked).json_schema()


def forms_of(route: APIRoute) -> list[type[FormModel]]:
    """The forms that the module of a page's route knows: one of them is its own."""
    found = vars(sys.modules[route.endpoint.__module__]).values()
    return [
        it
        for it in found
        if isinstance(it, type) and issubclass(it, FormModel) and it is not FormModel
    ]


def form_of(route: APIRoute) -> Values:
    """Forms of a page: what any of the forms of its module asks for."""
    return st.one_of([_form(model) for model in forms_of(route)] or [NAMED])


NAMED = st.dictionaries(st.sampled_from(list(NAMES)), st.sampled_from(PLAUSIBLE))


def _form(model: type[BaseModel]) -> Values:
    schema = model.model_json_schema()
    return allowed_by(schema, schema.get("$defs", {})).map(
        lambda drawn: drawn if isinstance(drawn, dict) else {}
    )


def query_of(route: APIRoute) -> Values:
    """What may stand behind the question mark."""
    names = [*_query(route.dependant)]
    values = st.sampled_from((*PLAUSIBLE, *NASTY_TEXTS))
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, values))


def _query(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for dependency in dependant.dependencies:
        yield from _query(dependency)
