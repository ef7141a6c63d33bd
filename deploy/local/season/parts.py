"""The requests that one act is made of, before they have a service, a root and a key."""

from typing import Any, NamedTuple

from services._web.tokens import Actor


class Part(NamedTuple):
    """One request: its path below the activity, its body, and what is special about it.

    A path that begins with ``/`` stands below the service.
    """

    path: str
    body: dict[str, Any]
    by: Actor | None = None
    """Who sends it, if not the one that the act names."""
    learns: tuple[tuple[str, str], ...] = ()
    """Fields of the answer, and the names under which their values are remembered."""
    reads: bool = False
    """A GET; the body is its query."""
