"""Script typed into every free text of the product is shown as the text that it is.

The fields are those that the API describes and that pages show, so none can be forgotten. A field
that refuses a script gets what it may want instead, so that the others are taken. Each text has a
number of its own, which tells where it is shown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.attack.described import FORM, Schema, described
from tests.attack.product import Product, bearer
from tests.attack.spider import Page, PageForm, walk
from tests.browser.conftest import browser, profiles, tabs
from tests.browser.tabs import Tabs, cookies_in
from tests.planned import NAMES, PERSON, filled
from tests.serving import Api

__all__ = ["browser", "profiles", "tabs"]

SCRIPT = "\"'><img src=x onerror=canary=1>"
SHOWN = re.compile(r"n(\d+)\"'><img src=x o")
WRONG = re.compile(r'id="error-([\w.-]+)"')
ENDING = ("cancel", "close", "/end", "withdraw", "erasure", "purge", "sign-out", "release", "reset")
TIRING = ("rebuild", "replay")  # reads everything anew
PHONE, MAIL, SITE, DAY = "13911112222", "wang@example.cn", "https://example.cn/", "2023-08-15"
INSTEAD = {"phone": PHONE, "mail": MAIL, "address": SITE, "link": SITE, "start_at": "9:00"}
OF_KIND = {"date": DAY, "datetime-local": f"{DAY}T09:00", "time": "09:00", "tel": PHONE}
OF_FORMAT = {"date": DAY, "date-time": f"{DAY}T09:00:00+08:00", "uuid": str(uuid4())}
TRIES = 4
SEEN = {"title", "body", "words", "reason"}
"""Some that must be shown: an office's and a citizen's."""
UNSEEN = {"password", "contact", "name", "reason"}
"""Shown to nobody, for a stated purpose alone, or changed before anybody looked."""


@dataclass
class Texts:
    """The numbered texts: in which field of what each was sent, and what was taken."""

    fields: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def script(self, place: str, name: str, longest: int = 1_000) -> str:
        """A script for a field."""
        self.fields.append(f"{place} {name}")
        return f"n{len(self.fields) - 1}{SCRIPT}"[:longest]


@pytest.mark.browser
async def test_a_script_in_any_free_text_is_never_run(product: Product, tabs: Tabs) -> None:
    texts, shown, looked_at = Texts(), set[str](), set[str]()
    headers = {name: await product.page_headers(api) for name, api in product.services.items()}
    for ending in (False, True):  # what is cancelled takes nothing more
        for name, api in product.services.items():
            await fill_bodies(api, texts, ending=ending)
            if not ending:
                await fill_pages(api, headers[name], texts)
    for name, api in product.services.items():
        base = str(api.client.base_url).rstrip("/")
        tab = await tabs.new(base, cookies=cookies_in(headers[name]["Cookie"]))
        async for route, page in walk(api, headers[name]):
            assert page.forged == [], page.address
            found = {texts.fields[int(it)] for it in SHOWN.findall(page.words)}
            if found and route.path not in looked_at:  # its other pages are made alike
                looked_at.add(route.path)
                await tab.goto(base + page.address, wait_until="load")
                assert await tab.evaluate("'canary' in window") is False, page.address
            shown |= found
    hidden = {it.rpartition(" ")[2] for it in texts.taken - shown}
    assert hidden <= UNSEEN, f"taken, and on no page that was looked at: {hidden - UNSEEN}"
    seen = {it.rpartition(" ")[2] for it in shown}
    assert seen >= SEEN, "a script that is nowhere shown proves nothing"
    assert len(shown) > 25, "what took a script before now refuses it, or hides it"


async def fill_bodies(api: Api, texts: Texts, *, ending: bool) -> None:
    """Send what every operation of the API asks for."""
    document = described(api.running.definition)
    for path, asked in document["paths"].items():
        ends = any(word in path for word in ENDING)
        if "post" not in asked or not path.startswith("/api/") or ends is not ending:
            continue
        body = asked["post"].get("requestBody", {"content": {"": {"schema": {}}}})["content"]
        schema = next(iter(body.values()))["schema"]
        refused = set[str]()
        for _ in range(TRIES):
            typing = Typing(texts, path, document["components"]["schemas"], refused)
            content = typing.value("", schema)
            answer = await api.client.post(filled(path), json=content, headers=bearer(api))
            if not _again(texts, typing.place, typing.typed, answer, refused):
                break


async def fill_pages(api: Api, signed_in: Mapping[str, str], texts: Texts) -> None:
    """Send every form that stands on a page."""
    pages = [page async for _, page in walk(api, signed_in)]
    forms = {(it.action, str(it.fields)): it for page in pages for it in page.forms}
    for form in forms.values():
        refused = set[str]()
        if form.method != "post" or any(word in form.action for word in (*ENDING, *TIRING)):
            continue
        for _ in range(TRIES):
            data, typed = _typed(form, texts, refused)
            headers = {**signed_in, "Content-Type": FORM}
            answer = await api.client.post(form.action, data=data, headers=headers)
            if not _again(texts, form.action, typed, answer, refused):
                break


def _again(
    texts: Texts, place: str, typed: set[str], answer: httpx.Response, refused: set[str]
) -> bool:
    """Whether another try without what was ``refused`` may do."""
    assert answer.status_code < 500, (place, typed)
    page, wrong = "html" in answer.headers.get("content-type", ""), set[str]()
    if page:
        assert Page(place, answer.text).forged == [], place
        wrong = set(WRONG.findall(answer.text))
    elif answer.status_code == 422:
        errors = answer.json().get("errors") or [answer.json()]
        wrong = {str(it["field"]).rpartition(".")[2] for it in errors}
    elif answer.status_code < 400:  # a form that is taken leads on to another page
        texts.taken |= {f"{place} {name}" for name in typed}
    fresh = wrong - refused
    refused |= wrong
    return bool(fresh)


@dataclass
class Typing:
    """Fills in what a schema asks for; ``typed`` are the fields that got a script."""

    texts: Texts
    place: str
    known: Schema
    refused: set[str]
    typed: set[str] = field(default_factory=set)

    def value(self, name: str, schema: Mapping[str, Any]) -> Any:  # noqa: PLR0911 - one a kind
        """What stands in a field."""
        if "$ref" in schema:
            return self.value(name, self.known[str(schema["$ref"]).rpartition("/")[2]])
        if options := schema.get("anyOf") or schema.get("oneOf"):
            return self.value(name, options[-1 if name in self.refused else 0])
        if "enum" in schema or "const" in schema:
            return next(iter(schema.get("enum", [schema.get("const")])))
        match schema.get("type"):
            case "object":
                fields = schema.get("properties", {})
                return {it: self.value(it, each) for it, each in fields.items()}
            case "array":
                return [] if name in self.refused else [self.value(name, schema.get("items", {}))]
            case "integer" | "number":
                return schema.get("minimum", 1)
            case "boolean":
                return True
            case "string":
                return self._text(name, schema)
        return None

    def _text(self, name: str, schema: Mapping[str, Any]) -> str:
        if name in self.refused:
            return INSTEAD.get(name, "九个字的一句话。")
        if (fixed := OF_FORMAT.get(str(schema.get("format")))) is not None:
            return fixed
        if name in NAMES or "pattern" in schema:
            return NAMES.get(name, PERSON)
        self.typed.add(name)
        return self.texts.script(self.place, name, schema.get("maxLength", 1_000))


def _typed(form: PageForm, texts: Texts, refused: set[str]) -> tuple[dict[str, str], set[str]]:
    """What is typed into a form, and which fields got a script."""
    data, typed = dict[str, str](), set[str]()
    for name, kind, value in form.fields:
        if kind in {"text", "search", "textarea"} and name not in refused:
            data[name] = texts.script(form.action, name)
            typed.add(name)
        elif kind == "hidden":
            data[name] = uuid4().hex if name == "key" else value
        elif kind != "file":
            data[name] = value or OF_KIND.get(kind) or INSTEAD.get(name) or NAMES.get(name) or "1"
    return data, typed
