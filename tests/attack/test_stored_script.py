"""Script typed into every free text of the product is shown as the text that it is.

The fields are derived from the models of bodies and forms, so none can be forgotten.
"""

from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import APIRoute

from services._web.access import Means, access
from tests.attack.inputs import body_schema, forms_of
from tests.attack.product import Product, bearer
from tests.browser.conftest import browser, profiles, tabs
from tests.browser.tabs import Tabs, cookies_in
from tests.planned import NAMES, PERSON, filled
from tests.serving import Api
from tests.signing_in import CSRF

__all__ = ["browser", "profiles", "tabs"]

CANARY = "\"'><img src=x onerror=canary=1>"
SHOWN = CANARY[3:]
ENDING = ("cancel", "close", "/end", "withdraw", "erasure", "purge", "sign-out", "release")
TYPED = {**NAMES, "phone": "13911112222", "contact": "13911112222", "start_at": "9:00"}


@pytest.mark.browser
async def test_a_script_in_any_free_text_is_never_run(product: Product, tabs: Tabs) -> None:
    told = set()
    for ending in (False, True):  # what is cancelled takes nothing more
        for api in product.services.values():
            await fill(api, await product.page_headers(api), ending=ending)
    for api in product.services.values():
        signed_in = await product.page_headers(api)
        shown = [address async for address in showing(api, signed_in)]
        told |= {api.running.name} if shown else set()
        base = str(api.client.base_url).rstrip("/")
        tab = await tabs.new(base, cookies=cookies_in(signed_in["Cookie"]))
        for address in shown:
            await tab.goto(base + address, wait_until="load")
            assert await tab.evaluate("'canary' in window") is False, address
    assert told == set(product.services), "a canary that is nowhere shown proves nothing"


async def fill(api: Api, signed_in: dict[str, str], *, ending: bool) -> None:
    """Send to every route what it asks for, each text a script; what is refused is refused."""
    for router in api.running.definition.routers:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            ends = any(word in route.path for word in ENDING)
            if "POST" not in (route.methods or ()) or ends is not ending:
                continue
            for answer in [await each for each in sent(api, route, signed_in)]:
                assert answer.status_code < 500, route.path
                if "html" in answer.headers.get("content-type", ""):
                    assert Elements.of(answer.text).forged == [], route.path


def sent(
    api: Api, route: APIRoute, signed_in: dict[str, str]
) -> Iterator[Awaitable[httpx.Response]]:
    """Every form that a page may take, or the one body of an operation."""
    address = filled(route.path)
    if access(route).means not in {Means.FORM, Means.OPEN_FORM}:
        yield api.client.post(address, json=body(route), headers=bearer(api))
        return
    for model in forms_of(route):
        schema = model.model_json_schema()
        form = typed("", schema, schema.get("$defs", {}))
        given = {name: value for name, value in form.items() if value not in (None, [], {})}
        data = {**given, "csrf": CSRF, "key": uuid4().hex}
        yield api.client.post(address, data=data, headers=signed_in)


def body(route: APIRoute) -> Any:
    """A body that is allowed, with a script for every text that is free."""
    schema = body_schema(route)
    return {} if schema is None else typed("", schema, schema.get("$defs", {}))


def typed(  # noqa: PLR0911 - one for each kind of schema
    name: str, schema: Mapping[str, Any], known: Mapping[str, Any]
) -> Any:
    """What stands in a field."""
    if "$ref" in schema:
        return typed(name, known[str(schema["$ref"]).rpartition("/")[2]], known)
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return typed(name, options[0], known)
    if "enum" in schema or "const" in schema:
        return next(iter(schema.get("enum", [schema.get("const")])))
    match schema.get("type"):
        case "object":
            return {it: typed(it, each, known) for it, each in schema.get("properties", {}).items()}
        case "array":
            return [typed(name, schema.get("items", {}), known)]
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case "null":
            return None
    return text(name, schema)


def text(name: str, schema: Mapping[str, Any]) -> str:
    """A script, unless the field is of those that take a date, a name of something, a number."""
    when = {"date": "2023-08-01", "date-time": "2023-08-01T08:00:00+08:00", "uuid": str(uuid4())}
    if (fixed := when.get(str(schema.get("format")))) is not None:
        return fixed
    if name in TYPED or "pattern" in schema:
        return TYPED.get(name, PERSON)
    return CANARY[: schema.get("maxLength", len(CANARY))]


async def showing(api: Api, signed_in: dict[str, str]) -> AsyncIterator[str]:
    """The addresses of pages on which a script stands, as text."""
    for router in api.running.definition.routers:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            if "GET" not in (route.methods or ()) or access(route).means is Means.TOKEN:
                continue
            address = filled(route.path)
            answer = await seen(api.client, address, signed_in)
            if answer is None:
                continue
            elements = Elements.of(answer.text)
            assert elements.forged == [], address
            assert "unsafe" not in answer.headers["content-security-policy"], address
            if SHOWN[:20] in elements.words:
                yield address


async def seen(
    client: httpx.AsyncClient, address: str, signed_in: dict[str, str]
) -> httpx.Response | None:
    """A page, read to its end; nothing for what is no page."""
    async with client.stream("GET", address, headers=signed_in) as answer:
        if "html" not in answer.headers.get("content-type", ""):
            return None
        await answer.aread()
    return answer


class Elements(HTMLParser):
    """What a browser would make of a page: elements that nobody of ours wrote, and the words."""

    def __init__(self) -> None:
        super().__init__()
        self.forged: list[str] = []
        self.words = ""

    @classmethod
    def of(cls, page: str) -> "Elements":
        """A page, read."""
        read = cls()
        read.feed(page)
        return read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what runs by itself, and script that is not in a file."""
        given = dict(attrs)
        runs = [it for it in given if it.startswith("on")] or "javascript:" in str(
            given.get("href")
        )
        if runs or (tag == "script" and "src" not in given) or given.get("src") == "x":
            self.forged.append(self.get_starttag_text() or tag)
        self.words += " ".join(value or "" for value in given.values())

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.words += data
