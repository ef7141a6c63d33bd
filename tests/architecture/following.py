"""Does what a how-to page says, in a copy of the tree.

A block of code goes into the file that is named last above it, before the first line that begins
with what is named after “before”, or the last after “before the last”; one without such a sentence
of its own is run in a shell.
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
    r"(?:`(?P<file>[\w./-]+)`, before (?P<last>the last )?`(?P<line>[^`]+)`\n\s*\n)?"
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
        if block["file"]:
            _put(folder / block["file"], block["line"], code, last=bool(block["last"]))
        else:
            for command in textwrap.dedent(code).splitlines():
                _run(command, folder)
                ran.append(command)
    return ran


def _put(file: Path, line: str, code: str, *, last: bool) -> None:
    text = file.read_text(encoding="utf-8")
    at = (text.rfind if last else text.find)(f"\n{line}") + 1
    assert at, f"{file.name} has no line that begins with {line!r}"
    file.write_text(text[:at] + code + text[at:], encoding="utf-8")


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
