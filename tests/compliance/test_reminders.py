"""What a unit is reminded of, in which words, on which mornings; a retry decides nothing."""

from datetime import date, datetime, time
from typing import Any

import pytest

from contracts.event import DomainEvent
from contracts.events.compliance import UnitReminded
from contracts.values import BEIJING, ReminderItem, ReminderKind, ReminderOccasion
from services.compliance.board import Snapshot
from services.compliance.domain.reminders import REMINDERS, Remind
from services.compliance.judging.assess import assess
from services.compliance.judging.projection import Projection, Rules
from services.compliance.reminding.addresses import Address
from services.compliance.reminding.morning import next_morning
from services.compliance.reminding.owed import Owed, owed, still_owed
from services.compliance.reminding.texts import Letter, compose, sentence
from services.compliance.rules.calendar import load_calendar
from services.compliance.rules.pack import load_pack
from tests.compliance.story import PROGRAMME, Story, at

HAND, ESCALATION = ReminderKind.REMINDER, ReminderKind.ESCALATION


def item(code: str = "ANN-TIME", occasion: str = "due_soon") -> ReminderItem:
    due = date(2023, 9, 7)
    return ReminderItem(row="open-11", code=code, due=due, occasion=ReminderOccasion(occasion))


def remind(
    *items: ReminderItem, on: str = "2023-09-05", kind: ReminderKind = ReminderKind.DIGEST
) -> Remind:
    by = None if kind is ReminderKind.DIGEST else "office-1"
    return Remind(PROGRAMME, "jiugong", kind, date.fromisoformat(on), items, by)


def told(*commands: Remind) -> list[list[str]]:
    """The codes of each reminder; every command is given twice."""
    state, events = REMINDERS.initial, list[DomainEvent]()
    for command in commands:
        decided = REMINDERS.decide(command, state)
        for event in decided:
            state = REMINDERS.evolve(state, event)
        assert REMINDERS.decide(command, state) == []
        events += decided
    return [
        [f"{each.code} {each.occasion}" for each in event.items]
        for event in events
        if isinstance(event, UnitReminded)
    ]


def test_each_occasion_of_an_item_is_told_once_by_the_digests() -> None:
    assert told(
        remind(item(), on="2023-09-04"),
        remind(item(), on="2023-09-05"),
        remind(item(occasion="due_tomorrow"), on="2023-09-06"),
        remind(item(occasion="missed"), on="2023-09-08"),
        remind(item(occasion="missed"), on="2023-09-11"),
    ) == [["ANN-TIME due_soon"], ["ANN-TIME due_tomorrow"], ["ANN-TIME missed"]]


def test_a_digest_holds_what_is_new_and_only_one_leaves_a_day() -> None:
    both = remind(item(), item("SAFETY"), on="2023-09-05")
    assert told(
        remind(item(), on="2023-09-04"), both, remind(item("DETAIL"), on="2023-09-05"),
        remind(item("DETAIL"), on="2023-09-06"),
    ) == [["ANN-TIME due_soon"], ["SAFETY due_soon"], ["DETAIL due_soon"]]  # fmt: skip


def test_another_deadline_is_another_occasion() -> None:
    moved = item().model_copy(update={"due": date(2023, 9, 14)})
    assert len(told(remind(item()), remind(moved, on="2023-09-12"))) == 2


def test_by_hand_an_item_is_told_once_a_day_and_escalated_besides() -> None:
    assert told(
        remind(item()),
        remind(item(), kind=HAND),
        remind(item(), item("SAFETY"), kind=HAND),
        remind(item(), kind=ESCALATION),
        remind(item(), kind=HAND, on="2023-09-06"),
    ) == [
        ["ANN-TIME due_soon"],
        ["ANN-TIME due_soon"],
        ["SAFETY due_soon"],
        ["ANN-TIME due_soon"],
        ["ANN-TIME due_soon"],
    ]


def snapshot(story: Story, when: str) -> Snapshot:
    projection = Projection()
    projection.add(story.facts)
    rules = Rules(load_pack(PROGRAMME), load_calendar())
    known, as_of = projection.programmes[PROGRAMME], at(when)
    verdicts = assess(rules.pack, rules.calendar, known, as_of)
    return Snapshot(known, rules, as_of, tuple(verdicts), None)


def planned() -> Story:
    """An offline activity on Thursday, 14 September: its notice is due on the 7th."""
    return Story("open-11").planned(title="走进工地").scheduled("2023-09-14")


def of(story: Story, when: str, code: str = "ANN-TIME") -> Owed | None:
    return next((one for one in owed(snapshot(story, when)) if one.item.code == code), None)


@pytest.mark.parametrize(
    ("when", "occasion", "of_a_morning"),
    [
        ("2023-09-01 08:30", "due_soon", False),  # four working days left
        ("2023-09-04 08:30", "due_soon", True),
        ("2023-09-05 08:30", "due_soon", True),
        ("2023-09-06 08:30", "due_tomorrow", True),
        ("2023-09-07 08:30", "due_tomorrow", True),
        ("2023-09-08 00:00", "missed", True),
    ],
)
def test_a_deadline_is_near_then_tomorrow_then_missed(
    when: str, occasion: str, of_a_morning: object
) -> None:
    found = of(planned(), when)
    assert found is not None
    assert (found.item.occasion, found.of_a_morning) == (occasion, of_a_morning)
    assert found.unit == "jiugong"


