"""The bundle that drafts itself, and the text for the media: pure, from what is known."""

from dataclasses import replace
from datetime import UTC, datetime

from services.announcer.materials.bundling import (
    File,
    Known,
    digest,
    drafted,
    introduces,
    items_of,
    missing,
)
from services.announcer.materials.kinds import Kind
from services.announcer.materials.kit import enclosed

AT = datetime(2023, 9, 15, 2, tzinfo=UTC)
NOTHING = Known(
    base="p/a", held=False, notices=(), agenda=(), came={}, seated={}, streamed=False,
    questions=(0, 0), results=(), files=(),
)  # fmt: skip
ALL = replace(
    NOTHING,
    held=True,
    notices=[("活动公告", "notice-n1")],
    agenda=["参观工地", "座谈"],
    came={"区人大代表": 1, "家长代表": 2, "专家": 0},
    seated={"家长代表": 4},
    streamed=True,
    questions=(5, 4),
    results=[("采纳情况", "results-adoption")],
    files=[
        File("f2", "other", "附件.txt", Kind.TEXT, 300, "b" * 64, "答复摘要", AT),
        File("f1", "photo", "现场.jpg", Kind.JPEG, 3_000_000, "a" * 64, "人们在听介绍", AT),
        File("f3", "introduction", "现场.jpg", Kind.PDF, 2048, "c" * 64, "医保政策", AT),
    ],
)


def test_everything_that_is_known_is_in_it_in_the_order_of_its_use() -> None:
    items = drafted(ALL)

    assert [it.what for it in items] == [
        "notice", "agenda", "people", "list", "stream", "results", "photo", "introduction", "other",
    ]  # fmt: skip
    assert items[0].address == "/public/activities/p/a#notice-n1"
    assert [it.text for it in items[2:5]] == [
        "共3人：区人大代表1人，家长代表2人。", "共4人：家长代表4人。", "网民提问5条，已答复4条。",
    ]  # fmt: skip
    assert [it.told for it in items[6:]] == ["照片，2.9MB", "PDF文件，2KB", "文本，300字节"]
    assert introduces(items)


def test_what_is_missing_is_said() -> None:
    assert missing(ALL) == ()
    assert drafted(NOTHING) == ()
    assert missing(NOTHING) == (
        "活动举办的登记", "公告", "活动流程", "到场人数", "代表名单", "现场照片",
        "政策和工作介绍", "直播或者录像", "意见采纳情况",
    )  # fmt: skip


def test_a_recording_is_offered_once_it_can_be_watched_and_asked_for_before() -> None:
    path = "/live/p/a#screen-s1"
    items = drafted(replace(ALL, recordings=[(95, path), (20, None)]))
    assert [(it.text, it.address) for it in items if it.what == "replay"] == [
        ("时长约95分钟。", path)
    ]
    assert missing(replace(ALL, recordings=[(95, None)])) == ("直播录像的公开",)


def test_any_other_content_has_another_digest_and_the_same_has_the_same() -> None:
    items = drafted(ALL)
    told = [{name: getattr(it, name) for name in it.__slots__} for it in items]

    assert digest(items_of(told)) == digest(items)
    others = [replace(items[6], sha256="d" * 64), replace(items[6], text="另一句说明")]
    assert len({digest(items), *(digest((*items[:6], it, *items[7:])) for it in others)}) == 3


def test_files_of_one_name_are_numbered_in_the_press_kit() -> None:
    assert [it.name for it in enclosed(drafted(ALL))] == ["现场.jpg", "现场（2）.jpg", "附件.txt"]
