"""Livestream, put together: a table of contents."""

from contracts.event import DomainEvent
from contracts.topology import PROJECTORS
from services._kit.projector import Projector
from services._kit.writer import Aggregates
from services._web.running import Service
from services.livestream import http
from services.livestream.domain.stream import STREAM
from services.livestream.equipment import equip
from services.livestream.known import KnownActivities
from services.livestream.reactions import REACTIONS
from services.livestream.settings import SQL, Settings
from services.livestream.views import LivestreamView

NAME = "livestream"


def stream_of(event: DomainEvent) -> str:
    """The aggregate that an event belongs to: the streams of one activity."""
    activity: str = getattr(event, "activity")  # noqa: B009 - every event of ours has one
    return f"{STREAM.name}:{event.programme}:{activity}"


SERVICE = Service(
    name=NAME,
    aggregates=Aggregates(deciders={STREAM.name: STREAM}, stream_of=stream_of),
    routers=(http.router,),
    views=(LivestreamView(),),
    reactions=REACTIONS,
    projectors=(Projector(NAME, PROJECTORS[NAME], KnownActivities()),),
    sql=SQL,
    settings=Settings,
    equip=equip,
)
