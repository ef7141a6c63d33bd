"""Whatever is done to a plan: no character is lost, and nothing breaks but by refusal."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from services.announcer.importing.draft import Draft
from services.announcer.importing.reading import read_text
from services.announcer.importing.remarks import Unreadable
from tests.announcer.plan_files import PLAN, body, docx, drafted, read

PIECES = st.sampled_from(
    ["（", "）", "开放点", "主责单位：", "专题", "1.", "（2）", "“", "”", "\n", "\t", " ", "、",
     "*", "2024年", "13月32日（星期八）", "一、", "２", "開", "\u2028", "\r\n", "𠮷"]
)  # fmt: skip
# What reads files lets neither through: they are refused in a text, and replaced in a PDF.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
EDITS = st.lists(
    st.tuples(
        st.floats(0, 1), st.integers(0, 30), st.one_of(PIECES, st.text(CHARACTERS, max_size=3))
    ),
    min_size=1,
    max_size=8,
)


def edited(text: str, edits: list[tuple[float, int, str]]) -> str:
    """The text with stretches of it taken out and others put in."""
    for place, length, instead in edits:
        at = int(place * len(text))
        text = text[:at] + instead + text[at + length :]
    return text


def whole(draft: Draft) -> str:
    return "".join(part.text for part in draft.parts)


def outcome(data: bytes) -> Draft | str:
    """The draft, or the reason why there is none."""
    try:
        return read("a.txt", data)
    except Unreadable as refused:
        return refused.reason


@settings(max_examples=200, deadline=None)
@given(EDITS)
def test_no_character_of_a_mutilated_plan_is_lost(edits: list[tuple[float, int, str]]) -> None:
    text = edited(PLAN, edits)
    draft = drafted(text)

    assert whole(draft) == text
    if draft.adoptable:
        assert draft.plan("p", "p").activities


@settings(max_examples=100, deadline=None)
@given(st.text(CHARACTERS, max_size=400))
def test_no_character_of_any_text_is_lost(text: str) -> None:
    assert whole(drafted(text)) == text


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 60), EDITS)
def test_mutilated_bytes_are_read_or_refused(
    position: int, edits: list[tuple[float, int, str]]
) -> None:
    data = bytearray(edited(PLAN, edits).encode("utf-8", "replace"))
    data[position] ^= 0xA5

    with suppress(Unreadable):
        assert whole(read("a.txt", bytes(data)))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.binary(min_size=1, max_size=40))
def test_a_mutilated_word_file_is_read_or_refused(at: int, instead: bytes) -> None:
    data = docx(body(PLAN))
    at %= len(data)

    with suppress(Unreadable):
        read_text("a.docx", data[:at] + instead + data[at + len(instead) :])


@settings(max_examples=60, deadline=None)
@given(EDITS)
def test_gb18030_says_what_utf_8_says(edits: list[tuple[float, int, str]]) -> None:
    text = edited(PLAN, edits).encode("utf-8", "replace").decode()

    assert outcome(text.encode("gb18030")) == outcome(text.encode())
