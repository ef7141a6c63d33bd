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

from deploy.local.season import PROGRAMME
from deploy.local.season.acts import Act, NotAnActError
from deploy.local.season.people import opinions, people, persons
from deploy.local.season.publishing import materials, notices, press_kit, publicity, schedule
from deploy.local.season.sessions import api_session
from services.announcer.programmes import read_plan

Json = dict[str, Any]
Part = tuple[str, Json]
"""The path below the activity and the body of one request."""


@dataclass(frozen=True, slots=True)
class Call:
    """One POST. ``@label`` in path or body stands for the first fact of the call so labelled."""

    service: str
    path: str
    body: Json
    key: str
    label: str | None = None

    def resolved(self, known: Mapping[str, str]) -> "Call":
        """The call with the id of the fact for every ``@label``; ``KeyError`` if unknown."""
        return replace(self, path=_resolved(self.path, known), body=_resolved(self.body, known))


def calls(act: Act) -> list[Call]:
    """The requests of one act, in order; raises ``NotAnActError``."""
    service = _SERVICES.get(act.do.partition("/")[0])
    if service is None:
        raise NotAnActError(f"{act.key}: nobody answers to {act.do!r}")
    fields = dict(act.fields)
    label = fields.pop("label", None)
    expand = _EXPANSIONS.get(act.do, _plain)
    parts = list(expand(replace(act, fields=fields)))
    return [
        Call(
            service,
            f"{_root(service, act)}{path}",
            _json(body),
            act.key if len(parts) == 1 else f"{act.key}.{number}",
            label if number == 1 else None,
        )
        for number, (path, body) in enumerate(parts, start=1)
    ]


def _plain(act: Act) -> Iterator[Part]:
    yield act.do, dict(act.fields)


def _import(act: Act) -> Iterator[Part]:
    yield "", read_plan(act.fields["plan"])


def _routine(act: Act) -> Iterator[Part]:
    yield "", {"activity": act.setting.activity, "title": act.setting.title, **act.fields}


def _reschedule(act: Act) -> Iterator[Part]:
    moved = api_session(act.fields["moved"], act.setting)
    yield "reschedule", {**act.fields, "moved": moved}


def _form(act: Act) -> Iterator[Part]:
    account = {} if act.fields["form"] == "offline" else {"new_media_account": act.setting.account}
    yield "form", {**act.fields, **account}


def _plan(act: Act) -> Iterator[Part]:
    digest = hashlib.sha256(f"{act.setting.title}实施方案".encode()).hexdigest()
    yield "implementation-plan", {"document_sha256": digest, **act.fields}


def _withdrawal(act: Act) -> Iterator[Part]:
    account = {"account": act.setting.account} if act.fields["channel"] == "new_media" else {}
    yield act.do, {**account, **act.fields}


def _confirmation(act: Act) -> Iterator[Part]:
    yield f"publications/@{act.fields['publication']}/confirmation", {}


def _decisions(act: Act) -> Iterator[Part]:
    reason = act.fields.get("reason", "经研究，答复意见已形成")
    for opinion in act.fields["opinions"]:
        body = {"decision": act.fields["decision"], "reason": reason}
        yield f"opinions/{opinion}/decision", body


def _feedback(act: Act) -> Iterator[Part]:
    for opinion in act.fields["opinions"]:
        yield f"opinions/{opinion}/feedback", {}


def _selections(act: Act) -> Iterator[Part]:
    for body in persons(act):
        yield "selections", {"method": "open_selection", **body}


def _stream(act: Act) -> Iterator[Part]:
    account = {"account": act.setting.account} if act.do == "stream/schedule" else {}
    yield act.do, {"session": "s1", **account, **act.fields}


def _review(act: Act) -> Iterator[Part]:
    yield "reviews", {"activity": act.setting.activity, **act.fields}


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
    "sign-ups": people,
    "selections": _selections,
    "seats": people,
    "opinions": opinions,
    "decisions": _decisions,
    "feedback": _feedback,
    "stream/schedule": _stream,
    "stream/start": _stream,
    "stream/end": _stream,
    "reviews": _review,
}

_ANNOUNCER = (
    "programmes activities schedule reschedule cancel form venue unit host filings "
    "implementation-plan agenda notices confirmation content-points held materials publicity "
    "press-kit"
)
_REGISTRATION = (
    "sign-up sign-ups selections seats size-reason attendance opinions decisions feedback "
    "no-opinions"
)
_COMPLIANCE = "reviews assessments packs calendars routine-units"
_SERVICES: dict[str, str] = {
    **dict.fromkeys(_ANNOUNCER.split(), "announcer"),
    **dict.fromkeys(_REGISTRATION.split(), "registration"),
    "stream": "livestream",
    **dict.fromkeys(_COMPLIANCE.split(), "compliance"),
}


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
        case str() if "/@" in value:
            return "/".join(_resolved(part, known) for part in value.split("/"))
        case dict():
            return {name: _resolved(item, known) for name, item in value.items()}
        case list():
            return [_resolved(item, known) for item in value]
        case _:
            return value
