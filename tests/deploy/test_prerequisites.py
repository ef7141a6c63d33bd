"""A machine without Chromium, a CJK font or the policy text: the rest runs, then it is said."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.prerequisites import APT_LINE

TESTS = """
import pytest

@pytest.mark.browser
def test_in_a_browser(): ...

def test_elsewhere(): ...
"""
REPOSITORY = Path(__file__).resolve().parents[2]


async def run(
    folder: Path, path: str, *options: str, tests: str = TESTS, ci: str = ""
) -> tuple[int, str]:
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    browser\n    promtool\n")
    (folder / "test_sample.py").write_text(tests)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pytest", "-p", "tests.prerequisites", *options, str(folder)),
        cwd=REPOSITORY,
        env={"PATH": path, "CI": ci, "PYTHONPATH": str(REPOSITORY), "HOME": str(folder)},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    return await process.wait(), output.decode()


@pytest.mark.parametrize("options", [[], ["-n", "2"]], ids=["alone", "in parallel"])
async def test_without_a_browser_the_rest_runs_and_the_apt_line_is_named(
    tmp_path: Path, options: list[str]
) -> None:
    status, output = await run(tmp_path, str(tmp_path / "empty"), *options)
    assert status == pytest.ExitCode.TESTS_FAILED
    assert "1 passed" in output
    assert APT_LINE in output


@pytest.mark.parametrize(("ci", "verdict"), [("", "NOT RUN"), ("true", "FAILED")])
async def test_what_tries_the_alerts_may_be_missing_anywhere_but_in_ci(
    tmp_path: Path, ci: str, verdict: str
) -> None:
    tests = TESTS.replace("browser", "promtool")
    status, output = await run(tmp_path, str(tmp_path / "empty"), tests=tests, ci=ci)
    assert status == (pytest.ExitCode.TESTS_FAILED if ci else pytest.ExitCode.OK)
    assert f"{verdict}: 1 tests need promtool" in output


@pytest.mark.browser
async def test_with_a_browser_everything_runs(tmp_path: Path) -> None:
    status, output = await run(tmp_path, os.environ["PATH"])
    assert status == pytest.ExitCode.OK
    assert "2 passed" in output
