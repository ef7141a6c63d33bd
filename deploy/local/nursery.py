"""Where services are born: one process imports what all of them need, and each is its fork.

So a service begins with next to no work of the processor, also when it is started again on a
machine that is busy. Forks share the memory of what was imported.
"""

import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from threading import Lock

from contracts.topology import SERVICES
from deploy.local.ending import end_with_parent

POSSIBLE = hasattr(os, "pidfd_open")  # else nobody could watch what is not his child
_REPOSITORY = Path(__file__).resolve().parents[2]
_ONE_AT_A_TIME = Lock()
_LONGEST = 2**20  # of a request, which holds an environment


class Born:
    """A process that is not our child, with what of ``subprocess.Popen`` is used here."""

    def __init__(self, pid: int, watched: int) -> None:
        self.pid, self._watched = pid, watched

    def poll(self) -> int | None:
        """0 once it has ended, however it did."""
        return 0 if self._ended(0) else None

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended; raises ``subprocess.TimeoutExpired``."""
        if not self._ended(timeout):
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return 0

    def send_signal(self, number: int) -> None:
        """Raises ``ProcessLookupError`` when it has ended."""
        signal.pidfd_send_signal(self._watched, number)

    def kill(self) -> None:
        """As a crash would, if it has not ended."""
        if self.poll() is None:
            self.send_signal(signal.SIGKILL)

    def _ended(self, seconds: float | None) -> bool:
        end = select.poll()  # one for each look: several threads may look at a time
        end.register(self._watched, select.POLLIN)
        return bool(end.poll(None if seconds is None else seconds * 1000))

    def __del__(self) -> None:
        os.close(self._watched)


def open_nursery() -> None:
    """Let it import while other things start."""
    if POSSIBLE:
        _nursery(os.getpid())


def bear(command: Sequence[str], environment: Mapping[str, str], log: int) -> Born:
    """Run ``python -m module arguments`` in a session of its own; it ends with this process."""
    _, _, module, *arguments = command
    wanted = json.dumps([module, arguments, environment]).encode()
    try:
        return _asked(wanted, log)
    except (ConnectionError, ValueError):  # the nursery was killed, and ended all that it had borne
        channel, process = _nursery(os.getpid())
        _nursery.cache_clear()
        channel.close()
        process.kill()
        process.wait()
        return _asked(wanted, log)


def _asked(wanted: bytes, log: int) -> Born:
    with _ONE_AT_A_TIME:
        channel, _ = _nursery(os.getpid())
        socket.send_fds(channel, [wanted], [log])
        answer, watched, *_ = socket.recv_fds(channel, 256, 1)
    if answer and not watched:
        raise OSError(answer.decode())
    return Born(int(answer), watched[0])


@cache
def _nursery(_parent: int) -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """The one of this process: what was forked from it begins its own."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        return ours, subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-u", "-m", "deploy.local.nursery", str(theirs.fileno())],
            env={**os.environ, "PYTHONPATH": str(_REPOSITORY)},
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - one prctl, safe after fork
        )


def _nurse(channel: socket.socket) -> str:
    """Fork for every request; returns in each fork, with the module that it is to run."""
    while True:
        wanted, logs, *_ = socket.recv_fds(channel, _LONGEST, 1)
        if not wanted:
            sys.exit()
        born, watching = os.pipe()
        try:
            pid = os.fork()
        except OSError as error:  # no room for one more: those that are there live on
            channel.send(str(error).encode())
            for each in (born, watching, *logs):
                os.close(each)
            continue
        if pid == 0:
            os.close(watching)
            os.read(born, 1)  # whoever ended before he is watched would be gone without a trace
            os.close(born)
            return _begin(channel, logs[0], *json.loads(wanted))
        watched = os.pidfd_open(pid)
        socket.send_fds(channel, [str(pid).encode()], [watched])
        for each in (born, watching, watched, *logs):
            os.close(each)


def _begin(
    channel: socket.socket, log: int, module: str, arguments: list[str], environment: dict[str, str]
) -> str:
    channel.close()
    end_with_parent()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments
    return module


def _main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever has ended is gone
    for name in ("_web.frugal", "_web.service", *(f"{name}.app" for name in SERVICES)):
        importlib.import_module(f"services.{name}")
    gc.freeze()
    module = _nurse(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main()
