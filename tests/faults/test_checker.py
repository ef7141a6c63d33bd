"""The checker finds what it is there to find, in logs made by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from contracts.canonical import GENESIS, canonical_json, chain_hash
from contracts.envelope import Envelope
from contracts.events.announcer import EventCancelled, HostChanged
from contracts.events.compliance import RequirementStatusChanged
from contracts.events.registration import SignUpClosed, SignUpOpened
from contracts.values import timestamp
from tests.faults.checker import (
    Findings,
    Log,
    Message,
    Reader,
    check_answers,
    check_facts,
    check_log,
    check_reactions,
    check_reader,
    check_stream,
    check_tally,
    check_told,
)
from tests.faults.journal import Entry, Outcome

NOON = datetime(2023, 10, 16, 4, tzinfo=UTC)
NAMESPACE = UUID(int=7)
HOST = HostChanged.ce_type()


def log(service: str, *told: tuple[str, dict[str, Any]]) -> Log:
    """A whole log: types and data in order."""
    events: list[Envelope] = []
    previous = GENESIS
    for number, (type_, data) in enumerate(told, start=1):
        attributes: dict[str, Any] = {
            "type": type_,
            "source": f"/{service}",
            "subject": "p/a",
            "time": NOON,
            "recordedat": NOON + timedelta(seconds=number),
            "sequence": number,
        }
        id_, said = (
            uuid5(NAMESPACE, f"{service}{number}"),
            {"programme": "p", "activity": "a", **data},
        )
        times = {name: timestamp(attributes[name]) for name in ("time", "recordedat")}
        hashed = {**attributes, **times, "id": str(id_), "data": canonical_json(said)}
        previous = chain_hash(previous, **hashed)
        envelope = {"epoch": 1, "hash": previous.hex(), "dataschema": "x", **attributes}
        events.append(Envelope(id=id_, data=said, **envelope))
    commands = {event.id: [(str(event.id), event.type, event.sequence)] for event in events}
    return Log(service, events, (len(events), previous.hex()), commands)


def hosts(*marks: str) -> Log:
    return log("announcer", *((HOST, {"host": mark}) for mark in marks))


def answer(mark: str, outcome: Outcome, position: int | None = None) -> Entry:
    events: tuple[tuple[str, str, int], ...] = ()
    if position is not None:
        events = ((str(uuid5(NAMESPACE, f"announcer{position}")), HOST, position),)
    return Entry(
        number=1, service="announcer", type=HOST, mark=mark, outcome=outcome, events=events
    )


def counts(found: Findings) -> tuple[int, int, int]:
    return len(found.lost), len(found.doubled), len(found.diverged)


def messages(of: Log) -> list[Message]:
    return [Message(each.sequence, str(each.id), each.hash) for each in of.events]


def test_a_whole_log_is_clean() -> None:
    assert check_log(hosts("m1", "m2", "m3")).clean


def test_a_missing_row_an_altered_row_and_a_lagging_counter_are_found() -> None:
    whole = hosts("m1", "m2", "m3")
    gap = Log("announcer", [whole.events[0], whole.events[2]], whole.counter, whole.commands)
    assert check_log(gap).diverged
    forged = replace(whole.events[1], data={"host": "another"})
    altered = Log(
        "announcer", [whole.events[0], forged, whole.events[2]], whole.counter, whole.commands
    )
    assert "does not follow" in check_log(altered).diverged[0]
    assert check_log(Log("announcer", whole.events, (2, "00"), whole.commands)).diverged


def test_an_event_that_two_commands_claim_is_doubled() -> None:
    whole = hosts("m1")
    twice = {**whole.commands, UUID(int=9): next(iter(whole.commands.values()))}
    assert counts(check_log(Log("announcer", whole.events, whole.counter, twice))) == (0, 1, 0)


@pytest.mark.parametrize(
    ("entry", "on_record", "expected"),
    [
        (answer("m1", Outcome.OK, 1), ("m1",), (0, 0, 0)),
        (answer("m1", Outcome.OK, 1), ("m2",), (1, 0, 0)),
        (answer("m1", Outcome.OK, 1), ("m1", "m1"), (0, 1, 0)),
        (answer("m1", Outcome.OK, 2), ("m1", "m2"), (1, 0, 0)),
        (answer("m1", Outcome.OK, 2), ("m1",), (1, 0, 0)),
        (answer("m1", Outcome.OK), ("m1",), (1, 0, 0)),
        (answer("m1", Outcome.UNKNOWN), (), (0, 0, 0)),
        (answer("m1", Outcome.UNKNOWN), ("m1",), (0, 0, 0)),
        (answer("m1", Outcome.UNKNOWN), ("m1", "m1"), (0, 1, 0)),
        (answer("m1", Outcome.FAIL), (), (0, 0, 0)),
        (answer("m1", Outcome.FAIL), ("m1",), (0, 0, 1)),
    ],
)
def test_answers_are_held_against_the_log(
    entry: Entry, on_record: tuple[str, ...], expected: tuple[int, int, int]
) -> None:
    assert counts(check_answers([entry], {"announcer": hosts(*on_record)})) == expected


def test_a_second_answer_that_differs_is_found() -> None:
    entry = answer("m1", Outcome.OK, 1).model_copy(update={"contradicted": True})
    assert check_answers([entry], {"announcer": hosts("m1")}).doubled


def test_a_stream_must_repeat_the_log() -> None:
    whole = hosts("m1", "m2")
    first, second = messages(whole)
    assert check_stream(whole, [first, second]).clean
    assert counts(check_stream(whole, [first])) == (0, 0, 1)
    again = Message(3, second.id, second.hash)
    assert counts(check_stream(whole, [first, second, again])) == (0, 1, 1)
    swapped = [Message(1, second.id, second.hash), Message(2, first.id, first.hash)]
    assert counts(check_stream(whole, swapped)) == (0, 0, 2)


def test_a_reader_must_have_come_to_the_end() -> None:
    whole = hosts("m1", "m2")
    last = str(whole.events[-1].id)
    assert check_reader(Reader("registration", "announcer", 2, last), whole).clean
    assert check_reader(Reader("registration", "announcer", 1, last), whole).diverged
    assert check_reader(Reader("registration", "announcer", 2, "other"), whole).diverged


def test_the_fact_table_is_the_union_of_the_logs() -> None:
    whole = hosts("m1", "m2")
    facts = [("announcer", each.sequence, str(each.id), each.hash) for each in whole.events]
    assert check_facts(facts, {"announcer": whole}).clean
    assert check_facts(facts[:1], {"announcer": whole}).diverged
    assert check_facts([*facts, facts[0]], {"announcer": whole}).diverged


def test_a_reaction_happens_exactly_once() -> None:
    cancelled = log("announcer", (EventCancelled.ce_type(), {"session": "first"}))
    opened = (SignUpOpened.ce_type(), {"session": "first"})
    closed = (SignUpClosed.ce_type(), {"session": "first"})
    expected = [(0, (1, 0, 0)), (1, (0, 0, 0)), (2, (0, 1, 0))]
    for times, found in expected:
        registration = log("registration", opened, *[closed] * times)
        logs = {"announcer": cancelled, "registration": registration}
        assert counts(check_reactions(logs)) == found


def test_a_change_is_told_once_and_from_what_was_told_before() -> None:
    def change(previous: str | None, status: str) -> tuple[str, dict[str, Any]]:
        data = {"row": "a", "code": "HELD", "previous": previous, "status": status, "due": None}
        return RequirementStatusChanged.ce_type(), data

    verdicts = [{"activity": "a", "code": "HELD", "status": "met"}]
    right = log("compliance", change(None, "pending"), change("pending", "met"))
    assert check_told(right, verdicts).clean
    twice = log("compliance", change(None, "met"), change("met", "met"))
    assert counts(check_told(twice, verdicts)) == (0, 1, 0)
    torn = log("compliance", change(None, "pending"), change("gap", "met"))
    assert counts(check_told(torn, verdicts)) == (0, 0, 1)
    assert counts(check_told(log("compliance"), verdicts)) == (0, 0, 1)


def test_a_tally_must_be_the_length_of_the_log() -> None:
    whole = hosts("m1", "m2")
    found = [counts(check_tally("announcer", tally, whole)) for tally in (1, 2, 3)]
    assert found == [(1, 0, 0), (0, 0, 0), (0, 1, 0)]
