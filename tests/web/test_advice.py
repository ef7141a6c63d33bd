"""What an operator reads: how far behind, since when, and what is to be done about it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.topology import REACTIONS
from services._web import advice
from services._web.advice import RELAY, calls, held, lag
from services._web.standing import Behind, Disk, disks

NOW = datetime(2026, 11, 26, 6, 10, tzinfo=UTC)
GIB = 2**30


def shown(**changed: Any) -> dict[str, Any]:
    """A service that is well but for what is changed."""
    reader = {"source": "announcer", "stream": "EV_ANNOUNCER_1", "state": "running",
              "behind": changed.pop("unread", Behind(0))}  # fmt: skip
    status = {"state": "running", "quarantined": 0, "readers": [reader], "simulated": False}
    status |= {it: changed.pop(it) for it in tuple(status) if it in changed}
    reader["state"] = changed.pop("reading", "running")
    well = {"at": NOW, "connected": True, "behind": Behind(0), "disks": [], "now": status}
    return well | changed


@pytest.mark.parametrize(
    ("behind", "says"),
    [
        (Behind(None), "暂时读不到"),
        (Behind(0), "无"),
        (Behind(3), "3条"),
        (Behind(3, NOW - timedelta(seconds=20)), "3条，自2026年11月26日14:09起，不到1分钟"),
        (Behind(3, NOW - timedelta(minutes=8)), "3条，自2026年11月26日14:02起，已8分钟"),
        (Behind(3, NOW - timedelta(hours=30)), "3条，自2026年11月25日08:10起，已1天"),
    ],
)
def test_what_is_behind_is_told_in_words_and_time(behind: Behind, says: str) -> None:
    assert lag(behind, NOW) == says


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, []),
        ({"state": "stopped"}, ["历史不一致，已停止发布"]),
        ({"behind": Behind(2, NOW - timedelta(seconds=1))}, []),
        ({"behind": Behind(2, NOW - timedelta(minutes=2))}, ["2条待发布"]),
        ({"behind": Behind(2, NOW - timedelta(minutes=2)), "simulated": True}, []),
        ({"connected": False}, ["连不上消息服务（NATS），记录照常，恢复后自动补发"]),
        ({"reading": "refilling"}, []),
        ({"reading": "stopped"}, ["公告消息流历史不一致，已停止读取"]),
        ({"unread": Behind(5, NOW - timedelta(hours=1))}, ["公告消息流有5条待读取"]),
        ({"disks": [Disk(("files",), GIB, 5 * GIB)]}, ["磁盘（文件）空间不足"]),
        ({"disks": [Disk(("files",), 90 * GIB, 500 * GIB)]}, []),
        ({"quarantined": 1}, ["1条消息无法识别，等待查看"]),
    ],
)
def test_the_page_calls_for_what_a_person_should_do_and_for_nothing_else(
    changed: dict[str, Any], says: list[str]
) -> None:
    assert calls(shown(**changed)) == says


def test_a_relay_that_stopped_says_what_to_do_next() -> None:
    assert RELAY["stopped"].epoch
    assert "在服务器上运行" in RELAY["stopped"].todo


def test_two_folders_on_one_disk_are_one_line(tmp_path: Path) -> None:
    (one, *others) = disks(tmp_path)
    assert "、".join(held(it) for it in (one, *others)) == "运行目录、文件"
    assert 0 < one.free <= one.size
    assert len(disks(None)) == len(disks(tmp_path / "nowhere")) == 1


def test_whatever_is_done_by_itself_has_a_name_that_a_person_reads() -> None:
    assert advice.REACTIONS.keys() == {it.name for it in REACTIONS}
