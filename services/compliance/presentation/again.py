"""What running a verdict again came to, in words."""

from collections.abc import Mapping
from typing import Any

from contracts.values import VerdictStatus
from services.compliance.presentation import dates
from services.compliance.presentation.words import status_word

Json = Mapping[str, Any]

SIDES = ("shown", "computed")
KEYS: Mapping[str, str] = {
    "strength": "强度",
    "status": "状态",
    "flags": "标记",
    "due": "限期",
    "due_at": "限时",
    "clause": "条款",
    "evidence": "证据",
    "conclusion": "结论",
    "deadline": "限期说明",
    "counting": "计算说明",
    "days": "逐日计算",
    "standard": "标准算法",
    "clear": "净日算法",
    "done_at": "实际时间",
}


def again_context(result: Json) -> dict[str, Any]:
    """The head of the result, what it was computed from, and what differs."""
    moment = dates.moment_words(dates.parse_moment(result["as_of"]), year=True)
    source = f"从数据库中的{result['events']}条事实重新计算，没有使用页面的缓存，截至{moment}。"
    if result["broken"]:
        return {
            "result": "没有重算：日志被改动过",
            "grounds": f"哈希链在此处不通过：{result['broken']}。",
            "differs": [],
        }
    return {
        "result": "重算结果一致" if result["identical"] else "重算结果与页面不同",
        "grounds": f"{source}四个服务的哈希链都已核对，没有改动。",
        "differs": [
            (KEYS.get(each["key"], each["key"]), *(_said(each, side) for side in SIDES))
            for each in result["differs"]
        ],
    }


def _said(difference: Json, side: str) -> str:
    value = difference[side]
    if isinstance(value, list):
        return f"{len(value)}项"
    if value is not None and difference["key"] == "status":
        return status_word(VerdictStatus(value))
    return "无" if value is None else str(value)
