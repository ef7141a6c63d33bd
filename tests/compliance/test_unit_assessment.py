"""The steps of one unit's assessment: who may take which, and when."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.event import DomainEvent
from contracts.values import OwnMark
from services._kit.decider import Refused
from services.compliance.assessment.score import Score, score
from services.compliance.assessment.standing import reference
from services.compliance.assessment.table import parse_table
from services.compliance.domain.scoring_table import SCORING_TABLE, AdoptScoringTable
from services.compliance.domain.unit_assessment import (
    UNIT_ASSESSMENT,
    Command,
    ConfirmScore,
    DecideAppeal,
    LodgeAppeal,
    ReviewScore,
    Standing,
    SubmitSelfScore,
)
from tests.compliance.scored import SMALL, verdict

TABLE = parse_table(SMALL, "small.toml")
REF = reference(TABLE)
WALL = [verdict("ANN-TIME", "missed"), verdict("HELD", "met")]
FOUND: Score = score(TABLE, WALL)
UNIT: dict[str, Any] = {"programme": "daxing-2023", "unit": "jiugong"}
OFFICE: dict[str, Any] = {**UNIT, "by": "office-1", "by_unit": "zhengwufuwuju"}
ASSESSOR: dict[str, Any] = {**UNIT, "by": "assessor-1", "by_unit": "third-party"}
LEADER: dict[str, Any] = {**UNIT, "by": "leader-1", "by_unit": "jiugong"}
LAST = date(2023, 12, 19)


def self_score(notice: int = 6000, holding: int = 4000) -> SubmitSelfScore:
    marks = (OwnMark(indicator="notice", marks=notice), OwnMark(indicator="holding", marks=holding))
    most = {item.code: item.most for item in FOUND.applicable}
    return SubmitSelfScore(**LEADER, scoring=REF, marks=marks, most=most)


def given(**changed: Any) -> dict[str, Any]:
    return {
        "scoring": REF,
        "as_of": datetime(2023, 12, 12, 8, tzinfo=UTC),
        "computed": FOUND,
        "marks": {"notice": 5000, "holding": 4000},
        "reasons": {},
        **changed,
    }


def review(by: dict[str, Any] = OFFICE, **changed: Any) -> ReviewScore:
    return ReviewScore(**by, **given(**changed), appeal_until=LAST)


def appeal(today: date = LAST, *indicators: str) -> LodgeAppeal:
    return LodgeAppeal(
        **LEADER, indicators=indicators or ("notice",), reason="公告当天已发布", today=today
    )


def decision(by: dict[str, Any] = ASSESSOR, **changed: Any) -> DecideAppeal:
    return DecideAppeal(**by, **given(**changed), reason="经核对属实")


def confirm(day: int = 20, by: dict[str, Any] = OFFICE) -> ConfirmScore:
    return ConfirmScore(**by, today=date(2023, 12, day))


def after(*commands: Command) -> Standing:
    """The state after some commands, each of which decides nothing when repeated."""
    state = Standing()
    for command in commands:
        events = UNIT_ASSESSMENT.decide(command, state)
        for event in events:
            state = UNIT_ASSESSMENT.evolve(state, event)
        assert UNIT_ASSESSMENT.decide(command, state) == []
    return state


def refused(state: Standing, command: Command) -> str:
    with pytest.raises(Refused) as refusal:
        UNIT_ASSESSMENT.decide(command, state)
    return refusal.value.reason


def test_a_unit_marks_itself_is_reviewed_appeals_and_is_confirmed() -> None:
    changed = given(marks={"notice": 5700, "holding": 4000}, reasons={"notice": "只晚了一天"})
    state = after(self_score(), review(), appeal(), decision(**changed), confirm())
    assert state.result is not None
    assert (state.result.total, state.result.full_marks) == (9700, 10000)
    assert state.result.confirmed_by == "office-1"
    assert state.decision is not None
    assert state.decision.upheld


def test_a_self_score_may_be_changed_until_it_is_reviewed() -> None:
    state = after(self_score(), self_score(5500))
    assert state.self_score is not None
    assert state.self_score.marks[0].marks == 5500
    assert refused(after(self_score(), review()), self_score(5500)) == "already_reviewed"


def test_a_self_score_names_every_indicator_that_applies_within_its_marks() -> None:
    assert refused(Standing(), self_score(6001)) == "too_many_marks"
    command = self_score()
    assert refused(Standing(), replace(command, marks=command.marks[:1])) == "indicators_differ"
    twice = (*command.marks, command.marks[0])
    assert refused(Standing(), replace(command, marks=twice)) == "indicator_repeated"


def test_a_unit_that_marks_itself_never_is_reviewed_all_the_same() -> None:
    assert after(review()).review is not None


@pytest.mark.parametrize("step", [review, decision, confirm], ids=lambda step: step.__name__)
def test_nobody_decides_on_a_unit_of_their_own(step: Callable[..., Command]) -> None:
    state = after(review(), appeal()) if step is decision else after(review())
    assert refused(state, step(by={**UNIT, "by": "office-1", "by_unit": "jiugong"})) == "own_unit"


def test_marks_other_than_the_computed_need_a_reason() -> None:
    changed = {"notice": 5500, "holding": 4000}
    assert refused(Standing(), review(marks=changed)) == "reason_missing"
    assert after(review(marks=changed, reasons={"notice": "证据充分"})).review is not None


def test_marks_stay_within_what_an_indicator_has() -> None:
    beyond = review(marks={"notice": 6001, "holding": 4000}, reasons={"notice": "多给"})
    assert refused(Standing(), beyond) == "too_many_marks"
    assert refused(Standing(), review(marks={"notice": 5000})) == "indicators_differ"


def test_a_veto_leaves_nothing_whatever_is_marked() -> None:
    vetoed = score(TABLE, [verdict("HELD", "missed")])
    marks = {"holding": 4000}
    state = after(review(computed=vetoed, marks=marks, reasons={"holding": "情况特殊"}))
    assert state.review is not None
    assert (state.review.total, state.review.vetoed_by) == (0, ("HELD",))


def test_what_nothing_applies_to_is_not_marked() -> None:
    assert refused(Standing(), review(computed=score(TABLE, []), marks={})) == "nothing_to_mark"


def test_an_appeal_comes_in_time_once_and_about_what_was_reviewed() -> None:
    assert refused(Standing(), appeal()) == "not_reviewed"
    assert refused(after(review()), appeal(date(2023, 12, 20))) == "too_late"
    assert refused(after(review()), appeal(LAST, "nothing")) == "unknown_indicator"
    assert refused(after(review(), appeal()), appeal(LAST, "holding")) == "appealed"


def test_the_reviewer_does_not_decide_the_appeal() -> None:
    assert refused(after(review(), appeal()), decision(by=OFFICE)) == "own_review"
    assert refused(after(review()), decision()) == "no_appeal"


def test_an_appeal_that_changes_nothing_was_not_upheld() -> None:
    state = after(review(), appeal(), decision())
    assert state.decision is not None
    assert not state.decision.upheld


def test_nothing_is_final_while_an_appeal_is_possible_or_open() -> None:
    assert refused(Standing(), confirm()) == "not_reviewed"
    assert refused(after(review()), confirm(19)) == "appeal_possible"
    assert refused(after(review(), appeal()), confirm()) == "appeal_open"
    final = after(review(), confirm())
    assert refused(final, appeal()) == "appealed"
    assert refused(final, review(reasons={"notice": "又改"})) == "already_reviewed"


def adopt(text: str = SMALL) -> AdoptScoringTable:
    table = parse_table(text, "office.toml")
    return AdoptScoringTable(
        "daxing-2023", reference(table), table.effective_from, table.content, "office-1"
    )


def test_a_version_of_a_table_is_one_text_for_ever() -> None:
    state = SCORING_TABLE.initial
    (event,) = SCORING_TABLE.decide(adopt(), state)
    state = SCORING_TABLE.evolve(state, event)
    assert SCORING_TABLE.decide(adopt(), state) == []
    with pytest.raises(Refused, match="version_taken"):
        SCORING_TABLE.decide(adopt(SMALL + "# 注\n"), state)
    newer: list[DomainEvent] = SCORING_TABLE.decide(
        adopt(SMALL.replace('version = "1"', 'version = "2"')), state
    )
    assert len(newer) == 1
