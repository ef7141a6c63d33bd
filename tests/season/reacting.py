"""What registration does by itself in a rehearsed season: its reactions, without a server."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from contracts.envelope import Envelope
from contracts.event import DomainEvent
from contracts.events.announcer import (
    EventCancelled,
    EventPlanned,
    EventRescheduled,
    EventScheduled,
    FormChanged,
)
from contracts.registry import decode
from contracts.values import Session
from services.registration.known import KnownActivity, KnownSession
from services.registration.reactions import REACTIONS


@dataclass
class KnownThen:
    """The activities as registration knows them after each fact."""

    activities: dict[str, KnownActivity] = field(default_factory=dict)

    def reactions(self, envelope: Envelope) -> Iterator[tuple[str, Any]]:
        """The orders that a fact causes, each with its activity."""
        event = decode(envelope.type, envelope.data)
        self._remember(event)
        for reaction in REACTIONS:
            if isinstance(event, reaction.event) and reaction.look is not None:
                known = self.activities.get(str(envelope.activity))
                for stream, order in reaction.react(envelope, event, known):
                    yield stream.rpartition(":")[2], order

    def _remember(self, event: DomainEvent) -> None:
        if isinstance(event, EventPlanned):
            known = KnownActivity(event.programme, event.activity, event.lead_unit)
            self.activities[event.activity] = known
            return
        known_before = self.activities.get(getattr(event, "activity", ""))
        if known_before is not None:
            self.activities[known_before.activity] = _changed(known_before, event)


def _changed(known: KnownActivity, event: DomainEvent) -> KnownActivity:
    match event:
        case EventScheduled():
            dated = tuple(_session(each) for each in event.sessions)
            methods = tuple(event.selection_methods)
            form = event.form or known.form
            return replace(known, dated=dated, form=form, selection_methods=methods)
        case EventRescheduled():
            moved = _session(event.moved)
            return replace(
                known,
                dated=tuple(moved if it.session == moved.session else it for it in known.dated),
            )
        case FormChanged():
            return replace(known, form=event.form)
        case EventCancelled(session=None):
            return replace(known, cancelled=True)
        case EventCancelled():
            return replace(
                known,
                dated=tuple(
                    replace(it, cancelled=it.cancelled or it.session == event.session)
                    for it in known.dated
                ),
            )
        case _:
            return known


def _session(given: Session) -> KnownSession:
    return KnownSession(
        given.session, starts_on=given.starts_on, start_at=given.start_at, end_at=given.end_at
    )
