"""How livestream's pages say things: official words, a sign beside each colour, Beijing time."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from contracts.values import BEIJING
from services._web.lengths import length

_WEEKDAYS = "一二三四五六日"


class Sign(NamedTuple):
    """A state as it is shown: a word, a glyph, and the colour of its chip."""

    word: str
    glyph: str
    chip: str = ""


STREAMS = {
    "prepared": Sign("时间待定", "○"),
    "scheduled": Sign("尚未开始", "◷"),
    "live": Sign("正在直播", "●", "met"),
    "interrupted": Sign("暂时中断", "‖", "late"),
    "ended": Sign("已经结束", "■"),
    "cancelled": Sign("已经取消", "✕", "missed"),
}
_TO_COME, _NEVER = {"prepared", "scheduled"}, Sign("没有直播记录", "–")
QUESTIONS = {
    "waiting": Sign("待审", "○"),
    "held": Sign("不公开", "‖", "late"),
    "released": Sign("公开待答", "◷"),
    "merged": Sign("合并答复", "＋"),
    "answered": Sign("已答", "✓", "met"),
    "left_open": Sign("转为意见建议", "→"),
}
ANSWERING = Sign("正在答复", "▶", "due")
HOLDING = {
    "personal_data": "含有个人信息",
    "off_topic": "与活动主题无关",
    "repeated": "与已有提问重复",
    "abusive": "含有辱骂、攻击等不当内容",
}
MEANS = {"live": "直播中口头答复", "written": "书面答复"}
KINDS = {"open_day": "政务开放日", "policy_talk": "政策公开讲"}
ACTS = {
    "open": "打开推流入口",
    "key": "更换口令",
    "air": "开始播出",
    "close": "结束播出或者关闭入口",
    "film": "上传影片",
    "push": "添加同步推送",
    "push_no_longer": "停止同步推送",
}
REFUSALS = {"wrong_key": "口令不对", "second_publisher": "已有一路画面"}
DELETIONS = {
    "kept_long_enough": "保存期满",
    "personal_data": "含有个人信息",
    "unlawful": "内容违法",
    "test": "测试录像",
}
INGESTS = {
    "waiting": Sign("等待推流", "○", "late"),
    "receiving": Sign("正在接收", "●", "met"),
    "keeping": Sign("正在保存", "◷"),
    "closed": Sign("已关闭", "■"),
}
PREMIERE = Sign("正在首播", "●", "met")
FILM_PLAYING = Sign("正在播放影片", "●", "met")
FILMS = {
    "coming": Sign("正在上传", "↑", "late"),
    "checking": Sign("正在检查", "◷"),
    "ready": Sign("可以播出", "✓", "met"),
    "unfit": Sign("不能播出", "✕", "missed"),
}
UNFIT = {
    "unreadable": "不是H.264画面、AAC声音的MP4，或者文件不完整。请重新导出后再上传。",
    "few_key_frames": "关键帧间隔超过12秒，中途进来的人要等很久。请设为2秒，重新导出。",
    "length": "片长要在1秒到4小时之间。",
}
PUSHES = {
    "waiting": Sign("等待播出", "○"),
    "pushing": Sign("正在推送", "●", "met"),
    "retrying": Sign("正在重连", "↻", "late"),
    "done": Sign("已推完", "■"),
    "given_up": Sign("未推完", "✕", "missed"),
}
COMMANDS = {
    "scheduled": (("start", "开始直播"),),
    "live": (("interrupt", "标记中断"), ("end", "结束直播")),
    "interrupted": (("resume", "恢复直播"), ("end", "结束直播")),
}


def stream_sign(stream: Mapping[str, Any], now: datetime) -> Sign:
    """The state of a stream; one that never ran is not still to come."""
    return _NEVER if never_ran(stream, now) else STREAMS[stream["phase"]]


def never_ran(stream: Mapping[str, Any], now: datetime) -> bool:
    """Whether the day of a stream is over, and it has not begun."""
    over = stream["starts_on"] < now.astimezone(BEIJING).date()
    return over and stream["phase"] in _TO_COME


def day(value: date) -> str:
    """9月14日（周四）."""
    return f"{value.month}月{value.day}日（周{_WEEKDAYS[value.weekday()]}）"


def moment(value: datetime) -> str:
    """9月14日（周四）9:05, in Beijing."""
    local = value.astimezone(BEIJING)
    return f"{day(local.date())}{local.hour}:{local.minute:02}"


def when(stream: Mapping[str, Any]) -> str:
    """When a stream is, as exactly as it is known."""
    if stream["starts_at"] is not None:
        return moment(stream["starts_at"])
    return f"{day(stream['starts_on'])}，开始时刻待定"


def in_recording(seconds: int) -> str:
    """12分34秒, 50分钟, 1小时2分3秒."""
    words = length(seconds * 1000)
    return f"{words}钟" if words.endswith("分") else words


WORDS: dict[str, Any] = {
    "stream_sign": stream_sign,
    "never_ran": never_ran,
    "question_signs": QUESTIONS,
    "answering": ANSWERING,
    "holding": HOLDING,
    "means_words": MEANS,
    "kinds": KINDS,
    "commands": COMMANDS,
    "in_recording": in_recording,
    "ingest_signs": INGESTS,
    "premiere": PREMIERE,
    "film_playing": FILM_PLAYING,
    "film_signs": FILMS,
    "unfit": UNFIT,
    "push_signs": PUSHES,
    "refusals": REFUSALS,
    "acts": ACTS,
    "deletions": DELETIONS,
    "length": length,
    "moment": moment,
    "when": when,
}
