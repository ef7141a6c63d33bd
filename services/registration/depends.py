"""What routes depend on: the activity acted on, or read, by somebody who may."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import asyncpg
from fastapi import Depends, Request

from contracts.values import Identifier
from services._vault.vault import Vault
from services._web.access import OWN_UNIT, checks
from services._web.http import Write, reads, requires, running
from services._web.tokens import Actor
from services.registration.acting import STAFF, Acting, Target, find_activity, refuse_other_units
from services.registration.equipment import equipment
from services.registration.known import KnownActivity

API = "/api/registration"
ACTIVITY = API + "/programmes/{programme}/activities/{activity}"

Writing = Annotated[Write, Depends(requires(*STAFF))]
PublicWriting = Annotated[Write, Depends(requires(*STAFF, "public"))]
ReadBy = Annotated[Actor, Depends(reads(*STAFF))]


async def acting_staff(request: Request, write: Writing) -> Acting:
    """Staff, before it is known on which activity they act."""
    return Acting(write, running(request).pool, equipment(request).vault)


async def acting_anyone(request: Request, write: PublicWriting) -> Acting:
    """Staff or the public."""
    return Acting(write, running(request).pool, equipment(request).vault)


StaffActing = Annotated[Acting, Depends(acting_staff)]
AnyActing = Annotated[Acting, Depends(acting_anyone)]


@checks(OWN_UNIT)
async def own_activity(acting: StaffActing, programme: Identifier, activity: Identifier) -> Target:
    """404 for an unknown activity, 403 for a person of another unit."""
    target = await acting.on(programme, activity)
    refuse_other_units(target.write.actor, target.activity)
    return target


async def any_activity(acting: AnyActing, programme: Identifier, activity: Identifier) -> Target:
    """404 for an unknown activity; the route itself says who may."""
    return await acting.on(programme, activity)


@dataclass(frozen=True, slots=True)
class Reading:
    """An activity, and who reads of its people."""

    activity: KnownActivity
    by: Actor
    pool: asyncpg.Pool
    vault: Vault
    now: datetime

    @property
    def key(self) -> tuple[str, str]:
        """Programme and activity."""
        return self.activity.programme, self.activity.activity


async def staff_reading(
    request: Request, programme: Identifier, activity: Identifier, by: ReadBy
) -> Reading:
    """404 for an unknown activity; the route says which units may."""
    service = running(request)
    found = await find_activity(service.pool, programme, activity)
    return Reading(found, by, service.pool, equipment(request).vault, service.clock.now())


Activity = Annotated[Target, Depends(own_activity)]
AnyActivity = Annotated[Target, Depends(any_activity)]
StaffReading = Annotated[Reading, Depends(staff_reading)]
