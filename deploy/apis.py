"""The published interfaces: ``python -m deploy.apis`` writes docs/api, ``--check`` compares it.

What services say to one another is AsyncAPI, made from the contracts; what is asked over HTTP is
OpenAPI, made from the routes, one document a service. Pages are no interface and are left out.
"""

import json
import sys
from dataclasses import fields
from importlib import metadata
from typing import Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from contracts.envelope import Envelope
from contracts.examples import EXAMPLES
from contracts.registry import BY_SERVICE, schema_of
from contracts.topology import PROJECTORS, REACTIONS
from deploy.generated import keep
from deploy.roles import services
from services._web.access import Means, access
from services._web.running import Service

COMMAND = "deploy.apis"
_LICENCE = {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"}
_TEXT = {"type": "string"}
_FAULT = {
    "description": "What was wrong: a reason for programs, words for people.",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["error", "message"],
                "properties": {
                    "error": _TEXT,
                    "field": {"type": ["string", "null"]},
                    "expected": {"type": ["string", "null"]},
                    "message": _TEXT,
                },
            }
        }
    },
}

Document = dict[str, Any]


def asyncapi() -> Document:
    """Every event with its subject and its envelope; who says it, who reads it."""
    channels: Document = {}
    operations: Document = {}
    messages: Document = {}
    for service, events in BY_SERVICE.items():
        for event in events:
            name = event.ce_type()
            example = EXAMPLES[name]
            channels[name] = {
                "address": f"ev.{service}.{{epoch}}.{event.name}.{{programme}}.{{activity}}",
                "messages": {name: {"$ref": f"#/components/messages/{name}"}},
                "parameters": {it: {"$ref": f"#/components/parameters/{it}"} for it in _PARTS},
            }
            messages[name] = {
                "name": name,
                "summary": (event.__doc__ or "").strip().splitlines()[0],
                "contentType": "application/json",
                "headers": {"$ref": "#/components/schemas/envelope"},
                "payload": {"$ref": f"../../{schema_of(event.ce_type())}"},
                "examples": [{"payload": example.model_dump(mode="json")}],
            }
            operations[f"{service} says {name}"] = _operation("send", name, service)
    for reader, sources in PROJECTORS.items():
        for source in sources:
            read = [_operation("receive", it.ce_type(), reader) for it in BY_SERVICE[source]]
            operations |= {f"{reader} reads {it['channel']['$ref'][11:]}": it for it in read}
    for it in REACTIONS:
        newest = max(e.ce_type() for e in BY_SERVICE[it.source] if e.name == it.event)
        operations[f"{it.reader}: {it.name}"] = _operation("receive", newest, it.reader)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Minsheng",
            "version": metadata.version("minsheng"),
            "description": "CloudEvents in binary mode on NATS JetStream; the log of each service.",
            "license": _LICENCE,
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {
            "messages": messages,
            "schemas": {"envelope": _envelope()},
            "parameters": {it: {"description": said} for it, said in _PARTS.items()},
        },
    }


_PARTS = {
    "epoch": "Which of the service's streams, from 1; see docs/architecture.md.",
    "programme": "A year's programme, such as daxing-2023.",
    "activity": "An activity's id, or _ for what concerns the whole programme.",
}


def _operation(action: str, event: str, service: str) -> Document:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{event}"},
        "messages": [{"$ref": f"#/channels/{event}/messages/{event}"}],
        "tags": [{"name": service}],
    }


def _envelope() -> Document:
    """The headers, as a message has them."""
    names = [f"ce-{it.name}" for it in fields(Envelope) if it.name not in {"traceparent", "data"}]
    return {
        "type": "object",
        "required": [it for it in names if it != "ce-simulated"],
        "properties": dict.fromkeys([*names, "traceparent"], _TEXT),
    }


def openapi(service: Service) -> Document:
    """The JSON API of one service, with the roles that each operation asks for."""
    routes = [
        route
        for router in service.routers
        for route in router.routes
        if isinstance(route, APIRoute) and route.path.startswith("/api/")
    ]
    made = get_openapi(
        title=f"Minsheng: {service.name}",
        version=metadata.version("minsheng"),
        routes=routes,
        license_info=_LICENCE,
    )
    for route in routes:
        allowed = access(route)
        for method in route.methods or ():
            operation = made["paths"][route.path][method.lower()]
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = {"$ref": "#/components/responses/fault"}
            if allowed.means is Means.TOKEN:
                operation["security"] = [{"token": []}]
                operation["x-roles"] = sorted(allowed.roles)
    components = made.setdefault("components", {})
    for ours in ("HTTPValidationError", "ValidationError"):
        components.get("schemas", {}).pop(ours, None)
    components["responses"] = {"fault": _FAULT}
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    return made


def documents() -> dict[str, Document]:
    """Every document by its name below docs."""
    found = {"api/asyncapi.json": asyncapi()}
    for name, service in services().items():
        found[f"api/{name}.openapi.json"] = openapi(service)
    return found


def main(arguments: list[str]) -> int:
    """Write or check the files."""
    return max(
        keep(name, json.dumps(made, ensure_ascii=False, indent=1) + "\n", COMMAND, arguments)
        for name, made in documents().items()
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
