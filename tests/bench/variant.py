"""``python -m tests.bench.variant BENCH VARIANT``: one variant, told by JSON on standard input."""

import asyncio
import json
import sys
from collections.abc import Awaitable
from pathlib import Path

import structlog
import uvloop

from services._web.garbage import look_seldom
from tests.bench.catalogue import BENCHES
from tests.bench.harness import Figures


async def _figures(running: Awaitable[Figures]) -> Figures:
    return await running


def main() -> None:
    """Run it and print its figures as the last line."""
    bench, name = sys.argv[1:]
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    variant = BENCHES[bench].variants[name]
    assert not isinstance(variant, Path)  # that is a script of its own
    look_seldom()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        figures = runner.run(_figures(variant(json.load(sys.stdin))))
    print(json.dumps(figures))  # noqa: T201 - the answer to the parent


if __name__ == "__main__":
    main()
