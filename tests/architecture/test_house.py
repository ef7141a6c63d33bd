"""The rules of the house that no linter knows."""

import ast
import io
import re
import subprocess
import tokenize
from pathlib import Path

import pytest

from contracts.topology import REACTIONS, SERVICES

REPOSITORY = Path(__file__).resolve().parents[2]
LONGEST_FILE = 300
LARGEST_KIT = 1_600  # lines of code; the design aimed at 1,400, so growth is to be argued for
IN_EVERY_SERVICE = {
    "README.md",
    "__main__.py",
    "app.py",
    "cli.py",
    "domain",
    "http.py",
    "settings.py",
    "sql",
    "views.py",
}
REACTING = {reaction.reader for reaction in REACTIONS}
LAYOUT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
# Put together here, so that this file does not name what it forbids.
REGISTRY_HOSTS = [".".join(parts) for parts in (("py" + "pi", "org"), ("registry", "npm" + "js"))]
MACHINE_PATHS = re.compile(r"(^|[^\w./])/(work|root)" + r"/\w")


def committed(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", *patterns],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.splitlines() if (path := REPOSITORY / name).exists()]


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def code_lines(path: Path) -> int:
    """Lines that do something: no blanks, comments or docstrings."""
    text = path.read_text(encoding="utf-8")
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    counted = {line for each in tokens if each.type not in LAYOUT for line in _lines_of(each)}
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, documented) and ast.get_docstring(node) is not None:
            docstring = node.body[0]
            counted -= set(range(docstring.lineno, (docstring.end_lineno or 0) + 1))
    return len(counted)


def _lines_of(token: tokenize.TokenInfo) -> range:
    return range(token.start[0], token.end[0] + 1)


def test_no_python_file_is_longer_than_one_can_hold_in_mind() -> None:
    assert [path for path in committed("*.py") if lines(path) > LONGEST_FILE] == []


def test_the_kit_stays_small() -> None:
    assert sum(map(code_lines, committed("services/_kit/*.py"))) <= LARGEST_KIT


@pytest.mark.parametrize("service", SERVICES)
def test_knowing_one_service_is_knowing_all(service: str) -> None:
    found = {path.name for path in (REPOSITORY / "services" / service).iterdir()}
    required = IN_EVERY_SERVICE | ({"reactions.py"} if service in REACTING else set())
    assert required - found == set()


def test_no_committed_file_names_a_package_registry() -> None:
    named = [
        path
        for path in committed()
        if any(host.encode() in path.read_bytes() for host in REGISTRY_HOSTS)
    ]
    assert named == []


def test_no_committed_file_names_a_path_of_one_machine() -> None:
    texts = committed("*.py", "*.toml", "*.md", "*.sh", "*.json", "*.lock", "Makefile", ".ci/run")
    named = [path for path in texts if MACHINE_PATHS.search(path.read_text(encoding="utf-8"))]
    assert named == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_a_hash(lock: str) -> None:
    text = (REPOSITORY / lock).read_text(encoding="utf-8")
    packages = re.findall(r"^\S+==.*?(?=^\S|\Z)", text, re.MULTILINE | re.DOTALL)
    assert packages
    assert [each.split()[0] for each in packages if "--hash=sha256:" not in each] == []
