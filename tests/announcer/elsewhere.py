"""Other services as far as the announcer hears of them: each is a name that says facts."""

from typing import Any
from uuid import uuid4

from contracts.event import DomainEvent
from contracts.events.registration import SignedUp
from contracts.values import PersonCategory
from services._kit.decider import Decider
from services._kit.writer import Aggregates, Request
from services._web.running import Service
from tests.serving import Api, eventually

ABOUT: dict[str, Any] = {"programme": "daxing-2023", "activity": "open-11"}
HEARD = "select coalesce(sum(pos), 0) from checkpoint"


def speaker(name: str) -> Service:
    """All that the announcer needs of another service: one of that name that says facts."""
    says: Decider[DomainEvent, None] = Decider(
        name="says",
        initial=None,
        decide=lambda event, _: [event],
        evolve=lambda state, _: state,
    )
    return Service(name, Aggregates({"says": says}, lambda event: f"says:{event.programme}"))


async def say(service: Api, *events: DomainEvent) -> None:
    now = service.running.clock.now()
    for event in events:
        request = Request(uuid4(), "says:daxing-2023", event, occurred_at=now, actor="t")
        await service.running.writer.execute(request)


async def heard(announcer: Api, *services: Api) -> Api:
    """The announcer, once it has read all that these services said."""

    async def read() -> bool:
        ends = sum([service.running.writer.log_end for service in services])
        return int(await announcer.running.pool.fetchval(HEARD)) == ends

    await eventually(read)
    return announcer


def signed_up(*persons: str, category: PersonCategory = PersonCategory.PARENT) -> list[DomainEvent]:
    return [SignedUp(**ABOUT, person=one, category=category) for one in persons]
