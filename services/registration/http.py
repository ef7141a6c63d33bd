"""Registration's HTTP API. Commands are POST, facts already recorded are GET.

Staff act for activities of their own unit, the office for all; anyone may sign up or say something.
Names, contacts and words go to the vault alone; a field that is not known is refused.
"""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request

from contracts.values import Identifier
from services._web.http import running
from services.registration import known
from services.registration.acting import Answer, Target, find_activity
from services.registration.depends import ACTIVITY, Activity
from services.registration.domain.door import RecordAttendance, RecordAttendanceFromCheckIns
from services.registration.domain.order import Command
from services.registration.domain.seats import (
    ConfirmSeat,
    RecordSizeReason,
    ReleaseSeat,
    ReplaceSeat,
    SelectRepresentative,
)
from services.registration.domain.sheet import (
    CloseSignUp,
    OpenOnNotice,
    OpenSignUp,
    SetOpening,
    WithdrawSignUp,
)
from services.registration.queries import summary

# Commands whose body is all there is to know, by path.
COMMANDS: dict[str, type[Command]] = {
    "/sign-up/open": OpenSignUp,
    "/sign-up/close": CloseSignUp,
    "/sign-ups/withdrawal": WithdrawSignUp,
    "/selections": SelectRepresentative,
    "/seats": ConfirmSeat,
    "/seats/release": ReleaseSeat,
    "/seats/replacement": ReplaceSeat,
    "/size-reason": RecordSizeReason,
    "/attendance": RecordAttendance,
    "/attendance/from-check-ins": RecordAttendanceFromCheckIns,
}

router = APIRouter()


def recording(kind: type[Command]) -> Callable[..., Awaitable[Answer]]:
    """A route that records one kind of command as it comes."""

    async def record(activity: Activity, command: kind) -> Answer:  # type: ignore[valid-type]
        if kind is OpenSignUp:
            activity.refuse_if_cancelled(command.session)  # type: ignore[attr-defined]
        return await activity.represent(command)

    return record


for _path, _kind in COMMANDS.items():
    router.add_api_route(ACTIVITY + _path, recording(_kind), methods=["POST"], name=_kind.__name__)


@router.post(ACTIVITY + "/sign-up/opening")
async def set_opening(activity: Activity, command: SetOpening) -> Answer:
    """Let sign-up open by itself; at once where the selection notice is out already."""
    activity.refuse_if_cancelled(command.session)
    return await open_by_itself(activity, command)


async def open_by_itself(target: Target, command: SetOpening) -> Answer:
    """Set the opening, then look: a notice that comes after the look finds the opening set."""
    answer = await target.represent(command)
    now = await find_activity(target.pool, *target.key)
    opened = await target.represent(OpenOnNotice(noticed=known.notice_out(now)))
    return {**answer, "events": [*answer["events"], *opened["events"]]}


@router.get(ACTIVITY)
async def read_activity(request: Request, programme: Identifier, activity: Identifier) -> Answer:
    """Windows, counts of people, attendance and opinions; no person can be told from it."""
    pool = running(request).pool
    await find_activity(pool, programme, activity)
    return await summary(pool, programme, activity)
