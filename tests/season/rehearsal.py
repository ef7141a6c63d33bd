"""The season without a server: every act through the services' own pure deciders, then judged.

It takes a second, and it is exact: the same commands, the same facts at the same moments. What
only a server can show (order, retries, timers that fire) is `make season`'s to prove.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from contracts.envelope import Envelope
from contracts.event import DomainEvent
from contracts.events.registration import SignUpOpened
from contracts.values import AssessmentPoint, Entry, VerdictStatus
from deploy.local.season.acts import Act
from deploy.local.season.calls import Call, calls
from services._kit.decider import Decider
from services._kit.recording import Head, Origin, event_id, head_of, seal
from services.announcer.domain import (
    activity,
    filing,
    holding,
    materials,
    notices,
    planning,
    preparing,
    programme,
    publication,
)
from services.announcer.domain import order as announcer_order
from services.compliance.domain import assessment, review, routine_unit, rulebook
from services.compliance.projection import Projection, read_fact
from services.compliance.rules.calendar import load_calendar
from services.compliance.rules.pack import load_pack
from services.compliance.rules.verdict import Verdict
from services.livestream.domain import stream
from services.registration.domain import opinions, seats, sheet
from services.registration.domain import order as registration_order
from services.registration.domain.representatives import REPRESENTATIVES
from tests.season.reacting import KnownThen
from tests.season.streaming import StreamsThen

PROGRAMME = "daxing-2023"
ACTIVITY_COMMANDS: dict[str, type[Any]] = {
    "schedule": planning.ScheduleActivity,
    "reschedule": planning.RescheduleSession,
    "cancel": planning.CancelActivity,
    "form": planning.ChangeForm,
    "venue": planning.ChangeVenue,
    "unit": planning.ChangeLeadUnit,
    "host": planning.ChangeHost,
    "filings": filing.FileChange,
    "filings//receipt": filing.ReceiveFiling,
    "implementation-plan": preparing.RecordImplementationPlan,
    "agenda": preparing.RecordAgenda,
    "notices": notices.PublishNotice,
    "notices//withdrawal": notices.WithdrawNotice,
    "content-points": holding.TickContentPoints,
    "held": holding.RecordHeld,
    "materials": materials.PublishMaterials,
    "materials//move": materials.MoveMaterials,
    "materials//withdrawal": materials.WithdrawMaterials,
    "publicity": holding.ReportPublicity,
    "press-kit": holding.ProvidePressKit,
}
PEOPLE_COMMANDS: dict[str, tuple[Decider[Any, Any], type[Any]]] = {
    "sign-up/open": (REPRESENTATIVES, sheet.OpenSignUp),
    "sign-up/close": (REPRESENTATIVES, sheet.CloseSignUp),
    "sign-ups": (REPRESENTATIVES, sheet.SignUpPerson),
    "selections": (REPRESENTATIVES, seats.SelectRepresentative),
    "seats": (REPRESENTATIVES, seats.ConfirmSeat),
    "size-reason": (REPRESENTATIVES, seats.RecordSizeReason),
    "attendance": (REPRESENTATIVES, seats.RecordAttendance),
    "opinions": (opinions.OPINIONS, opinions.RecordOpinion),
    "opinions//decision": (opinions.OPINIONS, opinions.DecideOpinion),
    "opinions//feedback": (opinions.OPINIONS, opinions.FeedBackOpinion),
    "no-opinions": (opinions.OPINIONS, opinions.DeclareNoOpinions),
}
STREAM_COMMANDS: dict[str, type[Any]] = {
    "stream/schedule": stream.ScheduleStream,
    "stream/start": stream.StartStream,
    "stream/end": stream.EndStream,
}
PARTS = {"filings": "filing", "notices": "notice", "materials": "bundle", "opinions": "opinion"}
PUBLICATIONS = ("notices", "materials", "publicity")


@dataclass
class Rehearsal:
    """Every service's log, as the acts make it."""

    heads: dict[str, Head] = field(default_factory=dict)
    states: dict[str, Any] = field(default_factory=dict)
    facts: list[Envelope] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    timers: dict[str, datetime] = field(default_factory=dict)
    by_id: dict[str, Envelope] = field(default_factory=dict)
    entered_by: dict[str, str] = field(default_factory=dict)
    known: KnownThen = field(default_factory=KnownThen)
    streams: StreamsThen = field(default_factory=StreamsThen)

    def play(self, acts: list[Act]) -> None:
        """All acts in order, with the sign-up windows that close between them."""
        for act in acts:
            self._close_sign_ups(act.at)
            for call in calls(act):
                self.perform(call.resolved(self.labels), act)

    def perform(self, call: Call, act: Act) -> None:
        """One request as its service would decide it."""
        decider, name, order, occurred_at = _HANDLERS[call.service](self, call, act)
        made = self.record(call.service, decider, name, order, act.at, occurred_at, call.key)
        if call.label is not None:
            self.labels[call.label] = str(made[0].id)
        for envelope in made:
            self.entered_by[str(envelope.id)] = act.by.subject

    def record(
        self,
        service: str,
        decider: Decider[Any, Any],
        stream: str,
        order: Any,
        at: datetime,
        occurred_at: datetime | None,
        key: str,
    ) -> list[Envelope]:
        """The facts of one command, sealed into the service's chain."""
        name = f"{decider.name}:{stream}"
        made = []
        for index, event in enumerate(
            decider.decide(order, self.states.get(name, decider.initial))
        ):
            envelope = seal(
                self.heads.get(service, Head()),
                Origin(service, 1, simulated=True),
                event,
                id=event_id(uuid5(NAMESPACE_URL, key), index),
                occurred_at=occurred_at or at,
                now=at,
                traceparent=None,
            )
            self.heads[service] = head_of(envelope)
            self._remember(decider, event)
            made.append(envelope)
        self.facts += made
        self.by_id.update({str(envelope.id): envelope for envelope in made})
        for envelope in made:
            self._react(envelope)
            self._stream(envelope)
        return made

    def verdicts(self, as_of: datetime) -> list[Verdict]:
        """What the rules say of the facts known at a moment."""
        projection = Projection()
        projection.add(fact for each in self.facts if (fact := read_fact(each)) is not None)
        return list(projection.assess(PROGRAMME, as_of, None))

    def _remember(self, decider: Decider[Any, Any], event: DomainEvent) -> None:
        subject = getattr(event, "activity", None) or getattr(event, "unit", None) or ""
        name = f"{decider.name}:{subject}"
        if decider is programme.PROGRAMME and subject:  # an import plans the activities too
            name, decider = f"activity:{subject}", activity.ACTIVITY
        self.states[name] = decider.evolve(self.states.get(name, decider.initial), event)

    def _react(self, envelope: Envelope) -> None:
        if envelope.type == SignUpOpened.ce_type() and envelope.data.get("closes_at"):
            name = str(envelope.activity)
            self.timers[name] = datetime.fromisoformat(envelope.data["closes_at"])
        for number, (name, order) in enumerate(self.known.reactions(envelope)):
            key = f"reaction {envelope.id} {number}"
            at = envelope.recorded_at
            self.record("registration", REPRESENTATIVES, name, order, at, None, key)

    def _stream(self, envelope: Envelope) -> None:
        for number, (name, order) in enumerate(self.streams.reactions(envelope)):
            key, at = f"stream {envelope.id} {number}", envelope.recorded_at
            self.record("livestream", stream.STREAM, name, order, at, None, key)

    def _close_sign_ups(self, now: datetime) -> None:
        for name, closes_at in sorted(self.timers.items(), key=lambda timer: timer[1]):
            if closes_at <= now:
                del self.timers[name]
                command = sheet.CloseDueSignUp(closes_at=closes_at)
                order = registration_order.Order(PROGRAMME, name, command, "timer", closes_at)
                key = f"timer {name} {closes_at}"
                self.record("registration", REPRESENTATIVES, name, order, closes_at, None, key)


