"""QR codes as SVG within the page: no script, no picture from elsewhere, no inline style.

All that turns a text of a given length into a code is exclusive-or, once the mask is chosen: what
one bit of it turns is drawn once, and every other text is put together from that, in a twentieth
of the time. A city that signs up at once is shown as many codes.
"""

from functools import lru_cache
from itertools import groupby

import segno
from markupsafe import Markup, escape

_QUIET = 4  # modules of white around it, as the standard asks
_MASK = 2  # any of the eight can be read; trying all to find the prettiest takes four times as long
_OFTEN_OTHER = 16  # bytes at the end: codes differ there, and the address before them seldom
_PIECE = 11  # modules of a row whose line is kept: there are 2,048


def qr(text: str, label: str) -> Markup:
    """The code of a text; ``label`` is what is read out in its place.

    Black on white whatever the page's colours are, since scanners want it so.
    """
    size, modules = _put_together(text.encode())
    width, whole = size + 2 * _QUIET, f"{modules:0{size * size}b}"
    rows = [whole[start : start + size] for start in range(0, len(whole), size)]
    dark = "".join(
        f"M{_QUIET} {number + _QUIET}.5"
        + "".join([_dashes(row[at : at + _PIECE]) for at in range(0, size, _PIECE)])
        for number, row in enumerate(rows)
    )
    return Markup(  # noqa: S704 - drawn by us, the label escaped
        f'<svg role="img" aria-label="{escape(label)}" viewBox="0 0 {width} {width}" class="qr">'
        f'<path fill="#fff" d="M0 0h{width}v{width}h-{width}z"/>'
        f'<path stroke="#000" d="{dark}"/></svg>'
    )


@lru_cache(2_048)
def _dashes(modules: str) -> str:
    """A line over the dark ones, from the first module to behind the last."""
    runs = [(dark, len(list(run))) for dark, run in groupby(modules)]
    return "".join(f"h{many}" if dark == "1" else f"m{many} 0" for dark, many in runs)


def _put_together(text: bytes) -> tuple[int, int]:
    """The code's size, and its modules as the bits of a number, dark ones set, by rows."""
    known = text[:-_OFTEN_OTHER] + bytes(min(len(text), _OFTEN_OTHER))
    size, modules = _drawn(known)
    other = int.from_bytes(text[-_OFTEN_OTHER:])
    while other:
        modules ^= _turned(len(text), other.bit_length() - 1)
        other ^= 1 << other.bit_length() - 1
    return size, modules


@lru_cache(8 * _OFTEN_OTHER * 8)
def _turned(length: int, bit: int) -> int:
    """The modules that one bit turns, in whatever text of so many bytes."""
    return _drawn(bytes(length))[1] ^ _drawn((1 << bit).to_bytes(length))[1]


@lru_cache(32)
def _drawn(text: bytes) -> tuple[int, int]:
    code = segno.make(text, error="m", micro=False, mode="byte", mask=_MASK, boost_error=False)
    return len(code.matrix), int("".join("01"[module] for row in code.matrix for module in row), 2)
