"""From a request to the order that its service would give its decider; names and words left out."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from contracts.envelope import Envelope
from contracts.values import AssessmentPoint, Entry, VerdictStatus
from deploy.local.season import PROGRAMME
from deploy.local.season.calls import Call
from deploy.local.season.sessions import ONLY_SESSION
from services._kit.decider import Decider
from services.announcer.domain import (
    activity,
    filing,
    holding,
    materials,
    notices,
    plan,
    planning,
    preparing,
    programme,
    publication,
)
from services.announcer.domain import order as announcer_order
from services.compliance.domain import assessment, review, routine_unit, rulebook
from services.compliance.rules.calendar import load_calendar
from services.compliance.rules.pack import load_pack
from services.compliance.rules.verdict import Verdict
from services.livestream.domain import order as livestream_order
from services.livestream.domain import questions, stream, streaming
from services.registration.domain import choosing, door, seats, sheet
from services.registration.domain import order as registration_order
from services.registration.domain.hearing import commands as opinions
from services.registration.domain.opinions import OPINIONS
from services.registration.domain.person import PERSON, ErasePerson
from services.registration.domain.representatives import REPRESENTATIVES
from tests.season.drawing import DRAW_COMMANDS

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
PEOPLE_COMMANDS: dict[str, type[Any]] = {
    "sign-up/opening": sheet.SetOpening,
    "sign-up/open": sheet.OpenSignUp,
    "sign-up/close": sheet.CloseSignUp,
    "sign-ups": sheet.SignUpPerson,
    "sign-ups/withdrawal": sheet.WithdrawSignUp,
    "codes//withdrawal": sheet.WithdrawSignUp,
    "invitations": seats.InvitePerson,
    "invitations//answer": seats.AnswerInvitation,
    **DRAW_COMMANDS,
    "selection": choosing.RunSelection,
    "selections": seats.SelectRepresentative,
    "seats": seats.ConfirmSeat,
    "seats/release": seats.ReleaseSeat,
    "seats/replacement": seats.ReplaceSeat,
    "size-reason": seats.RecordSizeReason,
    "check-ins": door.CheckIn,
    "attendance": door.RecordAttendance,
    "attendance/from-check-ins": door.RecordAttendanceFromCheckIns,
}
OPINION_COMMANDS: dict[str, type[Any]] = {
    "opinions": opinions.RecordOpinion,
    "opinions//dispatch": opinions.DispatchOpinion,
    "opinions//reply": opinions.ReplyToOpinion,
    "opinions//decision": opinions.DecideOpinion,
    "opinions//feedback": opinions.FeedBackOpinion,
    "no-opinions": opinions.DeclareNoOpinions,
}
STREAM_COMMANDS: dict[str, type[Any]] = {
    "stream/schedule": streaming.ScheduleStream,
    "stream/start": streaming.StartStream,
    "stream/interrupt": streaming.InterruptStream,
    "stream/resume": streaming.ResumeStream,
    "stream/end": streaming.EndStream,
}
QUESTION_COMMANDS: dict[str, type[Any]] = {
    "questions": questions.Ask,
    "questions//release": questions.Release,
    "questions//hold": questions.Hold,
    "questions//answer": questions.Answer,
    "questions/close": questions.CloseQuestions,
}
PARTS = {
    "filings": "filing",
    "notices": "notice",
    "materials": "bundle",
    "opinions": "opinion",
    "questions": "question",
    "invitations": "person",
    "people": "person",
    "codes": "person",
}
PUBLICATIONS = ("notices", "materials", "publicity")
PRIVATE = {"name", "phone", "mail", "access_needs", "words", "text"}
"""What a service keeps in its vault and no decider ever sees."""


class Known(Protocol):
    """What an order may depend on besides its own stream."""

    by_id: dict[str, Envelope]
    entered_by: dict[str, str]
    activity_of: dict[str, str]

    def drawn(self, activity: str, session: str | None) -> dict[str, Any]: ...
    def verdicts(self, as_of: datetime) -> list[Verdict]: ...


@dataclass(frozen=True, slots=True)
class Handled:
    """An order for a stream of a decider, and what the service answers besides the facts."""

    decider: Decider[Any, Any]
    name: str
    order: Any
    occurred_at: datetime | None = None
    answer: Mapping[str, Any] = field(default_factory=dict)


def handled(known: Known, call: Call, at: datetime) -> Handled:
    """What the service makes of a request at a moment."""
    return _HANDLERS[call.service](known, call, at)


def _announcer(known: Known, call: Call, at: datetime) -> Handled:
    given = announcer_order.Given(call.by.subject, at)
    _, _, rest = call.path.partition("/activities/")
    if call.path.endswith("/programmes"):
        body = plan.ImportProgramme.model_validate(call.body)
        return Handled(programme.PROGRAMME, "", announcer_order.Order(body, given))
    if not rest:
        routine = planning.PlanRoutineActivity.model_validate({"programme": PROGRAMME, **call.body})
        order = announcer_order.Order(routine, given)
        return Handled(activity.ACTIVITY, call.body["activity"], order)
    name, _, path = rest.partition("/")
    if path.startswith("publications/"):
        command: Any = _confirmation(known, path.split("/")[1])
    else:
        route, named = _route(path)
        command = ACTIVITY_COMMANDS[route].model_validate({**call.body, **named})
    occurred_at = getattr(command, "occurred_at", None)
    if path in PUBLICATIONS:
        occurred_at = command.published_at
    return Handled(activity.ACTIVITY, name, announcer_order.Order(command, given), occurred_at)


def _confirmation(known: Known, publication_id: str) -> publication.ConfirmPublication:
    return publication.ConfirmPublication(
        publication=publication_id,
        entry=Entry(known.by_id[publication_id].data["entry"]),
        entered_by=known.entered_by[publication_id],
    )


def _registration(known: Known, call: Call, at: datetime) -> Handled:
    name, _, path = call.path.partition("/activities/")[2].partition("/")
    beside = "/".join(call.path.split("/")[-3:])  # what is not about one activity
    route, named = _route(path or beside)
    if route == "people//erasure":
        erase = ErasePerson(PROGRAMME, named["person"], "staff")
        return Handled(PERSON, named["person"], erase)
    if route == "codes//withdrawal":
        name, named = known.activity_of[named["person"]], {"session": ONLY_SESSION, **named}
    decider = OPINIONS if route in OPINION_COMMANDS else REPRESENTATIVES
    body = {**_made(route, call), **_public(call.body), **named}
    body |= known.drawn(name, body["session"]) if route == "draw/reveal" else {}
    command = (PEOPLE_COMMANDS | OPINION_COMMANDS)[route].model_validate(body)
    order = registration_order.Order(PROGRAMME, name, command, call.by.subject, at)
    answer = {**body, "code": body.get("person")}  # the person is their own code here
    return Handled(decider, name, order, getattr(command, "occurred_at", None), answer)


def _made(route: str, call: Call) -> dict[str, Any]:
    """What the service itself adds to a request about people."""
    match route:
        case "sign-ups":
            return {"person": _opaque(call), **_channel(call)}
        case "invitations":
            return {"person": _opaque(call)}
        case "opinions//reply":
            return {"unit": call.by.unit}
        case _:
            return {}


def _channel(call: Call) -> dict[str, str]:
    return {"channel": "web"} if "public" in call.by.roles else {}


def _livestream(_known: Known, call: Call, _at: datetime) -> Handled:
    name, _, path = call.path.partition("/activities/")[2].partition("/")
    route, named = _route(path)
    if route in STREAM_COMMANDS:
        command = STREAM_COMMANDS[route].model_validate(call.body)
        order = livestream_order.Order(PROGRAMME, name, command)
        return Handled(stream.STREAM, name, order)
    made = {"question": _opaque(call)} if route == "questions" else {}
    body = {**made, **_public(call.body), **named}
    command = QUESTION_COMMANDS[route].model_validate(body)
    order = livestream_order.Order(PROGRAMME, name, command)
    return Handled(questions.QUESTIONS, name, order, None, made)


def _compliance(known: Known, call: Call, at: datetime) -> Handled:
    body = dict(call.body)
    match call.path.rpartition("/")[2]:
        case "packs":
            pack = load_pack(body["pack"])
            adopt = rulebook.AdoptPack(PROGRAMME, pack.id, pack.version, pack.sha256)
            return Handled(rulebook.RULEBOOK, "", adopt)
        case "calendars":
            calendar = load_calendar()
            through = rulebook.AdoptCalendar(
                PROGRAMME, calendar.id, calendar.version, calendar.sha256, body["through_year"]
            )
            return Handled(rulebook.RULEBOOK, "", through)
        case "routine-units":
            unit = routine_unit.RegisterRoutineUnit(PROGRAMME, **body, planned_units=frozenset())
            return Handled(routine_unit.ROUTINE_UNIT, body["unit"], unit)
        case "reviews":
            return Handled(review.REVIEW, body["activity"], _review(known, call, at, body))
        case _:
            close = assessment.CloseAssessment(
                PROGRAMME,
                body["assessment"],
                body["title"],
                tuple(AssessmentPoint(**point) for point in body["points"]),
                call.by.subject,
                frozenset(known.by_id),
            )
            return Handled(assessment.ASSESSMENT, "", close)


def _review(known: Known, call: Call, at: datetime, body: Mapping[str, Any]) -> review.DecideReview:
    now = [each for each in known.verdicts(at) if each.row == body["activity"]]
    planned = [
        each.data["lead_unit"]
        for each in known.by_id.values()
        if each.activity == body["activity"] and each.type.startswith("EventPlanned")
    ]
    return review.DecideReview(
        PROGRAMME,
        body["activity"],
        body["code"],
        VerdictStatus(body["status"]),
        body["reason"],
        call.by.subject,
        call.by.unit or "",
        planned[0],
        next(each.evidence for each in now if each.code == body["code"]),
        {each.code: each.strength for each in now},
    )


def _route(path: str) -> tuple[str, dict[str, str]]:
    """``opinions/o1/decision`` as ``opinions//decision`` and the field that the path gives."""
    parts = path.split("/")
    if len(parts) != 3:
        return path, {}
    return f"{parts[0]}//{parts[2]}", {PARTS[parts[0]]: parts[1]}


def _public(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in PRIVATE}


def _opaque(call: Call) -> str:
    """An id as a service makes it: the same for the same key, and telling nothing."""
    return hashlib.sha256(call.key.encode()).hexdigest()[:32]


_HANDLERS: dict[str, Callable[[Known, Call, datetime], Handled]] = {
    "announcer": _announcer,
    "registration": _registration,
    "livestream": _livestream,
    "compliance": _compliance,
}
