"""An amended plan, adopted by decision: what it changes becomes facts, each of its own kind.

Which activities stand how was read at the edge, in the difference that a person looked at.
"""

from typing import Any

from pydantic import Field

from contracts.event import DomainEvent
from contracts.events.announcer import (
    EventCancelled,
    EventPlanned,
    EventReworded,
    LeadUnitChanged,
    ProgrammeAmended,
    ProgrammeImported,
)
from contracts.values import Identifier, Line
from services._kit.decider import Refused
from services.announcer.domain.order import Command
from services.announcer.domain.plan import ImportProgramme


class Cancellation(Command):
    """An activity that the amended plan no longer prints, and that is cancelled with it."""

    activity: Identifier
    reason: Line


class AmendProgramme(Command):
    """The amended plan, and which of its activities are new, led otherwise or worded otherwise."""

    plan: ImportProgramme
    new: tuple[Identifier, ...] = ()
    led_otherwise: tuple[Identifier, ...] = ()
    worded_otherwise: tuple[Identifier, ...] = ()
    cancelled: tuple[Cancellation, ...] = Field(default=(), max_length=1000)


def amend(command: AmendProgramme, before: ProgrammeImported | None, by: str) -> list[DomainEvent]:
    """The facts of an amendment; none when nothing is changed by it."""
    plan = command.plan
    if before is None:
        raise Refused("unknown_programme", f"没有总体方案{plan.programme}。", "programme")
    activities = {it.activity: it for it in plan.activities}
    words = set(EventReworded.model_fields) - {"programme"}
    of: dict[str, Any] = {"programme": plan.programme}
    events: list[DomainEvent] = [
        *(EventPlanned(**of, **activities[it].model_dump()) for it in command.new),
        *(
            LeadUnitChanged(**of, activity=it, lead_unit=activities[it].lead_unit)
            for it in command.led_otherwise
        ),
        *(
            EventReworded(**of, **activities[it].model_dump(include=words))
            for it in command.worded_otherwise
        ),
        *(EventCancelled(**of, activity=it.activity, reason=it.reason) for it in command.cancelled),
    ]
    head = set(ProgrammeAmended.model_fields) - {"content_sha256", "decided_by"}
    amended = ProgrammeAmended(
        **plan.model_dump(include=head), content_sha256=plan.content_sha256(), decided_by=by
    )
    if not events and _same(amended, before):
        return []
    return [amended, *events]


def _same(amended: ProgrammeAmended, before: ProgrammeImported) -> bool:
    """Whether nothing but the checksum would change."""
    after = amended.applied_to(before)
    return after.model_copy(update={"content_sha256": before.content_sha256}) == before
