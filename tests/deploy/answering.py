"""Servers behind a gateway under test, in this process."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp


@asynccontextmanager
async def answering(applications: Mapping[int, ASGIApp]) -> AsyncIterator[None]:
    """Each application at its port."""
    servers = [
        uvicorn.Server(uvicorn.Config(each, port=port, log_level="error", lifespan="off"))
        for port, each in applications.items()
    ]
    for server in servers:
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        await server.startup()
    try:
        yield
    finally:
        for server in servers:
            await server.shutdown()
