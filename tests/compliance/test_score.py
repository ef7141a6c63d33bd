"""Scores, by a table small enough to add up by hand."""

from dataclasses import replace

from contracts.values import VerdictStatus
from services.compliance.assessment.score import Score, score
from services.compliance.assessment.standing import DRAFT
from services.compliance.assessment.table import load_table, parse_table
from services.compliance.rules.verdict import Verdict
from tests.compliance.scored import SMALL, verdict
from tests.compliance.story import Story

TABLE = parse_table(SMALL, "small.toml")


def total(*verdicts: Verdict) -> int | None:
    return score(TABLE, verdicts).total


def marks(scored: Score) -> dict[str, tuple[int, int]]:
    return {item.code: (item.marks, item.full) for item in scored.items}


def test_what_is_met_or_still_open_costs_nothing() -> None:
    statuses = ["met", "exempt", "pending", "due_soon", "unscheduled", "needs_review"]
    for status in statuses:
        assert total(verdict("ANN-TIME", status), verdict("HELD", "met")) == 10000, status
    assert score(TABLE, [verdict("ANN-TIME", "pending")]).open == 1


def test_each_failing_case_costs_by_its_status() -> None:
    assert total(verdict("ANN-TIME", "missed"), verdict("HELD", "met")) == 9000
    assert total(verdict("ANN-TIME", "gap"), verdict("HELD", "met")) == 9500
    assert total(verdict("ANN-TIME", "met_late"), verdict("HELD", "met")) == 9700


def test_one_cause_is_counted_once_and_shown_as_such() -> None:
    found = score(
        TABLE,
        [
            verdict("ANN-TIME", "missed", facts=("plan",)),
            verdict("ANN-CHANNEL", "missed", facts=("plan",)),
            verdict("ANN-ELEM", "gap", facts=("plan",)),
            verdict("HELD", "met"),
        ],
    )
    assert found.total == 9000
    notice = found.item("notice")
    assert notice is not None
    assert [(case.code, case.marks, case.counted_with) for case in notice.cases] == [
        ("ANN-TIME", -1000, None),
        ("ANN-CHANNEL", 0, "ANN-TIME"),
        ("ANN-ELEM", 0, "ANN-TIME"),
    ]


def test_other_facts_or_another_activity_are_another_cause() -> None:
    held = verdict("HELD", "met")
    first = verdict("ANN-TIME", "missed", facts=("plan",))
    assert total(first, verdict("ANN-CHANNEL", "missed", facts=("plan", "notice")), held) == 8000
    elsewhere = verdict("ANN-CHANNEL", "missed", row="open-02", facts=("plan",))
    assert total(first, elsewhere, held) == 8000


def test_an_indicator_loses_no_more_than_its_cap() -> None:
    missed = [verdict("ANN-TIME", "missed", row=f"open-{n:02d}") for n in range(9)]
    found = score(TABLE, [*missed, verdict("HELD", "met")])
    assert marks(found)["notice"] == (2000, 6000)  # cap 4000 of base 6000
    assert found.total == 6000


def test_what_does_not_apply_is_taken_out_and_the_rest_recalculated() -> None:
    found = score(TABLE, [verdict("ANN-TIME", "missed"), verdict("HELD", "not_applicable")])
    assert marks(found)["holding"] == (0, 0)
    assert found.total == 8333  # 5000 of 6000, out of 10000: 8333.33


def test_a_half_is_rounded_up() -> None:
    thirds = parse_table(SMALL.replace("missed = 1000", "missed = 999"), "small.toml")
    found = score(thirds, [verdict("ANN-TIME", "missed")])
    assert found.total == 8335  # 5001 of 6000


def test_where_nothing_applies_there_is_no_score() -> None:
    assert total() is None
    assert total(verdict("HELD", "not_applicable"), verdict("LEADER", "met")) is None


def test_a_bonus_makes_good_what_was_lost_but_nothing_beyond_full_marks() -> None:
    held, led = verdict("HELD", "met"), verdict("LEADER", "met")
    assert total(held, led) == 10000
    assert total(verdict("ANN-TIME", "missed"), held, led) == 9100
    many = [verdict("LEADER", "met", row=f"open-{n:02d}") for n in range(9)]
    assert total(verdict("ANN-TIME", "missed"), held, *many) == 9250  # cap 250


def test_a_veto_leaves_nothing() -> None:
    found = score(TABLE, [verdict("ANN-TIME", "met"), verdict("HELD", "missed")])
    assert found.total == 0
    assert [case.code for case in found.vetoed_by] == ["HELD"]


def test_an_activity_never_announced_loses_the_notice_once() -> None:
    """open-15 invites deputies, members and experts directly and announces nothing."""
    story = Story("open-15").planned().scheduled("2023-10-24")
    verdicts = list(story.wall("2023-11-01").values())
    failing = {v.code for v in verdicts if v.status in (VerdictStatus.MISSED, VerdictStatus.GAP)}
    assert {"ANN-TIME", "ANN-CHANNEL", "ANN-ELEM"} <= failing
    table = load_table(DRAFT)
    notice = score(table, verdicts).item("notice")
    assert notice is not None
    assert notice.marks == notice.full - 800
    alone = [replace(v, evidence=(v.code,)) for v in verdicts]  # as if of three causes
    several = score(table, alone).item("notice")
    assert several is not None
    assert several.marks < notice.marks
