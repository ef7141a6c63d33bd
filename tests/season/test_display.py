import io
from datetime import timedelta

import pytest
from rich.console import Console

from deploy.local.season import SEASON_END, SEASON_START
from deploy.local.season.display import LiveDisplay, PlainDisplay, beijing, counted

DAY = timedelta(days=1)


def test_moments_are_written_as_in_the_office() -> None:
    assert beijing(SEASON_START) == "8月1日（周二）00:00"
    assert beijing(SEASON_END) == "1月1日（周一）00:00"


def test_counts_stand_worst_first_and_leave_out_what_there_is_not() -> None:
    assert counted({"met": 237, "missed": 5, "gap": 0}) == "未达标 5 · 达标 237"


def test_a_log_gets_a_line_a_week(capsys: pytest.CaptureFixture[str]) -> None:
    display = PlainDisplay(416)
    for day in range(15):
        display.show(now=SEASON_START + day * DAY, acts=day, facts=day)
    told = capsys.readouterr().out.splitlines()
    assert [line.split("（")[0] for line in told] == ["8月1日", "8月8日", "8月15日"]


def test_a_terminal_shows_time_counts_and_verdicts() -> None:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=100)
    with LiveDisplay(416, console, "hint") as display:
        display.show(now=SEASON_START, acts=12, facts=574)
        display.tick(now=SEASON_START + 76.4 * DAY, pace="1 天/秒")
        display.verdicts({"met": 229, "missed": 9})
        display.tell("waiting for compliance")
    text = screen.getvalue()
    for part in ("10月16日（周一）", "12/416", "574", "1 天/秒", "达标 229", "未达标 9", "hint"):
        assert part in text
    assert "waiting for compliance" in text
