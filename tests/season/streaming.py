"""What livestream does by itself in a rehearsed season: its reactions, without a server."""

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
from services.livestream.known import KnownActivity, KnownSession
from services.livestream.reactions import REACTIONS


@dataclass
class StreamsThen:
    """The activities as livestream knows them after each fact."""

    activities: dict[str, KnownActivity] = field(default_factory=dict)

    def reactions(self, envelope: Envelope) -> Iterator[tuple[str, Any]]:
        """The orders that a fact causes, each with its activity."""
        event = decode(envelope.type, envelope.data)
        self._remember(event)
        for reaction in REACTIONS:
            if isinstance(event, reaction.event):
                known = self.activities.get(str(envelope.activity)) if reaction.look else None
                for name, order in reaction.react(envelope, event, known):
                    yield name.rpartition(":")[2], order

    def _remember(self, event: DomainEvent) -> None:
        if isinstance(event, EventPlanned):
            self.activities[event.activity] = KnownActivity(
                programme=event.programme,
                activity=event.activity,
                lead_unit=event.lead_unit,
                cancelled=False,
                title=event.title,
                kind=event.kind,
                form=None,
                account=None,
                sessions={},
            )
        elif (before := self.activities.get(getattr(event, "activity", ""))) is not None:
            self.activities[before.activity] = _changed(before, event)


def _changed(known: KnownActivity, event: DomainEvent) -> KnownActivity:
    match event:
        case EventScheduled() | FormChanged():
            given = event.sessions if isinstance(event, EventScheduled) else ()
            return replace(
                known,
                form=event.form or known.form,
                account=event.new_media_account or known.account,
                sessions={**known.sessions, **{it.session: _session(it) for it in given}},
            )
        case EventRescheduled():
            moved = _session(event.moved)
            return replace(known, sessions={**known.sessions, moved.session: moved})
        case EventCancelled(session=None):
            return replace(known, cancelled=True)
        case EventCancelled(session=str(name)):
            gone = replace(known.sessions[name], cancelled=True)
            return replace(known, sessions={**known.sessions, name: gone})
        case _:
            return known


def _session(given: Session) -> KnownSession:
    return KnownSession(given.session, given.starts_on, given.start_at, cancelled=False)
