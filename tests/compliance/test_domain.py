"""What compliance records; a repeat is no new fact."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from contracts.event import DomainEvent
from contracts.events.compliance import AssessmentClosed
from contracts.registry import BY_SERVICE
from contracts.values import AssessmentPoint, VerdictStatus
from services._kit.decider import Decider, Refused
from services.compliance.app import DECIDERS
from services.compliance.domain import stream_of
from services.compliance.domain.assessment import ASSESSMENT, CloseAssessment
from services.compliance.domain.review import REVIEW, DecideReview
from services.compliance.domain.routine_unit import ROUTINE_UNIT, RegisterRoutineUnit
from services.compliance.domain.rulebook import RULEBOOK, AdoptCalendar, AdoptPack
from services.compliance.domain.told import TOLD, Tell

P = "daxing-2023"
FACT = "5c0d8a0e-0000-4000-8000-000000000001"


def run(decider: Decider[Any, Any], *commands: object) -> list[DomainEvent]:
    """Every event that the commands cause, each command given twice."""
    state, events = decider.initial, []
    for command in commands:
        decided = decider.decide(command, state)
        for event in decided:
            state = decider.evolve(state, event)
        assert decider.decide(command, state) == []
        events += decided
    return events


def names(events: list[DomainEvent]) -> list[str]:
    return [event.name for event in events]


def review(**changed: Any) -> DecideReview:
    given: dict[str, Any] = {
        "programme": P,
        "activity": "open-04",
        "code": "MAT-TIME",
        "status": VerdictStatus.MET,
        "reason": "网站后台日志可证",
        "reviewer": "wang",
        "reviewer_unit": "third-party",
        "lead_unit": "zhengwufuwuju",
        "basis": ("b", "a", "b"),
        "strengths": {"MAT-TIME": "M", "FORM": "A"},
    }
    return DecideReview(**{**given, **changed})


def tell(status: VerdictStatus, **changed: Any) -> Tell:
    given: dict[str, Any] = {
        "programme": P,
        "row": "open-04",
        "activity": "open-04",
        "code": "MAT-TIME",
        "status": status,
        "due": date(2023, 9, 19),
        "as_of": datetime(2023, 9, 15, tzinfo=UTC),
        "cause": None,
        "mandatory": True,
    }
    return Tell(**{**given, **changed})


def test_a_pack_and_a_calendar_are_adopted_until_others_are() -> None:
    first = AdoptPack(P, P, "1", "a" * 64)
    second = AdoptPack(P, P, "2", "b" * 64)
    calendar = AdoptCalendar(P, "cn", "cn-2004-2026", "c" * 64, 2023)
    told = names(run(RULEBOOK, first, calendar, second, first))
    assert told == ["PackAdopted", "CalendarAdopted", "PackAdopted", "PackAdopted"]


def test_a_routine_unit_is_registered_once() -> None:
    command = RegisterRoutineUnit(P, "minzhengju", "民政局", frozenset({"sifaju"}))
    (event,) = run(ROUTINE_UNIT, command)
    other = RegisterRoutineUnit(P, "minzhengju", "别的局", frozenset())
    with pytest.raises(Refused, match="already_registered"):
        ROUTINE_UNIT.decide(other, ROUTINE_UNIT.evolve(None, event))
    with pytest.raises(Refused, match="unit_in_plan"):
        run(ROUTINE_UNIT, RegisterRoutineUnit(P, "sifaju", "司法局", frozenset({"sifaju"})))


def test_a_review_names_its_basis_sorted_and_a_later_one_replaces_it() -> None:
    first, second = run(REVIEW, review(), review(status=VerdictStatus.MET_LATE))
    assert getattr(first, "basis", ()) == ("a", "b")
    assert getattr(second, "status", None) == "met_late"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"code": "NO-SUCH"}, "unknown_code"),
        ({"reviewer_unit": "zhengwufuwuju"}, "recused"),
        ({"status": VerdictStatus.NEEDS_REVIEW}, "not_a_decision"),
        ({"status": VerdictStatus.PENDING}, "not_a_decision"),
        ({"status": VerdictStatus.GAP}, "never_gap"),
        ({"code": "FORM", "status": VerdictStatus.MISSED}, "never_missed"),
    ],
)
def test_a_review_that_cannot_be_is_refused(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        run(REVIEW, review(**changed))


def assessment(marks: int = 90, evidence: str = FACT) -> CloseAssessment:
    point = AssessmentPoint(
        point="p1", title="按期公告", full_marks=100, marks=marks, evidence=(evidence,)
    )
    return CloseAssessment(P, "2023", "2023年考核", (point,), "li", frozenset({FACT}))


def test_an_assessment_is_closed_once() -> None:
    (event,) = run(ASSESSMENT, assessment())
    assert isinstance(event, AssessmentClosed)
    with pytest.raises(Refused, match="already_closed"):
        ASSESSMENT.decide(assessment(80), event)
    with pytest.raises(Refused, match="too_many_marks"):
        run(ASSESSMENT, assessment(101))
    with pytest.raises(Refused, match="unknown_evidence"):
        run(ASSESSMENT, assessment(evidence="nowhere"))


def test_what_is_told_is_told_once() -> None:
    later = datetime(2023, 9, 19, 16, tzinfo=UTC)
    told = run(
        TOLD,
        tell(VerdictStatus.NOT_APPLICABLE),
        tell(VerdictStatus.PENDING),
        tell(VerdictStatus.PENDING, due=date(2023, 9, 20)),
        tell(VerdictStatus.DUE_SOON),
        tell(VerdictStatus.MISSED, as_of=later),
        tell(VerdictStatus.MET_LATE, as_of=later),
    )
    assert names(told) == [
        "RequirementStatusChanged",
        "RequirementStatusChanged",
        "RequirementStatusChanged",
        "DeadlineApproaching",
        "RequirementStatusChanged",
        "DeadlineMissed",
        "RequirementStatusChanged",
    ]
    assert [getattr(event, "previous", None) for event in told[:3]] == [None, "pending", "pending"]


def test_an_older_judgement_is_not_told_after_a_newer_one() -> None:
    (event,) = run(TOLD, tell(VerdictStatus.MET))
    state = TOLD.evolve(TOLD.initial, event)
    earlier = datetime(2023, 9, 14, tzinfo=UTC)
    assert TOLD.decide(tell(VerdictStatus.PENDING, as_of=earlier), state) == []


def test_what_is_only_encouraged_is_never_told_as_missed() -> None:
    assert names(run(TOLD, tell(VerdictStatus.GAP, mandatory=False))) == [
        "RequirementStatusChanged"
    ]


def test_every_event_of_compliance_has_its_aggregate() -> None:
    given: dict[str, Any] = {
        "programme": P, "activity": "a", "unit": "u", "unit_name": "u", "row": "unit:u",
        "assessment": "x",
    }  # fmt: skip
    deciders = {decider.name for decider in DECIDERS}
    for event in BY_SERVICE["compliance"]:
        stream = stream_of(event.model_construct(**given))
        assert stream.split(":")[0] in deciders
        assert stream.split(":")[1] == P
