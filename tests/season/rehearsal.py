"""The season without a server: every act through the services' own pure deciders, then judged.

It takes a second, and it is exact: the same commands, the same facts at the same moments. What
only a server can show (order, retries, timers that fire) is `make season`'s to prove.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from contracts.envelope import Envelope
from contracts.event import DomainEvent
from deploy.local.season import PROGRAMME
from deploy.local.season.acts import Act
from deploy.local.season.calls import Call, calls
from services._kit.decider import Decider
from services._kit.recording import Head, Origin, event_id, head_of, seal
from services.announcer.domain import activity, programme
from services.announcer.domain.state import Activity
from services.compliance.judging.projection import Projection, read_fact
from services.compliance.rules.verdict import Verdict
from services.registration.domain.state import Representatives
from services.registration.draws.working import Work
from tests.season.drawing import revealing, sealing
from tests.season.handling import handled
from tests.season.reacting import Own, Timers, reactions


@dataclass
class Rehearsal:
    """Every service's log, as the acts make it."""

    heads: dict[str, Head] = field(default_factory=dict)
    states: dict[str, Any] = field(default_factory=dict)
    facts: list[Envelope] = field(default_factory=list)
    learned: dict[str, str] = field(default_factory=dict)
    timers: Timers = field(default_factory=Timers)
    by_id: dict[str, Envelope] = field(default_factory=dict)
    entered_by: dict[str, str] = field(default_factory=dict)
    activity_of: dict[str, str] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    works: dict[str, Work] = field(default_factory=dict)

    def play(self, acts: list[Act], until: datetime | None = None) -> None:
        """All acts in order, with the timers that fire between them and until a moment."""
        for act in acts:
            self._fire(act.at)
            for call in calls(act):
                self.perform(call.resolved(self.learned), act.at)
        if until is not None:
            self._fire(until)

    def perform(self, call: Call, at: datetime) -> None:
        """One request as its service would decide and answer it."""
        if call.reads:
            self.learned.update(call.learned({"people": self._people(call)}))
            return
        asked = handled(self, call, at)
        made = self.record(
            Own(call.service, asked.decider, asked.name, asked.order, at, call.key),
            asked.occurred_at,
        )
        answer = {**asked.answer, "events": [{"id": str(it.id)} for it in made]}
        self.learned.update(call.learned(answer))
        if "phone" in call.body:
            self.phones[answer["person"]] = call.body["phone"]
            self.activity_of[answer["person"]] = asked.name
        for envelope in made:
            self.entered_by[str(envelope.id)] = call.by.subject

    def record(self, own: Own, occurred_at: datetime | None = None) -> list[Envelope]:
        """The facts of one command, sealed into the service's chain."""
        name = f"{own.service}:{own.decider.name}:{own.name}"
        state = self.states.get(name, own.decider.initial)
        events = own.decider.decide(own.order, state)
        made = []
        for index, event in enumerate(events):
            envelope = seal(
                self.heads.get(own.service, Head()),
                Origin(own.service, 1, simulated=True),
                event,
                id=event_id(uuid5(NAMESPACE_URL, own.key), index),
                occurred_at=occurred_at or own.at,
                now=own.at,
                traceparent=None,
            )
            self.heads[own.service] = head_of(envelope)
            self._remember(own.decider, name, event)
            self.timers.follow(event, own.at, self.states.get(name))
            made.append(envelope)
        self.facts += made
        self.by_id.update({str(envelope.id): envelope for envelope in made})
        for envelope, event in zip(made, events, strict=True):
            self._react(envelope, event)
        return made

    def verdicts(self, as_of: datetime) -> list[Verdict]:
        """What the rules say of the facts known at a moment."""
        projection = Projection()
        projection.add(fact for each in self.facts if (fact := read_fact(each)) is not None)
        return list(projection.assess(PROGRAMME, as_of, None))

    def _remember(self, decider: Decider[Any, Any], name: str, event: DomainEvent) -> None:
        planned = getattr(event, "activity", None)
        if decider is programme.PROGRAMME and planned:  # an import plans the activities too
            name, decider = f"announcer:activity:{planned}", activity.ACTIVITY
        self.states[name] = decider.evolve(self.states.get(name, decider.initial), event)

    def drawn(self, activity: str, session: str | None) -> dict[str, Any]:
        """What was sealed for a draw."""
        state: Representatives = self.states[f"registration:representatives:{activity}"]
        return revealing(state, session, self.works[activity])

    def _react(self, envelope: Envelope, event: DomainEvent) -> None:
        state = self.states.get(f"registration:representatives:{envelope.activity}")
        if (sealed := sealing(event, state, envelope.recorded_at)) is not None:
            own, work = sealed
            self.works[own.name] = work
            self.record(own)
        about = self.states.get(f"announcer:activity:{envelope.activity}", Activity())
        for own in reactions(envelope, event, about):
            self.record(own)

    def _people(self, call: Call) -> list[dict[str, Any]]:
        name = call.path.split("/activities/")[1].split("/")[0]
        state: Representatives = self.states[f"registration:representatives:{name}"]
        return [
            {
                "person": place[1],
                "phone": self.phones[place[1]],
                "category": state.signed_up[place].category.value,
                "selected_at": place in state.selected or None,
                "reserve_rank": state.reserve[place].rank if place in state.reserve else None,
            }
            for place in sorted(state.signed_up)
        ]

    def _fire(self, now: datetime) -> None:
        for own in self.timers.due(now):
            self.record(own)
