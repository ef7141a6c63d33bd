"""The table of roles: ``python -m deploy.roles`` writes docs/roles.md, ``--check`` compares it."""

import sys
from collections.abc import Iterator
from importlib import import_module

from fastapi.routing import APIRoute

from contracts.topology import SERVICES
from deploy.generated import keep
from services._web.access import Access, Means, access
from services._web.running import Service

HEAD = """# Who may do what

Written by `python -m deploy.roles` from the routes themselves; `tests/architecture/test_roles.py`
asks every running service for every line of it, as every role.

- *bearer token*: the JSON API; 401 without a token, 403 without one of the roles.
- *signed in*: a page; without a session it leads to the sign-in page, 403 without one of the roles.
- *signed in, own form*: a page's form; 401, 403, and 403 for a form that is not our own page's.
- *own unit*: 403 for whoever is neither of the activity's unit nor of the office.
- *recusal*: refused for whoever's own unit leads the activity, the office's people too.

A revoked session is over at once in registration; elsewhere when its token ends, within 5 minutes.
"""


def routes(service: Service) -> Iterator[tuple[str, str, Access]]:
    """Method, path and access of every route of a service."""
    for router in service.routers:
        for route in router.routes:
            if not isinstance(route, APIRoute):
                raise TypeError(f"{service.name}: {route!r} would be missing in the table")
            for method in sorted(route.methods or ()):
                yield method, route.path, access(route)


def services() -> dict[str, Service]:
    """The four services by name."""
    found = {}
    for name in SERVICES:
        module = import_module(f"services.{name}.app")
        found[name] = module.SERVICE if hasattr(module, "SERVICE") else module.service()
    return found


def table() -> str:
    """The document."""
    parts = [HEAD]
    for name, service in services().items():
        parts.append(f"\n## {name}\n\n| Method | Path | Known by | Roles |\n|--|--|--|--|\n")
        for method, path, allowed in sorted(routes(service), key=lambda one: (one[1], one[0])):
            parts.append(f"| {method} | `{path}` | {allowed.means} | {_who(allowed)} |\n")
    return "".join(parts)


def main(arguments: list[str]) -> int:
    """Write or check the file."""
    return keep("roles.md", table(), "deploy.roles", arguments)


def _who(allowed: Access) -> str:
    if allowed.means in {Means.OPEN, Means.OPEN_FORM}:
        roles = "all"
    else:
        roles = ", ".join(sorted(allowed.roles)) or "every role"
    return "; ".join((roles, *sorted(allowed.checks)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
