from contracts.values import VerdictStatus
from deploy.local.season.expected import STATUS, load_expected, load_planted
from services.announcer.programmes import read_plan
from services.compliance.rules.pack import load_pack

MOMENTS = load_expected()
PLANTED = load_planted()
BY_TIME = {moment.as_of: moment for moment in MOMENTS}
CODES = [each.code for each in load_pack("daxing-2023").requirements]
NOT_WELL = {
    VerdictStatus.MISSED,
    VerdictStatus.GAP,
    VerdictStatus.NEEDS_REVIEW,
    VerdictStatus.MET_LATE,
    VerdictStatus.EXEMPT,
}
ALWAYS_WELL = {"ASSESS"}  # closing it is the only evidence; a year has one of them


def test_the_three_moments_of_the_season_are_expected() -> None:
    stated = ["2023-10-16T09:42:00+08:00", "2023-12-01T00:00:00+08:00", "2024-01-01T00:00:00+08:00"]
    assert [as_of.isoformat() for as_of in BY_TIME] == stated


def test_every_activity_and_code_is_expected_at_every_moment() -> None:
    planned = [activity["activity"] for activity in read_plan("daxing-2023")["activities"]]
    for moment in MOMENTS:
        assert list(moment.rows) == planned
        wall = {(row, code) for row in planned for code in CODES if code not in _BESIDE}
        assert wall <= set(moment.statuses)
        assert len(wall) == 22 * 26


def test_every_code_is_expected_somewhere() -> None:
    assert {code for moment in MOMENTS for _, code in moment.statuses} == set(CODES)


def test_every_status_is_expected_somewhere() -> None:
    found = {status for moment in MOMENTS for status in moment.statuses.values()}
    assert found == set(STATUS.values()) == set(VerdictStatus)


def test_what_was_planted_agrees_with_what_is_expected() -> None:
    for fault in PLANTED:
        expected = BY_TIME[fault.as_of].statuses
        assert {cell: expected[cell] for cell in fault.shows} == fault.shows, fault.id


def test_nothing_is_amiss_that_was_not_planted() -> None:
    explained = {cell for fault in PLANTED for cell in fault.shows}
    unexplained = [
        (moment.as_of, cell)
        for moment in MOMENTS
        for cell, status in moment.statuses.items()
        if status in NOT_WELL and cell not in explained
    ]
    assert unexplained == []


def test_every_requirement_has_a_planted_fault() -> None:
    broken = {
        code for fault in PLANTED for _, code in fault.shows if NOT_WELL & {*fault.shows.values()}
    }
    assert set(CODES) - broken == ALWAYS_WELL


def test_every_flag_is_planted() -> None:
    flags = {fault.flag for fault in PLANTED if fault.flag}
    assert flags == {
        "borderline",
        "provisional",
        "inferred",
        "self_filed",
        "conflicting_evidence",
    }


def test_no_activity_carries_more_than_a_handful_of_faults() -> None:
    rows = [next(iter(fault.shows))[0] for fault in PLANTED]
    assert max(rows.count(row) for row in rows) <= 5


_BESIDE = {"ROUTINE", "ASSESS"}
