"""The assessment of one unit: self-score, review, appeal, decision, final (自评、复核、申诉、确认).

Nobody marks a unit of their own: the office's own activities are marked by an assessor from
outside. Whoever reviewed does not decide the appeal. Nothing is final while an appeal is possible.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from contracts.event import DomainEvent
from contracts.events.compliance import (
    AppealDecided,
    AppealLodged,
    ScoredEvent,
    SelfScored,
    UnitScoreConfirmed,
    UnitScoreReviewed,
)
from contracts.values import GivenMark, OwnMark, ScoringTableRef
from services._kit.decider import Decider, Refused
from services.compliance.assessment.score import Score, total_of


@dataclass(frozen=True, slots=True)
class Assessing:
    """Who acts, for which unit of which programme; ``by_unit`` is the actor's own unit."""

    programme: str
    unit: str
    by: str
    by_unit: str


@dataclass(frozen=True, slots=True)
class SubmitSelfScore(Assessing):
    """``most`` names the indicators that apply, with the marks that each can have."""

    scoring: ScoringTableRef
    marks: tuple[OwnMark, ...]
    most: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class GiveMarks(Assessing):
    """Marks by indicator, and reasons where they are not those that ``computed`` has."""

    scoring: ScoringTableRef
    as_of: datetime
    computed: Score
    marks: Mapping[str, int]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReviewScore(GiveMarks):
    """``appeal_until``: the last Beijing date on which the unit may appeal."""

    appeal_until: date


@dataclass(frozen=True, slots=True)
class LodgeAppeal(Assessing):
    """``today`` is a Beijing date."""

    indicators: tuple[str, ...]
    reason: str
    today: date


@dataclass(frozen=True, slots=True)
class DecideAppeal(GiveMarks):
    """The marks after the appeal, all of them."""

    reason: str


@dataclass(frozen=True, slots=True)
class ConfirmScore(Assessing):
    """``today`` is a Beijing date."""

    today: date


