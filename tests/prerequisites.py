"""What a machine must have for some tests, and how a run without it fails.

Without Chromium or a CJK font everything else runs, then the session fails and names the
apt line of the README. Without ../shared, a second Python or promtool a run in CI fails;
elsewhere it says so.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

APT_LINE = "apt-get install -y chromium-headless-shell fonts-noto-cjk pypy3"
SHARED = Path(__file__).resolve().parents[2] / "shared"
_WOULD_PASS = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
_CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The path of the system's Chromium; None when there is none."""
    return next(filter(None, map(shutil.which, _CHROMIUM_NAMES)), None)


def has_cjk_font() -> bool:
    """Whether any installed font covers Chinese."""
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        return False
    found = subprocess.run([fc_list, ":lang=zh"], capture_output=True, check=False)
    return bool(found.stdout.strip())


def browser_ready() -> bool:
    """Whether browser tests can run here."""
    return chromium() is not None and has_cjk_font()


def promtool() -> str | None:
    """Prometheus' own tool, which Debian has in its package prometheus."""
    return shutil.which("promtool")


def promtool_ready() -> bool:
    """Whether the rules can be tried on made-up series."""
    return promtool() is not None


def shared_ready() -> bool:
    """Whether the policy text lies beside the repository."""
    return (SHARED / "policy").is_dir()


@cache
def other_pythons() -> tuple[str, ...]:
    """Every Python of this machine from 3.9 on that is not the one that runs the tests."""
    names = ["pypy3", *(f"python3.{minor}" for minor in range(9, 20))]
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = {
        it
        for name in names
        for it in (shutil.which(name), *map(str, versions.glob(f"*/bin/{name}")))
        if it
    }
    which = "import sys; print(sys.implementation.name, *sys.version_info[:2])"
    ours = f"{sys.implementation.name} {sys.version_info[0]} {sys.version_info[1]}"
    answers = {}
    for path in sorted(found):
        ran = subprocess.run([path, "-c", which], capture_output=True, check=False, text=True)
        if ran.returncode == 0 and ran.stdout.strip() != ours:  # a shim of pyenv may not run
            answers[ran.stdout] = path
    return tuple(answers.values())


def python_ready() -> bool:
    """Whether something can be shown to run elsewhere than on our own Python."""
    return bool(other_pythons())


class Prerequisites:
    """Sets aside what cannot run here and remembers it until the end of the session."""

    def __init__(self) -> None:
        self.missing: dict[str, int] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        for marker, ready in (
            ("browser", browser_ready),
            ("shared", shared_ready),
            ("another_python", python_ready),
            ("promtool", promtool_ready),
        ):
            self._set_aside(config, items, marker, ready)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what an xdist worker set aside; every worker collects the same tests."""
        self.missing |= getattr(node, "workeroutput", {}).get("missing", {})

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["missing"] = self.missing
        must_fail = "browser" in self.missing or (in_ci() and self.missing)
        if must_fail and session.exitstatus in _WOULD_PASS:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if "browser" in self.missing:
            terminalreporter.write_line(
                f"FAILED: {self.missing['browser']} browser tests need Chromium and a CJK font: "
                f"{APT_LINE}",
                red=True,
            )
        for marker, need in (
            ("shared", "the policy text in ../shared"),
            ("another_python", f"a second Python: {APT_LINE}"),
            ("promtool", "promtool (Debian: in the package prometheus)"),
        ):
            if marker in self.missing:
                verdict = "FAILED" if in_ci() else "NOT RUN"
                terminalreporter.write_line(
                    f"{verdict}: {self.missing[marker]} tests need {need}",
                    red=in_ci(),
                    yellow=not in_ci(),
                )

    def _set_aside(
        self,
        config: pytest.Config,
        items: list[pytest.Item],
        marker: str,
        ready: Callable[[], bool],
    ) -> None:
        affected = [item for item in items if item.get_closest_marker(marker)]
        if affected and not ready():
            self.missing[marker] = len(affected)
            items[:] = [item for item in items if item not in affected]
            config.hook.pytest_deselected(items=affected)


def in_ci() -> bool:
    """Whether this run is the one check that decides."""
    return bool(os.environ.get("CI"))


def pytest_configure(config: pytest.Config) -> None:
    """Register the plugin; under xdist the controller counts through its workers' reports."""
    config.pluginmanager.register(Prerequisites(), "minsheng-prerequisites")
