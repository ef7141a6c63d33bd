"""What services do of their own accord in a rehearsal: reactions to facts, and timers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from contracts.envelope import Envelope
from contracts.event import DomainEvent
from contracts.events.livestream import StreamEnded
from contracts.values import Channel, NoticeKind
from deploy.local.season import PROGRAMME
from services._kit.decider import Decider
from services.announcer.domain.state import Activity
from services.livestream import known as livestream_known
from services.livestream import reactions as livestream_reactions
from services.livestream.domain import order as livestream_order
from services.livestream.domain import person as livestream_person
from services.livestream.domain import questions, stream
from services.registration import known as registration_known
from services.registration import reactions as registration_reactions
from services.registration.domain import order as registration_order
from services.registration.domain.opinions import OPINIONS
from services.registration.domain.person import PERSON
from services.registration.domain.representatives import REPRESENTATIVES
from services.registration.domain.sheet import CloseDueSignUp
from services.registration.domain.state import Representatives

REACTIONS = {
    "registration": registration_reactions.REACTIONS,
    "livestream": livestream_reactions.REACTIONS,
}
DECIDERS: dict[str, dict[str, Decider[Any, Any]]] = {
    "registration": {each.name: each for each in (REPRESENTATIVES, OPINIONS, PERSON)},
    "livestream": {
        each.name: each for each in (stream.STREAM, questions.QUESTIONS, livestream_person.PERSON)
    },
}


@dataclass(frozen=True, slots=True)
class Own:
    """What a service does without being asked, and when."""

    service: str
    decider: Decider[Any, Any]
    name: str
    order: Any
    at: datetime
    key: str


def reactions(envelope: Envelope, event: DomainEvent, activity: Activity) -> Iterator[Own]:
    """The commands that a fact makes the services give themselves, at once."""
    for service, all_reactions in REACTIONS.items():
        for reaction in all_reactions:
            if not isinstance(event, reaction.event):
                continue
            known = None if reaction.look is None else _KNOWN[service](activity)
            for stream_name, order in reaction.react(envelope, event, known):
                kind, _, rest = stream_name.partition(":")
                name = rest.rpartition(":")[2]
                key = f"{reaction.name} {envelope.id}"
                decider = DECIDERS[service][kind]
                yield Own(service, decider, name, order, envelope.recorded_at, key)


def _in_registration(state: Activity) -> registration_known.KnownActivity:
    """What registration knows by now of an activity."""
    assert state.planned is not None
    return registration_known.KnownActivity(
        programme=PROGRAMME,
        activity=state.planned.activity,
        lead_unit=state.lead_unit or "",
        cancelled=state.cancelled,
        form=state.form,
        dated=tuple(
            registration_known.KnownSession(
                name, name in state.cancelled_sessions, each.starts_on, each.start_at
            )
            for name, each in sorted(state.sessions.items(), key=lambda item: item[0])
        ),
        noticed=frozenset(name for name in state.sessions if _noticed(state, name)),
    )


def _noticed(state: Activity, session: str) -> bool:
    """Whether the selection notice for the session's date is out on every required channel."""
    out: set[Channel] = set()
    for (_, channel, _), texts in state.notices.items():
        dates = {
            each.starts_on
            for text in texts[-1:]
            if NoticeKind.SELECTION in text.kinds
            for each in text.announces
            if each.session == session
        }
        if state.sessions[session].starts_on in dates:
            out.add(channel)
    return out >= registration_known.REQUIRED


def _in_livestream(state: Activity) -> livestream_known.KnownActivity:
    """What livestream knows by now of an activity."""
    assert state.planned is not None
    return livestream_known.KnownActivity(
        programme=PROGRAMME,
        activity=state.planned.activity,
        lead_unit=state.lead_unit or "",
        cancelled=state.cancelled,
        title=state.planned.title,
        kind=state.planned.kind,
        form=state.form,
        account=state.new_media_account,
        sessions={
            name: livestream_known.KnownSession(
                name, each.starts_on, each.start_at, name in state.cancelled_sessions
            )
            for name, each in state.sessions.items()
        },
    )


_KNOWN = {"registration": _in_registration, "livestream": _in_livestream}


@dataclass
class Timers:
    """What is to happen later, by kind, activity and session."""

    set: dict[tuple[str, str, str | None], datetime] = field(default_factory=dict)

    def follow(self, event: DomainEvent, at: datetime, state: Any) -> None:
        """Set or forget what a fact, and the state after it, asks for."""
        activity: str = getattr(event, "activity", "")
        if isinstance(state, Representatives):
            for session, window in state.windows.items():
                end = state.ends_at(window, session) if window.open else None
                self._put(("sign-up", activity, session), end)
        if isinstance(event, StreamEnded):
            self._put(("questions", activity, event.session), at + timedelta(days=1))

    def due(self, now: datetime) -> Iterator[Own]:
        """Take out what is due, the earliest first."""
        while ready := [it for it in self.set.items() if it[1] <= now]:
            place, at = min(ready, key=lambda it: it[1])
            del self.set[place]
            yield _fired(*place, at)

    def _put(self, place: tuple[str, str, str | None], at: datetime | None) -> None:
        self.set.pop(place, None)
        if at is not None:
            self.set[place] = at


def _fired(kind: str, activity: str, session: str | None, at: datetime) -> Own:
    key = f"timer {kind} {activity} {session} {at}"
    if kind == "sign-up":
        close = CloseDueSignUp(session=session, closes_at=at)
        order: Any = registration_order.Order(PROGRAMME, activity, close, "timer", at)
        decider: Decider[Any, Any] = REPRESENTATIVES
        return Own("registration", decider, activity, order, at, key)
    left = questions.CloseQuestions(session=session or "")
    order = livestream_order.Order(PROGRAMME, activity, left)
    return Own("livestream", questions.QUESTIONS, activity, order, at, key)
