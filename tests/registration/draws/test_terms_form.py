"""What a handler types becomes terms, and terms become what was typed."""

from datetime import UTC, datetime

import pytest

from contracts.events.registration import DrawAnnounced
from services._web.forms import Form, Invalid
from services.registration.domain.draw_state import CATEGORY, Draw
from services.registration.draws import sources, terms_form

TYPED = {
    "seats": "20",
    "reserve": "5",
    "parent_least": "4",
    "parent_most": "6",
    "first_label": "年龄段",
    "first_values": "18—35岁 3—6\n36—59岁 8至12\n60岁及以上 4-8",
    "second_label": "住处",
    "second_values": "城区\n乡镇",
    "kind": "ssq",
    "issue": "2023117",
    "known_at": "2023-10-12T21:15",
}


def read(**changes: str) -> Draw:
    form = Form({name: [value] for name, value in (TYPED | changes).items()})
    command = terms_form.announcement("s1", form.read(terms_form.TermsForm))
    content = {**dict(command), "attributes": (CATEGORY, *command.attributes)}
    event = DrawAnnounced(
        programme="daxing-2023", activity="open-11", **content, terms_sha256="0" * 64
    )
    return Draw(event)


def test_what_was_typed_is_shown_again_and_means_the_same() -> None:
    draw = read()
    told = {name: str(value) for name, value in terms_form.told(draw).items()}
    told["known_at"] = TYPED["known_at"]
    assert read(**told).announced == draw.announced
    ranges = [(it.value, it.at_least, it.at_most) for it in draw.announced.quotas]
    assert ranges == [("parent", 4, 6), ("a", 3, 6), ("b", 8, 12), ("c", 4, 8)]
    assert [it.label for it in draw.asked] == ["年龄段", "住处"]
    assert draw.source.name == "双色球第2023117期开奖号码"
    assert draw.source.known_at == datetime(2023, 10, 12, 13, 15, tzinfo=UTC)


@pytest.mark.parametrize("seats", range(1, 60))
def test_the_suggested_ranges_can_always_be_filled(seats: int) -> None:
    suggested = terms_form.suggested(seats)
    lows = [value for name, value in suggested.items() if name.endswith("least")]
    highs = [value for name, value in suggested.items() if name.endswith("most")]
    assert sum(lows) <= seats <= sum(highs)


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"first_values": "年轻 4\n年老"}, "first_values"),
        ({"first_values": "甲\n甲"}, "first_values"),
        ({"first_values": ""}, "first_values"),
        ({"second_label": ""}, "second_label"),
        ({"first_values": "\n".join(f"第{it}类" for it in range(13))}, "first_values"),
    ],
)
def test_a_line_that_is_none_is_shown_at_its_field(wrong: dict[str, str], place: str) -> None:
    with pytest.raises(Invalid, match=place):
        read(**wrong)


def test_a_wrong_issue_is_shown_with_whatever_else_is_wrong() -> None:
    with pytest.raises(Invalid) as refused:
        read(issue="117", seats="")
    assert set(refused.value.errors) == {"issue", "seats"}
    assert refused.value.errors["issue"] == sources.KNOWN["ssq"].issue_told


@pytest.mark.parametrize("kind", sources.KNOWN)
def test_every_known_source_is_recognised_again(kind: str) -> None:
    issue = {"ssq": "2023117", "drand": "3388166", "other": "体彩大乐透第23117期"}[kind]
    hour, minute = (13, 15) if kind == "ssq" else (2, 0)
    known_at = datetime(2023, 10, 12, hour, minute, tzinfo=UTC)
    source = sources.source_of(kind, issue, known_at, "https://x.cn/1")
    assert sources.told(source) == {"kind": kind, "issue": issue, "address": "https://x.cn/1"}


@pytest.mark.parametrize("known_at", ["2023-10-12T09:59", "2023-10-12T10:11", "2023-10-20T10:00"])
def test_a_round_is_not_said_to_come_out_when_it_does_not(known_at: str) -> None:
    with pytest.raises(Invalid, match="known_at"):
        read(kind="drand", issue="3388166", known_at=known_at)
    assert read(kind="drand", issue="3388166", known_at="2023-10-12T10:00").source.address


@pytest.mark.parametrize("known_at", ["2023-10-12T22:00", "2023-10-11T21:15"])
def test_balls_are_not_said_to_be_drawn_when_they_are_not(known_at: str) -> None:
    with pytest.raises(Invalid, match="known_at"):
        read(known_at=known_at)
