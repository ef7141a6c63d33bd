"""The rule pack: every code of the reading, with the policy's words, and errors that say where."""

import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest

from services.compliance.rules.pack import PackError, load_pack, packs, parse_pack

TEXT = (
    resources.files("services.compliance")
    .joinpath("rules", "packs", "daxing-2023.toml")
    .read_text(encoding="utf-8")
)
PACK = load_pack("daxing-2023")
SHARED = Path(__file__).parents[3] / "shared" / "policy"

STRENGTHS = {
    "HELD": "M",
    "WINDOW": "M",
    "FILE": "M",
    "DETAIL": "M",
    "SAFETY": "M",
    "FORM": "A",
    "ANN-TIME": "M",
    "ANN-CHANNEL": "M",
    "ANN-ELEM": "M",
    "ANN-CANCEL": "M",
    "REP-INVITED": "M",
    "REP-METHOD": "M",
    "SEL-NOTICE": "M",
    "SEL-SIGNUP": "M",
    "REP-SIZE": "A",
    "REP-SCOPE": "A",
    "LEADER": "A",
    "INTRO": "M-amber",
    "CONTENT": "A",
    "LISTEN": "M",
    "FEEDBACK": "M",
    "MAT-TIME": "M",
    "MAT-COLUMN": "M",
    "PUBLICITY": "M-amber",
    "MEDIA": "A",
    "ATTEND-15": "M",
    "ROUTINE": "M-amber",
    "ASSESS": "M-amber",
}
CURES = {
    "until_start": {"ANN-TIME", "ANN-CHANNEL", "ANN-ELEM", "ANN-CANCEL", "SEL-NOTICE"},
    "none": {
        *("DETAIL", "SAFETY", "REP-INVITED", "REP-METHOD", "REP-SIZE", "REP-SCOPE"),
        *("SEL-SIGNUP", "LEADER", "INTRO"),
        *("WINDOW", "ROUTINE", "ASSESS"),  # settled otherwise: nothing to cure
    },
}


def test_every_code_has_its_strength() -> None:
    assert {entry.code: entry.strength for entry in PACK.requirements} == STRENGTHS
    assert PACK.by_code["ANN-ELEM"].strength_by_form == {"offline": "A"}


def test_every_code_has_its_late_cure() -> None:
    for kind, codes in CURES.items():
        assert codes == {entry.code for entry in PACK.requirements if entry.late_cure == kind}


def test_the_dates_of_the_programme() -> None:
    dates = (PACK.season_start, PACK.season_end, PACK.year_end, PACK.effective_from)
    assert [str(day) for day in dates] == ["2023-08-01", "2023-11-30", "2023-12-31", "2023-01-01"]
    assert PACK.effective_from_inferred


def test_every_header_is_two_lines_of_two_characters() -> None:
    assert all(len(line) == 2 for entry in PACK.requirements for line in entry.short)


@pytest.mark.shared
def test_every_quote_is_the_policys_own_words() -> None:
    policy = re.sub(r"\s", "", (SHARED / "daxing-2023-plan.txt").read_text(encoding="utf-8"))
    clauses = [
        clause
        for entry in PACK.requirements
        for clause in (entry.clause, entry.clause_online)
        if clause is not None and entry.code != "CONTENT"  # each item's own paragraph
    ]
    quotes = [clause.quote for clause in clauses] + [entry.quote for entry in PACK.not_judged]
    missing = [part for quote in quotes for part in quote.split("…") if part not in policy]
    assert missing == []


def test_the_packs_that_are_installed() -> None:
    assert packs() == ("daxing-2023", "sample-anlan-2023", "sample-qinghe-2023")


def test_a_pack_may_be_a_file(tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    file.write_text(TEXT.replace('version = "2"', 'version = "3"'), encoding="utf-8")
    pack = load_pack(str(file))
    assert (pack.version, pack.sha256 != PACK.sha256) == ("3", True)


def changed(old: str, new: str) -> Callable[[], str]:
    assert old in TEXT
    return lambda: TEXT.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (changed("season_end = 2023-11-30", ""), "season_end: Field required"),
        (changed("season_end = 2023-11-30", "season_end = 2023-07-01"), "season_end: must not be"),
        (changed("year_end = 2023-12-31", "year_end = 2023-10-01"), "year_end: must not be before"),
        (
            changed("materials_days = 5", "materials_days = 0"),
            "materials_days: Input should be greater",
        ),
        (
            changed("materials_days = 5", 'materials_days = "five"'),
            "materials_days: must be a number of working days, or { days",
        ),
        (changed("online = 3, offline = 5, hybrid = 5", "online = 3"), "notice_days: must name"),
        (changed("about_people = 30", "about_persons = 30"), "about_people: Field required"),
        (changed("[switches]", "colour = 1\n[switches]"), "short_themes.colour: Input should"),
        (changed("every_channel = true", "every_chanel = true"), "switches.every_chanel: Extra"),
        (changed('strength = "M"', 'strength = "X"'), "WINDOW.strength: Input should be 'M'"),
        (changed('code = "FILE"', 'code = "HELD"'), "requirement: HELD stands twice"),
        (changed('"held_in_window"', '"luck"'), "WINDOW.evidence: Input should be"),
        (changed('"season_window"', '"some_day"'), "WINDOW.deadline: Input should be"),
        (
            changed('scope = "unit"', 'scope = "activity"'),
            "ROUTINE: evidence routine_activity_held",
        ),
        (
            changed('per = "change"', 'per = "session"'),
            "FILE: per change, its deadline and evidence",
        ),
        (changed('code = "WINDOW"', 'code = "A B"'), "requirement.A B.code: String should match"),
        (changed('code = "WINDOW"', ""), "requirement.0.code: Field required"),
        (
            lambda: TEXT[: TEXT.index("[short_themes]")] + "requirement = [1]",
            "requirement.0: Input",
        ),
        (lambda: "a = [", "not valid TOML"),
        (lambda: "", "id: Field required"),
    ],
)
def test_an_error_names_the_file_the_key_and_the_reason(text: Callable[[], str], said: str) -> None:
    with pytest.raises(PackError) as raised:
        parse_pack(text(), "mine.toml")
    assert str(raised.value).startswith("mine.toml: ")
    assert said in str(raised.value)


def test_no_such_pack_and_no_text(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="nowhere: no pack of this id and no such file"):
        load_pack("nowhere")
    file = tmp_path / "binary.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(PackError, match=r"binary\.toml: not UTF-8"):
        load_pack(str(file))
