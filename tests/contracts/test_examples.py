"""Every event has an example, and every example survives every way of travelling."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from contracts.canonical import GENESIS
from contracts.envelope import Envelope
from contracts.event import DomainEvent
from contracts.examples import EXAMPLES
from contracts.registry import EVENTS, decode, schema_of, service_of
from contracts.subjects import NO_ACTIVITY, subject_for

TIME = datetime(2023, 9, 13, 8, 30, 0, 120, tzinfo=UTC)
ALL = pytest.mark.parametrize("event", EXAMPLES.values(), ids=EXAMPLES.keys())


def wrapped(event: DomainEvent) -> Envelope:
    activity = getattr(event, "activity", None)
    envelope = Envelope(
        id=UUID(int=7),
        type=event.ce_type(),
        source=f"/{service_of(type(event))}",
        subject=f"{event.programme}/{activity or NO_ACTIVITY}",
        time=TIME,
        recordedat=TIME,
        sequence=3,
        epoch=1,
        hash="0" * 64,
        dataschema=schema_of(event.ce_type()),
        simulated=True,
        traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        data=event.model_dump(mode="json"),
    )
    return replace(envelope, hash=envelope.expected_hash(GENESIS).hex())


def test_every_event_has_one_example_and_there_are_no_others() -> None:
    assert EXAMPLES.keys() == EVENTS.keys()


@ALL
def test_an_example_survives_the_bus(event: DomainEvent) -> None:
    envelope = wrapped(event)

    _, _, headers, body = envelope.to_message()
    received = Envelope.from_message(headers, body)

    assert received == envelope
    assert decode(received.type, received.data) == event
    assert decode(received.type, body) == event


@ALL
def test_headers_are_printable_ascii(event: DomainEvent) -> None:
    headers = wrapped(event).to_message().headers

    assert all(value.isascii() and value.isprintable() for value in headers.values())


@ALL
def test_an_example_survives_a_line_of_an_export(event: DomainEvent) -> None:
    envelope = wrapped(event)

    line = envelope.to_json_line()

    assert "\n" not in line
    assert Envelope.from_json_line(line) == envelope
    assert Envelope.from_json_line(line.encode()).expected_hash(GENESIS).hex() == envelope.hash


@ALL
def test_an_example_has_a_subject(event: DomainEvent) -> None:
    activity = getattr(event, "activity", None)

    subject = subject_for(service_of(type(event)), 1, event.name, event.programme, activity)

    assert subject.split(".")[3] == event.name


@ALL
def test_a_reader_ignores_fields_that_a_later_release_adds(event: DomainEvent) -> None:
    data = event.model_dump(mode="json") | {"added_later": 1}

    assert decode(event.ce_type(), data) == event


@ALL
def test_a_fact_cannot_be_changed(event: DomainEvent) -> None:
    with pytest.raises(ValueError, match="frozen"):
        event.programme = "another"  # type: ignore[misc]


@ALL
def test_no_example_holds_a_float_for_none_has_one_canonical_form(event: DomainEvent) -> None:
    def values(value: object) -> list[object]:
        if isinstance(value, dict):
            return [leaf for item in value.values() for leaf in values(item)]
        if isinstance(value, list):
            return [leaf for item in value for leaf in values(item)]
        return [value]

    assert not any(isinstance(leaf, float) for leaf in values(event.model_dump(mode="json")))
