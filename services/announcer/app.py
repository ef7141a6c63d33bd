"""The announcer, put together: a table of contents."""

from fastapi import FastAPI

from contracts.event import DomainEvent
from contracts.topology import PROJECTORS
from services._kit.projector import Projector
from services._kit.writer import Aggregates
from services._web.heads import heads_router
from services._web.operating import operating_router
from services._web.running import Running, Service
from services.announcer import (
    http,
    http_plans,
    plan_pages,
    public,
    publications,
    results,
    routine,
)
from services.announcer.arranging import filings
from services.announcer.arranging import pages as arranging
from services.announcer.connected.sender import send
from services.announcer.domain.activity import ACTIVITY
from services.announcer.domain.programme import PROGRAMME
from services.announcer.drafting import (
    brief,
    confirming,
    handing,
    pages,
    publishing,
    releasing,
    reviewing,
    waiting,
)
from services.announcer.elsewhere import TABLES, Elsewhere
from services.announcer.materials import pages as material_pages
from services.announcer.materials import serving
from services.announcer.materials.keeping import Files, open_files, sweep
from services.announcer.reactions import REACTIONS
from services.announcer.settings import SQL, Settings
from services.announcer.verifying.certificate import watch_certificate
from services.announcer.verifying.looking import look
from services.announcer.verifying.looks import Looks
from services.announcer.views import AnnouncerView

NAME = "announcer"


def stream_of(event: DomainEvent) -> str:
    """The aggregate that an event belongs to."""
    activity = getattr(event, "activity", None)
    if activity is None:
        return f"programme:{event.programme}"
    return f"activity:{event.programme}:{activity}"


def add_pages(app: FastAPI, service: Running) -> None:
    """Serve what the pages are made of."""
    plan_pages.add_pages(app, service)
    pages.add_pages(app, service)


def equip(settings: Settings) -> Files:
    """Open the place where files are kept."""
    return open_files(settings.files_url)


SERVICE = Service(
    name=NAME,
    aggregates=Aggregates(
        deciders={"programme": PROGRAMME, "activity": ACTIVITY}, stream_of=stream_of
    ),
    routers=(
        heads_router(NAME),
        operating_router(NAME, plan_pages.PAGES),
        http.router,
        results.router,
        http_plans.router,
        serving.router,
        *public.ROUTERS,
        plan_pages.router,
        results.pages,
        material_pages.router,
        arranging.router,
        filings.router,
        publications.router,
        routine.router,
        brief.router,
        confirming.router,
        handing.router,
        pages.router,
        publishing.router,
        reviewing.router,
        waiting.router,
    ),
    views=(AnnouncerView(), Looks(), releasing.Unscheduling()),
    timers={releasing.TIMER: releasing.fire},
    reactions=REACTIONS,
    background=(send, look, sweep, watch_certificate),
    projectors=(Projector(NAME, PROJECTORS[NAME], Elsewhere(), TABLES),),
    sql=SQL,
    settings=Settings,
    configure=add_pages,
    equip=equip,
    uploads={**plan_pages.UPLOADS, **pages.UPLOADS, **arranging.UPLOADS},
    streams=(material_pages.UPLOADS,),
)
