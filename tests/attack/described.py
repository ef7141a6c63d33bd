"""What a service can be asked for, as OpenAPI: with pages and forms, which FastAPI leaves out."""

import copy
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from services._web.access import Means, access
from services._web.forms import FormModel
from services._web.running import Service
from tests.planned import NAMES

FORM = "application/x-www-form-urlencoded"
FORMS = {Means.FORM, Means.OPEN_FORM}
Schema = dict[str, Any]


def described(service: Service) -> Schema:
    """The document. Where a field is called like something of the plan, that is what may stand."""
    routes = [_shown(route) for router in service.routers for route in router.routes]
    document = get_openapi(title=service.name, version="1", routes=routes)
    for route in routes:
        if access(route).means in FORMS:
            asked = document["paths"][route.path_format]["post"]
            asked["requestBody"] = {"content": {FORM: {"schema": _form(route, document)}}}
    _name(document)
    return document


def _shown(route: Any) -> APIRoute:
    assert isinstance(route, APIRoute)
    shown = copy.copy(route)
    shown.include_in_schema = True
    return shown


def _form(route: APIRoute, document: Schema) -> Schema:
    """Any of the forms that the module of the route knows: one of them is its own."""
    known = document.setdefault("components", {}).setdefault("schemas", {})
    options = []
    for model in forms_of(route):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        known |= schema.pop("$defs", {})
        options.append(schema)
    return {"anyOf": options} if options else {"type": "object"}


def forms_of(route: APIRoute) -> list[type[FormModel]]:
    """The forms that the module of a page's route knows: one of them is its own."""
    found = vars(sys.modules[route.endpoint.__module__]).values()
    return [
        it
        for it in found
        if isinstance(it, type) and issubclass(it, FormModel) and it is not FormModel
    ]


def _name(document: Any) -> None:
    """Say of every text that is the name of something which names there are."""
    for schemas in _properties(document):
        for name, schema in schemas.items():
            if name in NAMES and schema.get("type") == "string":
                schemas[name] = {"enum": [NAMES[name]]}


def _properties(part: Any) -> Iterator[Schema]:
    if isinstance(part, Mapping):
        if isinstance(part.get("properties"), dict):
            yield part["properties"]
        part = [*part.values()]
    if isinstance(part, list):
        for each in part:
            yield from _properties(each)
