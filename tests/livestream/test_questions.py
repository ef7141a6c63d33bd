"""Questions: what is decided, refused, and that a repeat is no fact; persons are forgotten once."""

import hashlib

import pytest

from contracts.event import DomainEvent
from contracts.events.livestream import (
    PersonForgotten,
    QuestionAnswered,
    QuestionAsked,
    QuestionHeld,
    QuestionLeftOpen,
    QuestionMerged,
    QuestionReleased,
    QuestionsPurged,
    QuestionTakenUp,
    QuestionUnmerged,
)
from contracts.values import AnswerMeans, HoldReason
from services._kit.decider import Refused
from services.livestream.domain.order import Order
from services.livestream.domain.person import PERSON, ForgetPerson
from services.livestream.domain.questions import (
    QUESTIONS,
    Answer,
    Ask,
    CloseQuestions,
    HandOver,
    Hold,
    Merge,
    PurgeQuestions,
    QuestionCommand,
    Release,
    TakeUp,
    Unmerge,
)

Q1 = {"programme": "daxing-2023", "activity": "open-11", "session": "s1", "question": "q1"}
ASK = Ask(session="s1", question="q1")
HOLD = Hold(question="q1", reason=HoldReason.OFF_TOPIC)
ABUSIVE = Hold(question="q1", reason=HoldReason.ABUSIVE)
RELEASE = Release(question="q1")
ANSWER = Answer(question="q1", means=AnswerMeans.LIVE)
CLOSE = CloseQuestions(session="s1")
HAND_OVER = HandOver(question="q1")
TAKE_UP = TakeUp(question="q1")
MERGE = Merge(question="q1", into="q2")
UNMERGE = Unmerge(question="q1")
ASK_2 = Ask(session="s1", question="q2")
RELEASE_2 = Release(question="q2")
HOLD_2 = Hold(question="q2", reason=HoldReason.OFF_TOPIC)
ANSWER_2 = Answer(question="q2", means=AnswerMeans.LIVE)
HAND_OVER_2 = HandOver(question="q2")
BACK = Merge(question="q2", into="q1")
BOTH = (ASK, ASK_2)
SHOWN = (*BOTH, RELEASE, RELEASE_2)


def decided(command: QuestionCommand, *before: QuestionCommand) -> list[DomainEvent]:
    state = QUESTIONS.initial
    for one in before:
        for event in QUESTIONS.decide(Order("daxing-2023", "open-11", one), state):
            state = QUESTIONS.evolve(state, event)
    return QUESTIONS.decide(Order("daxing-2023", "open-11", command), state)


@pytest.mark.parametrize(
    ("command", "before", "fact"),
    [
        (ASK, (), QuestionAsked(**Q1)),
        (HOLD, (ASK,), QuestionHeld(**Q1, reason=HoldReason.OFF_TOPIC)),
        (ABUSIVE, (ASK, HOLD), QuestionHeld(**Q1, reason=HoldReason.ABUSIVE)),
        (HOLD, (ASK, RELEASE), QuestionHeld(**Q1, reason=HoldReason.OFF_TOPIC)),
        (RELEASE, (ASK,), QuestionReleased(**Q1)),
        (RELEASE, (ASK, HOLD), QuestionReleased(**Q1)),
        (ANSWER, (ASK, RELEASE), QuestionAnswered(**Q1, means=AnswerMeans.LIVE)),
        (CLOSE, (ASK,), QuestionLeftOpen(**Q1)),
        (CLOSE, (ASK, RELEASE), QuestionLeftOpen(**Q1)),
        (HAND_OVER, (ASK,), QuestionLeftOpen(**Q1)),
        (HAND_OVER, (ASK, RELEASE), QuestionLeftOpen(**Q1)),
        (HAND_OVER, (ASK, HOLD), QuestionLeftOpen(**Q1)),
        (TAKE_UP, (ASK, RELEASE), QuestionTakenUp(**Q1)),
        (TAKE_UP, (*SHOWN, TAKE_UP, TakeUp(question="q2")), QuestionTakenUp(**Q1)),
        (TAKE_UP, (ASK, RELEASE, TAKE_UP, HOLD, RELEASE), QuestionTakenUp(**Q1)),
        (MERGE, BOTH, QuestionMerged(**Q1, into="q2")),
        (MERGE, (*BOTH, HOLD), QuestionMerged(**Q1, into="q2")),
        (MERGE, SHOWN, QuestionMerged(**Q1, into="q2")),
        (UNMERGE, (*BOTH, MERGE), QuestionUnmerged(**Q1)),
    ],
)
def test_every_command_is_one_fact_and_its_repeat_none(
    command: QuestionCommand, before: tuple[QuestionCommand, ...], fact: DomainEvent
) -> None:
    assert decided(command, *before) == [fact]
    assert decided(command, *before, command) == []


