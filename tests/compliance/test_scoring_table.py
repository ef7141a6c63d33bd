"""Scoring tables: what a table may say, and errors that name file, key and reason."""

import pytest

from services.compliance.assessment.standing import DRAFT
from services.compliance.assessment.table import (
    OWN_DRAFT,
    TableError,
    load_table,
    parse_table,
    tables,
)
from services.compliance.rules.pack import load_pack

HEAD = """
id = "office"
version = "2024"
title = "考核评分表"
effective_from = 2024-01-01
full_marks = 1000
appeal_days = 3
"""
NOTICE = """
[[indicator]]
code = "notice"
title = "公告"
requirements = ["ANN-TIME", "ANN-CHANNEL"]
same_cause = [["ANN-TIME", "ANN-CHANNEL"]]
base = 1000
cap = 900
per_case = { missed = 500, gap = 200, met_late = 100 }
"""
GOOD = HEAD + NOTICE


def test_the_table_of_this_release_is_the_projects_own_and_says_so() -> None:
    assert tables() == (DRAFT,)
    assert load_table(DRAFT).label == OWN_DRAFT == "项目自拟"


def test_it_asks_about_every_requirement_of_the_pack_that_can_fail_alone() -> None:
    left_out = set(load_pack("daxing-2023").by_code) - set(load_table(DRAFT).requirements())
    assert left_out == {"REP-SIZE", "REP-SCOPE", "ASSESS"}  # two advisory ones, and itself


def test_the_offices_own_table_is_labelled_by_who_issued_it() -> None:
    table = parse_table(GOOD.replace("[[", 'issued_by = "区政务公开办"\n[[', 1), "office.toml")
    assert table.label == "区政务公开办"


def test_a_table_keeps_its_text_and_the_checksum_of_it() -> None:
    table = parse_table(GOOD, "office.toml")
    assert table.content == GOOD
    assert parse_table(table.content, "again.toml") == table
    assert parse_table(GOOD + "# 注\n", "office.toml").sha256 != table.sha256


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("full_marks = 1000", "full_marks = ", "office.toml: not valid TOML"),
        ("full_marks = 1000", "full_marks = 900", "full_marks: the bases add up to 1000, not 900"),
        ('version = "2024"', "", "office.toml: version: Field required"),
        ("cap = 900", "cap = 1100", "indicator.notice: cap: must not be above base, 1000"),
        ("cap = 900", "cap = 9.5", "indicator.notice.cap: Input should be a valid integer"),
        ("cap = 900", "cap = -1", "indicator.notice.cap: Input should be greater"),
        ("cap = 900", "cup = 900", "indicator.notice.cap: Field required"),
        ("gap = 200", "gap = 600", "indicator.notice.per_case: must not grow from missed over gap"),
        ('[["ANN-TIME", ', '[["X", ', "indicator.notice: same_cause: X not among the requirements"),
        ("appeal_days = 3", "appeal_days = 0", "office.toml: appeal_days: Input should be greater"),
        ("2024-01-01", '"soon"', "office.toml: effective_from: Input should be a valid date"),
    ],
)
def test_an_error_names_file_key_and_reason(old: str, new: str, says: str) -> None:
    with pytest.raises(TableError) as refused:
        parse_table(GOOD.replace(old, new), "office.toml")
    assert says in str(refused.value)
    assert str(refused.value).startswith("office.toml: ")


def test_a_requirement_stands_in_one_indicator_alone() -> None:
    second = NOTICE.replace('"notice"', '"other"')
    text = HEAD.replace("1000", "2000") + NOTICE + second
    with pytest.raises(TableError, match="requirements: ANN-TIME stands twice"):
        parse_table(text, "office.toml")


def test_a_table_keeps_to_the_requirements_of_the_rule_pack() -> None:
    with pytest.raises(TableError, match="requirements: ANN-CHANNEL not in the rule pack"):
        parse_table(GOOD, "office.toml", {"ANN-TIME"})
