"""Livestream's HTTP API. Commands are POST, facts already recorded are GET.

A stream's command may be given by the office, a moderator, or a person of the lead unit.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from contracts.values import Identifier
from services._kit.decider import Refused
from services._web.access import OWN_UNIT, checks
from services._web.faults import BadField, Denied, NotFound
from services._web.http import Write, requires, running
from services.livestream import known
from services.livestream.domain.stream import (
    Command,
    EndStream,
    Order,
    ScheduleStream,
    StartStream,
)
from services.livestream.views import streams

ACTIVITY = "/api/livestream/programmes/{programme}/activities/{activity}"

Answer = dict[str, Any]
Writing = Annotated[
    Write, Depends(requires("office", "handler", "reviewer", "leader", "moderator"))
]

router = APIRouter()


class Target:
    """The activity that a command is about, once it is known that this person may give it."""

    def __init__(self, activity: known.KnownActivity, write: Write) -> None:
        self._activity, self._write = activity, write

    async def order(self, command: Command) -> Answer:
        """Record it; a command about a session that nobody scheduled is refused."""
        if command.session not in self._activity.sessions:
            raise BadField("session", "a session that is scheduled", "没有这个场次。", "unknown")
        programme, activity = self._activity.programme, self._activity.activity
        return await self._write(
            f"stream:{programme}:{activity}", Order(programme, activity, command)
        )

    def refuse_if_cancelled(self, session: str) -> None:
        """Refuse to stream what will not take place."""
        if self._activity.cancelled or session in self._activity.cancelled_sessions:
            raise Refused("cancelled", "活动或场次已经取消。", "session")


@checks(OWN_UNIT)
async def target(
    request: Request, programme: Identifier, activity: Identifier, write: Writing
) -> Target:
    """404 for an unknown activity, 403 for a person of another unit."""
    found = await _find(request, programme, activity)
    if "office" not in write.actor.roles and write.actor.unit != found.lead_unit:
        raise Denied(403, "other_unit", "只能办理本单位主责的活动。")
    return Target(found, write)


Activity = Annotated[Target, Depends(target)]


@router.post(ACTIVITY + "/stream/schedule")
async def schedule_stream(activity: Activity, command: ScheduleStream) -> Answer:
    """Announce when a stream begins, and on which account."""
    activity.refuse_if_cancelled(command.session)
    return await activity.order(command)


@router.post(ACTIVITY + "/stream/start")
async def start_stream(activity: Activity, command: StartStream) -> Answer:
    """The stream is live."""
    return await activity.order(command)


@router.post(ACTIVITY + "/stream/end")
async def end_stream(activity: Activity, command: EndStream) -> Answer:
    """The stream is over."""
    return await activity.order(command)


@router.get(ACTIVITY)
async def read_activity(request: Request, programme: Identifier, activity: Identifier) -> Answer:
    """The streams of one activity as they stand."""
    await _find(request, programme, activity)
    return {"streams": await streams(running(request).pool, programme, activity)}


async def _find(request: Request, programme: str, activity: str) -> known.KnownActivity:
    found = await known.find(running(request).pool, programme, activity)
    if found is None:
        raise NotFound("unknown_activity", f"没有{programme}的活动{activity}。")
    return found
