"""Where the projector spends its time: the live projection's own variant, watched by py-spy."""

import asyncio
import json
import sys
from pathlib import Path

from tests.bench import projection
from tests.bench.harness import PEERS_PYTHON, REPOSITORY, Given, servers
from tests.bench.rest import processor_seconds

TARGET = REPOSITORY / "docs" / "projector.svg"
LOOKS = 200  # a second


async def drawn(target: Path = TARGET) -> None:
    """Write the flame graph; what is imported before it begins is not in it."""
    (bench,) = projection.BENCHES
    async with servers(short=False) as running:
        given: Given = await bench.prepare(running)
        given["dsn"] = await running.make_database(bench.sql or ())
        working = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bench.variant", bench.name, "ours", cwd=REPOSITORY,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        await _at_rest(working.pid)  # it has imported everything, and waits to be told
        watching = await asyncio.create_subprocess_exec(
            str(PEERS_PYTHON.with_name("py-spy")), "record", "--function", "--rate", str(LOOKS),
            "-o", str(target), "--pid", str(working.pid),
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        await asyncio.sleep(1)
        await working.communicate(json.dumps(given).encode())
        await watching.wait()
    drawing = target.read_text(encoding="utf-8")  # noqa: ASYNC240 - nothing else is going on
    # What it was drawn by stands in its title; where that lay does not matter.
    target.write_text(drawing.replace(f"{REPOSITORY}/", ""), encoding="utf-8")  # noqa: ASYNC240


async def _at_rest(pid: int) -> None:
    before = -1.0
    while before != (used := processor_seconds([pid])) or not used:
        before = used
        await asyncio.sleep(1)
