"""Who may ask for what, read from the routes themselves: a table that cannot lag behind them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from services._web.http import Reads, Requires, actor
from services._web.signed_in import CitizenPosts, Posts, SignedIn

OWN_UNIT = "own unit"
"""What a check is called that refuses whoever is neither of the activity's unit nor the office."""

Checking = TypeVar("Checking", bound=Callable[..., Any])


class Means(StrEnum):
    """How a route knows who asks."""

    OPEN = "anyone"
    TOKEN = "bearer token"  # noqa: S105 - what it is called, not one
    PAGE = "signed in"
    FORM = "signed in, own form"
    OPEN_FORM = "anyone, own form"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may: holders of one of ``roles`` (none named: all), who also pass the ``checks``."""

    means: Means
    roles: frozenset[str]
    checks: frozenset[str]


def checks(*what: str) -> Callable[[Checking], Checking]:
    """Mark a dependency or a handler that refuses by more than the role, for the table of roles."""

    def mark(function: Checking) -> Checking:
        vars(function)["checks"] = frozenset(what)
        return function

    return mark


def access(route: APIRoute) -> Access:
    """What the dependencies of a route say."""
    means, asked, checked = Means.OPEN, list[frozenset[str]](), frozenset[str]()
    for call in _calls(route.dependant):
        checked |= getattr(call, "checks", frozenset())
        match call:
            case Requires() | Reads():
                means = Means.TOKEN
            case SignedIn() if means is not Means.FORM:
                means = Means.PAGE
            case Posts():
                means = Means.FORM
            case CitizenPosts():
                means = Means.OPEN_FORM
            case _ if call is actor and means is Means.OPEN:
                means = Means.TOKEN
        if isinstance(call, Reads | Requires | SignedIn | Posts) and call.roles:
            asked.append(call.roles)
    return Access(means, frozenset.intersection(*asked) if asked else frozenset(), checked)


def _calls(dependant: Dependant) -> Iterator[Callable[..., Any]]:
    for dependency in dependant.dependencies:
        yield from _calls(dependency)
    if dependant.call is not None:
        yield dependant.call
