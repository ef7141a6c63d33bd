"""``python -m tests.bench.run``: every benchmark against its peers, alternating, and a table.

One JSON line for each comparison goes to standard output, progress to standard error. A full run
is kept under ``results/``, benchmark for benchmark: Ctrl-C ends it cleanly and shows what was
measured by then, and ``--resume`` goes on from there.
"""

import argparse
import asyncio
import json
import signal
import statistics
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench import flame
from tests.bench.catalogue import BENCHES
from tests.bench.harness import (
    Bench,
    Figures,
    Given,
    Measure,
    Servers,
    Wrong,
    run_variant,
    servers,
)
from tests.bench.results import Kept, Line, compared, table, titled

ROUNDS, SHORT_ROUNDS = 5, 1
_OWN = ("dsn", "dsn2")


@dataclass
class Run:
    """What was measured so far, and what failed its own check."""

    short: bool
    rounds: int
    sync: float = 0
    kept: Kept | None = None
    lines: list[tuple[Line, Measure]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    async def all(self, benches: Sequence[Bench]) -> None:
        """One benchmark after the other, without those that were measured before."""
        left = [bench for bench in benches if not self._known(bench)]
        begun, weights = time.monotonic(), [bench.weight for bench in left]
        async with servers(short=self.short, sync=self.sync) as running:
            for done, bench in enumerate(left):
                part = sum(weights[:done]) / sum(weights)
                about = (time.monotonic() - begun) / part * (1 - part) if part else 0
                say(f"{bench.name} ({done + 1} of {len(left)})" + minutes(about))
                try:
                    for line, measure in await self.one(running, bench):
                        print(json.dumps(line, ensure_ascii=False), flush=True)  # noqa: T201
                        self.lines.append((line, measure))
                        if self.kept:
                            self.kept.add(line)
                except Exception as error:  # noqa: BLE001 - the others are measured all the same
                    said = str(error) if isinstance(error, Wrong) else traceback.format_exc()
                    say(f"  {bench.name} does not count: {said}")
                    self.failed.append(bench.name)
                finally:
                    running.stop_nats()
        if self.kept:
            self.kept.add({"ended": round(time.monotonic() - begun), "failed": self.failed})

    def _known(self, bench: Bench) -> bool:
        """Take what the kept run has of a benchmark."""
        found = self.kept.of(bench) if self.kept else []
        self.lines += zip(found, bench.measures, strict=True) if found else ()
        return bool(found)

    async def one(self, running: Servers, bench: Bench) -> list[tuple[Line, Measure]]:
        """A round that only warms up, then those that count, there and back again."""
        given = await bench.prepare(running)
        names = list(bench.variants)
        rounds = SHORT_ROUNDS if self.short else bench.rounds or self.rounds
        warming = not self.short and rounds > 1
        rounds += warming
        counted, begun = list[dict[str, Figures]](), time.monotonic()
        for number in range(rounds):
            figures: dict[str, Figures] = {}
            for name in names if number % 2 else reversed(names):
                mine = await told(running, bench, given, number)
                figures[name] = await run_variant(bench, name, mine)
                await running.drop(mine[it] for it in _OWN if it in mine and it not in given)
                done = number + len(figures) / len(names)
                left = (time.monotonic() - begun) / done * (rounds - done)
                say(f"  round {number}: {name} {shown(figures[name])}; {left:.0f} s left of it")
            counted.append(figures)
        return [(line_of(bench, measure, counted[warming:]), measure) for measure in bench.measures]


async def told(running: Servers, bench: Bench, given: Given, number: int) -> Given:
    """What one variant is told in one round."""
    mine = {**given, "run": f"{number}-{time.monotonic_ns()}"}
    for name in _OWN[: bench.databases] if bench.sql is not None else ():
        mine[name] = await running.make_database(bench.sql)
    return mine


def line_of(bench: Bench, measure: Measure, rounds: Sequence[Mapping[str, Figures]]) -> Line:
    """One line of the results; a ratio is ours over the peer's of the same round."""
    ours = [figures["ours"][measure.figure] for figures in rounds]
    line: dict[str, Any] = {
        "bench": titled(bench, measure), "unit": measure.unit,
        "ours": rounded(statistics.median(ours)), "peer": None, "peer_name": None, "ratio": None,
        "min": rounded(min(ours)), "max": rounded(max(ours)), "n": len(rounds),
    }  # fmt: skip
    if measure.peer:
        peers = [figures[measure.peer][measure.figure] for figures in rounds]
        ratios = [mine / theirs for mine, theirs in zip(ours, peers, strict=True)]
        line |= {
            "peer": rounded(statistics.median(peers)), "peer_name": measure.peer,
            "ratio": rounded(statistics.median(ratios)), "min": rounded(min(ratios)),
            "max": rounded(max(ratios)),
        }  # fmt: skip
    return line


def rounded(value: float) -> float:
    """Four digits are more than the machine repeats."""
    return float(f"{value:.4g}")


def shown(figures: Figures) -> str:
    """Figures for the progress."""
    return ", ".join(f"{name} {value:,.4g}".strip() for name, value in figures.items())


def minutes(seconds: float) -> str:
    """An estimate of what is left."""
    return f", about {max(1, round(seconds / 60))} min left" if seconds else ""


def say(text: str) -> None:
    """Tell the terminal how it goes."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def main() -> int:
    """Read the options and run; not 0 where a figure does not count, or it was interrupted."""
    options = _options()
    if options.compare:
        one, other = (Kept(Path(name)).lines() for name in options.compare)
        text, apart = compared(one, other)
        print(text)  # noqa: T201
        say(f"the runs disagree about: {', '.join(apart)}" if apart else "the two runs agree")
        return bool(apart)
    if options.flame:
        asyncio.run(flame.drawn())
        say(f"wrote {flame.TARGET}, {flame.TARGET.stat().st_size // 1000} kB")
        return 0
    whole = options.only == [""]
    chosen = [
        bench
        for name, bench in BENCHES.items()
        if name.startswith(tuple(options.only))
        and (not whole or bench.runs(short=options.short, whole=options.whole))
    ]
    kept = Kept.unfinished(short=options.short, sync=options.sync) if options.resume else None
    if kept is None and (options.keep or (whole and not options.short)):
        kept = Kept.new(short=options.short, sync=options.sync)
    run, interrupted = Run(options.short, options.rounds, options.sync, kept), False
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started ends with us
    try:
        asyncio.run(run.all(chosen))
    except KeyboardInterrupt:
        interrupted = True
    print(table(run.lines))  # noqa: T201
    if kept is not None:
        say(f"kept in {kept.path}" + ("; go on with BENCH=--resume" if interrupted else ""))
    if run.failed:
        say(f"failed their own check: {', '.join(run.failed)}")
    return 130 if interrupted else bool(run.failed)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--short", action="store_true", help="one small round: that all is right, for CI")
    add("--whole", action="store_true", help="with what takes longest: 2.5 M facts, 5,000 viewers")
    add("--rounds", type=int, default=ROUNDS)
    add("--sync", type=float, default=0, metavar="MS", help="as if the disk synced so much slower")
    add("--keep", action="store_true", help="keep the results of a short or partial run too")
    add("--resume", action="store_true", help="go on with the last run of this commit")
    add("--compare", nargs=2, metavar="FILE", help="set two kept runs beside each other")
    add("--flame", action="store_true", help="write docs/projector.svg")
    add("only", nargs="*", default=[""], help="benchmarks whose name begins so; all without")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
