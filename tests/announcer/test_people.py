"""The public page shows what registration and livestream say, and nobody's name."""

from datetime import datetime

import pytest

from contracts.events import livestream as live
from contracts.events import registration as said
from contracts.examples import EXAMPLES
from contracts.registry import service_of
from contracts.values import (
    BEIJING,
    OpinionDecisionKind,
    PersonCategory,
    SeatReleaseReason,
    SelectionMethod,
    SelectionRule,
)
from services.announcer.people import enough_of
from tests.announcer.bodies import NOTICE, OPEN_11, SCHEDULE
from tests.announcer.elsewhere import ABOUT, heard, say, signed_up, speaker
from tests.announcer.test_public import ACTIVITY, text
from tests.serving import Api, Serve

CLOSES = datetime(2023, 8, 24, 18, tzinfo=BEIJING)


@pytest.fixture
async def registration(serve: Serve, planned: Api) -> Api:
    assert planned.running.writer.log_end
    return await serve(speaker("registration"))


OPENED = said.SignUpOpened(**ABOUT, closes_at=CLOSES, seats=20, rule=SelectionRule.DRAW)


async def test_an_open_sign_up_has_seats_a_closing_time_and_the_way_in(
    planned: Api, registration: Api
) -> None:
    await say(registration, OPENED, *signed_up("a1b2c3d4", "b1b2c3d4"))
    await heard(planned, registration)

    shown, page = await text(planned, ACTIVITY), (await planned.get(ACTIVITY)).text

    assert "公众名额20个 已报2人" in shown
    assert "2023年8月24日（周四）18:00截止" in shown
    assert "先报后报机会一样。" in shown
    assert 'href="/sign-up/daxing-2023/open-11"' in page
    assert 'href="/sign-up/status"' in page
    assert page.count("button primary") == 1
    assert "报名 ，正在进行" in shown

    planned.clock.set("2023-08-24T17:59:59+08:00")
    assert "我要报名" in await text(planned, ACTIVITY)
    planned.clock.set("2023-08-24T18:00:00+08:00")  # before registration says that it closed
    assert "报名已截止。" in await text(planned, ACTIVITY)
    assert "我要报名" not in await text(planned, ACTIVITY)
    assert "报名 ，已完成" in await text(planned, ACTIVITY)


async def test_a_closed_a_prepared_and_a_cancelled_sign_up_have_no_way_in(
    planned: Api, registration: Api
) -> None:
    day = CLOSES.date()
    await planned.record(
        OPEN_11 + "/schedule", SCHEDULE | {"selection_methods": ["open_selection"]}
    )
    for event, sentence in (
        (said.SignUpSheetPrepared(**ABOUT, starts_on=day), "报名尚未开始，开始时间见遴选公告。"),
        (said.SignUpClosed(**ABOUT), "报名已截止。"),
        (said.SignUpSheetCancelled(**ABOUT, reason="online"), "不再接受报名。"),
    ):
        await say(registration, OPENED, event)
        await heard(planned, registration)
        shown = await text(planned, ACTIVITY)
        assert sentence in shown
        assert "我要报名" not in shown


async def test_where_all_are_invited_nothing_is_said_of_sign_up(
    planned: Api, registration: Api
) -> None:
    await planned.record(
        OPEN_11 + "/schedule", SCHEDULE | {"selection_methods": ["directed_invitation"]}
    )
    await say(registration, said.SignUpSheetPrepared(**ABOUT, starts_on=CLOSES.date()))
    await heard(planned, registration)

    shown = await text(planned, ACTIVITY)

    assert "报名尚未开始" not in shown
    assert "查我的报名" not in shown


async def test_nobody_signs_up_for_what_is_cancelled(planned: Api, registration: Api) -> None:
    await say(registration, OPENED)
    await heard(planned, registration)
    await planned.record(OPEN_11 + "/cancel", {"reason": "停电"})

    page = (await planned.get(ACTIVITY)).text

    assert "/sign-up/" not in page
    assert "/opinions/" not in page


async def test_representatives_are_numbers_by_category(planned: Api, registration: Api) -> None:
    deputy = "ffeedd0011"
    await say(
        registration,
        *signed_up("aaaaaa1111", "bbbbbb2222", "cccccc3333", "dddddd4444"),
        said.RepresentativeInvited(**ABOUT, person=deputy, category=PersonCategory.NPC_DEPUTY),
        said.InvitationAnswered(**ABOUT, person=deputy, accepted=True),
        said.RepresentativeSelected(
            **ABOUT, person="aaaaaa1111", method=SelectionMethod.OPEN_SELECTION
        ),
        said.SeatConfirmed(**ABOUT, person="bbbbbb2222"),
        said.ReserveListed(
            **ABOUT, person="cccccc3333", category=PersonCategory.PARENT, rank=1
        ),
    )  # fmt: skip
    await heard(planned, registration)

    shown, page = await text(planned, ACTIVITY), (await planned.get(ACTIVITY)).text

    assert "区人大代表，1人 ffeedd 定向邀请" in shown
    assert "家长代表，2人 aaaaaa 公开遴选 bbbbbb 公开遴选" in shown
    assert "候补，1人 cccccc 第1位，家长代表" in shown
    assert "dddddd" not in shown
    assert "aaaaaa1111" not in page
    assert "只公布编号和类别，不公布姓名" in shown
    assert 'href="/sign-up/daxing-2023/open-11/representatives"' in page


