"""A message that cannot be read says why, so that it can be set aside."""

import pytest

from contracts.examples import EXAMPLES
from contracts.registry import (
    BY_SERVICE,
    EVENTS,
    InvalidEvent,
    NewerVersion,
    Undecodable,
    UnknownType,
    decode,
    service_of,
)
from contracts.schema_files import main as schema_files

HELD = EXAMPLES["EventHeld.v1"]


@pytest.mark.parametrize(
    "ce_type", ["Nonsense.v1", "EventHeld", "EventHeld.v0", "", "eventheld.v1"]
)
def test_an_unknown_type_is_told_apart(ce_type: str) -> None:
    with pytest.raises(UnknownType):
        decode(ce_type, {})


def test_a_newer_version_is_told_apart() -> None:
    with pytest.raises(NewerVersion):
        decode("EventHeld.v2", HELD.model_dump(mode="json"))


@pytest.mark.parametrize(
    "change",
    [
        {"ended_on": "2023-02-30"},
        {"started_on": None},
        {"programme": "not a token"},
        {"session": "s.1"},
    ],
)
def test_data_that_does_not_fit_is_told_apart(change: dict[str, object]) -> None:
    with pytest.raises(InvalidEvent):
        decode("EventHeld.v1", HELD.model_dump(mode="json") | change)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff"])
def test_a_broken_body_is_told_apart(body: bytes) -> None:
    with pytest.raises(InvalidEvent):
        decode("EventHeld.v1", body)


def test_all_reasons_are_one_kind_of_error() -> None:
    assert issubclass(UnknownType, Undecodable)
    assert issubclass(NewerVersion, Undecodable)
    assert issubclass(InvalidEvent, Undecodable)


def test_every_event_belongs_to_one_service_and_is_stored_under_its_own_name() -> None:
    assert sum(map(len, BY_SERVICE.values())) == len(EVENTS)
    for ce_type, event in EVENTS.items():
        assert ce_type == f"{event.__name__}.v{event.version}"
        assert event in BY_SERVICE[service_of(event)]


def test_the_schemas_that_are_checked_in_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    assert schema_files(["--check"]) == 0, capsys.readouterr().out