@pytest.mark.parametrize(
    ("command", "before", "reason"),
    [
        (HOLD, (), "unknown_question"),
        (RELEASE, (), "unknown_question"),
        (ANSWER, (), "unknown_question"),
        (HOLD, (ASK, RELEASE, ANSWER), "answered"),
        (HAND_OVER, (), "unknown_question"),
        (HAND_OVER, (ASK, RELEASE, ANSWER), "answered"),
        (ANSWER, (ASK,), "not_released"),
        (ANSWER, (ASK, HOLD), "not_released"),
        (HOLD, (ASK, CLOSE), "left_open"),
        (RELEASE, (ASK, CLOSE), "left_open"),
        (ANSWER, (ASK, RELEASE, CLOSE), "left_open"),
        (TAKE_UP, (ASK,), "not_released"),
        (TAKE_UP, (ASK, RELEASE, ANSWER), "not_released"),
        (MERGE, (ASK,), "unknown_question"),
        (MERGE, (ASK_2,), "unknown_question"),
        (MERGE, (*SHOWN, ANSWER), "answered"),
        (MERGE, (*SHOWN, HAND_OVER), "left_open"),
        (MERGE, (*BOTH, HOLD_2), "into_held"),
        (MERGE, (*SHOWN, ANSWER_2), "into_answered"),
        (MERGE, (*SHOWN, HAND_OVER_2), "into_left_open"),
        (MERGE, (ASK, Ask(session="s2", question="q2")), "other_session"),
        (MERGE, (*BOTH, RELEASE), "not_released"),
        (Merge(question="q1", into="q1"), (ASK,), "itself"),
        (BACK, (*BOTH, MERGE), "itself"),
        (RELEASE, (*BOTH, MERGE), "merged"),
        (HAND_OVER, (*BOTH, MERGE), "merged"),
        (HOLD_2, (*BOTH, MERGE), "has_merged"),
        (UNMERGE, (*SHOWN, MERGE, ANSWER_2), "answered"),
        (UNMERGE, (*SHOWN, MERGE, HAND_OVER_2), "left_open"),
    ],
)
def test_the_impossible_is_refused(
    command: QuestionCommand, before: tuple[QuestionCommand, ...], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        decided(command, *before)


def test_closing_leaves_open_what_nobody_answered_and_holds_what_is_held() -> None:
    others = [Ask(session="s1", question=name) for name in ("q2", "q3")]
    elsewhere = Ask(session="s2", question="q4")
    hold = Hold(question="q2", reason=HOLD.reason)
    before: tuple[QuestionCommand, ...] = (ASK, *others, elsewhere, RELEASE, ANSWER, hold)
    assert decided(CLOSE, *before) == [QuestionLeftOpen(**{**Q1, "question": "q3"})]
    assert decided(CLOSE) == []


@pytest.mark.parametrize(
    ("before", "again"),
    [
        (BOTH, []),
        (SHOWN, [QuestionReleased(**Q1)]),
        ((*BOTH, ABUSIVE), [QuestionHeld(**Q1, reason=HoldReason.ABUSIVE)]),
    ],
)
def test_a_merge_that_is_undone_gives_back_what_was_before(
    before: tuple[QuestionCommand, ...], again: list[DomainEvent]
) -> None:
    assert decided(UNMERGE, *before, MERGE) == [QuestionUnmerged(**Q1), *again]
    assert decided(UNMERGE, *before) == []


def test_what_was_merged_goes_on_with_its_main_question_and_is_not_left_open_twice() -> None:
    third = (Ask(session="s1", question="q3"), Merge(question="q3", into="q1"))
    merged = decided(MERGE, *BOTH, *third)

    assert merged == [
        QuestionMerged(**{**Q1, "question": name}, into="q2") for name in ("q1", "q3")
    ]
    assert decided(CLOSE, *BOTH, *third, MERGE) == [QuestionLeftOpen(**{**Q1, "question": "q2"})]
    assert decided(Merge(question="q3", into="q1"), *BOTH, *third, MERGE) == []


def test_a_person_is_forgotten_once() -> None:
    command = ForgetPerson(programme="daxing-2023", person="p1")
    [fact] = PERSON.decide(command, PERSON.initial)

    assert fact == PersonForgotten(programme="daxing-2023", person="p1")
    assert PERSON.decide(command, PERSON.evolve(PERSON.initial, fact)) == []


def test_a_purge_names_every_question_ever_asked_and_is_a_fact_once() -> None:
    second = Ask(session="s2", question="q2")
    purge = PurgeQuestions(cause="c1")
    (fact,) = decided(purge, ASK, second)
    (later,) = decided(purge, ASK, purge, second)

    assert isinstance(fact, QuestionsPurged)
    assert (fact.questions, fact.cause) == (2, "c1")
    assert fact.questions_sha256 == hashlib.sha256(b"q1\nq2\n").hexdigest()
    assert later == fact
    assert decided(purge) == decided(purge, ASK, purge) == []
