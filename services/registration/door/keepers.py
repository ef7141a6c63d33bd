"""Who stands at the door of a session: staff of its unit, the office, holders of a pass."""

from typing import Annotated

from fastapi import Depends, Request

from contracts.values import Identifier
from services._web.access import OWN_UNIT, checks
from services._web.faults import Denied
from services._web.signed_in import (
    Posting,
    Posts,
    SignedIn,
    SignInNeeded,
    Visitor,
    visitor_if_any,
)
from services.registration.accounts.sessions import SESSION
from services.registration.acting import STAFF, Target, refuse_other_units
from services.registration.door import passes
from services.registration.pages.desk import Desk, Doing, open_desk

OR_PASS = "or a day's pass for this door"  # noqa: S105 - what it is called, not one


class Keeps(SignedIn):
    """A dependency: staff, or somebody with a day's pass."""

    async def __call__(self, request: Request) -> Visitor:
        """Who looks; an account goes before a pass."""
        if visitor_if_any(request) is None and (held := await passes.held(request)) is not None:
            return held.visitor
        try:
            return await super().__call__(request)
        except SignInNeeded:
            # Of a pass that is over, in a browser in which nobody has an account.
            if passes.COOKIE in request.cookies and SESSION not in request.cookies:
                raise SignInNeeded(passes.ENTRY) from None
            raise


class KeepsPosting(Posts):
    """The same for whoever posts a form of the door."""

    def __init__(self, *roles: str) -> None:
        super().__init__(*roles)
        self._signed_in = Keeps(*roles)


Looking = Annotated[Visitor, Depends(Keeps(*STAFF))]
Posted = Annotated[Posting, Depends(KeepsPosting(*STAFF))]


@checks(OWN_UNIT, OR_PASS)
async def keep(
    request: Request, programme: Identifier, activity: Identifier, visitor: Looking
) -> Desk:
    """404 for an unknown activity; 403 for another unit, or with the pass of another door."""
    desk = await open_desk(request, programme, activity, visitor)
    if not visitor.may(passes.HELPER):
        refuse_other_units(visitor.actor, desk.activity)
        return desk
    held = await passes.held(request)
    if held is None or held.place != (*desk.key, desk.row["session"]):
        raise Denied(403, "other_door", "这张通行证只能用于指定的场次。")
    return desk


@checks(OWN_UNIT, OR_PASS)
async def let_in(
    request: Request, programme: Identifier, activity: Identifier, posted: Posted
) -> Doing:
    """The same for whoever posts a form of the door."""
    desk = await keep(request, programme, activity, posted.visitor)
    return Doing(desk, posted, Target(desk.activity, posted.write, desk.pool, desk.vault))


AtDoor = Annotated[Desk, Depends(keep)]
LettingIn = Annotated[Doing, Depends(let_in)]
