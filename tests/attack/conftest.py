"""The whole product as its attackers meet it: four services on one plan, real servers below."""

from collections.abc import AsyncIterator

import pytest

from deploy import roles
from deploy.local.postgres import PostgresServer
from tests.attack.product import Product
from tests.conftest import databases, nats_servers
from tests.planned import plan
from tests.serving import serving


@pytest.fixture(scope="module")
async def product(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Product]:
    """All four services of a module of its own: what one attack has written changes the next."""
    folder = tmp_path_factory.mktemp("product")
    with nats_servers(folder) as make_nats:
        async with (
            databases(postgres_server) as make_database,
            serving(make_database, make_nats(), folder) as serve,
        ):
            services = {name: await serve(service) for name, service in roles.services().items()}
            await plan(services)
            yield Product(services)
