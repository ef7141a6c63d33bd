"""Which events exist, which service says them, and how a message becomes one of them."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from contracts.event import DomainEvent
from contracts.events import (
    announcer,
    compliance,
    livestream,
    registration,
)

BY_SERVICE: dict[str, tuple[type[DomainEvent], ...]] = {
    "announcer": announcer.EVENTS,
    "registration": registration.EVENTS,
    "livestream": livestream.EVENTS,
    "compliance": compliance.EVENTS,
}

EVENTS: dict[str, type[DomainEvent]] = {
    event.ce_type(): event for events in BY_SERVICE.values() for event in events
}

_SERVICE: dict[type[DomainEvent], str] = {
    event: service for service, events in BY_SERVICE.items() for event in events
}
_NEWEST: dict[str, int] = {}
for _event in EVENTS.values():
    _NEWEST[_event.name] = max(_NEWEST.get(_event.name, 0), _event.version)
_TEXT = (bytes, str)
_TYPE = re.compile(r"^(?P<name>[A-Za-z]+)\.v(?P<version>[1-9][0-9]*)$")


class Undecodable(ValueError):
    """A message that this release cannot read; it is quarantined, never dropped."""


class FromNewerRelease(Undecodable):
    """What only a newer release says: it adds events and versions, and changes none."""


class UnknownType(FromNewerRelease):
    """No event of this name is known."""


class NewerVersion(FromNewerRelease):
    """The event is known, but only in older versions."""


class InvalidEvent(Undecodable):
    """The data does not fit the event's model."""


def service_of(event: type[DomainEvent]) -> str:
    """The service that says this event."""
    return _SERVICE[event]


def schema_of(ce_type: str) -> str:
    """The ``dataschema`` of an event: where its JSON Schema stands in this package."""
    return f"contracts/schemas/{ce_type}.json"


def decode(ce_type: str, data: Mapping[str, Any] | bytes | str) -> DomainEvent:
    """The event in a message's data.

    Raises ``UnknownType``, ``NewerVersion`` or ``InvalidEvent``.
    """
    event = EVENTS.get(ce_type)
    if event is None:
        match = _TYPE.match(ce_type)
        if match and int(match["version"]) > _NEWEST.get(match["name"], 10**9):
            raise NewerVersion(ce_type)
        raise UnknownType(ce_type)
    try:
        if isinstance(data, _TEXT):
            read: DomainEvent = event.__pydantic_validator__.validate_json(data)
            return read
        return event.model_validate(data)
    except ValidationError as error:
        raise InvalidEvent(f"{ce_type}: {error}") from error
