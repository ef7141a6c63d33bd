"""What people read: the date as it is said, the place, and never a name."""

from datetime import UTC, date, datetime

import pytest

from services.registration.telling.kinds import Kind
from services.registration.telling.texts import Occasion, Time, compose

MONDAY = Time(date(2023, 10, 16), datetime(2023, 10, 16, 1, 30, tzinfo=UTC))
KNOWN = Occasion("走进工地", (MONDAY,), "旧宫工地", "https://hd.example.cn/sign-up/status", "K7")
SIMPLE = Occasion("走进工地", (Time(date(2023, 10, 16)),))


def test_a_choice_is_told_with_day_clock_place_and_code() -> None:
    text = compose(Kind.CHOSEN, KNOWN)

    assert text.subject == "已入选：走进工地"
    assert text.body == (
        "您已入选“走进工地”的代表。时间：10月16日（周一）9:30；地点：旧宫工地。"
        "不能参加的，可以取消报名：https://hd.example.cn/sign-up/status，查询码K7。"
    )


def test_a_move_says_the_new_time_and_that_one_may_withdraw() -> None:
    assert compose(Kind.MOVED, SIMPLE).body == (
        "“走进工地”改期至10月16日（周一）。原报名、邀请和名额保留。"
        "不能参加的，可以联系主办单位取消报名。"
    )


def test_a_cancellation_says_what_was_planned_and_asks_for_nothing() -> None:
    assert compose(Kind.CANCELLED, KNOWN).body == (
        "“走进工地”（原定10月16日（周一）9:30）已取消，不再举行。"
    )


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_text_even_if_nothing_is_known(kind: Kind) -> None:
    text = compose(kind, Occasion())

    assert text.subject
    assert "政民互动活动" in text.body
    assert text.body.endswith("。")
    assert "：http" in compose(kind, KNOWN).body or kind in {Kind.CANCELLED, Kind.ONLINE}
