"""Pausing and speed while the season plays: keys on a terminal, SIGUSR1 from anywhere."""

import asyncio
import contextlib
import os
import signal
import sys
import termios
import tty
from collections.abc import Iterator

from deploy.local.season.pace import Pace

HINT = "空格 pause · + faster · - slower · Ctrl-C stop"


@contextlib.contextmanager
def controls(pace: Pace) -> Iterator[None]:
    """Listen for space, ``+`` and ``-`` and for SIGUSR1 (pause or go on)."""
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, pace.pause)
    try:
        with _keys(loop, pace) if sys.stdin.isatty() else contextlib.nullcontext():
            yield
    finally:
        loop.remove_signal_handler(signal.SIGUSR1)


@contextlib.contextmanager
def _keys(loop: asyncio.AbstractEventLoop, pace: Pace) -> Iterator[None]:
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal)  # keys arrive one by one; Ctrl-C still interrupts

    def pressed() -> None:
        match os.read(terminal, 1):
            case b" ":
                pace.pause()
            case b"+":
                pace.change(2)
            case b"-":
                pace.change(0.5)

    loop.add_reader(terminal, pressed)
    try:
        yield
    finally:
        loop.remove_reader(terminal)
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
