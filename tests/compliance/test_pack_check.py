"""`minsheng pack check`, and the page that tells a lawyer how to write a pack."""

import re
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from contracts.values import Channel, Form, NoticeElement, PersonCategory
from services.compliance.cli import app
from services.compliance.rules.pack import (
    Condition,
    DeadlineKind,
    EvidenceKind,
    Switches,
    load_pack,
    packs,
    parse_pack,
)
from services.compliance.rules.pack.requirement import Requirement
from services.compliance.rules.pack.whole import Pack

PAGE = (Path(__file__).parents[2] / "docs" / "writing-a-pack.md").read_text(encoding="utf-8")
EXAMPLES = "\n".join(re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
runner = CliRunner()


def check(file: str) -> tuple[int, str, str]:
    answer = runner.invoke(app, ["pack", "check", file])
    return answer.exit_code, answer.stdout, answer.stderr


@pytest.mark.parametrize("name", packs())
def test_every_installed_pack_is_in_order(name: str) -> None:
    code, out, err = check(name)
    assert (code, err) == (0, "")
    assert out.startswith(f"ok: {name} version {load_pack(name).version}")
    assert f"{len(load_pack(name).requirements)} requirements" in out


def test_the_installed_packs_are_listed() -> None:
    out = runner.invoke(app, ["pack", "list"]).stdout
    assert [line.split()[0] for line in out.splitlines()] == list(packs())
    assert out.count("a sample") == 2


def test_every_error_is_told_at_once_with_file_key_and_reason(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    wrong = EXAMPLES.replace("materials_days = 5\n", 'materials_days = "five"\n')
    wrong = wrong.replace('strength = "M"', 'strength = "X"', 1).replace("season_end = 2023", "#")
    file.write_text(wrong, encoding="utf-8")
    code, out, err = check(str(file))
    assert (code, out) == (1, "")
    lines = err.splitlines()
    assert lines[-1] == "3 errors"
    assert [line.split(": ")[:2] for line in lines[:-1]] == [
        ["mine.toml", "materials_days"],
        ["mine.toml", "season_end"],
        ["mine.toml", "requirement.ANN-TIME.strength"],
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("from = 2023-10-01", "from = 2023-09-01", "amendment.0: from 2023-09-01 lies before"),
        ("materials_days = 7", "materials_day = 7", "amendment.0.materials_day: Extra inputs"),
        ("materials_days = 7", "materials_days = 0", "amendment.0.materials_days: Input should"),
        ("published = 2023-09-20", "", "amendment.0.published: Field required"),
        ('opinion_results = "意见办理结果"', "", "columns.opinion_results is required by RES-COL"),
        ('policy_talk = "政策公开讲"', "", "columns: must name the column of every kind"),
        ("results_days = {", "#", "results_days is required by RES-COLUMN"),
        ('deadline = "before_change"', 'deadline = "same_day"', "goes with deadline before_change"),
        ('unit = "calendar"', 'unit = "weeks"', "results_days.unit: Input should be 'working'"),
        ('quote = "精心', 'quote = ""\n#', "not_judged.0.quote: String should have at least 1"),
    ],
)
def test_what_does_not_fit_together_is_told(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in EXAMPLES
    file = tmp_path / "mine.toml"
    file.write_text(EXAMPLES.replace(old, new, 1), encoding="utf-8")
    code, _, err = check(str(file))
    assert code == 1
    assert said in err


def test_amendments_stand_in_order() -> None:
    again = EXAMPLES[EXAMPLES.index("[[amendment]]") : EXAMPLES.index("[[not_judged]]")]
    pack = EXAMPLES.replace("[[not_judged]]", f"{again}[[not_judged]]", 1)
    with pytest.raises(ValueError, match="amendment: must stand in the order of their dates"):
        parse_pack(pack, "mine.toml")


def test_no_such_file() -> None:
    assert check("nowhere.toml") == (
        1, "", "nowhere.toml: no pack of this id and no such file\n1 error\n"
    )  # fmt: skip


# docs/writing-a-pack.md


def test_the_examples_of_the_page_are_a_whole_pack() -> None:
    pack = parse_pack(EXAMPLES, "my-district-2023.toml")
    assert [entry.code for entry in pack.requirements] == ["ANN-TIME", "RES-COLUMN", "APPROVE"]
    assert (len(pack.amendments), len(pack.not_judged)) == (1, 1)
    assert pack.switches == Switches()  # left out, a switch is as the page says


@pytest.mark.parametrize(
    "words",
    [
        get_args(Condition),
        get_args(DeadlineKind),
        get_args(EvidenceKind),
        tuple(Channel),
        tuple(Form),
        tuple(each for each in NoticeElement if each is not NoticeElement.END_AT),
        tuple(PersonCategory),
        tuple(Switches.model_fields),
        tuple(set(Requirement.model_fields) - {"short"}),
        tuple(set(Pack.model_fields) - {"sha256", "short_themes", "amendments", "requirements"}),
    ],
)
def test_the_page_names_every_word_that_a_pack_may_use(words: tuple[str, ...]) -> None:
    assert [word for word in words if not re.search(rf"\b{re.escape(word)}\b", PAGE)] == []


def test_the_errors_that_the_page_shows_are_the_real_ones(tmp_path: Path) -> None:
    file = tmp_path / "my-district-2023.toml"
    wrong = EXAMPLES.replace("materials_days = 5\n", 'materials_days = "5"\n')
    file.write_text(wrong.replace('strength = "M"', 'strength = "X"', 1), encoding="utf-8")
    shown = [line for line in PAGE.splitlines() if line.startswith("my-district-2023.toml: ")]
    assert check(str(file))[2].splitlines()[:-1] == shown
