"""Keeping over HTTP: what is held until when, the purge, the keys of the vault."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from contracts.values import Instant
from services._kit.postgres import transaction
from services._vault.retention import Until
from services._web.faults import BadField
from services._web.http import Body, Write, reads, requires, running
from services._web.tokens import Actor
from services.registration.depends import API
from services.registration.equipment import equipment
from services.registration.keeping import holding
from services.registration.keeping.overview import overview, proofs
from services.registration.keeping.purging import periods, purge_everything

router = APIRouter()

Overseer = Annotated[Actor, Depends(reads("office", "operator"))]
Overseeing = Annotated[Write, Depends(requires("office", "operator"))]
Operating = Annotated[Write, Depends(requires("operator"))]


class Purging(Body):
    """Purge what ends by ``until`` (now if left out); ``dry_run`` only says what that would be."""

    until: Instant | None = None
    dry_run: bool = False


@router.get(API + "/retention")
async def retention(request: Request, by: Overseer) -> dict[str, Any]:
    """The rules, what is held and until when, and every purge with what is left of it: nothing."""
    del by
    service = running(request)
    return {
        "rules": {until: periods(service).says_in_english(until) for until in Until},
        "held": [asdict(it) for it in await overview(service)],
        "purged": [asdict(it) for it in await proofs(service)],
        "ownerless": await holding.ownerless(service.pool),
    }


@router.post(API + "/retention/purge")
async def purge(request: Request, by: Overseeing, body: Purging | None = None) -> dict[str, Any]:
    """Purge what is due; a second asking finds nothing, an interrupted one is gone on with."""
    service, asked = running(request), body or Purging()
    now = service.clock.now()
    until: datetime = asked.until or now
    if until > now and not asked.dry_run:
        raise BadField("until", "a time that is not in the future", "只能删除已经到期的。")
    done = await purge_everything(service, until, actor=by.actor.subject, dry=asked.dry_run)
    return {"dry_run": asked.dry_run, "purged": [asdict(it) for it in done]}


@router.get(API + "/vault/keys")
async def keys(
    request: Request, by: Annotated[Actor, Depends(reads("operator"))]
) -> dict[str, Any]:
    """How many persons' keys each master key wraps, by the key's id."""
    del by
    return {"wraps": await equipment(request).vault.wrapped(running(request).pool)}


@router.post(API + "/vault/keys/rewrap")
async def rewrap(request: Request, by: Operating) -> dict[str, Any]:
    """Wrap every person's key with the master key in force."""
    del by
    vault, pool = equipment(request).vault, running(request).pool
    async with transaction(pool) as connection:
        rewrapped = await vault.rewrap(connection)
    return {"rewrapped": rewrapped, "wraps": await vault.wrapped(pool)}
