"""What the services' tables must say, computed from the logs alone."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.event import DomainEvent
from contracts.events.announcer import AnnouncementPublished, EventCancelled, EventScheduled
from contracts.events.compliance import RoutineUnitRegistered
from contracts.events.registration import SignedUp
from tests.faults.checker import Json, Log

Rows = Iterable[tuple[Any, ...]]
Logs = Mapping[str, Log]


@dataclass(frozen=True, slots=True)
class Table:
    """A service's read model: how to read its rows, and which rows follow from the logs."""

    service: str
    name: str
    query: str
    expected: Callable[[Logs], Rows]


def _data(logs: Logs, service: str, event: type[DomainEvent]) -> Iterable[Json]:
    return (each.data for each in logs[service].events if each.type == event.ce_type())


def _published(logs: Logs) -> Rows:
    for event in logs["announcer"].events:
        if event.type == AnnouncementPublished.ce_type():
            yield str(event.id), event.sequence


def _signed_up(logs: Logs) -> Rows:
    for data in _data(logs, "registration", SignedUp):
        yield data["activity"], data["person"]


def _sessions(logs: Logs) -> Rows:
    cancelled = {
        (data["activity"], data["session"]) for data in _data(logs, "announcer", EventCancelled)
    }
    for data in _data(logs, "announcer", EventScheduled):
        for session in data["sessions"]:
            place = data["activity"], session["session"]
            yield *place, place in cancelled


def _routine_units(logs: Logs) -> Rows:
    return ((data["unit"],) for data in _data(logs, "compliance", RoutineUnitRegistered))


_SESSIONS = "select activity, session, cancelled from known_session"
TABLES = (
    Table("announcer", "publication", "select id::text, position from publication", _published),
    Table("announcer", "routine_unit", "select unit from routine_unit", _routine_units),
    Table(
        "announcer",
        "representative",
        "select activity, person from representative where signed_up",
        _signed_up,
    ),
    Table(
        "registration", "person",
        "select activity, person from person where signed_up_at is not null", _signed_up,
    ),
    Table("registration", "known_session", _SESSIONS, _sessions),
    Table("livestream", "known_session", _SESSIONS, _sessions),
)  # fmt: skip
