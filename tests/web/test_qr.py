"""QR codes stand in the page itself, within what its security policy lets through."""

import re
from collections.abc import Iterator

import segno
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services._web.qr import qr
from services.registration.pages.code_shown import status_address

ADDRESS = "https://example.cn/sign-up/status#ABCDEFGHJK"


def test_a_code_is_a_picture_with_a_name_and_without_style_or_script() -> None:
    drawn = qr(ADDRESS, 'the code of "Anna" <b>')
    assert drawn.startswith('<svg role="img" aria-label="the code of &#34;Anna&#34; &lt;b&gt;" ')
    assert 'class="qr"' in drawn
    assert "viewBox" in drawn
    for bad in ("style", "<script", "xmlns:xlink", "href"):
        assert bad not in drawn
    assert 'fill="#fff"' in drawn  # scanners want black on white, in the dark mode, too


def test_the_same_text_is_drawn_alike_and_another_is_not() -> None:
    assert qr(ADDRESS, "x") == qr(ADDRESS, "x")
    assert qr(ADDRESS, "x") != qr(ADDRESS[:-1] + "L", "x")


def test_a_code_stands_behind_the_mark_after_which_no_server_is_told_anything() -> None:
    for base in ("https://example.cn", "https://example.cn/"):
        assert status_address(base, "ABCDEFGHJK") == ADDRESS


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=90))
@example("A")
@example(ADDRESS)
def test_a_code_that_is_put_together_is_the_one_that_would_be_drawn(text: str) -> None:
    drawn = segno.make(
        text.encode(), error="m", micro=False, mode="byte", mask=2, boost_error=False
    )
    dark = {
        (x + 4, y + 4)
        for y, row in enumerate(drawn.matrix)
        for x, module in enumerate(row)
        if module
    }
    assert set(_dark(qr(text, "x"))) == dark


def _dark(picture: str) -> Iterator[tuple[int, int]]:
    for y, line in re.findall(r"M4 (\d+)\.5([hm\d ]+)", picture):
        x = 4
        for step, many in re.findall(r"([hm])(\d+)", line):
            if step == "h":
                yield from ((each, int(y)) for each in range(x, x + int(many)))
            x += int(many)
