"""Walks through the pages of a service as a browser would, and reads what stands on them."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from fastapi.routing import APIRoute

from services._web.access import Means, access
from tests.planned import filled
from tests.serving import Api

MOST = 2
"""Pages of one route: they are alike but for what they show."""


@dataclass
class PageForm:
    """A form as it stands on a page: where it goes, and its fields with their kind and value."""

    action: str
    method: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """What a browser makes of a page; ``forged``: elements that nobody of ours wrote."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address, self.words = address, ""
        self.forged: list[str] = []
        self.links: list[str] = []
        self.forms: list[PageForm] = []
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what runs by itself, script that is in no file, links and fields."""
        given = {name: value or "" for name, value in attrs}
        runs = any(it.startswith("on") for it in given) or "javascript:" in given.get("href", "")
        if runs or (tag == "script" and "src" not in given) or given.get("src") == "x":
            self.forged.append(self.get_starttag_text() or tag)
        self.words += " ".join(given.values())
        name, value = given.get("name", ""), given.get("value", "")
        match tag:
            case "a":
                self.links.append(urljoin(self.address, given.get("href", "")))
            case "form":
                action = urljoin(self.address, given.get("action", "")).partition("#")[0]
                self.forms.append(PageForm(action, given.get("method", "get").lower()))
            case "select":
                self._select = name
            case "option" if value and self._select:
                self._asks(self._select, "option", value)
                self._select = ""  # the first will do
            case "input" | "textarea" | "button" if name:
                self._asks(name, given.get("type", "text") if tag == "input" else tag, value)

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.words += data

    def _asks(self, name: str, kind: str, value: str) -> None:
        if self.forms:
            self.forms[-1].fields.append((name, kind, value))


async def walk(api: Api, headers: Mapping[str, str]) -> AsyncIterator[tuple[APIRoute, Page]]:
    """Every page of a service that can be reached, a few of each route."""
    routes = [
        it
        for router in api.running.definition.routers
        for it in router.routes
        if isinstance(it, APIRoute)
        and "GET" in (it.methods or ())
        and access(it).means is not Means.TOKEN
    ]
    todo, known, seen = [filled(it.path) for it in routes], set[str](), Counter[str]()
    while todo:
        address = todo.pop(0)
        path = urlsplit(address).path
        route = next((it for it in routes if it.path_regex.match(path)), None)
        if route is None or address in known or seen[route.path] >= MOST:
            continue
        known.add(address)
        async with api.client.stream("GET", address, headers=dict(headers)) as answer:
            if "html" not in answer.headers.get("content-type", ""):
                continue
            assert "unsafe" not in answer.headers["content-security-policy"], address
            page = Page(address, (await answer.aread()).decode())
        if answer.status_code == 200:
            seen[route.path] += 1
            todo += [it for it in page.links if it.startswith("/")]
        yield route, page
