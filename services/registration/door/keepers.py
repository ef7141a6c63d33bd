"""Who stands at the door of a session: staff of the unit that leads it, and the office."""

from typing import Annotated

from fastapi import Depends, Request

from contracts.values import Identifier
from services._web.access import OWN_UNIT, checks
from services._web.signed_in import Posting, Visitor, posting, signed_in
from services.registration.acting import STAFF, Target, refuse_other_units
from services.registration.pages.desk import Desk, Doing, open_desk

Looking = Annotated[Visitor, Depends(signed_in(*STAFF))]
Posted = Annotated[Posting, Depends(posting(*STAFF))]


@checks(OWN_UNIT)
async def keep(
    request: Request, programme: Identifier, activity: Identifier, visitor: Looking
) -> Desk:
    """404 for an unknown activity, 403 for staff of another unit."""
    desk = await open_desk(request, programme, activity, visitor)
    refuse_other_units(visitor.actor, desk.activity)
    return desk


@checks(OWN_UNIT)
async def let_in(
    request: Request, programme: Identifier, activity: Identifier, posted: Posted
) -> Doing:
    """The same for whoever posts a form of the door."""
    desk = await keep(request, programme, activity, posted.visitor)
    return Doing(desk, posted, Target(desk.activity, posted.write, desk.pool, desk.vault))


AtDoor = Annotated[Desk, Depends(keep)]
LettingIn = Annotated[Doing, Depends(let_in)]
