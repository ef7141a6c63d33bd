"""A child starts, fails with its log in hand, is started again, and never outlives us."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.local import nursery
from deploy.local.child import Child, StartFailed
from deploy.local.supervisor import supervise


def python(program: str, log: Path) -> Child:
    return Child(name="the child", command=[sys.executable, "-c", program], log=log)


async def eventually(condition: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


def test_a_failed_start_names_the_part_and_shows_the_end_of_its_log(tmp_path: Path) -> None:
    child = python("print('no key file', flush=True); raise SystemExit(3)", tmp_path / "log")
    child.start()
    with pytest.raises(StartFailed, match=r"the child ended while starting(.|\n)*no key file"):
        child.await_ready(lambda: False, timeout=10)


def test_a_part_that_never_becomes_ready_is_named(tmp_path: Path) -> None:
    child = python("import time; time.sleep(60)", tmp_path / "log")
    child.start()
    with pytest.raises(StartFailed, match="the child was not ready after"):
        child.await_ready(lambda: False, timeout=0.1)
    child.stop()


def test_a_child_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    program = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True)"
    child = python(f"{program}; time.sleep(60)", tmp_path / "log")
    child.stop_seconds = 0.2
    child.start()
    child.await_ready(lambda: (tmp_path / "log").read_text() == "1\n", timeout=10)
    child.stop()
    assert not child.running


async def test_a_crashed_child_is_started_again(tmp_path: Path) -> None:
    child = python("import time; time.sleep(60)", tmp_path / "log")
    restarted: list[int] = []
    child.start()
    first = child.pid
    watching = asyncio.create_task(supervise([child], lambda each: restarted.append(each.pid)))
    os.kill(first, signal.SIGKILL)
    await eventually(lambda: restarted)
    watching.cancel()
    assert restarted == [child.pid]
    assert child.pid != first
    child.stop()


if nursery.POSSIBLE:

    async def test_a_fork_is_a_process_of_its_own_and_is_borne_again_when_all_have_ended(
        tmp_path: Path,
    ) -> None:
        log = tmp_path / "log"
        command = [sys.executable, "-m", "tests.deploy.born", "and its argument"]
        child = Child("the fork", command, log, {"TOLD": "its environment"}, forked=True)
        child.start()
        first = child.pid
        await eventually(lambda: "\n" in log.read_text())
        assert log.read_text() == f"{first} {first} its environment, and its argument\n"
        nursery._nursery(os.getpid())[1].kill()
        await eventually(lambda: not child.running)
        assert not _alive(first)
        child.start()
        await eventually(lambda: log.read_text().count("\n") == 2)
        child.stop()
        assert not child.running
        assert child.pid != first
        with pytest.raises(ProcessLookupError):
            os.kill(child.pid, 0)


if sys.platform == "linux":  # the only kernel that tells a child of its parent's end

    async def test_no_child_outlives_a_killed_parent(tmp_path: Path) -> None:
        program = (
            "import sys, time\n"
            "from pathlib import Path\n"
            "from deploy.local.child import Child\n"
            "child = Child('grandchild', [sys.executable, '-c', 'import time; time.sleep(60)'],"
            f" Path({str(tmp_path / 'log')!r}))\n"
            "child.start()\n"
            "print(child.pid, flush=True)\n"
            "time.sleep(60)\n"
        )
        parent = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE
        )
        assert parent.stdout is not None
        grandchild = int(await parent.stdout.readline())
        parent.kill()
        await parent.wait()
        await eventually(lambda: not _alive(grandchild))


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False
