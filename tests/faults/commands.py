"""The commands that clients send: each causes one event that can be told from all others."""

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from contracts.event import DomainEvent
from contracts.events import announcer, compliance, livestream, registration
from contracts.registry import service_of
from contracts.values import BEIJING
from services.announcer.programmes import read_plan

PLAN = "daxing-2023"
DAY = (datetime.now(BEIJING).date() + timedelta(days=60)).isoformat()
"""When every session is to take place: on the real clock nobody signs up for what has begun."""
STEADY = "steady"  # the session that is never cancelled
CANCELLABLE = ("first", "second", "third")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Command:
    """A request, and where its mark stands in the data of the event that it causes."""

    event: type[DomainEvent]
    path: str
    body: Json
    mark: str

    @property
    def service(self) -> str:
        """Who takes it."""
        return service_of(self.event)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of command; `field` is the dotted path at which its event shows the mark."""

    event: type[DomainEvent]
    path: str
    field: str
    body: Callable[[str], Json]
    weight: int = 4
    spell: Callable[[str], str] = str

    def command(self, activity: str, mark: str) -> Command:
        """One such command about an activity."""
        mark = self.spell(mark)
        base = f"/api/{service_of(self.event)}/programmes/{PLAN}"
        path = self.path.format(activity=f"activities/{activity}", mark=mark)
        return Command(self.event, f"{base}/{path}", self.body(mark), mark)


def _digest(mark: str) -> str:
    return hashlib.sha256(mark.encode()).hexdigest()


def _notice(mark: str) -> Json:
    return {
        "notice": mark,
        "kinds": ["activity"],
        "channel": "district_website",
        "entry": "built_in",
        "title": "活动公告",
        "announces": [{"session": STEADY, "starts_on": DAY}],
        "elements": {"host": "区政务服务局"},
    }


def _opinion(mark: str) -> Json:
    return {"opinion": mark, "category": "parent"}


def _review(mark: str) -> Json:
    return {"activity": "open-01", "code": "MAT-TIME", "status": "met", "reason": mark}


CANCELLATION = Kind(
    announcer.EventCancelled, "{activity}/cancel", "reason", lambda mark: {"reason": mark}
)
KINDS = (
    Kind(announcer.AnnouncementPublished, "{activity}/notices", "notice", _notice),
    Kind(
        announcer.AgendaRecorded, "{activity}/agenda", "items.0.title",
        lambda mark: {"items": [{"title": mark, "introduces": True}]},
    ),
    Kind(announcer.HostChanged, "{activity}/host", "host", lambda mark: {"host": mark}),
    Kind(
        announcer.PressKitProvided, "{activity}/press-kit", "content_sha256",
        lambda mark: {"recipients": 3, "content_sha256": mark}, spell=_digest,
    ),
    Kind(
        registration.SignedUp, "{activity}/sign-ups", "person",
        lambda mark: {"person": mark, "category": "parent"}, weight=8,
    ),
    Kind(
        registration.SeatConfirmed, "{activity}/seats", "person",
        lambda mark: {"person": mark, "category": "parent", "method": "open_selection"},
    ),
    Kind(registration.OpinionRecorded, "{activity}/opinions", "opinion", _opinion, weight=6),
    Kind(
        registration.SizeReasonRecorded, "{activity}/size-reason", "reason",
        lambda mark: {"reason": mark},
    ),
    Kind(
        livestream.StreamScheduled, "{activity}/stream/schedule", "account",
        lambda mark: {"session": STEADY, "starts_at": f"{DAY}T09:00:00+08:00", "account": mark},
        weight=6,
    ),
    Kind(compliance.ReviewDecided, "reviews", "reason", _review, weight=3),
    Kind(
        compliance.RoutineUnitRegistered, "routine-units", "unit",
        lambda mark: {"unit": mark, "unit_name": "街道办事处"}, weight=1,
    ),
)  # fmt: skip
_FIELDS = {kind.event.ce_type(): kind.field for kind in (*KINDS, CANCELLATION)}


def mark_in(ce_type: str, data: Json) -> str | None:
    """The mark in an event's data; None for types that no client asks for."""
    if (field := _FIELDS.get(ce_type)) is None:
        return None
    value: Any = data
    for step in field.split("."):
        value = value[int(step)] if step.isdigit() else value[step]
    return str(value)


class Deck:
    """An endless supply of commands, the same for the same seed."""

    def __init__(self, seed: int, services: tuple[str, ...]) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - a test that can be repeated
        self._kinds = [kind for kind in KINDS if service_of(kind.event) in services]
        self.activities = tuple(each["activity"] for each in read_plan(PLAN)["activities"])
        pairs = [(activity, session) for activity in self.activities for session in CANCELLABLE]
        self._dice.shuffle(pairs)
        self._cancellable = pairs if "announcer" in services else []
        self._seed, self._number = seed, 0

    def draw(self) -> Command:
        """The next command; about one in twenty cancels a session, while there are any."""
        if self._cancellable and self._dice.random() < 0.05:
            activity, session = self._cancellable.pop()
            command = CANCELLATION.command(activity, self._mark())
            body = {**command.body, "session": session}
            return Command(command.event, command.path, body, command.mark)
        return self._one_of(self._kinds)

    def draw_for(self, service: str) -> Command:
        """The next command that a service takes."""
        return self._one_of([kind for kind in self._kinds if service_of(kind.event) == service])

    def _one_of(self, kinds: Sequence[Kind]) -> Command:
        (kind,) = self._dice.choices(kinds, [kind.weight for kind in kinds])
        return kind.command(self._dice.choice(self.activities), self._mark())

    def _mark(self) -> str:
        self._number += 1
        return f"m{self._seed}-{self._number}"


def opening(
    services: tuple[str, ...], activities: tuple[str, ...]
) -> Sequence[Sequence[tuple[str, Json]]]:
    """What must be on record before the load begins, in stages: the plan, its sessions, the rest.

    The rest opens sign-up and schedules a stream for every session that may be cancelled.
    """
    programmes = "/api/{}/programmes"
    plan = (programmes.format("announcer"), read_plan(PLAN))
    sessions = [{"session": name, "starts_on": DAY} for name in (STEADY, *CANCELLABLE)]
    about = f"{programmes}/{PLAN}/activities"
    schedules, rest = [], []
    for activity in activities:
        path = f"{about}/{activity}/schedule".format("announcer")
        schedules.append((path, {"sessions": sessions}))
        if "registration" in services:
            path = f"{about}/{activity}/sign-up/open".format("registration")
            rest += [(path, body) for body in ({}, *({"session": name} for name in CANCELLABLE))]
        if "livestream" in services:
            path = f"{about}/{activity}/stream/schedule".format("livestream")
            told = {"account": "政务大兴", "starts_at": f"{DAY}T09:00:00+08:00"}
            rest += [(path, {"session": name, **told}) for name in CANCELLABLE]
    return [plan], schedules, rest
