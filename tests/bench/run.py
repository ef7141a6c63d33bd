"""``python -m tests.bench.run``: every benchmark against its peers, alternating, and a table.

One JSON line for each comparison goes to standard output, progress to standard error. A full run
is kept under ``results/``. Ctrl-C ends it and shows what was measured by then.
"""

import argparse
import asyncio
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import time
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.catalogue import BENCHES
from tests.bench.harness import (
    REPOSITORY,
    Bench,
    Figures,
    Given,
    Measure,
    Servers,
    Wrong,
    run_variant,
    servers,
)

RESULTS = Path(__file__).parent / "results"
ROUNDS, SHORT_ROUNDS = 5, 1
_OWN = ("dsn", "dsn2")


@dataclass
class Run:
    """What was measured so far, and what failed its own check."""

    short: bool
    rounds: int
    lines: list[tuple[dict[str, Any], Measure]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    async def all(self, benches: Sequence[Bench]) -> None:
        """One benchmark after the other."""
        begun = time.monotonic()
        async with servers(short=self.short) as running:
            for done, bench in enumerate(benches):
                left = (time.monotonic() - begun) / done * (len(benches) - done) if done else 0
                say(f"{bench.name} ({done + 1} of {len(benches)})" + about(left))
                try:
                    for line, measure in await self.one(running, bench):
                        print(json.dumps(line, ensure_ascii=False), flush=True)  # noqa: T201
                        self.lines.append((line, measure))
                except Exception as error:  # noqa: BLE001 - the others are measured all the same
                    said = str(error) if isinstance(error, Wrong) else traceback.format_exc()
                    say(f"  {bench.name} does not count: {said}")
                    self.failed.append(bench.name)
                finally:
                    running.stop_nats()

    async def one(self, running: Servers, bench: Bench) -> list[tuple[dict[str, Any], Measure]]:
        """A round that only warms up, then those that count, there and back again."""
        given = await bench.prepare(running)
        names = list(bench.variants)
        rounds = SHORT_ROUNDS if self.short else bench.rounds or self.rounds
        counted: list[dict[str, Figures]] = []
        for number in range(rounds + (not self.short)):
            figures: dict[str, Figures] = {}
            for name in names if number % 2 else reversed(names):
                mine = await told(running, bench, given, number)
                figures[name] = await run_variant(bench, name, mine)
                await running.drop(mine[it] for it in _OWN if it in mine and it not in given)
                say(f"  round {number} of {rounds}: {name} {shown(figures[name])}")
            counted.append(figures)
        return [
            (compared(bench, measure, counted[not self.short :]), measure)
            for measure in bench.measures
        ]


async def told(running: Servers, bench: Bench, given: Given, number: int) -> Given:
    """What one variant is told in one round."""
    mine = {**given, "run": f"{number}-{time.monotonic_ns()}"}
    for name in _OWN[: bench.databases] if bench.sql is not None else ():
        mine[name] = await running.make_database(bench.sql)
    return mine


def compared(
    bench: Bench, measure: Measure, rounds: Sequence[Mapping[str, Figures]]
) -> dict[str, Any]:
    """One line of the results; a ratio is ours over the peer's of the same round."""
    ours = [figures["ours"][measure.figure] for figures in rounds]
    line: dict[str, Any] = {
        "bench": f"{bench.name} {measure.figure}".strip(), "unit": measure.unit,
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


def table(lines: Iterable[tuple[Mapping[str, Any], Measure]]) -> str:
    """The lines for people, with the goals."""
    rows = [("benchmark", "ours", "peer", "", "ratio", "from–to", "goal", "")]
    for line, measure in lines:
        low, high = measure.at_least, measure.at_most
        goal = f"≥ {low:g}" if low is not None else f"≤ {high:g}" if high is not None else "stated"
        value = line["ours"] if line["ratio"] is None else line["ratio"]
        rows.append(
            (
                line["bench"], f"{line['ours']:g} {line['unit']}", line["peer_name"] or "",
                "" if line["peer"] is None else f"{line['peer']:g}",
                "" if line["ratio"] is None else f"{line['ratio']:g}",
                f"{line['min']:g}–{line['max']:g}", goal,
                "" if goal == "stated" else "yes" if measure.reached(value) else "NO",
            )
        )  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def keep(run: Run) -> Path:
    """A file of its own for every run: its first line says where and of what."""
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    commit = git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain") else "")
    head = {
        "at": now.isoformat(timespec="seconds"), "commit": commit, "short": run.short,
        "machine": machine(), "python": platform.python_version(), "failed": run.failed,
    }  # fmt: skip
    path = RESULTS / f"{now:%Y%m%dT%H%M%SZ}-{commit}.jsonl"
    rows = [head, *(line for line, _ in run.lines)]
    path.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )
    return path


def machine() -> str:
    """What it was measured on."""
    info = Path("/proc/cpuinfo")
    models = (
        [line for line in info.read_text().splitlines() if line.startswith("model name")]
        if info.exists()
        else []
    )
    name = models[0].partition(": ")[2] if models else platform.processor()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{name}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.release()}"
    )


def git(*arguments: str) -> str:
    """What git answers here."""
    done = subprocess.run(
        ["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


def rounded(value: float) -> float:
    """Four digits are more than the machine repeats."""
    return float(f"{value:.4g}")


def shown(figures: Figures) -> str:
    """Figures for the progress."""
    return ", ".join(f"{name} {value:,.4g}".strip() for name, value in figures.items())


def about(seconds: float) -> str:
    """An estimate of what is left."""
    return f", about {max(1, round(seconds / 60))} min left" if seconds else ""


def say(text: str) -> None:
    """Tell the terminal how it goes."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def main() -> int:
    """Read the options and run; not 0 where a figure does not count, or it was interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--short", action="store_true", help="one small round: that all is right, for CI"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--keep", action="store_true", help="keep the results of a short run too")
    parser.add_argument(
        "only", nargs="*", default=[""], help="benchmarks whose name begins so; all without"
    )
    options = parser.parse_args()
    chosen = [
        bench
        for name, bench in BENCHES.items()
        if name.startswith(tuple(options.only))
        and (options.only != [""] or bench.when == "always" or not options.short)
    ]
    run, interrupted = Run(options.short, options.rounds), False
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started ends with us
    try:
        asyncio.run(run.all(chosen))
    except KeyboardInterrupt:
        interrupted = True
    print(table(run.lines))  # noqa: T201
    if (
        run.lines
        and not interrupted
        and (options.keep or not (options.short or options.only != [""]))
    ):
        say(f"kept in {keep(run).relative_to(REPOSITORY)}")
    if run.failed:
        say(f"failed their own check: {', '.join(run.failed)}")
    return 130 if interrupted else bool(run.failed)


if __name__ == "__main__":
    sys.exit(main())
