"""QR codes as SVG within the page: no script, no picture from elsewhere, no inline style."""

import segno
from markupsafe import Markup, escape

_QUIET = 4  # modules of white around it, as the standard asks
_MASK = 2  # any of the eight can be read; trying all to find the prettiest takes four times as long


def qr(text: str, label: str) -> Markup:
    """The code of a text; ``label`` is what is read out in its place.

    Black on white whatever the page's colours are, since scanners want it so.
    """
    drawn = segno.make(text, error="m", micro=False, mask=_MASK, boost_error=False).svg_inline(
        border=_QUIET, light="#fff", svgclass="qr", lineclass=None, omitsize=True
    )
    named = f'<svg role="img" aria-label="{escape(label)}" '
    return Markup(drawn.replace("<svg ", named, 1))  # noqa: S704 - drawn by us, the label escaped
