"""What a session's row says of what is to be done, at the desk and on the sign-up page."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.registration.pages.next_step import Step, step
from services.registration.pages.sign_up import why_not

NOW = datetime(2023, 9, 5, 1, 0, tzinfo=UTC)
ROW: dict[str, Any] = {
    "cancelled": False, "session_cancelled": False, "sheet_cancelled": None, "form": "offline",
    "starts_on": date(2023, 9, 14), "start_at": None, "openly": False, "open": None,
    "opening_closes_at": None, "closes_at": None, "seated": 0, "attended": False,
}  # fmt: skip
NO_SIGN_UP = "这场活动不在网上报名"
INVITE = Step("没有公开遴选，代表由定向邀请产生", "邀请代表", "representatives")
BY_HAND = {"opening_closes_at": datetime(2023, 9, 11, 10, 0, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("known", "do", "sign_up"),
    [
        ({}, INVITE, NO_SIGN_UP),
        ({"seated": 3}, Step("代表已确认3人", page="representatives"), NO_SIGN_UP),
        (
            {"seated": 3, "starts_on": date(2023, 9, 5)},
            Step("今天举办，代表已确认3人", "现场签到", "check-in"),
            NO_SIGN_UP,
        ),
        ({"openly": True}, Step("还没有设置报名", "设置报名"), "报名还没有开始"),
        (BY_HAND, Step("等遴选公告在两个渠道发布后自动开放"), "报名还没有开始"),
        ({"sheet_cancelled": "online"}, Step("线上举办，不用报名"), "线上举办，不用报名"),
        ({"sheet_cancelled": "cancelled", "cancelled": True}, Step("已取消"), "活动已取消"),
    ],
)  # fmt: skip
def test_a_sheet_is_signed_up_on_only_where_people_are_chosen_openly(
    known: dict[str, Any], do: Step, sign_up: str
) -> None:
    row = ROW | known

    assert step(row, NOW) == do
    assert why_not([row], NOW)[1] == sign_up
