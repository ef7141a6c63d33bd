"""Registration's HTTP API. Commands are POST, facts already recorded are GET.

Staff act for activities of their own unit, the office for all; anyone may sign up. No personal
data is taken: persons and opinions are opaque ids, and a field that is not known is refused.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import NAMESPACE_URL, uuid5

from fastapi import APIRouter, Depends, Request

from contracts.values import Identifier, PersonCategory
from services._kit.decider import Refused
from services._web.faults import BadField, Denied, NotFound
from services._web.http import Write, requires, running
from services.registration import known
from services.registration.domain.opinions import (
    DecideOpinion,
    Decision,
    DeclareNoOpinions,
    FeedBackOpinion,
    RecordOpinion,
)
from services.registration.domain.order import Command, Order
from services.registration.domain.seats import (
    ConfirmSeat,
    RecordAttendance,
    RecordSizeReason,
    SelectRepresentative,
)
from services.registration.domain.sign_up import CloseSignUp, OpenSignUp, SignUpPerson
from services.registration.views import summary

ACTIVITY = "/api/registration/programmes/{programme}/activities/{activity}"

# Commands whose body is all there is to know, by path: the aggregate and the command.
COMMANDS: dict[str, tuple[str, type[Command]]] = {
    "/sign-up/open": ("sign_up", OpenSignUp),
    "/sign-up/close": ("sign_up", CloseSignUp),
    "/selections": ("seats", SelectRepresentative),
    "/seats": ("seats", ConfirmSeat),
    "/size-reason": ("seats", RecordSizeReason),
    "/attendance": ("seats", RecordAttendance),
    "/opinions": ("opinions", RecordOpinion),
    "/no-opinions": ("opinions", DeclareNoOpinions),
}

Answer = dict[str, Any]
STAFF = ("office", "handler", "reviewer", "leader")
Writing = Annotated[Write, Depends(requires(*STAFF))]
PublicWriting = Annotated[Write, Depends(requires(*STAFF, "public"))]

router = APIRouter()


class SignUpForm(Command):
    """Who signs up: a category, and an opaque id where the person has one already."""

    person: Identifier | None = None
    category: PersonCategory


class Target:
    """The activity that a command is about, once it is known that this person may give it."""

    def __init__(self, activity: known.KnownActivity, write: Write) -> None:
        self.activity, self._write = activity, write

    async def order(self, aggregate: str, command: Command) -> Answer:
        """Record it; a command about a session that nobody scheduled is refused."""
        if command.session is not None and command.session not in self.activity.sessions:
            raise BadField("session", "a session that is scheduled", "没有这个场次。", "unknown")
        programme, activity = self.activity.programme, self.activity.activity
        now, by = self._write.now, self._write.actor.subject
        # A time in the future is left to the domain, which refuses it.
        happened_at = getattr(command, "occurred_at", None)
        past = happened_at if happened_at and happened_at <= now else None
        order = Order(programme, activity, command, by, now)
        return await self._write(f"{aggregate}:{programme}:{activity}", order, past)

    def refuse_if_cancelled(self, session: str | None) -> None:
        """Refuse to invite people to what will not take place."""
        if self.activity.cancelled or session in self.activity.cancelled_sessions:
            raise Refused("cancelled", "活动或场次已经取消。")


async def target(
    request: Request, programme: Identifier, activity: Identifier, write: Writing
) -> Target:
    """404 for an unknown activity, 403 for a person of another unit."""
    found = await _find(request, programme, activity)
    if "office" not in write.actor.roles and write.actor.unit != found.lead_unit:
        raise Denied(403, "other_unit", "只能办理本单位主责的活动。")
    return Target(found, write)


Activity = Annotated[Target, Depends(target)]


def recording(aggregate: str, kind: type[Command]) -> Callable[..., Awaitable[Answer]]:
    """A route that records one kind of command as it comes."""

    async def record(activity: Activity, command: kind) -> Answer:  # type: ignore[valid-type]
        if kind is OpenSignUp:
            activity.refuse_if_cancelled(command.session)  # type: ignore[attr-defined]
        return await activity.order(aggregate, command)

    return record


for _path, (_aggregate, _kind) in COMMANDS.items():
    router.add_api_route(
        ACTIVITY + _path, recording(_aggregate, _kind), methods=["POST"], name=_kind.__name__
    )


@router.post(ACTIVITY + "/sign-ups")
async def sign_up(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    write: PublicWriting,
    form: SignUpForm,
) -> Answer:
    """Sign a person up; the answer holds their id, the same at every repeat of the request."""
    found = await _find(request, programme, activity)
    key = f"{write.actor.subject}\n{request.url.path}\n{request.headers['idempotency-key']}"
    person = form.person or uuid5(NAMESPACE_URL, key).hex
    command = SignUpPerson(session=form.session, person=person, category=form.category)
    answer = await Target(found, write).order("sign_up", command)
    return {**answer, "person": person}


@router.post(ACTIVITY + "/opinions/{opinion}/decision")
async def decide_opinion(activity: Activity, opinion: Identifier, body: Decision) -> Answer:
    """Decide what becomes of an opinion."""
    return await activity.order("opinions", DecideOpinion(opinion=opinion, **dict(body)))


@router.post(ACTIVITY + "/opinions/{opinion}/feedback")
async def feed_back_opinion(activity: Activity, opinion: Identifier) -> Answer:
    """The decision was told."""
    return await activity.order("opinions", FeedBackOpinion(opinion=opinion))


@router.get(ACTIVITY)
async def read_activity(request: Request, programme: Identifier, activity: Identifier) -> Answer:
    """Windows, counts of people, attendance and opinions; no person can be told from it."""
    await _find(request, programme, activity)
    return await summary(running(request).pool, programme, activity)


async def _find(request: Request, programme: str, activity: str) -> known.KnownActivity:
    found = await known.find(running(request).pool, programme, activity)
    if found is None:
        raise NotFound("unknown_activity", f"没有{programme}的活动{activity}。")
    return found