def test_what_is_done_or_cancelled_is_owed_no_more() -> None:
    items = [found.item for found in owed(snapshot(planned(), "2023-09-06"))]
    assert "ANN-TIME" in {each.code for each in items}
    done = snapshot(planned().noticed("2023-09-06 09:00", "2023-09-14"), "2023-09-06 10:00")
    assert "ANN-TIME" not in {one.item.code for one in still_owed(done, "jiugong", items)}
    off = snapshot(planned().cancelled("2023-09-06 09:00"), "2023-09-06 10:00")
    assert still_owed(off, "jiugong", items) == []


def test_a_new_date_or_another_unit_ends_an_old_reminder() -> None:
    items = [found.item for found in owed(snapshot(planned(), "2023-09-06"))]
    moved = snapshot(planned().moved("2023-09-28", "2023-09-06 09:00"), "2023-09-06 10:00")
    assert not [one for one in still_owed(moved, "jiugong", items) if one.item.code == "ANN-TIME"]
    handed = snapshot(planned().unit_changed("2023-09-06 09:00", "caiyu"), "2023-09-06 10:00")
    assert still_owed(handed, "jiugong", items) == []


def test_what_is_only_encouraged_is_left_to_the_office() -> None:
    found = of(planned(), "2023-09-13", "REP-SIZE")
    assert found is not None
    assert not found.of_a_morning


@pytest.mark.parametrize(
    ("code", "when", "words"),
    [
        (
            "ANN-TIME",
            "2023-09-06",
            "应于9月7日（周四）24:00前发布活动公告（“走进工地”），目前尚未发布，请抓紧办理。",
        ),
        (
            "ANN-TIME",
            "2023-09-08",
            "应于9月7日（周四）24:00前发布活动公告（“走进工地”），目前尚未发布，已经逾期，请立即补办。",
        ),
        (
            "ANN-TIME",
            "2023-09-18",
            "应于9月7日（周四）24:00前发布活动公告（“走进工地”），限期内没有发布，已不能补办。",
        ),
        (
            "SAFETY",
            "2023-09-13",
            "应于9月14日（周四）9:00前备好应急措施（“走进工地”），目前尚未完成，请抓紧办理。",
        ),
    ],
)
def test_the_sentence_is_formal_and_asks_for_nothing_impossible(
    code: str, when: str, words: str
) -> None:
    found = of(planned(), when, code)
    assert found is not None
    assert sentence(found, at(when).date()) == words


def letter(kind: ReminderKind) -> Letter:
    page = "https://hd.example.cn/wall/daxing-2023"
    return Letter(kind, "旧宫镇", "政务服务局", date(2023, 9, 6), page)


def test_one_item_is_said_in_one_sentence_and_signed_by_the_office() -> None:
    found = of(planned(), "2023-09-06")
    assert found is not None
    text = compose(letter(ReminderKind.DIGEST), [found])
    assert text.subject == "政民互动办理提醒：公告时间"
    assert text.body.splitlines() == [
        "旧宫镇：",
        "你单位应于9月7日（周四）24:00前发布活动公告（“走进工地”），目前尚未发布，请抓紧办理。",
        "详情：https://hd.example.cn/wall/daxing-2023",
        "",
        "政务服务局",
        "2023年9月6日",
    ]


def test_several_items_are_numbered_and_an_escalation_says_so() -> None:
    items = [one for one in owed(snapshot(planned(), "2023-09-06")) if one.of_a_morning]
    text = compose(letter(ESCALATION), items)
    assert text.subject == f"政民互动督办通知：{len(items)}项"
    assert text.body.splitlines()[1:3] == [
        f"你单位有{len(items)}项要求尚未办结。",
        "1. 应于9月7日（周四）24:00前发布活动公告（“走进工地”），目前尚未发布，现予督办，请抓紧办理。",  # noqa: E501 - one sentence
    ]


@pytest.mark.parametrize(
    ("after", "morning"),
    [
        ("2023-09-28 08:29", "2023-09-28"),
        ("2023-09-28 08:30", "2023-10-07"),  # a Saturday that is worked
        ("2023-10-07 12:00", "2023-10-08"),
        ("2023-10-13 09:00", "2023-10-16"),
    ],
)
def test_mornings_are_those_of_working_days(after: str, morning: str) -> None:
    expected = datetime.combine(date.fromisoformat(morning), time(8, 30), BEIJING)
    assert next_morning(load_calendar(), at(after), time(8, 30)) == expected


@pytest.mark.parametrize(
    ("kind", "ways", "reached"),
    [
        (HAND, {"mail", "leader_mail", "webhook"}, ["mail", "webhook"]),
        (ESCALATION, {"mail", "leader_mail", "webhook"}, ["mail", "leader_mail", "webhook"]),
        (ESCALATION, {"webhook"}, ["webhook"]),
        (HAND, set(), []),
    ],
)
def test_an_escalation_reaches_the_leaders_office_too(
    kind: ReminderKind, ways: set[Any], reached: list[str]
) -> None:
    address = Address("jiugong", "zhiban@jg.example.cn", "lingdao@jg.example.cn", "OA-17")
    assert [way for way, _ in address.reached(kind, frozenset(ways))] == reached
