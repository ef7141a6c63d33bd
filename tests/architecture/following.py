"""Does what a how-to page says, in a copy of the tree.

A block of code goes into the file that is named last above it, before the first line that begins
with what is named after “before”, the last after “before the last”, each after “before each”; or it
is a new file. One without such a sentence of its own is run in a shell.
"""

import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
_COPIED = ("contracts", "services", "deploy", "tests", "docs")
_BLOCK = re.compile(
    r"(?:`(?P<file>[\w./-]+)`, (?:new|before (?P<which>the last |each )?`(?P<line>[^`]+)`)\n\s*\n)?"
    r"^(?P<indent> *)```(?P<language>\w+)\n(?P<code>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)


def follow(page: str, folder: Path) -> list[str]:
    """Every command of ``docs/how-to/<page>.md``, run after all that stands before it was done."""
    for name in _COPIED:
        ignored = shutil.ignore_patterns("__pycache__", "node_modules")
        shutil.copytree(REPOSITORY / name, folder / name, ignore=ignored)
    shutil.copy(REPOSITORY / "pyproject.toml", folder)
    text = (REPOSITORY / "docs" / "how-to" / f"{page}.md").read_text(encoding="utf-8")
    ran = []
    for block in _BLOCK.finditer(text):
        code = re.sub(rf"^{block['indent']}", "", block["code"], flags=re.MULTILINE)
        if block["line"]:
            _put(folder / block["file"], block["line"], code, block["which"])
        elif block["file"]:
            _make(folder / block["file"], code)
        else:
            for command in textwrap.dedent(code).splitlines():
                _run(command, folder)
                ran.append(command)
    return ran


def _make(file: Path, code: str) -> None:
    assert not file.exists(), f"{file.name} is there already"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(code, encoding="utf-8")


def _put(file: Path, line: str, code: str, which: str | None) -> None:
    text, begin = file.read_text(encoding="utf-8"), f"\n{line}"
    assert begin in text, f"{file.name} has no line that begins with {line!r}"
    if which == "each ":
        text = text.replace(begin, f"\n{code}{line}")
    else:
        at = (text.rfind if which else text.find)(begin) + 1
        text = text[:at] + code + text[at:]
    file.write_text(text, encoding="utf-8")


def _run(command: str, folder: Path) -> None:
    words = command.split()
    assert words[0] == "python"
    done = subprocess.run(
        [sys.executable, *words[1:]],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "", "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