Handled = tuple[Decider[Any, Any], str, Any, datetime | None]


def _announcer(rehearsal: Rehearsal, call: Call, act: Act) -> Handled:
    given = announcer_order.Given(act.by.subject, act.at)
    _, _, rest = call.path.partition("/activities/")
    if call.path.endswith("/programmes"):
        plan = programme.ImportProgramme.model_validate(call.body)
        return programme.PROGRAMME, "", announcer_order.Order(plan, given), None
    if not rest:
        routine = planning.PlanRoutineActivity.model_validate({"programme": PROGRAMME, **call.body})
        order = announcer_order.Order(routine, given)
        return activity.ACTIVITY, call.body["activity"], order, None
    name, _, path = rest.partition("/")
    if path.startswith("publications/"):
        command: Any = _confirmation(rehearsal, path.split("/")[1])
    else:
        route, named = _route(path)
        command = ACTIVITY_COMMANDS[route].model_validate({**call.body, **named})
    occurred_at = getattr(command, "occurred_at", None)
    if path in PUBLICATIONS:
        occurred_at = command.published_at
    return activity.ACTIVITY, name, announcer_order.Order(command, given), occurred_at


def _confirmation(rehearsal: Rehearsal, publication_id: str) -> publication.ConfirmPublication:
    return publication.ConfirmPublication(
        publication=publication_id,
        entry=Entry(rehearsal.by_id[publication_id].data["entry"]),
        entered_by=rehearsal.entered_by[publication_id],
    )


