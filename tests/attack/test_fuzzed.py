"""Every route of every service, asked for what it allows and for what it does not: never a 5xx.

A few inputs a route at each commit; ``MINSHENG_FUZZ=300 make test TESTS=tests/attack`` digs.
"""

import asyncio
import json
import os
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.topology import SERVICES
from services._web.access import Means, access
from tests.attack.inputs import PLACES, body_of, form_of, query_of
from tests.attack.product import Product, bearer
from tests.planned import NAMES, PERSON
from tests.serving import Api
from tests.signing_in import CSRF

EXAMPLES = int(os.environ.get("MINSHENG_FUZZ", "2"))
FORMS = {Means.FORM, Means.OPEN_FORM}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SEARCHING = settings(
    max_examples=EXAMPLES,
    database=None,
    deadline=None,
    derandomize=EXAMPLES < 10,  # at each commit the same ones: a failure is the commit's own
    phases=[Phase.generate],  # to shrink an input takes minutes; it is printed as it is
    suppress_health_check=[*HealthCheck],
)


# The services in the other thread may use chance while a strategy draws.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module")
@pytest.mark.parametrize("name", SERVICES)
async def test_no_input_of_any_route_is_a_server_error(product: Product, name: str) -> None:
    api = product.services[name]
    signed_in = await product.page_headers(api)
    assert await asyncio.to_thread(lambda: [*attack(api, signed_in)]) == []


def attack(api: Api, signed_in: dict[str, str]) -> Iterator[str]:
    """An input for each route that answers with a server error."""
    with httpx.Client(base_url=api.client.base_url, timeout=30) as client:
        for router in api.running.definition.routers:
            for route in router.routes:
                assert isinstance(route, APIRoute)
                try:
                    hit(api, client, route, signed_in)
                except AssertionError as error:
                    yield str(error).partition("\n")[0]


def hit(api: Api, client: httpx.Client, route: APIRoute, signed_in: dict[str, str]) -> None:
    """Some inputs of one route; most paths name what exists, or nothing is ever reached."""
    method, means = next(iter(route.methods or ())), access(route).means
    form = means in FORMS
    body = st.none() if method == "GET" else form_of(route) if form else body_of(route)

    @SEARCHING
    @given(st.data(), query_of(route), body)
    def one(data: st.DataObject, query: dict[str, Any], body: Any) -> None:
        names = re.findall(r"\{(\w+)", route.path)
        strange = data.draw(st.integers(0, 5)) == 0
        places = {it: data.draw(PLACES) if strange else NAMES.get(it, PERSON) for it in names}
        address = re.sub(r"\{(\w+)(:\w+)?\}", lambda it: _quoted(places[it[1]]), route.path)
        if query:
            address += f"?{urlencode(query, errors='surrogatepass')}"
        headers = {**signed_in, **FORM} if form or means is Means.PAGE else bearer(api)
        content = _sent(body, form=form)
        with client.stream(method, address, headers=headers, content=content) as answer:
            assert answer.status_code < 500, f"{method} {address} {body!r}: {answer.status_code}"

    one()


def _sent(body: Any, *, form: bool) -> bytes | None:
    if body is None:
        return None
    if not form:
        return json.dumps(body).encode()
    pairs = [(name, each) for name, value in body.items() for each in _many(value)]
    pairs += [("csrf", CSRF), ("key", uuid4().hex)]
    return urlencode(pairs, errors="surrogatepass").encode()


def _many(value: Any) -> list[str]:
    return [str(it) for it in value] if isinstance(value, list) else [str(value)]


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")
