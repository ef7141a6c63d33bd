"""Whatever is typed is read or asked about, never an error; nothing typed changes by itself."""

import io
from typing import Any

from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from services.announcer.composing.checklist import Steps, checklist
from services.announcer.composing.differing import by_sentence
from services.announcer.composing.messages import short_message, wechat
from services.announcer.composing.saying import said
from services.announcer.composing.texts import notice
from services.announcer.composing.word import docx
from tests.announcer.composing import ANNOUNCED, TODAY, read

WORDS = """
2023年 10月 23日 （星期一） 周三 9:00 25:00 — - 至 前 截止 2小时 个半 30 人 约 不少于 人大代表5
010-6924445 13800138000
； 。 上午 第 一 十 半 https://example.org/a?b 99999 0 . 月 日 分钟 点
"""
PIECES = st.sampled_from([*WORDS.split(), "\n"])
PRINTABLE = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=40)
TYPED = st.lists(PIECES | PRINTABLE, max_size=10).map(lambda parts: "".join(parts)[:400])
FIELDS = ["when", "until", "place", "agenda", "netizens", "host", "seats", "contact", "reason"]
FILLED = st.fixed_dictionaries(dict.fromkeys(FIELDS, TYPED))
KINDS = st.sampled_from(["activity", "activity_selection", "change", "correction", "cancellation"])


@settings(max_examples=60, deadline=None)
@given(FILLED, KINDS)
def test_anything_typed_gives_a_text_and_elements_that_can_be_published(
    typed: dict[str, Any], kind: str
) -> None:
    meant = read(kind, told={"announced": ANNOUNCED}, **typed)
    made = notice(meant, TODAY)

    assert made.plain()
    assert wechat(made)
    assert short_message(meant)
    assert checklist(meant, Steps())
    assert all(0 < len(words) <= 200 and "\n" not in words for words in said(meant).values())


@settings(max_examples=10, deadline=None)
@given(FILLED)
def test_anything_typed_stands_in_the_document_as_in_the_text(typed: dict[str, Any]) -> None:
    made = notice(read(**typed), TODAY)
    lines = Document(io.BytesIO(docx(made))).paragraphs
    assert [it.text for it in lines if it.text] == [
        it for it in (made.title, *(part.text for part in made.paragraphs), made.signature,
                      made.date_words) if it
    ]  # fmt: skip


@settings(deadline=None)
@given(TYPED, TYPED)
def test_a_difference_holds_both_texts_whole(before: str, after: str) -> None:
    parts = by_sentence(before, after)
    assert "".join(text for kind, text in parts if kind != "ins") == before
    assert "".join(text for kind, text in parts if kind != "del") == after
