"""Seats, attendance and opinions: what is recorded, refused, and that a repeat is no fact."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contracts.event import DomainEvent
from contracts.events.announcer import EventCancelled
from contracts.examples import EXAMPLES
from contracts.registry import BY_SERVICE
from contracts.values import (
    LeaderAttendance,
    OpinionDecisionKind,
    PersonCategory,
    SelectionMethod,
)
from services._kit.decider import Decider, Refused
from services.registration.app import DECIDERS, stream_of
from services.registration.domain.door import RecordAttendance
from services.registration.domain.hearing.commands import (
    DecideOpinion,
    DeclareNoOpinions,
    FeedBackOpinion,
    RecordOpinion,
)
from services.registration.domain.opinions import OPINIONS
from services.registration.domain.order import Command, Order
from services.registration.domain.representatives import REPRESENTATIVES as SEATS
from services.registration.domain.seats import (
    ConfirmSeat,
    RecordSizeReason,
    SelectRepresentative,
)
from services.registration.reactions import close_sign_up
from tests.contracts.test_examples import wrapped

NOW = datetime(2023, 9, 21, 1, 0, tzinfo=UTC)
DRAWN = SelectRepresentative(person="p1", method=SelectionMethod.OPEN_SELECTION)
SEAT = ConfirmSeat(person="p1")
REASON = RecordSizeReason(reason="场地小")
CAME = RecordAttendance(attendance={PersonCategory.PARENT: 3}, leader=LeaderAttendance.DEPUTY)
OPINION = RecordOpinion(opinion="o1", session="s1", category=PersonCategory.PARENT)
ADOPT = DecideOpinion(opinion="o1", decision=OpinionDecisionKind.ADOPTED, reason="列入计划")
REJECT = DecideOpinion(opinion="o1", decision=OpinionDecisionKind.NOT_ADOPTED, reason="无权限")
TELL = FeedBackOpinion(opinion="o1")
NONE = DeclareNoOpinions()


def decided(
    decider: Decider[Any, Any], command: Command, *before: Command, at: datetime = NOW
) -> list[DomainEvent]:
    state = decider.initial
    for one in before:
        for event in decider.decide(Order("daxing-2023", "open-11", one, "handler-1", at), state):
            state = decider.evolve(state, event)
    return decider.decide(Order("daxing-2023", "open-11", command, "handler-1", at), state)


@pytest.mark.parametrize(
    ("decider", "command", "before"),
    [
        (SEATS, DRAWN, ()),
        (SEATS, SEAT, (DRAWN,)),
        (SEATS, REASON, ()),
        (SEATS, CAME, ()),
        (OPINIONS, OPINION, ()),
        (OPINIONS, ADOPT, (OPINION,)),
        (OPINIONS, TELL, (OPINION, ADOPT)),
        (OPINIONS, NONE, ()),
        (OPINIONS, NONE, (OPINION,)),
    ],
)
def test_a_repeat_decides_nothing(
    decider: Decider[Any, Any], command: Command, before: tuple[Command, ...]
) -> None:
    assert len(decided(decider, command, *before)) == 1
    assert decided(decider, command, *before, command) == []


@pytest.mark.parametrize(
    ("decider", "command", "before", "reason"),
    [
        (SEATS, SEAT.model_copy(update={"occurred_at": NOW + timedelta(1)}), (), "in_future"),
        (OPINIONS, OPINION.model_copy(update={"occurred_at": NOW + timedelta(1)}), (), "in_future"),
        (OPINIONS, OPINION.model_copy(update={"category": None}), (OPINION,), "other_content"),
        (OPINIONS, ADOPT, (), "unknown_opinion"),
        (OPINIONS, TELL, (), "unknown_opinion"),
        (OPINIONS, TELL, (OPINION,), "undecided"),
    ],
)
def test_the_impossible_is_refused(
    decider: Decider[Any, Any], command: Command, before: tuple[Command, ...], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        decided(decider, command, *before)


def test_another_word_on_a_seat_corrects_the_last() -> None:
    known = SEAT.model_copy(update={"category": PersonCategory.PARENT})

    assert len(decided(SEATS, known, SEAT)) == 1
    assert len(decided(SEATS, SEAT, SEAT, known)) == 1


def test_a_decision_may_change_and_is_then_told_anew() -> None:
    assert len(decided(OPINIONS, REJECT, OPINION, ADOPT, TELL)) == 1
    assert len(decided(OPINIONS, TELL, OPINION, ADOPT, TELL, REJECT)) == 1


def test_a_decision_belongs_to_the_session_of_its_opinion() -> None:
    [event] = decided(OPINIONS, ADOPT, OPINION)

    assert getattr(event, "session") == "s1"  # noqa: B009 - mypy knows only the base


def test_none_received_can_be_declared_beside_an_opinion_and_again_after_one() -> None:
    assert len(decided(OPINIONS, NONE, OPINION)) == 1
    assert len(decided(OPINIONS, NONE, NONE, OPINION)) == 1
    assert len(decided(OPINIONS, OPINION, NONE)) == 1


def test_every_event_of_registration_has_an_aggregate_that_knows_it() -> None:
    events = [EXAMPLES[event.ce_type()] for event in BY_SERVICE["registration"]]

    assert {stream_of(event).partition(":")[0] for event in events} == set(DECIDERS)


def test_a_cancellation_closes_sign_up() -> None:
    cancelled = EXAMPLES["EventCancelled.v1"]
    assert isinstance(cancelled, EventCancelled)

    [(stream, order)] = close_sign_up(wrapped(cancelled), cancelled, None)

    assert stream == "representatives:daxing-2023:open-11"
    assert isinstance(order, Order)
