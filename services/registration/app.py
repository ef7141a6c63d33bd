"""Registration, put together: a table of contents."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from contracts.event import DomainEvent
from contracts.events import registration as said
from contracts.topology import PROJECTORS
from services._kit.decider import Decider
from services._kit.projector import Projector
from services._kit.timers import TimerRow
from services._kit.writer import Aggregates, Request
from services._web.running import Running, Service
from services.registration import http
from services.registration.domain.opinions import OPINIONS
from services.registration.domain.order import Order
from services.registration.domain.seats import SEATS
from services.registration.domain.sign_up import SIGN_UP, CloseDueSignUp
from services.registration.equipment import equip
from services.registration.known import KnownActivities
from services.registration.reactions import REACTIONS
from services.registration.settings import SQL, Settings
from services.registration.views import CLOSE_SIGN_UP, RegistrationView

NAME = "registration"

DECIDERS: dict[str, Decider[Any, Any]] = {it.name: it for it in (SIGN_UP, SEATS, OPINIONS)}
AGGREGATE: dict[type[DomainEvent], str] = {
    said.SignUpSheetPrepared: "sign_up",
    said.SignUpSheetMoved: "sign_up",
    said.SignUpSheetCancelled: "sign_up",
    said.SignUpOpeningSet: "sign_up",
    said.SignUpWithdrawn: "sign_up",
    said.RepresentativeInvited: "seats",
    said.InvitationAnswered: "seats",
    said.SelectionDecided: "seats",
    said.ReserveListed: "seats",
    said.SeatReleased: "seats",
    said.CheckedIn: "seats",
    said.OpinionDispatched: "opinions",
    said.OpinionReplied: "opinions",
    said.PersonErased: "opinions",
    said.SignUpOpened: "sign_up",
    said.SignUpClosed: "sign_up",
    said.SignedUp: "sign_up",
    said.RepresentativeSelected: "seats",
    said.SeatConfirmed: "seats",
    said.SizeReasonRecorded: "seats",
    said.AttendanceRecorded: "seats",
    said.OpinionRecorded: "opinions",
    said.OpinionDecided: "opinions",
    said.OpinionFedBack: "opinions",
    said.NoOpinionsDeclared: "opinions",
}


def stream_of(event: DomainEvent) -> str:
    """The aggregate that an event belongs to."""
    activity: str = getattr(event, "activity")  # noqa: B009 - every event of ours has one
    return f"{AGGREGATE[type(event)]}:{event.programme}:{activity}"


async def close_due_sign_up(running: Running, timer: TimerRow) -> None:
    """Sign-up ends at the moment that was announced, even if we hear of it later."""
    order = Order(
        programme=timer.payload["programme"],
        activity=timer.payload["activity"],
        command=CloseDueSignUp(session=timer.payload["session"], closes_at=timer.due_at),
        by="timer",
        at=running.clock.now(),
    )
    await running.writer.execute(
        Request(
            id=uuid5(NAMESPACE_URL, f"{timer.id}\n{timer.due_at.isoformat()}"),
            stream=f"sign_up:{order.programme}:{order.activity}",
            command=order,
            occurred_at=timer.due_at,
            actor=f"timer:{timer.kind}",
        )
    )


SERVICE = Service(
    name=NAME,
    aggregates=Aggregates(deciders=DECIDERS, stream_of=stream_of),
    routers=(http.router,),
    views=(RegistrationView(),),
    timers={CLOSE_SIGN_UP: close_due_sign_up},
    reactions=REACTIONS,
    projectors=(Projector(NAME, PROJECTORS[NAME], KnownActivities()),),
    sql=SQL,
    settings=Settings,
    equip=equip,
)
