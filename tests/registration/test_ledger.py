"""The ledger of opinions without IO: numbers, returns, corrections, merges, follow-up."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.event import DomainEvent
from contracts.events.announcer import OpinionResultsPublished
from contracts.examples import EXAMPLES
from contracts.values import FeedbackMeans, OpinionDecisionKind, OpinionResult, PersonCategory
from services._kit.decider import Refused
from services.registration.domain.hearing.commands import (
    CorrectReply,
    DecideOpinion,
    DispatchOpinion,
    FeedBackOpinion,
    FollowUpOpinion,
    MergeOpinion,
    RecordOpinion,
    ReopenOpinion,
    ReplyToOpinion,
    ReturnOpinion,
    SummariseOpinion,
    UnmergeOpinion,
)
from services.registration.domain.hearing.state import Opinions
from services.registration.domain.opinions import OPINIONS
from services.registration.domain.order import Command, Order
from services.registration.reactions import feed_back_in_public
from tests.contracts.test_examples import wrapped

NOW = datetime(2023, 9, 21, 1, 0, tzinfo=UTC)
ONE, TWO, THREE = (RecordOpinion(opinion=name) for name in ("o1", "o2", "o3"))
ASK = DispatchOpinion(opinion="o1", unit="caiyu")
GIVE_BACK = ReturnOpinion(opinion="o1", unit="caiyu", reason="不属本单位职责")
REPLY = ReplyToOpinion(opinion="o1", unit="caiyu")
CORRECT = CorrectReply(opinion="o1", unit="caiyu", correction="c1")
ADOPT = DecideOpinion(opinion="o1", decision=OpinionDecisionKind.ADOPTED, reason="列入计划")
TELL = FeedBackOpinion(opinion="o1", means=FeedbackMeans.TELEPHONE)
SUM_UP = SummariseOpinion(opinion="o1", summary="建议公开进度")
MERGE = MergeOpinion(opinion="o2", into="o1")
UNMERGE = UnmergeOpinion(opinion="o2")
DISCONTENT = FollowUpOpinion(opinion="o1", satisfied=False)
REOPEN = ReopenOpinion(opinion="o1", reason="本人反映没有改")
TOLD = (ONE, ADOPT, TELL)


def done(*commands: Command) -> tuple[Opinions, list[DomainEvent]]:
    """The state after some commands, and the facts of the last one."""
    state, events = OPINIONS.initial, list[DomainEvent]()
    for command in commands:
        order: Order[Any] = Order("daxing-2023", "open-11", command, "handler-1", NOW)
        events = list(OPINIONS.decide(order, state))
        for event in events:
            state = OPINIONS.evolve(state, event)
    return state, events


@pytest.mark.parametrize(
    ("command", "before"),
    [
        (GIVE_BACK, (ONE, ASK)),
        (REPLY, (ONE, ASK)),
        (CORRECT, (ONE, ASK, REPLY)),
        (CORRECT, (ONE, REPLY, ADOPT, TELL)),
        (SUM_UP, (ONE,)),
        (MERGE, (ONE, TWO)),
        (UNMERGE, (ONE, TWO, MERGE)),
        (DISCONTENT, TOLD),
        (ASK, (ONE, ASK, GIVE_BACK)),
        (MergeOpinion(opinion="o3", into="o1"), (ONE, TWO, THREE, MERGE)),
    ],
)
def test_each_step_is_one_fact_and_its_repeat_is_none(
    command: Command, before: tuple[Command, ...]
) -> None:
    assert len(done(*before, command)[1]) == 1
    assert done(*before, command, command)[1] == []


@pytest.mark.parametrize(
    ("command", "before", "reason"),
    [
        (GIVE_BACK, (ONE,), "not_dispatched"),
        (GIVE_BACK, (ONE, ASK, REPLY), "already_replied"),
        (CORRECT, (ONE, ASK), "not_replied"),
        (MERGE, (ONE,), "unknown_opinion"),
        (MergeOpinion(opinion="o1", into="o1"), (ONE,), "itself"),
        (MergeOpinion(opinion="o1", into="o2"), (ONE, TWO, MERGE), "itself"),
        (MergeOpinion(opinion="o1", into="o2"), (*TOLD, TWO), "fed_back"),
        (DISCONTENT, (ONE, ADOPT), "not_fed_back"),
        (REOPEN, TOLD, "satisfied"),
        (REOPEN, (*TOLD, DISCONTENT, REOPEN), "reopened"),
        (RecordOpinion(opinion="o9", independent=True), (), "not_independent"),
        *(
            (command, (ONE, TWO, MergeOpinion(opinion="o1", into="o2")), "merged")
            for command in (ASK, REPLY, ADOPT, TELL, SUM_UP)
        ),
    ],
)
def test_the_impossible_is_refused(
    command: Command, before: tuple[Command, ...], reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        done(*before, command)


def test_opinions_are_numbered_as_they_come_and_a_repeat_keeps_its_number() -> None:
    state, [event] = done(ONE, TWO, ONE, THREE)

    assert event.model_dump()["number"] == 3
    assert [state.by_id[name].number for name in ("o1", "o2", "o3")] == [1, 2, 3]


def test_a_fact_from_before_numbers_counts_by_its_place() -> None:
    old = done(ONE)[1][0].model_copy(update={"number": None})
    state = OPINIONS.evolve(OPINIONS.initial, old)

    assert state.by_id["o1"].number == 1


def test_only_deputies_and_members_give_independent_opinions() -> None:
    deputy = RecordOpinion(opinion="o1", independent=True, category=PersonCategory.NPC_DEPUTY)

    assert done(deputy)[1][0].model_dump()["independent"] is True
    assert done(ONE)[1][0].model_dump()["independent"] is None


def test_what_was_merged_into_an_opinion_goes_with_it() -> None:
    state, events = done(ONE, TWO, THREE, MERGE, MergeOpinion(opinion="o1", into="o3"))

    assert [it.model_dump()["opinion"] for it in events] == ["o1", "o2"]
    assert {it.into for it in state.by_id.values()} == {None, "o3"}
    assert state.merged_into("o3") == ["o1", "o2"]


def test_merging_into_what_was_fed_back_wants_it_told_to_all() -> None:
    assert len(done(*TOLD, TWO, MERGE, TELL)[1]) == 1


def test_a_merge_taken_back_leaves_it_where_it_stood() -> None:
    settled = ADOPT.model_copy(update={"opinion": "o2"})
    state, _ = done(ONE, TWO, settled, MERGE, UNMERGE)

    assert state.by_id["o2"].decided is not None
    assert state.by_id["o2"].into is None


def test_the_author_of_a_merged_opinion_speaks_for_themselves() -> None:
    other = FollowUpOpinion(opinion="o2", satisfied=False)
    _, [reopened] = done(ONE, TWO, MERGE, ADOPT, TELL, other, REOPEN)

    assert reopened.model_dump()["opinion"] == "o1"


def test_what_is_reopened_is_decided_and_told_again() -> None:
    state, _ = done(*TOLD, DISCONTENT, REOPEN)

    assert state.by_id["o1"].decided is None
    assert len(done(*TOLD, DISCONTENT, REOPEN, ADOPT)[1]) == 1
    assert len(done(*TOLD, DISCONTENT, REOPEN, ADOPT, TELL)[1]) == 1


def test_what_was_published_of_a_standing_decision_is_fed_back() -> None:
    published = EXAMPLES["OpinionResultsPublished.v1"]
    assert isinstance(published, OpinionResultsPublished)
    adopted = OpinionResult(
        opinion="o1", summary="公开进度", decision=OpinionDecisionKind.ADOPTED, reason="列入计划"
    )
    stale = adopted.model_copy(update={"opinion": "o2"})
    report = published.model_copy(update={"results": (adopted, stale)})

    def told(event: OpinionResultsPublished) -> list[Any]:
        decisions = {"o1": "adopted", "o2": "not_adopted"}
        found = feed_back_in_public(wrapped(event), event, decisions)
        return [getattr(order, "command", None) for _, order in found]

    assert told(published) == []  # entered by hand: nobody knows what it says
    assert told(report) == [FeedBackOpinion(opinion="o1", means=FeedbackMeans.PUBLISHED)]


def test_a_text_that_replaced_the_reply_may_be_replaced_again() -> None:
    again = CORRECT.model_copy(update={"correction": "c2"})

    assert len(done(ONE, REPLY, CORRECT, again)[1]) == 1
    assert len(done(ONE, REPLY, CORRECT, again, CORRECT)[1]) == 1
