"""Every benchmark, the most central first."""

from tests.bench import (
    append,
    assess,
    cells,
    disk,
    draw,
    growth,
    logs,
    projection,
    rebuild,
    relay,
    rest,
    rush,
    verdict,
    viewers,
    wall,
)
from tests.bench.harness import Bench

_MODULES = (
    projection, append, relay, rebuild, assess, draw, wall, rush, verdict, viewers, logs, cells,
    disk, rest, growth,
)  # fmt: skip
BENCHES: dict[str, Bench] = {bench.name: bench for module in _MODULES for bench in module.BENCHES}
