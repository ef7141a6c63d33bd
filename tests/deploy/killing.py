"""A command of the backup that is killed when it has come so far."""

import os
import signal
import subprocess
import sys
from pathlib import Path

_KILLED = """
import os, signal, sys
import typer
from deploy.backup import commands
moment, command, told = sys.argv.pop(1), sys.argv.pop(1), typer.echo
def echo(line):
    told(line)
    if moment in line:
        os.kill(os.getpid(), signal.SIGKILL)
typer.echo = echo
typer.run(getattr(commands, command))
"""


def kill_when(told: str, base: Path, *command: object) -> None:
    """Kill a command in the home below ``base`` with SIGKILL right after it has told this."""
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, told, *map(str, command)],
        env={**os.environ, "MINSHENG_HOME": str(base)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stdout
