"""Livestream, put together: a table of contents."""

from contracts.topology import PROJECTORS
from services._kit.projector import Projector
from services._kit.writer import Aggregates
from services._web.heads import heads_router
from services._web.limits import sweep
from services._web.operating import operating_router
from services._web.running import Service
from services.livestream import asking, http, moderation, watching
from services.livestream.askers import http as votes
from services.livestream.askers import pages as askers_pages
from services.livestream.box import close_in_time
from services.livestream.domain import stream_of
from services.livestream.domain.person import PERSON
from services.livestream.domain.questions import QUESTIONS
from services.livestream.domain.recording import RECORDING
from services.livestream.domain.stream import STREAM
from services.livestream.equipment import equip, tell_viewers
from services.livestream.hosting import merging, news
from services.livestream.hosting import pages as host_page
from services.livestream.keeping import http as keeping
from services.livestream.keeping import pages as looks_page
from services.livestream.keeping.purging import expire_looks
from services.livestream.known import TABLES, KnownActivities
from services.livestream.media import desk, serving
from services.livestream.media import http as video_http
from services.livestream.media.crew import take_in
from services.livestream.media.films import pages as films
from services.livestream.reactions import REACTIONS
from services.livestream.settings import SQL, Settings
from services.livestream.viewers import by_minute
from services.livestream.views import CLOSE_QUESTIONS, COUNT_VIEWERS, LivestreamView

NAME = "livestream"

SERVICE = Service(
    name=NAME,
    aggregates=Aggregates(
        {each.name: each for each in (STREAM, RECORDING, QUESTIONS, PERSON)}, stream_of
    ),
    routers=(
        heads_router(NAME),
        operating_router(NAME, moderation.PAGES),
        http.router,
        asking.router,
        votes.router,
        keeping.router,
        looks_page.router,
        moderation.router,
        merging.router,
        news.router,
        host_page.router,
        video_http.router,
        films.router,
        films.scripted,
        desk.router,
        serving.router,
        watching.router,
        askers_pages.router,
    ),
    views=(LivestreamView(),),
    timers={CLOSE_QUESTIONS: close_in_time, COUNT_VIEWERS: by_minute.tell},
    reactions=REACTIONS,
    projectors=(Projector(NAME, PROJECTORS[NAME], KnownActivities(), TABLES),),
    streams=(films.UPLOADS,),
    background=(tell_viewers, take_in, sweep, expire_looks),
    configure=watching.configure,
    sql=SQL,
    settings=Settings,
    equip=equip,
)