def test_a_number_is_as_long_as_it_takes_to_be_one_persons() -> None:
    assert enough_of([]) == enough_of(["aaaaaa1111", "bbbbbb1111", "bbbbbb1111"]) == 6
    assert enough_of(["open-08-a", "open-08-b"]) == 9


async def test_sessions_stand_by_their_days_and_each_has_its_own_reserve(
    planned: Api, registration: Api
) -> None:
    days = {"b": "2023-09-14", "a": "2023-09-15"}
    sessions = [{"session": name, "starts_on": day} for name, day in days.items()]
    await planned.record(OPEN_11 + "/schedule", SCHEDULE | {"sessions": sessions})
    parent = PersonCategory.PARENT
    for session, person in (("a", "aaaaaa1111"), ("b", "bbbbbb2222")):
        here = ABOUT | {"session": session}
        await say(
            registration,
            said.SignUpOpened(**here, closes_at=CLOSES, seats=20),
            said.ReserveListed(**here, person=person, category=parent, rank=1),
        )
    await heard(planned, registration)

    shown = await text(planned, ACTIVITY)

    for first, then in (
        ("2023年9月14日（周四）场次 公众名额20个", "2023年9月15日（周五）场次 公众名额20个"),
        ("（周四）场次候补，1人 bbbbbb 第1位", "（周五）场次候补，1人 aaaaaa 第1位"),
    ):
        assert 0 < shown.index(first) < shown.index(then)


async def test_who_gives_up_withdraws_or_is_erased_is_no_longer_listed(
    planned: Api, registration: Api
) -> None:
    persons = ("aaaaaa1", "bbbbbb2", "cccccc3", "dddddd4")
    seats = [said.SeatConfirmed(**ABOUT, person=one) for one in persons]
    await say(
        registration,
        *signed_up(*persons),
        *seats,
        said.SeatReleased(**ABOUT, person="aaaaaa1", reason=SeatReleaseReason.WITHDREW),
        said.SignUpWithdrawn(**ABOUT, session="s1", person="bbbbbb2"),
        said.PersonErased(programme="daxing-2023", person="cccccc3", requested_by="person"),
    )
    await heard(planned, registration)

    shown = await text(planned, ACTIVITY)

    assert "家长代表，1人 dddddd" in shown
    kept = await planned.running.pool.fetch("select person from representative order by 1")
    assert [row["person"] for row in kept] == ["aaaaaa1", "dddddd4"]


async def test_opinions_are_counted_by_what_became_of_them(planned: Api, registration: Api) -> None:
    kinds = list(OpinionDecisionKind)
    recorded = [said.OpinionRecorded(**ABOUT, opinion=f"o{number}") for number in range(4)]
    decided = [
        said.OpinionDecided(**ABOUT, opinion=f"o{number}", decision=kind, reason="已办")
        for number, kind in enumerate(kinds)
    ]
    await say(registration, *recorded, *decided, said.OpinionFedBack(**ABOUT, opinion="o0"))
    await heard(planned, registration)

    shown = await text(planned, ACTIVITY)
    assert "收到 4 采纳 1 部分采纳 1 未采纳 1 已反馈1条，其余正在办理。" in shown
    assert "采纳情况 ，正在进行" in shown

    others = [said.OpinionFedBack(**ABOUT, opinion=f"o{number}") for number in range(4)]
    await say(registration, *others)
    await heard(planned, registration)
    assert "采纳情况 ，已完成" in await text(planned, ACTIVITY)


async def test_the_live_page_is_linked_where_there_is_a_stream(planned: Api, serve: Serve) -> None:
    await planned.record(OPEN_11 + "/schedule", SCHEDULE)
    assert "/live/" not in (await planned.get(ACTIVITY)).text
    await planned.record(OPEN_11 + "/form", {"form": "hybrid", "new_media_account": "旧宫发布"})
    stream = await serve(speaker("livestream"))
    assert "进入直播页" in await text(planned, ACTIVITY)

    await say(stream, live.StreamStarted(**ABOUT, session="s1"))
    await heard(planned, stream)
    assert "正在直播" in await text(planned, ACTIVITY)
    assert (
        'button primary wide" href="/live/daxing-2023/open-11"'
        in (await planned.get(ACTIVITY)).text
    )

    assert "活动 ，已完成" not in await text(planned, ACTIVITY)
    await say(stream, live.StreamEnded(**ABOUT, session="s1"))
    await heard(planned, stream)
    shown = await text(planned, ACTIVITY)
    assert "直播已结束。" in shown
    assert "活动 ，已完成" in shown  # though nobody has recorded that it was held


async def test_every_fact_of_the_others_is_taken_or_passed_over(
    planned: Api, registration: Api, serve: Serve
) -> None:
    stream = await serve(speaker("livestream"))
    events = EXAMPLES.values()
    for service in (registration, stream):
        mine = [one for one in events if service_of(type(one)) == service.running.name]
        await say(service, *mine, *mine)  # a fact told twice changes nothing
    await heard(planned, registration, stream)

    assert await planned.running.pool.fetchval("select count(*) from quarantine") == 0
    assert (await planned.get(ACTIVITY)).status_code == 200


async def test_the_steps_follow_the_activity(planned: Api) -> None:
    assert "公告 ，未开始" in await text(planned, ACTIVITY)
    await planned.record(OPEN_11 + "/schedule", SCHEDULE)
    await planned.record(OPEN_11 + "/notices", NOTICE)
    planned.clock.set("2023-09-14T09:30:00+08:00")
    shown = await text(planned, ACTIVITY)
    assert "公告 ，已完成" in shown
    assert "活动 ，正在进行" in shown
    assert "材料 ，未开始" in shown
