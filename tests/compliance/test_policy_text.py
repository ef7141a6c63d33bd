"""Nothing that the policy asks is forgotten: every sentence is a requirement or said not to be one.

The policy's own text is read from ../shared; CI fails without it.
"""

import re
from pathlib import Path

import pytest

from services.compliance.rules.pack import load_pack

PACK = load_pack("daxing-2023")
TEXT = Path(__file__).parents[3] / "shared" / "policy" / "daxing-2023-plan.txt"

BINDING = re.compile(
    r"要(?!求|点|素|意义)|应(?!急|对)|需要|必须|不得|禁止|努力|原则上|至少|确保|坚持|积极|充分|认真|切实|着力"
    r"|落实|可以|可不"
)
"""The words by which a Chinese policy asks, advises, forbids or allows."""
ITEMS = ("2、工作内容和安排", "三、政民互动形式")
"""Between these stand the items: each item's own paragraph is the requirement CONTENT."""
DEMANDS = "三、政民互动形式"
"""From here on every clause asks something, with or without such a word."""
HEADING = re.compile(r"[一二三四]、政民互动形式|四、工作要求|（[一二三四]）[^。]{6}。")
CONNECTIVES = {"其中"}


def policy() -> str:
    return re.sub(r"\s", "", TEXT.read_text(encoding="utf-8"))


def quoted(text: str) -> set[int]:
    """The places of the text that a requirement or an entry of not_judged quotes."""
    clauses = [
        clause
        for entry in PACK.requirements
        for clause in (entry.clause, entry.clause_online)
        if clause is not None
    ]
    quotes = [clause.quote for clause in clauses] + [entry.quote for entry in PACK.not_judged]
    places: set[int] = set()
    for part in (part for quote in quotes for part in quote.split("…")):
        for found in re.finditer(re.escape(part), text):
            places.update(range(*found.span()))
    return places


def unquoted(text: str, start: int, end: int, stops: str) -> list[str]:
    places = quoted(text)
    pieces = re.finditer(f"[^{stops}]+", text[:end])
    return [
        piece.group()
        for piece in pieces
        if piece.start() >= start and places.isdisjoint(range(*piece.span()))
    ]


@pytest.mark.shared
def test_every_sentence_that_binds_is_quoted() -> None:
    text = policy()
    first, last = (text.index(mark) for mark in ITEMS)
    sentences = unquoted(text, 0, first, "。；") + unquoted(text, last, len(text), "。；")
    headless = [HEADING.sub("", f"{sentence}。") for sentence in sentences]
    assert [sentence for sentence in headless if BINDING.search(sentence)] == []


@pytest.mark.shared
def test_every_clause_of_the_demands_is_quoted() -> None:
    text = HEADING.sub("", policy())
    start = text.index("“政务开放日”“政策公开讲”活动可以采取")
    assert set(unquoted(text, start, len(text), "，。；")) <= CONNECTIVES


@pytest.mark.shared
def test_a_sentence_that_nobody_wrote_down_would_be_found() -> None:
    text = f"{policy()}各主责单位应当每周报告。"
    assert unquoted(text, len(policy()), len(text), "。；") == ["各主责单位应当每周报告"]


@pytest.mark.shared
def test_the_items_are_judged_by_their_own_paragraphs() -> None:
    text = policy()
    first, last = (text.index(mark) for mark in ITEMS)
    assert text[first:last].count("主责单位：") == 22 - 3  # points 1 to 4 share one
    assert PACK.by_code["CONTENT"].clause.section == "二"


def test_every_entry_that_is_not_judged_says_why() -> None:
    assert all(entry.quote and entry.reason for entry in PACK.not_judged)
    judged = {entry.clause.quote for entry in PACK.requirements}
    assert judged.isdisjoint(entry.quote for entry in PACK.not_judged)