Command = SubmitSelfScore | ReviewScore | LodgeAppeal | DecideAppeal | ConfirmScore


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the assessment of a unit is."""

    self_score: SelfScored | None = None
    review: UnitScoreReviewed | None = None
    appeal: AppealLodged | None = None
    decision: AppealDecided | None = None
    result: UnitScoreConfirmed | None = None

    @property
    def scored(self) -> ScoredEvent | None:
        """The marks given last."""
        return self.result or self.decision or self.review


def decide(command: Command, state: Standing) -> list[DomainEvent]:
    """Record the step, if it is the unit's turn or the office's; a repeat is no new fact."""
    match command:
        case SubmitSelfScore():
            return _self_score(command, state)
        case ReviewScore():
            return _review(command, state)
        case LodgeAppeal():
            return _appeal(command, state)
        case DecideAppeal():
            return _decide_appeal(command, state)
        case ConfirmScore():
            return _confirm(command, state)


def _self_score(command: SubmitSelfScore, state: Standing) -> list[DomainEvent]:
    event = SelfScored(
        programme=command.programme,
        unit=command.unit,
        scoring=command.scoring,
        marks=command.marks,
        scored_by=command.by,
    )
    if event == state.self_score:
        return []
    if state.review is not None:
        raise Refused("already_reviewed", "复核已经完成，自评不能再改。对复核有异议的，可以申诉。")
    given = [mark.indicator for mark in command.marks]
    _refuse_incomplete(set(given), command.most)
    if len(set(given)) < len(given):
        raise Refused("indicator_repeated", "同一指标只能填一次。", "marks")
    for mark in command.marks:
        _refuse_too_many(mark.indicator, mark.marks, command.most)
    return [event]


def _review(command: ReviewScore, state: Standing) -> list[DomainEvent]:
    _refuse_own_unit(command)
    event = UnitScoreReviewed(
        **_given(command),
        appeal_until=command.appeal_until,
        reviewer=command.by,
        reviewer_unit=command.by_unit,
    )
    if event == state.review:
        return []
    if state.appeal is not None or state.result is not None:
        raise Refused("already_reviewed", "本单位已经申诉或者结果已经确认，复核不能再改。")
    return [event]


def _appeal(command: LodgeAppeal, state: Standing) -> list[DomainEvent]:
    event = AppealLodged(
        programme=command.programme,
        unit=command.unit,
        indicators=tuple(sorted(set(command.indicators))),
        reason=command.reason,
        lodged_by=command.by,
    )
    if event == state.appeal:
        return []
    if state.review is None:
        raise Refused("not_reviewed", "还没有复核，不用申诉。")
    if state.appeal is not None or state.result is not None:
        raise Refused("appealed", "每个单位只能申诉一次，结果确认后不再受理。")
    if command.today > state.review.appeal_until:
        raise Refused("too_late", "申诉期已过。")
    if not {mark.indicator for mark in state.review.marks}.issuperset(event.indicators):
        raise Refused("unknown_indicator", "所选指标没有复核得分。", "indicators")
    return [event]


def _decide_appeal(command: DecideAppeal, state: Standing) -> list[DomainEvent]:
    _refuse_own_unit(command)
    if state.appeal is None or state.review is None:
        raise Refused("no_appeal", "本单位没有申诉。")
    if command.by == state.review.reviewer:
        raise Refused("own_review", "复核人不能决定对自己复核的申诉，请由其他人办理。")
    given = _given(command)
    before = {mark.indicator: mark.marks for mark in state.review.marks}
    after = {mark.indicator: mark.marks for mark in given["marks"]}
    event = AppealDecided(
        **given,
        upheld=before != after or state.review.total != given["total"],
        reason=command.reason,
        decided_by=command.by,
        decider_unit=command.by_unit,
    )
    if event == state.decision:
        return []
    if state.decision is not None:
        raise Refused("appeal_decided", "申诉已经作出决定。")
    return [event]


def _confirm(command: ConfirmScore, state: Standing) -> list[DomainEvent]:
    _refuse_own_unit(command)
    if state.result is not None:
        return []
    scored, review = state.scored, state.review
    if scored is None or review is None:
        raise Refused("not_reviewed", "还没有复核，不能确认结果。")
    if state.appeal is not None and state.decision is None:
        raise Refused("appeal_open", "申诉还没有决定，不能确认结果。")
    if state.appeal is None and command.today <= review.appeal_until:
        last = f"{review.appeal_until.month}月{review.appeal_until.day}日"
        raise Refused("appeal_possible", f"申诉期到{last}为止，期满后才能确认结果。")
    kept = scored.model_dump(include=set(ScoredEvent.model_fields))
    event = UnitScoreConfirmed(**kept, confirmed_by=command.by, confirmer_unit=command.by_unit)
    return [event]


def _given(command: GiveMarks) -> dict[str, Any]:
    """What a review and a decision share; each applicable item has marks within its bounds."""
    score = command.computed
    most = {item.code: item.most for item in score.applicable}
    vetoed = tuple(sorted({case.code for case in score.vetoed_by}))
    total = total_of(score.table, score.items, command.marks, vetoed=bool(vetoed))
    if total is None:
        raise Refused("nothing_to_mark", "没有适用的指标，不计分。")
    _refuse_incomplete(set(command.marks), most)
    given = []
    for item in score.applicable:
        marks, reason = command.marks[item.code], command.reasons.get(item.code)
        _refuse_too_many(item.code, marks, most)
        if marks != item.marks and not reason:
            raise Refused("reason_missing", "与系统测算不同的，请写明理由。", f"reason.{item.code}")
        given.append(
            GivenMark(
                indicator=item.code,
                title=item.title,
                full_marks=item.most,
                marks=marks,
                reason=reason,
            )
        )
    return {
        "programme": command.programme,
        "unit": command.unit,
        "scoring": command.scoring,
        "as_of": command.as_of,
        "marks": tuple(given),
        "vetoed_by": vetoed,
        "total": total,
        "full_marks": score.table.full_marks,
    }


def _refuse_own_unit(command: Assessing) -> None:
    if command.by_unit == command.unit:
        raise Refused("own_unit", "本单位的考核由外单位人员办理，请回避。")


def _refuse_incomplete(given: set[str], most: Mapping[str, int]) -> None:
    if given != most.keys():
        missing = sorted(most.keys() - given)
        field = f"marks.{missing[0]}" if missing else "marks"
        raise Refused("indicators_differ", "适用的指标每项都要填分数，不适用的不填。", field)


def _refuse_too_many(indicator: str, marks: int, most: Mapping[str, int]) -> None:
    if marks > most[indicator]:
        raise Refused("too_many_marks", "得分不能高于满分。", f"marks.{indicator}")


def evolve(state: Standing, event: DomainEvent) -> Standing:
    """Remember each step."""
    match event:
        case SelfScored():
            return replace(state, self_score=event)
        case UnitScoreReviewed():
            return replace(state, review=event)
        case AppealLodged():
            return replace(state, appeal=event)
        case AppealDecided():
            return replace(state, decision=event)
        case UnitScoreConfirmed():
            return replace(state, result=event)
        case _:
            return state


UNIT_ASSESSMENT: Decider[Command, Standing] = Decider("unit_assessment", Standing(), decide, evolve)
