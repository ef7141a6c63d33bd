"""Child processes of the local stack: they end with their parent and log to a file."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from deploy.local.ending import end_with_parent
from deploy.local.nursery import POSSIBLE, Born, bear

_POLL_SECONDS = 0.02
_TAIL_LINES = 15


class StartFailed(RuntimeError):
    """A part did not come up; the message names it and ends with the tail of its log."""


@dataclass
class Child:
    """One process: started, awaited until ready, stopped by signal, killed when it must be.

    Start it from the main thread: on Linux the kernel delivers `stop_signal` to the child
    when the thread that started it ends, so that no server outlives a killed parent. What is
    `forked` is a Python module of ours, and the nursery's child.
    """

    name: str
    command: Sequence[str | Path]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0
    forked: bool = False
    process: subprocess.Popen[bytes] | Born | None = field(default=None, init=False)

    @property
    def running(self) -> bool:
        """Whether the process is alive now."""
        return self.process is not None and self.process.poll() is None

    @property
    def pid(self) -> int:
        """The process id; RuntimeError before the first start."""
        if self.process is None:
            raise RuntimeError(f"{self.name} was never started")
        return self.process.pid

    def start(self) -> None:
        """Start the process in a session of its own, so that a terminal's Ctrl-C passes it by."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        command = [str(part) for part in self.command]
        environment = {**os.environ, **self.environment}
        with self.log.open("ab") as log:
            if self.forked and POSSIBLE:
                self.process = bear(command, environment, log.fileno())
                return
            self.process = subprocess.Popen(  # noqa: S603 - a fixed command of ours, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd="/" if self.user else None,  # another account may not read our folder
                user=self.user,
                extra_groups=[] if self.user else None,
                start_new_session=True,
                preexec_fn=partial(end_with_parent, self.stop_signal),  # noqa: PLW1509 - one prctl
            )

    def await_ready(self, ready: Callable[[], bool], timeout: float) -> None:
        """Wait until `ready()`; StartFailed if it ends first or `timeout` seconds pass."""
        deadline = time.monotonic() + timeout
        while not ready():
            if not self.running:
                raise StartFailed(self._failure("ended while starting"))
            if time.monotonic() > deadline:
                raise StartFailed(self._failure(f"was not ready after {timeout:.0f} s"))
            time.sleep(_POLL_SECONDS)

    def ask_to_stop(self) -> None:
        """Send the stop signal and return at once; harmless when it is down."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Ask it to end, wait `stop_seconds`, then kill it; harmless when it is down."""
        if self.process is None:
            return
        self.ask_to_stop()
        try:
            self.process.wait(self.stop_seconds)
        except subprocess.TimeoutExpired:
            self.kill9()

    def kill9(self) -> None:
        """SIGKILL, as a crash would be, and wait until the process is gone."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def _failure(self, what: str) -> str:
        return f"{self.name} {what}; the end of {self.log}:\n{tail(self.log)}"


def tail(log: Path, lines: int = _TAIL_LINES) -> str:
    """The last `lines` of a log, indented; empty when there is none."""
    if not log.exists():
        return ""
    text = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"  {line}" for line in text[-lines:])
