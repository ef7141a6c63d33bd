"""The season's progress in the terminal: a bar that moves, or plain lines where none can."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol, Self

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from contracts.values import BEIJING
from deploy.local.season import SEASON_END, SEASON_START

WORDS = {
    "missed": "未达标",
    "needs_review": "待核",
    "due_soon": "临期",
    "gap": "有差距",
    "unscheduled": "未排期",
    "pending": "未到期",
    "met_late": "逾期补做",
    "exempt": "已报备",
    "met": "达标",
    "not_applicable": "不适用",
}
_STYLES = {"missed": "red", "needs_review": "magenta", "due_soon": "yellow", "met": "green"}
_WEEKDAYS = "一二三四五六日"
_DAY = timedelta(days=1)


class Display(Protocol):
    """Where progress is told."""

    def show(self, *, now: datetime, acts: int, facts: int) -> None:
        """How far the season is, whenever everything has settled."""

    def tell(self, line: str) -> None:
        """Something worth a line of its own."""


def beijing(moment: datetime) -> str:
    """``10月16日（周一）09:42``."""
    there = moment.astimezone(BEIJING)
    weekday = _WEEKDAYS[there.weekday()]
    return f"{there.month}月{there.day}日（周{weekday}）{there:%H:%M}"


def counted(counts: Mapping[str, int]) -> str:
    """``达标 237 · 未达标 5``, worst first."""
    return " · ".join(f"{word} {counts[name]}" for name, word in WORDS.items() if counts.get(name))


class PlainDisplay:
    """A line a simulated week, for logs and pipes."""

    def __init__(self, acts: int) -> None:
        self._acts = acts
        self._next = SEASON_START

    def show(self, *, now: datetime, acts: int, facts: int) -> None:
        """A line at most every seven simulated days."""
        if now >= self._next:
            self._next = now + 7 * _DAY
            self.tell(f"{beijing(now)}  acts {acts}/{self._acts}  facts {facts}")

    def tell(self, line: str) -> None:
        """One line."""
        print(line, flush=True)  # noqa: T201 - this is what the terminal is for


class LiveDisplay:
    """A bar over the season, with date, acts, facts and verdicts; use it as a context."""

    def __init__(self, acts: int, console: Console, hint: str) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(None),
            TextColumn("acts {task.fields[acts]}/{task.fields[of]}  facts {task.fields[facts]}"),
            TextColumn("{task.fields[pace]}"), TimeRemainingColumn(), console=console,
        )  # fmt: skip
        days = (SEASON_END - SEASON_START) / _DAY
        self._task: TaskID = self._bar.add_task(
            beijing(SEASON_START), total=days, acts=0, of=acts, facts=0, pace=""
        )
        self._counts: Mapping[str, int] = {}
        self._hint = hint
        self._live = Live(self._table(), console=console, refresh_per_second=8)

    def __enter__(self) -> Self:
        """Begin to draw."""
        self._live.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the last picture standing."""
        self._live.__exit__(None, None, None)

    def show(self, *, now: datetime, acts: int, facts: int) -> None:
        """Count what has happened."""
        done = (now - SEASON_START) / _DAY
        self._bar.update(self._task, completed=done, acts=acts, facts=facts)

    def tick(self, *, now: datetime, pace: str) -> None:
        """Move the bar; several times a second."""
        done = (now - SEASON_START) / _DAY
        self._bar.update(self._task, completed=done, description=beijing(now), pace=pace)

    def verdicts(self, counts: Mapping[str, int]) -> None:
        """Show them below the bar."""
        self._counts = counts
        self._live.update(self._table())

    def tell(self, line: str) -> None:
        """A line above the bar."""
        self._live.console.print(line)

    def _table(self) -> Table:
        table = Table.grid(expand=True)
        table.add_row(self._bar)
        table.add_row(
            "  ".join(
                f"[{_STYLES.get(name, 'dim')}]{word} {self._counts[name]}[/]"
                for name, word in WORDS.items()
                if self._counts.get(name)
            )
        )
        table.add_row(f"[dim]{self._hint}[/]")
        return table
