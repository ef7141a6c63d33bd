"""A value that contradicts itself cannot be made."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from contracts.values import BEIJING, Identifier, Instant, Line, Session, beijing_date

SESSION = {
    "session": "s1",
    "starts_on": "2023-09-14",
    "start_at": "2023-09-14T09:00:00+08:00",
    "ends_on": "2023-09-14",
    "end_at": "2023-09-14T11:30:00+08:00",
}


def test_a_session_without_an_end_date_ends_on_the_day_it_starts() -> None:
    session = Session.model_validate({"session": "s1", "starts_on": "2023-09-14"})

    assert session.ends_on == date(2023, 9, 14)
    assert session.start_at is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"starts_on": "2023-02-30"}, "starts_on"),
        ({"start_at": "2023-09-14T09:00:00"}, "timezone"),
        ({"start_at": "2023-09-13T23:59:00+08:00"}, "start_at must fall on starts_on"),
        ({"start_at": "2023-09-14T17:00:00Z"}, "start_at must fall on starts_on"),
        ({"end_at": "2023-09-15T00:00:00+08:00"}, "end_at must fall on ends_on"),
        ({"ends_on": "2023-09-13", "end_at": None}, "ends_on must not be before starts_on"),
        ({"end_at": "2023-09-14T08:30:00+08:00"}, "end_at must be after start_at"),
        ({"end_at": "2023-09-14T09:00:00+08:00"}, "end_at must be after start_at"),
    ],
)
def test_a_session_that_contradicts_itself_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Session.model_validate(SESSION | change)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_an_instant_keeps_the_moment_and_loses_the_zone(naive: datetime, offset: int) -> None:
    moment = (naive - timedelta(minutes=offset)).replace(tzinfo=UTC)

    kept = TypeAdapter(Instant).validate_python(moment.astimezone(BEIJING))

    assert kept == moment
    assert kept.utcoffset() == timedelta(0)


def test_a_day_begins_at_midnight_in_beijing() -> None:
    assert beijing_date(datetime(2023, 9, 13, 16, 0, tzinfo=UTC)) == date(2023, 9, 14)
    assert beijing_date(datetime(2023, 9, 13, 15, 59, 59, tzinfo=UTC)) == date(2023, 9, 13)


@pytest.mark.parametrize("text", ["", " ", "x" * 201, "a\x00b", "a\ud800b"])
def test_a_line_that_cannot_be_stored_or_shown_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Line).validate_python(text)


@pytest.mark.parametrize("text", ["", "a.b", "a b", "开放日", "a\n", "x" * 65])
def test_an_identifier_is_a_subject_token(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Identifier).validate_python(text)
