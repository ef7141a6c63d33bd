"""The handbook and its pictures: each is taken by a test, shown once, and there."""

import re

from tests.browser.handbook import BOOK

SHOWN = re.compile(r"(?:\]\(|src=\")([\w-]+)\.png")
TAKEN = re.compile(r"await picture\(\w+, \"([\w-]+)\"")


def test_every_picture_of_the_handbook_is_taken_by_one_test_and_shown_once() -> None:
    tests = (BOOK.parents[1] / "tests" / "browser").glob("test_*.py")
    taken = [name for file in tests for name in TAKEN.findall(file.read_text(encoding="utf-8"))]
    shown = SHOWN.findall((BOOK / "README.md").read_text(encoding="utf-8"))

    assert sorted(taken) == sorted(shown)
    assert sorted(shown) == sorted(file.stem for file in BOOK.glob("*.png"))
