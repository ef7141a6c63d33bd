"""The keeping of an activity's personal data: purged when its time has come, and on record once."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from contracts.event import DomainEvent
from contracts.events.registration import PersonalDataPurged
from services._kit.decider import Decider, Refused
from services.registration.domain.order import Command, Order


class RecordPurge(Command):
    """What was deleted, and why now."""

    kinds: Literal["of_the_day", "all"]
    reason: Literal["held", "assessed", "latest"]
    kept_until: datetime
    persons: int
    persons_sha256: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """Until when everything was kept, as far as a purge said so."""

    purged: datetime | None = None


def decide(order: Order[RecordPurge], state: Keeping) -> list[DomainEvent]:
    """The fact: never before its time, and not again where nothing was deleted since."""
    command = order.command
    if command.kept_until > order.at:
        raise Refused("not_yet", "保存期还没有满，不能删除。", "kept_until")
    known = command.kinds == "of_the_day" or state.purged is not None
    if known and command.persons == 0:
        return []
    return [PersonalDataPurged(**order.subject, **command.model_dump(exclude={"session"}))]


def evolve(state: Keeping, event: DomainEvent) -> Keeping:
    """The state after one more fact."""
    if isinstance(event, PersonalDataPurged) and event.kinds == "all":
        return replace(state, purged=event.kept_until)
    return state


KEEPING = Decider(name="keeping", initial=Keeping(), decide=decide, evolve=evolve)
