"""The keys of livestream's vault over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from services._kit.postgres import transaction
from services._web.http import Write, reads, requires, running
from services._web.tokens import Actor
from services.livestream.equipment import equipment

KEYS = "/api/livestream/vault/keys"
router = APIRouter()


@router.get(KEYS)
async def keys(
    request: Request, by: Annotated[Actor, Depends(reads("operator"))]
) -> dict[str, Any]:
    """How many persons' keys each master key wraps, by the key's id."""
    del by
    return {"wraps": await equipment(request).vault.wrapped(running(request).pool)}


@router.post(KEYS + "/rewrap")
async def rewrap(
    request: Request, by: Annotated[Write, Depends(requires("operator"))]
) -> dict[str, Any]:
    """Wrap every person's key with the master key in force."""
    del by
    vault, pool = equipment(request).vault, running(request).pool
    async with transaction(pool) as connection:
        rewrapped = await vault.rewrap(connection)
    return {"rewrapped": rewrapped, "wraps": await vault.wrapped(pool)}
