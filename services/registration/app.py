"""Registration, put together: a table of contents."""

from typing import Any, get_args
from uuid import NAMESPACE_URL, uuid5

from fastapi import FastAPI

from contracts.event import DomainEvent
from contracts.events import registration as said
from contracts.topology import PROJECTORS
from services._kit.decider import Decider
from services._kit.projector import Projector
from services._kit.timers import TimerRow
from services._kit.writer import Aggregates, Request
from services._web.heads import heads_router
from services._web.limits import sweep
from services._web.operating import operating_router
from services._web.running import Running, Service
from services.registration import http, http_codes, http_people
from services.registration.accounts.routes import ROUTERS as ACCOUNTS
from services.registration.accounts.routes import add_accounts
from services.registration.domain.hearing.state import Handled
from services.registration.domain.keeping import KEEPING
from services.registration.domain.opinions import OPINIONS
from services.registration.domain.order import Order
from services.registration.domain.person import PERSON
from services.registration.domain.representatives import REPRESENTATIVES
from services.registration.domain.sheet import CloseDueSignUp
from services.registration.door import http as door
from services.registration.draws import http as draws
from services.registration.draws.sealing import seal_due
from services.registration.draws.view import SEAL_DRAW, DrawView
from services.registration.equipment import equip
from services.registration.hearing import http as hearing
from services.registration.keeping import http as keeping
from services.registration.keeping import http_rights as rights
from services.registration.keeping.purging import PURGE, purge_in_time
from services.registration.keeping.view import KeepingView
from services.registration.knowing import TABLES, KnownActivities
from services.registration.pages.frame import DESK
from services.registration.pages.routes import ROUTERS as PAGES
from services.registration.pages.routes import add_pages
from services.registration.reactions import REACTIONS
from services.registration.settings import SQL, Settings
from services.registration.telling import http as call_list
from services.registration.telling import pages as call_list_page
from services.registration.telling.sender import send
from services.registration.telling.view import TellingView
from services.registration.views import CLOSE_SIGN_UP, RegistrationView

NAME = "registration"

DECIDERS: dict[str, Decider[Any, Any]] = {
    it.name: it for it in (REPRESENTATIVES, OPINIONS, PERSON, KEEPING)
}
_HEARING = {said.OpinionRecorded, said.NoOpinionsDeclared, *get_args(Handled)}


def stream_of(event: DomainEvent) -> str:
    """The aggregate that an event belongs to."""
    if isinstance(event, said.PersonErased | said.PersonCorrected):
        return f"{PERSON.name}:{event.programme}:{event.person}"
    activity: str = getattr(event, "activity")  # noqa: B009 - every other event of ours has one
    if isinstance(event, said.PersonalDataPurged):
        return f"{KEEPING.name}:{event.programme}:{activity}"
    decider = OPINIONS if type(event) in _HEARING else REPRESENTATIVES
    return f"{decider.name}:{event.programme}:{activity}"


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
            stream=f"representatives:{order.programme}:{order.activity}",
            command=order,
            occurred_at=timer.due_at,
            actor=f"timer:{timer.kind}",
        )
    )


def configure(app: FastAPI, running: Running) -> None:
    """What pages need besides their routes."""
    del running
    add_accounts(app)
    add_pages(app)


SERVICE = Service(
    name=NAME,
    aggregates=Aggregates(deciders=DECIDERS, stream_of=stream_of),
    routers=(
        *PAGES,  # first: of a crowd each request is looked for from the beginning
        heads_router(NAME),
        operating_router(NAME, DESK),
        http.router,
        http_people.router,
        http_codes.router,
        draws.router,
        door.router,
        hearing.router,
        keeping.router,
        rights.router,
        call_list.router,
        call_list_page.router,
        *ACCOUNTS,
    ),
    views=(RegistrationView(), DrawView(), TellingView(), KeepingView()),
    timers={
        CLOSE_SIGN_UP: close_due_sign_up,
        SEAL_DRAW: seal_due,
        PURGE: purge_in_time,
    },
    reactions=REACTIONS,
    projectors=(Projector(NAME, PROJECTORS[NAME], KnownActivities(), TABLES),),
    background=(send, sweep),
    sql=SQL,
    settings=Settings,
    equip=equip,
    configure=configure,
)
