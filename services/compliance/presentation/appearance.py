"""How a reader wants pages to look: light or dark, and in large print. Kept by cookie.

Set for the length of a request by ``pages/frame.py``, because every page, an error too, obeys it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

THEME, LARGE = "theme", "large_print"
CHOICES: Mapping[str, tuple[str, str]] = {
    "light": (THEME, "light"),
    "dark": (THEME, "dark"),
    "automatic": (THEME, ""),
    "large": (LARGE, "on"),
    "standard": (LARGE, ""),
}
"""What may be chosen, with its cookie; an empty value removes it."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """What the cookies say; ``here`` is the address of the page, to come back to."""

    theme: str = ""
    large: bool = False
    here: str = "/"

    @property
    def now_here(self) -> str:
        """The same page at the present moment."""
        path, _, query = self.here.partition("?")
        kept = [(name, value) for name, value in parse_qsl(query) if name != "as_of"]
        return f"{path}?{urlencode(kept)}" if kept else path

    @property
    def dark_media(self) -> str:
        """When the dark style sheet holds; never on paper."""
        media = {"dark": "screen", "light": "not all"}
        return media.get(self.theme, "screen and (prefers-color-scheme: dark)")


_CHOSEN: ContextVar[Appearance | None] = ContextVar("appearance", default=None)


def chosen() -> Appearance:
    """The appearance of the page that is being made."""
    return _CHOSEN.get() or Appearance()


@contextmanager
def shown_to(cookies: Mapping[str, str], here: str) -> Iterator[None]:
    """Pages made inside look as these cookies say."""
    wanted = Appearance(cookies.get(THEME, ""), cookies.get(LARGE) == "on", here)
    token = _CHOSEN.set(wanted)
    try:
        yield
    finally:
        _CHOSEN.reset(token)
