"""Three safeties taken away in turn; each time the checker must find what goes wrong."""

import contextlib
from collections.abc import Iterator

_originals: list[tuple[object, str, object]] = []


def swap(owner: object, name: str, replacement: object) -> None:
    """Put something else in the place of a function, class or method of the product."""
    _originals.append((owner, name, getattr(owner, name)))  # what is not there cannot be taken away
    setattr(owner, name, replacement)


@contextlib.contextmanager
def swapped_back() -> Iterator[None]:
    """Undo at the end what was swapped within."""
    before = len(_originals)
    try:
        yield
    finally:
        while len(_originals) > before:
            setattr(*_originals.pop())
