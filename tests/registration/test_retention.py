"""When keeping ends: rules, not code paths; each row a course of an activity."""

from datetime import date, datetime

import pytest
from pydantic import ValidationError

from services._vault.retention import BEIJING, Periods, Until
from services.registration.domain.keeping import KEEPING, Keeping, RecordPurge
from services.registration.domain.order import Order
from services.registration.keeping.course import Course, End, Reason, Stage, end

PERIODS = Periods()
SEPTEMBER = date(2023, 9, 14)


def at(month: int, day: int, year: int = 2023) -> datetime:
    return datetime(year, month, day, tzinfo=BEIJING)


def course(**more: object) -> Course:
    given: dict[str, object] = {
        "year": 2023, "ends_on": SEPTEMBER, "open_opinions": 0, "told_at": None,
        "assessed_at": None,
    }  # fmt: skip
    return Course(**(given | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stage", "of", "when", "why"),
    [
        ("of_the_day", course(), at(10, 15), "held"),
        ("of_the_day", course(ends_on=None), at(1, 1, 2025), "latest"),
        ("all", course(), at(1, 1, 2025), "latest"),
        ("all", course(assessed_at=at(12, 20)), at(1, 19, 2024), "assessed"),
        ("all", course(assessed_at=at(12, 20), told_at=at(12, 25)), at(1, 24, 2024), "assessed"),
        ("all", course(assessed_at=at(12, 20), open_opinions=1), at(1, 1, 2025), "latest"),
        ("all", course(assessed_at=at(12, 20), ends_on=None), at(1, 1, 2025), "latest"),
        ("all", course(assessed_at=at(12, 20, 2025)), at(1, 1, 2025), "latest"),
        ("all", course(assessed_at=at(9, 1)), at(10, 15), "assessed"),
    ],
)
def test_keeping_ends_with_feedback_and_assessment_and_on_the_last_day_in_any_case(
    stage: Stage, of: Course, when: datetime, why: Reason
) -> None:
    assert end(of, stage, PERIODS) == End(when, why)


def test_the_sentences_say_the_periods_that_are_set() -> None:
    longer = Periods(
        retention_days_after_event=7, retention_days_after_assessment=60, retention_years_at_most=2
    )

    assert PERIODS.says(Until.ASSESSED, 2023).endswith("满30天后删除，最晚保存到2024年12月31日")
    assert "最晚保存到活动次年12月31日" in PERIODS.says(Until.ASSESSED)
    assert longer.says(Until.HELD) == "活动结束满7天后删除"
    assert "满60天后删除，最晚保存到活动后第2年12月31日" in longer.says(Until.ASSESSED)
    assert PERIODS.looks_since(datetime(2024, 2, 29, tzinfo=BEIJING)).date() == date(2021, 2, 28)
    with pytest.raises(ValidationError):
        Periods(retention_look_years=0)


def purge(persons: int, kinds: Stage = "all") -> Order[RecordPurge]:
    command = RecordPurge(
        kinds=kinds, reason="assessed", kept_until=at(10, 1), persons=persons,
        persons_sha256="0" * 64,
    )  # fmt: skip
    return Order("daxing-2023", "open-11", command, "timer", at(10, 2))


def test_a_purge_is_a_fact_even_of_nobody_but_once() -> None:
    first = KEEPING.decide(purge(0), KEEPING.initial)
    after = KEEPING.evolve(KEEPING.initial, first[0])

    assert [event.name for event in first] == ["PersonalDataPurged"]
    assert KEEPING.decide(purge(0), after) == []
    assert len(KEEPING.decide(purge(1), after)) == 1
    assert KEEPING.decide(purge(0, "of_the_day"), Keeping()) == []
