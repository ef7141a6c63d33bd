"""One pool gives one bundle, and one bundle one panel: in any process, on any Python."""

import hashlib
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services.registration.drawing import verify_draw
from services.registration.drawing.bundle import reveal, seal
from services.registration.drawing.lottery import prepare
from services.registration.drawing.terms import Applicant, Terms
from tests.prerequisites import other_pythons
from tests.registration.drawing.bundles import SEED, revealed, sealed
from tests.registration.drawing.pools import AGE, CATEGORY, SEX, people, terms

ROOT = Path(__file__).resolve().parents[3]
PREPARE = "from tests.registration.drawing.test_processes import finish; print(finish(1))"


def pool() -> tuple[Terms, tuple[Applicant, ...]]:
    chosen = random.Random(5)  # noqa: S311 - an example, not a draw
    attributes = (CATEGORY, AGE, SEX)
    kinds = [
        tuple(chosen.choice([key for key, _ in it.values]) for it in attributes) for _ in range(60)
    ]
    quotas = [("enterprise", 3, 5), ("parent", 1, 4), ("60", 2, 4), ("f", 5, 6)]
    return terms(12, quotas, attributes), people(kinds, attributes)


def finish(shuffle: int) -> str:
    """The hash of the finished bundle, the applicants in some order."""
    rules, applicants = pool()
    shuffled = list(applicants)
    random.Random(shuffle).shuffle(shuffled)  # noqa: S311
    sealed = seal(rules, shuffled, prepare(rules, shuffled))
    return hashlib.sha256(reveal(sealed.text, SEED).text.encode()).hexdigest()


def test_another_process_with_another_hash_seed_and_order_seals_the_same_bundle() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PREPARE],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert (ran.stdout, ran.stderr) == (f"{finish(0)}\n", "")


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A folder with nothing but the bundle and the program, as somebody downloads them."""
    shutil.copy(verify_draw.__file__, tmp_path / "verify_draw.py")
    (tmp_path / "bundle.jsonl").write_text(revealed().text, encoding="utf-8")
    return tmp_path


def replay(python: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "-W", "error", "verify_draw.py", "bundle.jsonl", "--seal", sealed().seal],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"} | environment,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


def test_the_program_runs_alone_and_says_the_same_whatever_the_hash_seed(alone: Path) -> None:
    ran = [replay(sys.executable, alone, PYTHONHASHSEED=seed) for seed in ("0", "1")]
    assert [it.returncode for it in ran] == [0, 0]
    assert ran[0].stdout == ran[1].stdout
    assert ran[0].stdout.endswith("结论：与公布结果相同\n")


def test_a_terminal_that_knows_no_chinese_still_gets_an_answer(alone: Path) -> None:
    ran = replay(sys.executable, alone, PYTHONIOENCODING="ascii")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert sealed().seal in ran.stdout


def test_a_tampered_bundle_ends_the_program_with_1_and_no_traceback(alone: Path) -> None:
    lines = revealed().text.splitlines(keepends=True)
    (alone / "bundle.jsonl").write_text("".join([*lines[:3], *lines[4:]]), encoding="utf-8")
    ran = replay(sys.executable, alone)
    assert ran.returncode == 1
    assert ran.stderr == "第4行：校验值对不上，这一行被改过，或者前面有增减\n"


@pytest.mark.another_python
def test_every_other_python_of_this_machine_replays_the_draw(alone: Path) -> None:
    ours = replay(sys.executable, alone)
    for python in other_pythons():
        theirs = replay(python, alone)
        assert (theirs.returncode, theirs.stdout) == (0, ours.stdout), (python, theirs.stderr)
