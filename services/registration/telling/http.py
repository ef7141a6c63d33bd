"""The call list over HTTP: names and numbers for the office and the unit that leads."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from contracts.values import Identifier, Line
from services._web.access import OWN_UNIT, checks
from services._web.faults import Denied, NotFound
from services._web.http import reads, running
from services._web.running import Running
from services._web.tokens import Actor
from services.registration import known
from services.registration.acting import STAFF
from services.registration.keeping.looking import viewer_of
from services.registration.settings import Settings
from services.registration.telling.call_list import Closely, calls, mark_called
from services.registration.telling.outbox import Composer

CALL_LIST = "/api/registration/programmes/{programme}/activities/{activity}/call-list"

router = APIRouter()


class Nothing(BaseModel):
    """A body with nothing in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Caller:
    """A member of staff who may telephone the people of an activity."""

    def __init__(self, service: Running, activity: tuple[str, str], by: Actor) -> None:
        self.service, self.activity, self.by = service, activity, by


@checks(OWN_UNIT)
async def caller(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    by: Annotated[Actor, Depends(reads(*STAFF))],
) -> Caller:
    """Whoever holds the token, if this activity's people are theirs to call."""
    service = running(request)
    await refuse_others(service, by, programme, activity)
    return Caller(service, (programme, activity), by)


async def refuse_others(service: Running, by: Actor, programme: str, activity: str) -> None:
    """403 for others than the office and the leading unit's own staff, 404 for what is not."""
    found = await known.find(service.pool, programme, activity)
    if found is None:
        raise NotFound("unknown_activity", f"没有{programme}的活动{activity}。")
    if "office" not in by.roles and by.unit != found.lead_unit:
        raise Denied(403, "other_unit", "只能办理本单位主责的活动。")


Calling = Annotated[Caller, Depends(caller)]


def composer(service: Running) -> Composer:
    """What makes the texts of this service."""
    settings = service.settings
    if not isinstance(settings, Settings):
        raise TypeError(settings)
    return Composer(service.pool, service.equipment.vault, str(settings.public_url))


@router.get(CALL_LIST)
async def read_call_list(
    response: Response, who: Calling, purpose: Annotated[Line, Query()]
) -> dict[str, Any]:
    """Who is to be telephoned and what to say; the look is recorded with its purpose."""
    service = who.service
    closely = Closely(viewer_of(who.by), purpose, service.clock.now())
    found = await calls(service.pool, composer(service), who.activity, closely)
    response.headers["Cache-Control"] = "no-store"
    return {"calls": [asdict(call) for call in found]}


@router.post(CALL_LIST + "/{message}")
async def call(who: Calling, message: UUID, _: Nothing | None = None) -> dict[str, Any]:
    """This person was told by telephone; a repeat is no error."""
    service = who.service
    marked = await mark_called(
        service.pool, who.activity, message, who.by.subject, service.clock.now()
    )
    if marked is None:
        raise NotFound("unknown_message", "没有这条告知。")
    return {"called": True, "repeated": not marked}
