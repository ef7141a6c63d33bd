"""What an operator reads of a state, and what they do about it, in one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from contracts.values import BEIJING
from services._web.standing import Behind, Disk

NAMES = {
    "announcer": "公告",
    "registration": "报名",
    "livestream": "直播",
    "compliance": "合规",
}
_HELD = {"work": "运行目录", "files": "文件"}
REACTIONS = {
    "prepare-sheet": "排期后准备报名",
    "follow-form": "随活动形式调整",
    "move-sheet": "随改期调整报名",
    "close-sign-up": "取消后停止报名",
    "open-on-notice": "公告后开放报名",
    "feed-back-in-public": "公布采纳情况后登记反馈",
    "take-over-question": "接收没有答复的提问",
    "prepare-stream": "排期后准备直播",
    "move-stream": "随改期调整直播",
    "end-stream": "取消后结束直播",
    "forget-person": "删除本人的提问信息",
    "purge-questions": "到期删除提问信息",
}
"""What is done by itself, by the name under which logs speak of it."""

LATE = timedelta(minutes=1)
"""From when on what is behind is worth a look; before, it is under way."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A state in words; ``epoch`` says that a new epoch mends it."""

    word: str
    todo: str = ""
    epoch: bool = False


_MOVE = "先确认数据库是要用的那一份，再在服务器上运行"
RELAY = {
    "running": Advice("正常"),
    "standby": Advice("待命，由另一进程负责"),
    "stopped": Advice(
        "历史不一致，已停止发布",
        f"消息流与数据库不是同一段历史，多半是数据库恢复过备份。记录照常，已发布的没有被覆盖。{_MOVE}",
        epoch=True,
    ),
}
READER = {
    "running": Advice("正常"),
    "standby": Advice("待命，由另一进程负责"),
    "refilling": Advice("等待消息流补齐", "发布它的服务正在补发，补齐后自动接着读，不用处理。"),
    "rebuilding": Advice("正在从头重新读取", "读完一次换新，不用处理。"),
    "damaged": Advice(
        "读取受阻，每秒重试",
        f"先看本服务的日志：有一条处理失败的，升级后自动接着读。日志说消息流有缺失的，{_MOVE}",
        epoch=True,
    ),
    "stopped": Advice(
        "历史不一致，已停止读取", f"这个消息流与已读的不是同一段历史。{_MOVE}", epoch=True
    ),
}


def moment(at: datetime) -> str:
    """A moment in Beijing, to the minute."""
    local = at.astimezone(BEIJING)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"


def ago(since: datetime, now: datetime) -> str:
    """How long something has lasted, in its largest unit."""
    seconds = int((now - since).total_seconds())
    for size, unit in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"已{seconds // size}{unit}"
    return "不到1分钟"


def lag(behind: Behind, now: datetime) -> str:
    """How far behind something is, and since when."""
    if behind.facts is None:
        return "暂时读不到"
    if not behind.facts:
        return "无"
    since = behind.since
    return f"{behind.facts}条" + (f"，自{moment(since)}起，{ago(since, now)}" if since else "")


def held(disk: Disk) -> str:
    """What of ours lies on a disk."""
    return "、".join(_HELD[it] for it in disk.holds)


def calls(shown: dict[str, Any]) -> list[str]:
    """What a person should look at now; nothing when all is well."""
    status = shown["now"]
    found = [] if shown["connected"] else ["连不上消息服务（NATS），记录照常，恢复后自动补发"]

    def late(behind: Behind) -> bool:  # a second of played time may be a day
        since = None if status["simulated"] else behind.since
        return since is not None and shown["at"] - since > LATE

    if RELAY[status["state"]].epoch:
        found.append(RELAY[status["state"]].word)
    elif late(shown["behind"]):
        found.append(f"{shown['behind'].facts}条待发布")
    for it in status["readers"]:
        name = NAMES[it["source"]]
        if READER[it["state"]].epoch:
            found.append(f"{name}消息流{READER[it['state']].word}")
        elif late(it["behind"]):
            found.append(f"{name}消息流有{it['behind'].facts}条待读取")
    disks: Sequence[Disk] = shown["disks"]
    found += [f"磁盘（{held(it)}）空间不足" for it in disks if it.low]
    if status["quarantined"]:
        found.append(f"{status['quarantined']}条消息无法识别，等待查看")
    return found
