"""Every route of every service, asked by every role: the table of roles is what really happens."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx

from deploy import roles
from services._web.access import OWN_UNIT, Access, Means
from services._web.running import Service
from services._web.tokens import Actor, mint
from tests.planned import LEAD, filled, plan
from tests.serving import Api, Person, Serve, serve
from tests.signing_in import CSRF, cookies_of

__all__ = ["serve"]

FOREIGN = "caiyu"


@dataclass(frozen=True)
class Asker:
    """A role, and whether of the activity's own unit; ``None``: nobody at all."""

    role: str | None
    unit: str | None = None


ASKERS = [
    Asker(None),
    Asker("public"),
    Asker("office", "zhengwufuwuju"),
    Asker("assessor"),
    Asker("operator"),
    *(Asker(role, unit) for role in ("handler", "reviewer", "leader", "moderator")
      for unit in (LEAD, FOREIGN)),
]  # fmt: skip
ANYBODY = [Asker(None), Asker("public"), Asker("handler", FOREIGN)]
OPEN = {Means.OPEN, Means.OPEN_FORM}


Known = dict[Asker, dict[str, str]]


def test_the_table_of_roles_is_up_to_date() -> None:
    assert roles.main(["--check"]) == 0


async def test_every_route_answers_every_role_as_the_table_says(serve: Serve) -> None:
    running = {name: await serve(service) for name, service in roles.services().items()}
    await plan(running)
    wrong = []
    for name, api in running.items():
        known: Known = {}
        async with httpx.AsyncClient(base_url=api.client.base_url, timeout=30) as client:
            for method, path, allowed in _routes(api.running.definition):
                for asker in _askers(allowed):
                    status = await _ask(api, client, known, asker, method, path)
                    if not _fits(allowed, asker, status):
                        wrong.append(f"{name} {method} {path} {asker}: {status}")
    assert wrong == []


def _askers(allowed: Access) -> list[Asker]:
    """Those between whom the route has to tell apart: the unit of some, nobody's, or anybody's."""
    if allowed.means in OPEN:
        return ANYBODY
    return [it for it in ASKERS if it.unit != FOREIGN or OWN_UNIT in allowed.checks]


def _fits(allowed: Access, asker: Asker, status: int | str) -> bool:
    expected = _expected(allowed, asker)
    if isinstance(status, int) and status >= 500:
        return False
    if expected is None:
        further = allowed.checks - {OWN_UNIT}
        return status not in {401, 403, "sign in"} or (bool(further) and status in {401, 403})
    return status == expected


def _expected(allowed: Access, asker: Asker) -> int | str | None:
    """The status of a refusal, or None for whoever may."""
    if allowed.means in OPEN:
        return None
    by_cookie = allowed.means in {Means.PAGE, Means.FORM}
    if asker.role is None or (by_cookie and asker.role == "public"):
        return "sign in" if allowed.means is Means.PAGE else 401
    if allowed.roles and asker.role not in allowed.roles:
        return 403
    foreign = asker.role != "office" and asker.unit != LEAD
    return 403 if OWN_UNIT in allowed.checks and foreign else None


async def _ask(
    api: Api, client: httpx.AsyncClient, known: Known, asker: Asker, method: str, path: str
) -> int | str:
    address = filled(path)
    headers = {"Origin": str(client.base_url).removesuffix("/"), "Idempotency-Key": uuid4().hex}
    if asker.role is not None:
        headers |= await _known_as(api, asker, known, afresh=path.startswith("/account/"))
    more: dict[str, Any] = {}
    if method not in {"GET", "HEAD"}:
        form = not path.startswith("/api/")
        more = {"data": {"csrf": CSRF, "key": uuid4().hex}} if form else {"json": {}}
    async with client.stream(method, address, headers=headers, **more) as answer:
        if answer.headers.get("location", "").startswith("/account/renew"):
            return "sign in"
        return answer.status_code


async def _known_as(api: Api, asker: Asker, known: Known, *, afresh: bool) -> dict[str, str]:
    """The headers of a person: a token for the API, cookies (and a session) for pages.

    Routes of accounts end a session, or all of a person: each gets another, and so does the next.
    """
    if afresh:
        known.pop(asker, None)
    elif asker in known:
        return known[asker]
    role = asker.role or ""
    subject = f"{role}-{asker.unit or 'none'}"
    actor = Actor(subject, frozenset({role}), asker.unit)
    token = mint(api.key, actor, datetime.now(UTC))
    cookies = await cookies_of(api, Person(subject, role, asker.unit))
    headers = {"Authorization": f"Bearer {token}", "Cookie": cookies}
    if not afresh:
        known[asker] = headers
    return headers


def _routes(service: Service) -> Iterator[tuple[str, str, Access]]:
    yield from roles.routes(service)
