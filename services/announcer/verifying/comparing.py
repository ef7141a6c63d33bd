"""A page against the text that was published: what is there, by which hash, and what is not.

Spaces and forms of characters do not count. What a site puts around the text, such as a counter
of readers, does not count either: the hash is of the title, and of the stretch from the first
paragraph to the last as the page shows it, so that a sentence put in between is found.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import islice

from contracts.values import NoticeElement
from services.announcer.domain.verifying import Found

_UNSEEN = frozenset({"script", "style", "template", "noscript"})
_OFTEN, _PLACES = 8, 2_000  # every place is compared with every other
_SPACE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9_-]{2,20})""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Expected:
    """The text that was published; without a body, what it says of each element."""

    title: str
    body: str | None
    elements: Mapping[NoticeElement, str]

    @property
    def paragraphs(self) -> list[str]:
        """The parts that must be there, one after the other."""
        told = self.body.splitlines() if self.body else self.elements.values()
        return [part for it in told if (part := squeezed(it))]


def compare(expected: Expected, page: str) -> Found:
    """What a page shows of the text."""
    shown, title = squeezed(page), squeezed(expected.title)
    paragraphs = expected.paragraphs
    found = [it for it in _in_order(shown, [title, *paragraphs]) if it.part > 0]
    if title not in shown and not found:
        return Found(state="not_there")
    there = title if title in shown else ""
    text = shown[found[0].start : found[-1].end] if found else ""
    said = {element: squeezed(it) for element, it in expected.elements.items()}
    lacks = [
        element
        for element, it in said.items()
        if it not in text and any(it in paragraph for paragraph in paragraphs)
    ]
    same = bool(there) and len(found) == len(paragraphs)
    return Found(
        state="as_published" if same else "changed",
        text_sha256=hashlib.sha256(f"{there}\n{text}".encode()).hexdigest(),
        lacks=() if same else tuple(lacks),
    )


def squeezed(text: str) -> str:
    """Without spaces, in one form of each character."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))


def text_of(html: str) -> str:
    """What a reader sees of a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n".join(reader.parts)


def decoded(content: bytes, charset: str | None) -> str:
    """The page's characters; many sites say only in the page itself that they use GBK."""
    named = _CHARSET.search(content[:4096])
    name = (charset or (named[1].decode() if named else "utf-8")).lower()
    if name in {"gb2312", "gbk"}:
        name = "gb18030"
    try:
        return content.decode(name, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        self._unseen += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a part stands on the page."""

    start: int
    end: int
    part: int


def _in_order(shown: str, parts: Sequence[str]) -> list[_Place]:
    """As many parts as stand on the page one after the other, as close together as they do.

    So a part that stands once more in a footer, or in another notice, is not taken for its own.
    """
    often = max(1, min(_OFTEN, _PLACES // len(parts)))
    places = sorted(
        (
            _Place(it.start(), it.end(), part)
            for part, text in enumerate(parts)
            for it in islice(re.finditer(re.escape(text), shown), often)
        ),
        key=lambda it: (it.start, it.end),
    )
    chains: list[tuple[int, int, int]] = []  # how many, from where, the place before
    for number, place in enumerate(places):
        before = max(
            (
                (chains[other][0], chains[other][1], other)
                for other in range(number)
                if places[other].part < place.part and places[other].end <= place.start
            ),
            default=(0, place.start, -1),
        )
        chains.append((before[0] + 1, before[1], before[2]))
    at = max(
        range(len(places)),
        key=lambda it: (chains[it][0], chains[it][1] - places[it].end),
        default=-1,
    )
    chain: list[_Place] = []
    while at >= 0:
        chain.append(places[at])
        at = chains[at][2]
    return chain[::-1]
