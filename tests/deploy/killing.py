"""A command in a process of its own, which is killed when it has come so far."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

_MAIN = "from deploy.cli import main; main()"


def kill_when(base: Path, command: Sequence[object], come_so_far: Callable[[str], bool]) -> None:
    """Kill a command with SIGKILL as soon as this is true of what it has printed."""
    printed = base / "printed"
    with printed.open("wb") as to:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-u", "-c", _MAIN, *map(str, command)],
            env={**os.environ, "MINSHENG_HOME": str(base)},
            stdout=to,
            stderr=subprocess.STDOUT,
        )
    while not come_so_far(text := printed.read_text(encoding="utf-8")):
        assert process.poll() is None, text
        time.sleep(0.002)
    process.kill()
    assert process.wait() == -signal.SIGKILL, printed.read_text(encoding="utf-8")
