"""``python -m tests.bench.sizing FILE…``: the measured part of docs/sizing.md, from kept runs.

Nothing is typed by hand: a figure that no run has stays open, what a later file has is taken.
"""

import sys
from pathlib import Path

from tests.bench.harness import REPOSITORY
from tests.bench.results import Kept, Line

PAGE = REPOSITORY / "docs" / "sizing.md"
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"
OPEN = "not measured"
CARRIES = {
    "append, 32 waiting": "decided and recorded, 32 waiting",
    "append, 500 waiting": "decided and recorded, 500 waiting",
    "relay": "relayed into the stream",
    "live projection": "read exactly once while all goes on",
    "rebuild, one core: speed": "read anew, on one core",
    "rebuild, 2.5 M facts: speed": "the same, of 2.5 million facts",
    "sign-up rush, 30 seats": "sign-ups through HTTP for one activity, two processes",
    "event stream, 1,000 viewers: p99": "the last of 1,000 viewers after the first",
    "event stream, 5,000 viewers: p99": "the last of 5,000 viewers after the first",
    "assess, 22 activities": "22 activities judged with their working",
    "two cells at once": "two cells on this machine, together",
    "disk: in its log": "a fact in PostgreSQL, in its log",
    "disk: in its stream": "a fact in JetStream",
    "disk: where it is judged": "a fact in PostgreSQL, where it is judged",
    "stack at rest: processor": "the whole stack at rest",
}
DISTRICT = 22 * 200
PLACES = {"a district": 1, "a city of 16": 16, "a province of 92": 92, "the country": 2_844}


def measured(rows: list[Line]) -> str:
    """What one cell carries, and what places need by it."""
    commits = dict.fromkeys(f"commit {row['commit']}" for row in rows if "commit" in row)
    head, lines = rows[0], {row["bench"]: row for row in rows if "bench" in row}
    told = [
        f"From runs of {' and '.join(commits)} on {head['at'][:10]} ({head['machine']}).\n",
        "| One cell | Measured |",
        "|--|--:|",
        *(f"| {words} | {_figure(lines.get(name))} |" for name, words in CARRIES.items()),
        "",
        "| Place | Districts | Facts a year | On disk a year | Read anew in |",
        "|--|--:|--:|--:|--:|",
        *(_place(name, many, lines) for name, many in PLACES.items()),
    ]
    return "\n".join(told) + "\n"


def _figure(line: Line | None) -> str:
    if line is None:
        return OPEN
    ours = line["ours"]
    return f"{f'{ours:,.0f}' if ours >= 1_000 else ours} {line['unit']}"


def _place(name: str, districts: int, lines: dict[str, Line]) -> str:
    facts = districts * DISTRICT
    disk = [lines.get(each) for each in CARRIES if each.startswith("disk:")]
    size = sum(it["ours"] for it in disk if it) * facts / 1e6
    on_disk = f"{size:,.0f} MB" if all(disk) else OPEN
    speed = lines.get("rebuild, one core: speed")
    anew = f"{facts / speed['ours']:,.0f} s" if speed else OPEN
    return f"| {name} | {districts:,} | {facts:,} | {on_disk} | {anew} |"


def main() -> None:
    """Write it into the page."""
    rows = [row for name in sys.argv[1:] for row in Kept(Path(name)).rows()]
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    text = before + BEGIN + measured(rows) + END + after
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