def _registration(_rehearsal: Rehearsal, call: Call, act: Act) -> Handled:
    name, _, path = call.path.partition("/activities/")[2].partition("/")
    route, named = _route(path)
    decider, command_type = PEOPLE_COMMANDS[route]
    command = command_type.model_validate({**call.body, **named})
    order = registration_order.Order(PROGRAMME, name, command, act.by.subject, act.at)
    return decider, name, order, getattr(command, "occurred_at", None)


def _livestream(_rehearsal: Rehearsal, call: Call, _act: Act) -> Handled:
    name, _, path = call.path.partition("/activities/")[2].partition("/")
    command = STREAM_COMMANDS[path].model_validate(call.body)
    return stream.STREAM, name, stream.Order(PROGRAMME, name, command), None


def _compliance(rehearsal: Rehearsal, call: Call, act: Act) -> Handled:
    body = dict(call.body)
    match call.path.rpartition("/")[2]:
        case "packs":
            pack = load_pack(body["pack"])
            adopt = rulebook.AdoptPack(PROGRAMME, pack.id, pack.version, pack.sha256)
            return rulebook.RULEBOOK, "", adopt, None
        case "calendars":
            calendar = load_calendar()
            through = rulebook.AdoptCalendar(
                PROGRAMME, calendar.id, calendar.version, calendar.sha256, body["through_year"]
            )
            return rulebook.RULEBOOK, "", through, None
        case "routine-units":
            unit = routine_unit.RegisterRoutineUnit(PROGRAMME, **body, planned_units=frozenset())
            return routine_unit.ROUTINE_UNIT, body["unit"], unit, None
        case "reviews":
            return review.REVIEW, body["activity"], _review(rehearsal, act, body), None
        case _:
            close = assessment.CloseAssessment(
                PROGRAMME,
                body["assessment"],
                body["title"],
                tuple(AssessmentPoint(**point) for point in body["points"]),
                act.by.subject,
                frozenset(rehearsal.by_id),
            )
            return assessment.ASSESSMENT, "", close, None


def _review(rehearsal: Rehearsal, act: Act, body: Mapping[str, Any]) -> review.DecideReview:
    now = [each for each in rehearsal.verdicts(act.at) if each.row == body["activity"]]
    return review.DecideReview(
        PROGRAMME,
        body["activity"],
        body["code"],
        VerdictStatus(body["status"]),
        body["reason"],
        act.by.subject,
        act.by.unit or "",
        next(each.evidence for each in now if each.code == body["code"]),
        {each.code: each.strength for each in now},
    )


def _route(path: str) -> tuple[str, dict[str, str]]:
    """``opinions/o1/decision`` as ``opinions//decision`` and the field that the path gives."""
    parts = path.split("/")
    if len(parts) != 3:
        return path, {}
    return f"{parts[0]}//{parts[2]}", {PARTS[parts[0]]: parts[1]}


_HANDLERS: dict[str, Callable[[Rehearsal, Call, Act], Handled]] = {
    "announcer": _announcer,
    "registration": _registration,
    "livestream": _livestream,
    "compliance": _compliance,
}
