"""The four services side by side, and somebody who may do everything."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from deploy import roles
from services._web.access import Access
from services._web.tokens import ROLES, Actor, mint
from tests.serving import Api, Person
from tests.signing_in import cookies_of

ALMIGHTY = Actor("almighty-1", frozenset(ROLES), "zhengwufuwuju")


@dataclass(frozen=True)
class Product:
    """Each running service by name."""

    services: dict[str, Api]

    def routes(self) -> Iterator[tuple[Api, str, str, Access]]:
        """Every route of every service, with its method and path."""
        for name, service in roles.services().items():
            for method, path, access in roles.routes(service):
                yield self.services[name], method, path, access

    async def page_headers(self, api: Api) -> dict[str, str]:
        """A browser's headers: signed in with every role, on our own page."""
        by = Person(ALMIGHTY.subject, "office", ALMIGHTY.unit)
        return {"Cookie": await cookies_of(api, by), "Origin": origin(api)}


def bearer(api: Api) -> dict[str, str]:
    """The headers of a program that may do everything, and a key that was never used."""
    token = mint(api.key, ALMIGHTY, datetime.now(UTC), timedelta(minutes=15))
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}


def origin(api: Api) -> str:
    """Where a service's own pages stand."""
    return str(api.client.base_url).rstrip("/")
