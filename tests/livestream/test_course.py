"""What an asker is told of the own question."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.livestream.askers.course import became, sign
from services.livestream.wording import STREAMS, in_recording, stream_sign

NOTHING = {"number": 1, "reason": None, "taken_up_at": None, "votes": 3, "means": None}


def row(state: str, **more: Any) -> dict[str, Any]:
    return NOTHING | {"state": state} | more


@pytest.mark.parametrize(
    ("asked", "main", "says"),
    [
        (row("waiting"), None, "还没有看"),
        (row("held", reason="personal_data"), None, "含有个人信息。去掉姓名"),
        (row("held", reason="repeated"), None, "与已有提问重复"),
        (row("released"), None, "等待答复，共3人想问"),
        (row("released", taken_up_at="now"), None, "正在直播中答复"),
        (row("answered", means="live"), None, "已在直播中口头答复"),
        (row("answered", means="written"), None, "已书面答复"),
        (row("left_open"), None, "已转为意见建议"),
        (row("merged"), row("waiting", number=7), "与第7号提问内容相同，一起答复。主持人还没有看"),
        (row("merged"), row("answered", number=7, means="live"), "一起答复。已在直播中"),
    ],
)
def test_an_asker_reads_what_became_of_it(
    asked: dict[str, Any], main: dict[str, Any] | None, says: str
) -> None:
    assert says in became(asked, main)
    assert sign(asked).word


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0秒"), (754, "12分34秒"), (3000, "50分钟"), (3723, "1小时2分3秒"), (7200, "2小时")],
)
def test_a_place_in_a_recording_is_said_in_words(seconds: int, words: str) -> None:
    assert in_recording(seconds) == words


@pytest.mark.parametrize(
    ("hour", "phase", "word"),
    [
        (15, "scheduled", STREAMS["scheduled"].word),  # 23:00 in Beijing
        (16, "scheduled", "没有直播记录"),
        (16, "prepared", "没有直播记录"),
        (16, "ended", STREAMS["ended"].word),
    ],
)
def test_a_stream_whose_day_is_over_is_not_still_to_come(hour: int, phase: str, word: str) -> None:
    stream = {"phase": phase, "starts_on": date(2023, 9, 5)}
    assert stream_sign(stream, datetime(2023, 9, 5, hour, tzinfo=UTC)).word == word
