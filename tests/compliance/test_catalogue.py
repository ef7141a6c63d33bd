"""The catalogue: every requirement in words, with the pack's numbers, and what is not judged."""

from typing import get_args

import pytest

from deploy import requirements
from services.compliance.presentation import rule_words
from services.compliance.presentation.catalogue import Entry, catalogue
from services.compliance.rules.pack import (
    Condition,
    DeadlineKind,
    EvidenceKind,
    LateCure,
    Scope,
    load_pack,
    packs,
)
from tests.compliance.conftest import Compliance, Others, PlayedClock
from tests.compliance.story import Story


def entries(name: str) -> dict[str, Entry]:
    shown = catalogue(load_pack(name))
    return {entry.code: entry for _, group in shown.groups for entry in group}


def test_every_word_of_a_pack_has_its_chinese() -> None:
    assert set(rule_words.CONDITIONS) == set(get_args(Condition))
    assert set(rule_words.DEADLINES) == set(get_args(DeadlineKind))
    assert set(rule_words.EVIDENCE) == set(get_args(EvidenceKind))
    assert set(rule_words.LATE) == set(get_args(LateCure))
    assert set(rule_words.WHO) == set(get_args(Scope))


@pytest.mark.parametrize("name", packs())
def test_every_requirement_is_shown_with_its_clause_and_no_empty_words(name: str) -> None:
    pack, shown = load_pack(name), entries(name)
    assert list(shown) == [entry.code for entry in pack.requirements]
    for entry in shown.values():
        assert entry.quotes[0][1] == pack.by_code[entry.code].clause.quote
        words = (entry.applies, entry.who, entry.deadline, entry.met_by, entry.late)
        assert all(words)
        assert not any("{" in each for each in words)


def test_limits_carry_the_numbers_of_the_pack() -> None:
    assert entries("daxing-2023")["ANN-TIME"].deadline == (
        "活动日前，线上3个工作日，线下、线上线下结合5个工作日"
    )
    assert entries("sample-qinghe-2023")["ANN-TIME"].deadline == "活动日前，15个自然日"
    assert "区人大代表不计入" in entries("sample-qinghe-2023")["REP-INVITED"].met_by
    anlan = entries("sample-anlan-2023")
    assert anlan["RES-COLUMN"].deadline == "活动结束后10个自然日内"
    assert "“意见办理结果”" in anlan["RES-COLUMN"].met_by
    assert entries("daxing-2023")["ANN-ELEM"].strength == "强制项，线下为倡导项"


def test_an_amendment_says_what_it_changes() -> None:
    (change,) = catalogue(load_pack("sample-anlan-2023")).changes
    assert change.since == "2023年10月1日"
    assert change.new == ("材料公开由5个工作日改为7个工作日",)


def test_a_contested_reading_shows_both_sides() -> None:
    shown = catalogue(load_pack("sample-anlan-2023")).readings
    invited = next(each for each in shown if "定向邀请" in each.question)
    assert (invited.chosen, invited.otherwise) == ("不必公告", "要公告")


def test_the_document_is_up_to_date() -> None:
    assert requirements.main(["--check"]) == 0


async def test_the_page_shows_the_programmes_own_pack(
    compliance: Compliance, others: Others, clock: PlayedClock
) -> None:
    await others.say(Story().planned().facts)
    clock.set("2023-09-15T10:00:00+08:00")
    await compliance.settled()
    answer = await compliance.http.get("/wall/daxing-2023/requirements")
    assert answer.status_code == 200
    for entry in entries("daxing-2023").values():
        assert f'id="{entry.code}"' in answer.text
        assert f"/wall/daxing-2023/requirements/{entry.code}" in answer.text
    for quote, reason in catalogue(load_pack("daxing-2023")).not_judged:
        assert quote in answer.text
        assert reason in answer.text
    assert (await compliance.http.get("/wall/elsewhere/requirements")).status_code == 404
