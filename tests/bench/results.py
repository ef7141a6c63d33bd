"""Kept results: a file for every run, one line for each comparison as soon as it is measured.

The first line says where and of which commit, the last that the run came to its end. A run that
was interrupted has none; it is gone on with by ``--resume``. Nothing is ever written over.
"""

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.harness import REPOSITORY, Bench, Measure

RESULTS = Path(__file__).parent / "results"
LINE = ("bench", "unit", "ours", "peer", "peer_name", "ratio", "min", "max", "n")
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of results."""

    path: Path

    @classmethod
    def new(cls, *, short: bool, sync: float = 0, folder: Path = RESULTS) -> "Kept":
        """A file that says where and of what; it appears with the first result."""
        now, commit = datetime.now(UTC), commit_here()
        kept = cls(folder / f"{now:%Y%m%dT%H%M%SZ}-{commit}.jsonl")
        folder.mkdir(exist_ok=True)
        kept.add({
            "at": now.isoformat(timespec="seconds"), "commit": commit, "short": short,
            "machine": machine(), "python": platform.python_version(), "sync_ms": sync,
        })  # fmt: skip
        return kept

    @classmethod
    def unfinished(cls, *, short: bool, sync: float = 0, folder: Path = RESULTS) -> "Kept | None":
        """The last run of this commit, if it was interrupted."""
        for path in sorted(folder.glob(f"*-{commit_here()}.jsonl"), reverse=True):
            rows = cls(path).rows()
            if (rows[0]["short"], rows[0].get("sync_ms", 0)) == (short, sync):
                return None if "ended" in rows[-1] else cls(path)
        return None

    def add(self, row: Mapping[str, Any]) -> None:
        """Append one line, and let the disk have it."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def rows(self) -> list[Line]:
        """All lines."""
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]

    def lines(self) -> list[Line]:
        """The results."""
        return [row for row in self.rows() if tuple(row) == LINE]

    def of(self, bench: Bench) -> list[Line]:
        """The results of one benchmark, if all of them are there."""
        names = [titled(bench, measure) for measure in bench.measures]
        found = [line for line in self.lines() if line["bench"] in names]
        return found if len(found) == len(names) else []


def titled(bench: Bench, measure: Measure) -> str:
    """What a result is called."""
    return f"{bench.name} {measure.figure}".strip()


def table(lines: Iterable[tuple[Line, Measure]]) -> str:
    """The lines for people, with the goals."""
    rows = [("benchmark", "ours", "peer", "", "ratio", "from–to", "goal", "")]
    for line, measure in lines:
        low, high = measure.at_least, measure.at_most
        goal = f"≥ {low:g}" if low is not None else f"≤ {high:g}" if high is not None else "stated"
        value = line["ours"] if line["ratio"] is None else line["ratio"]
        rows.append((
            line["bench"], f"{line['ours']:g} {line['unit']}", line["peer_name"] or "",
            "" if line["peer"] is None else f"{line['peer']:g}",
            "" if line["ratio"] is None else f"{line['ratio']:g}",
            f"{line['min']:g}–{line['max']:g}", goal,
            "" if goal == "stated" else "yes" if measure.reached(value) else "NO",
        ))  # fmt: skip
    return _columns(rows)


def compared(one: Sequence[Line], other: Sequence[Line]) -> tuple[str, list[str]]:
    """Two runs beside each other, and the benchmarks about which they disagree.

    They agree where the rounds of both overlap: what one run measured, the other may have; or
    where less than a hundredth lies between, as it may of bytes that are the same at every round.
    """
    found = {(line["bench"], line["peer_name"]): line for line in other}
    rows, apart = [("benchmark", "peer", "one", "from–to", "other", "from–to", "")], []
    for line in one:
        theirs = found.get((line["bench"], line["peer_name"]))
        if theirs is None:
            continue
        agree = max(line["min"], theirs["min"]) <= 1.01 * min(line["max"], theirs["max"])
        if not agree:
            apart.append(line["bench"])
        cells = [
            cell
            for each in (line, theirs)
            for cell in (
                f"{each['ours'] if each['ratio'] is None else each['ratio']:g}",
                f"{each['min']:g}–{each['max']:g}",
            )
        ]
        rows.append((line["bench"], line["peer_name"] or "", *cells, "" if agree else "DISAGREE"))
    return _columns(rows), apart


def _columns(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def machine() -> str:
    """What it was measured on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    name = models[0] if models else platform.processor()
    return (
        f"{name}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.release()}"
    )


def commit_here() -> str:
    """The commit; with a plus where something was changed since."""
    results = RESULTS.relative_to(REPOSITORY)
    changed = _git("status", "--porcelain", "--", ".", f":!{results}")
    return _git("rev-parse", "--short", "HEAD") + ("+" if changed else "")


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
