"""From an act to the HTTP requests that perform it.

Most acts are one request whose body is the act's own fields. The others are written shorter than
they are performed: a notice on two channels is two requests, thirty seats are thirty.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from deploy.local.season import PROGRAMME, hearing, people
from deploy.local.season.acts import Act, NotAnActError
from deploy.local.season.parts import Part
from deploy.local.season.publishing import materials, notices, press_kit, publicity, schedule
from deploy.local.season.sessions import api_session
from services._web.tokens import Actor
from services.announcer.programmes import read_plan

Json = dict[str, Any]
FIRST_FACT = "the first fact"
"""What a ``label`` learns of an answer."""


@dataclass(frozen=True, slots=True)
class Call:
    """One POST (or GET), and which fields of its answer are learned under which names.

    In path and body ``@name`` stands for what was learned under it, ``~name`` for that or, if
    nothing was, for the name itself.
    """

    service: str
    path: str
    body: Json
    key: str
    by: Actor
    learns: tuple[tuple[str, str], ...] = ()
    reads: bool = False

    def resolved(self, known: Mapping[str, str]) -> "Call":
        """The call with what was learned; ``KeyError`` if a ``@name`` is unknown."""
        return replace(self, path=_resolved(self.path, known), body=_resolved(self.body, known))

    def learned(self, answer: Mapping[str, Any]) -> dict[str, str]:
        """What the answer of the service adds to what is known."""
        found: dict[str, str] = {}
        for field, name in self.learns:
            if field == FIRST_FACT:
                found[name] = answer["events"][0]["id"]
            elif field == "people":
                found |= people.recognised(name, answer[field])
            else:
                found[name] = answer[field]
        return found


def calls(act: Act) -> list[Call]:
    """The requests of one act, in order; raises ``NotAnActError``."""
    service = _SERVICES.get(act.do.partition("/")[0])
    if service is None:
        raise NotAnActError(f"{act.key}: nobody answers to {act.do!r}")
    fields = dict(act.fields)
    label = fields.pop("label", None)
    labelled = () if label is None else ((FIRST_FACT, label),)
    expand = _EXPANSIONS.get(act.do, _plain)
    parts = list(expand(replace(act, fields=fields)))
    return [
        Call(
            service,
            _path(service, act, part.path),
            _json(part.body),
            act.key if len(parts) == 1 else f"{act.key}.{number}",
            part.by or act.by,
            part.learns or (labelled if number == 1 else ()),
            part.reads,
        )
        for number, part in enumerate(parts, start=1)
    ]


def _plain(act: Act) -> Iterator[Part]:
    yield Part(act.do, dict(act.fields))


def _import(act: Act) -> Iterator[Part]:
    yield Part("", read_plan(act.fields["plan"]))


def _routine(act: Act) -> Iterator[Part]:
    yield Part("", {"activity": act.setting.activity, "title": act.setting.title, **act.fields})


def _reschedule(act: Act) -> Iterator[Part]:
    moved = api_session(act.fields["moved"], act.setting)
    yield Part("reschedule", {**act.fields, "moved": moved})


def _form(act: Act) -> Iterator[Part]:
    account = {} if act.fields["form"] == "offline" else {"new_media_account": act.setting.account}
    yield Part("form", {**act.fields, **account})


def _plan(act: Act) -> Iterator[Part]:
    digest = hashlib.sha256(f"{act.setting.title}实施方案".encode()).hexdigest()
    yield Part("implementation-plan", {"document_sha256": digest, **act.fields})


def _withdrawal(act: Act) -> Iterator[Part]:
    account = {"account": act.setting.account} if act.fields["channel"] == "new_media" else {}
    yield Part(act.do, {**account, **act.fields})


def _confirmation(act: Act) -> Iterator[Part]:
    yield Part(f"publications/@{act.fields['publication']}/confirmation", {})


def _stream(act: Act) -> Iterator[Part]:
    account = {"account": act.setting.account} if act.do == "stream/schedule" else {}
    yield Part(act.do, {"session": "s1", **account, **act.fields})


def _review(act: Act) -> Iterator[Part]:
    yield Part("reviews", {"activity": act.setting.activity, **act.fields})


_EXPANSIONS: dict[str, Callable[[Act], Iterator[Part]]] = {
    "programmes": _import,
    "activities": _routine,
    "schedule": schedule,
    "reschedule": _reschedule,
    "form": _form,
    "implementation-plan": _plan,
    "notices": notices,
    "notices/n1/withdrawal": _withdrawal,
    "confirmation": _confirmation,
    "materials": materials,
    "publicity": publicity,
    "press-kit": press_kit,
    "sign-up/opening": people.plain,
    "sign-up/open": people.plain,
    "sign-ups": people.sign_ups,
    "sign-ups/withdrawal": people.about,
    "invitations": people.invitations,
    "invitations/answer": people.answers,
    "draw": people.plain,
    "draw/seed": people.plain,
    "draw/reveal": people.plain,
    "selection": people.selection,
    "selections": people.selections,
    "seats": people.seats,
    "seats/release": people.about,
    "seats/replacement": people.replacements,
    "check-ins": people.about,
    "attendance/from-check-ins": people.plain,
    "people": people.look,
    "people/erasure": people.erasure,
    "codes/withdrawal": people.withdrawals_by_code,
    "questions": hearing.questions,
    "questions/release": hearing.moderation,
    "questions/hold": hearing.moderation,
    "questions/answer": hearing.moderation,
    "opinions": hearing.opinions,
    "opinions/dispatch": hearing.moderation,
    "opinions/reply": hearing.moderation,
    "decisions": hearing.decisions,
    "feedback": hearing.feedback,
    "stream/schedule": _stream,
    "stream/start": _stream,
    "stream/interrupt": _stream,
    "stream/resume": _stream,
    "stream/end": _stream,
    "questions/close": _stream,
    "reviews": _review,
}

_ANNOUNCER = (
    "programmes activities schedule reschedule cancel form venue unit host filings "
    "implementation-plan agenda notices confirmation content-points held materials publicity "
    "press-kit"
)
_REGISTRATION = (
    "sign-up sign-ups invitations draw selection selections seats size-reason check-ins attendance "
    "opinions decisions feedback no-opinions people codes"
)
_COMPLIANCE = "reviews assessments packs calendars routine-units"
_SERVICES: dict[str, str] = {
    **dict.fromkeys(_ANNOUNCER.split(), "announcer"),
    **dict.fromkeys(_REGISTRATION.split(), "registration"),
    **dict.fromkeys(("stream", "questions"), "livestream"),
    **dict.fromkeys(_COMPLIANCE.split(), "compliance"),
}


def _path(service: str, act: Act, path: str) -> str:
    return f"/api/{service}{path}" if path.startswith("/") else f"{_root(service, act)}{path}"


def _root(service: str, act: Act) -> str:
    if act.do == "programmes":
        return "/api/announcer/programmes"
    root = f"/api/{service}/programmes/{PROGRAMME}/"
    if act.do == "activities":
        return f"{root}activities"
    return root if service == "compliance" else f"{root}activities/{act.setting.activity}/"


def _json(value: Any) -> Any:
    """Dates and moments as ISO 8601 text."""
    return json.loads(json.dumps(value, default=_iso, ensure_ascii=False))


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot stand in a request")


def _resolved(value: Any, known: Mapping[str, str]) -> Any:
    match value:
        case str() if value.startswith("@"):
            return known[value[1:]]
        case str() if value.startswith("~"):
            return known.get(value[1:], value[1:])
        case str() if "/@" in value or "/~" in value:
            return "/".join(_resolved(part, known) for part in value.split("/"))
        case dict():
            return {name: _resolved(item, known) for name, item in value.items()}
        case list():
            return [_resolved(item, known) for item in value]
        case _:
            return value
