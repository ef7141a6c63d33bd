"""What the public reads of an opinion does not tell who gave it."""

import pytest

from services.registration.hearing.anonymous import told_of

ZHANG = {"name": "张三丰", "phone": "13800138000", "mail": "zhang@example.cn", "words": "太吵"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张三丰反映工地夜间太吵", "姓名"),
        ("张 三丰反映工地夜间太吵", "姓名"),
        ("可电话138-0013 8000联系", "电话号码"),
        ("可电话１３８００１３８０００联系", "电话号码"),
        ("回复Zhang@example.cn", "电子邮箱"),
        ("张先生反映工地夜间太吵，已处理3次", None),
        ("2023年第138号工地夜间太吵", None),
    ],
)
def test_a_text_gives_its_author_away_however_it_is_spaced(text: str, found: str | None) -> None:
    assert told_of(text, ZHANG) == found


def test_a_family_name_alone_and_an_author_without_contact_give_nobody_away() -> None:
    assert told_of("张家湾的工地太吵", {"name": "张"}) is None
    assert told_of("工地太吵", {}) is None
