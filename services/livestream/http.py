"""Livestream's HTTP API of streams. Commands are POST, facts already recorded are GET.

A stream's command may be given by the office, a moderator, or a person of the lead unit.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from contracts.values import Identifier
from services._kit.decider import Refused
from services._web.access import OWN_UNIT, checks
from services._web.faults import BadField
from services._web.http import Write, requires, running
from services.livestream.access import STAFF, find, prove_staff
from services.livestream.changes import topic
from services.livestream.domain.order import Order
from services.livestream.domain.streaming import (
    Command,
    EndStream,
    InterruptStream,
    ResumeStream,
    ScheduleStream,
    StartStream,
)
from services.livestream.equipment import Equipment, equipment
from services.livestream.known import KnownActivity
from services.livestream.media import rows
from services.livestream.views import streams

ACTIVITY = "/api/livestream/programmes/{programme}/activities/{activity}"

Answer = dict[str, Any]
Writing = Annotated[Write, Depends(requires(*STAFF))]

router = APIRouter()


class Target:
    """The activity that a command is about, once it is known that this person may give it."""

    def __init__(self, known: KnownActivity, write: Write, request: Request) -> None:
        self.known, self.write, self._pool = known, write, running(request).pool
        self._takes_in = equipment(request).video is not None

    async def order(self, command: Command) -> Answer:
        """Record it; a command about a session that nobody scheduled is refused."""
        self.refuse_unknown(command.session)
        programme, activity = self.known.programme, self.known.activity
        return await self.write(
            f"stream:{programme}:{activity}", Order(programme, activity, command)
        )

    async def by_hand(self, command: Command) -> Answer:
        """Record what a person has seen elsewhere; refused where pictures come in here."""
        key = (self.known.programme, self.known.activity, command.session)
        row = await rows.ingest(self._pool, key)
        if self._takes_in and row is not None and row.finished_at is None:
            raise Refused(
                "by_evidence",
                "这一场的画面由本平台接收，直播状态以画面为准。不在本平台播出的，请先关闭推流入口。",
                "session",
            )
        return await self.order(command)

    def refuse_unknown(self, session: str) -> None:
        """422 for a session that is not scheduled."""
        if session not in self.known.sessions:
            raise BadField("session", "a session that is scheduled", "没有这个场次。", "unknown")

    def refuse_if_cancelled(self, session: str) -> None:
        """Refuse to stream what will not take place."""
        self.refuse_unknown(session)
        if self.known.cancels(session):
            raise Refused("cancelled", "活动或场次已经取消。", "session")


@checks(OWN_UNIT)
async def target(
    request: Request, programme: Identifier, activity: Identifier, write: Writing
) -> Target:
    """404 for an unknown activity, 403 for a person of another unit."""
    found = await find(request, programme, activity)
    prove_staff(write.actor, found)
    return Target(found, write, request)


Activity = Annotated[Target, Depends(target)]


@router.post(ACTIVITY + "/stream/schedule")
async def schedule_stream(activity: Activity, command: ScheduleStream) -> Answer:
    """Announce when a stream begins, and on which account."""
    activity.refuse_if_cancelled(command.session)
    return await activity.order(command)


@router.post(ACTIVITY + "/stream/start")
async def start_stream(activity: Activity, command: StartStream) -> Answer:
    """The stream is live."""
    return await activity.by_hand(command)


@router.post(ACTIVITY + "/stream/interrupt")
async def interrupt_stream(activity: Activity, command: InterruptStream) -> Answer:
    """Nothing can be seen for now."""
    return await activity.by_hand(command)


@router.post(ACTIVITY + "/stream/resume")
async def resume_stream(activity: Activity, command: Command) -> Answer:
    """The stream is live again."""
    return await activity.by_hand(ResumeStream(session=command.session))


@router.post(ACTIVITY + "/stream/end")
async def end_stream(activity: Activity, command: EndStream) -> Answer:
    """The stream is over."""
    return await activity.by_hand(command)


@router.get(ACTIVITY)
async def read_activity(request: Request, programme: Identifier, activity: Identifier) -> Answer:
    """The streams of one activity as they stand."""
    await find(request, programme, activity)
    return {"streams": await streams(running(request).pool, programme, activity)}


@router.get(ACTIVITY + "/changes", response_model=None)
async def read_changes(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    mine: Annotated[Equipment, Depends(equipment)],
    after: str | None = None,
) -> Response:
    """What viewers are told as it happens; ``after`` or Last-Event-ID: from there on."""
    await find(request, programme, activity)
    return mine.changes.answer(running(request), topic(programme, activity), request, after)
