"""The pictures of the handbook (docs/handbook), taken where a test has come to in any case.

``make handbook`` sets the folder (``MINSHENG_HANDBOOK``) and takes all of them anew.
"""

import os
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Page

BOOK = Path(__file__).parents[2] / "docs" / "handbook"
FOLDER = os.environ.get("MINSHENG_HANDBOOK")
PHONE = 360
COLOURS = 128  # what a page of ours needs, in a third of the bytes
_HEIGHTS = {PHONE: 760}


async def picture(page: Page, name: str, *, width: int = 1280) -> None:
    """Keep what a person sees at the top of a page; without a folder nothing is done."""
    if not FOLDER:
        return
    before = page.viewport_size
    await page.emulate_media(color_scheme="light")
    await page.set_viewport_size({"width": width, "height": _HEIGHTS.get(width, 860)})
    await page.evaluate("scrollTo(0, 0)")
    seen = await page.screenshot(animations="disabled", scale="css")
    Image.open(BytesIO(seen)).quantize(COLOURS).save(Path(FOLDER) / f"{name}.png", optimize=True)
    if before is not None:
        await page.set_viewport_size(before)
