"""What became of a question, in plain words for its asker. Pure."""

from collections.abc import Mapping
from typing import Any

from services.livestream.wording import HOLDING, QUESTIONS, Sign

Row = Mapping[str, Any]

_AFTERWARDS = {
    "personal_data": "去掉姓名、电话、住址等信息后，可以重新提问。",
    "off_topic": "与本次活动有关的事项，可以重新提问。",
    "repeated": "答复可以在公开的提问里看。",
    "abusive": "改用文明用语后，可以重新提问。",
}
_ANSWERED = {"live": "已在直播中口头答复。", "written": "已书面答复。"}


def sign(row: Row) -> Sign:
    """The state as a chip shows it."""
    return QUESTIONS[row["state"]]


def became(row: Row, main: Row | None) -> str:
    """One or two sentences; ``main`` is the question with which a merged one is answered."""
    if main is not None:
        return f"与第{main['number']}号提问内容相同，一起答复。{became(main, None)}"
    match row["state"]:
        case "held":
            return f"不公开，理由：{HOLDING[row['reason']]}。{_AFTERWARDS[row['reason']]}"
        case "released":
            waits = f"已经公开，等待答复，共{row['votes']}人想问。"
            return waits if row["taken_up_at"] is None else "正在直播中答复。"
        case "answered":
            return _ANSWERED[row["means"]]
        case "left_open":
            return "没有在直播中答复，已转为意见建议，由主办单位办理。"
        case _:
            return "主持人还没有看。看过后决定是否公开，结果在这里显示。"
