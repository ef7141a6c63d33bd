"""Every route of every service, asked for what it allows and for what it does not: never a 5xx.

A few inputs a route at each commit. To dig, for as long as it takes:
``PYTEST_ADDOPTS='-o faulthandler_timeout=7200' MINSHENG_FUZZ=300 make test TESTS=tests/attack``.
"""

import asyncio
import os
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from contracts.topology import SERVICES
from tests.attack.described import FORM, described
from tests.attack.product import Product, bearer
from tests.planned import NAMES, PERSON
from tests.serving import Api
from tests.signing_in import CSRF

EXAMPLES = int(os.environ.get("MINSHENG_FUZZ", "2"))
SEARCHING = settings(
    max_examples=EXAMPLES,
    database=None,
    deadline=None,
    derandomize=EXAMPLES < 10,  # at each commit the same ones: a failure is the commit's own
    phases=[Phase.generate],  # to shrink an input takes minutes; it is printed as it is
    suppress_health_check=[*HealthCheck],
)
SECONDS = 30
Operation = APIOperation[Any, Any, Any, Any]


# The services in the other thread may use chance while a strategy draws.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module")
@pytest.mark.parametrize("name", SERVICES)
async def test_no_input_of_any_route_is_a_server_error(product: Product, name: str) -> None:
    api = product.services[name]
    signed_in = await product.page_headers(api)
    assert await asyncio.to_thread(lambda: [*attack(api, signed_in)]) == []


def attack(api: Api, signed_in: dict[str, str]) -> Iterator[str]:
    """An input for each route that answers with a server error."""
    schema = schemathesis.openapi.from_dict(described(api.running.definition))
    with requests.Session() as session:
        for found in schema.get_all_operations():
            assert isinstance(found, Ok), found
            try:
                hit(api, session, found.ok(), signed_in)
            except AssertionError as error:
                yield str(error).partition("\n")[0]


def hit(
    api: Api, session: requests.Session, operation: Operation, signed_in: dict[str, str]
) -> None:
    """Some inputs of one route: of what exists what is allowed, and of anything what is not.

    Where only the path is asked for, `architecture/test_roles.py` asks for what exists.
    """
    places = {it: NAMES.get(it, PERSON) for it in re.findall(r"\{(\w+)\}", operation.path)}
    page = not operation.path.startswith("/api/")
    asks = bool(operation.body or operation.query)
    cases = operation.as_strategy(GenerationMode.POSITIVE)
    if asks:
        cases = operation.as_strategy(GenerationMode.NEGATIVE)  # of a mere path it finds none
        cases |= operation.as_strategy(GenerationMode.POSITIVE, path_parameters=places)

    @settings(SEARCHING, max_examples=EXAMPLES if asks else EXAMPLES // 2)
    @given(cases)
    def one(case: Case[Operation]) -> None:
        if case.media_type == FORM and isinstance(case.body, dict):
            case.body |= {"csrf": CSRF, "key": uuid4().hex}
        asked = case.as_transport_kwargs(
            base_url=str(api.client.base_url), headers=signed_in if page else bearer(api)
        )
        with session.request(**asked, stream=True, timeout=SECONDS) as answer:
            assert answer.status_code < 500, f"{case!r}: {answer.status_code}"

    one()


FOUND = [
    ("livestream", "get", f"/live/looks?before={2**90}", None),
    ("registration", "get", f"/desk/looks?before={2**90}", None),
    ("registration", "post", "/sign-up/status/mine/corrected", {"code": "k" * 21}),
    (
        "announcer",
        "post",
        "/api/announcer/programmes/daxing-2023/activities/open-11/held",
        {"started_on": "1085-09-29", "ended_on": "1085-09-29"},
    ),
]
"""What a long search found, which a short one may not find again."""


@pytest.mark.parametrize(("name", "method", "path", "body"), FOUND)
async def test_what_was_found_is_refused(
    product: Product, name: str, method: str, path: str, body: dict[str, str] | None
) -> None:
    api = product.services[name]
    page = not path.startswith("/api/")
    headers = await product.page_headers(api) if page else bearer(api)
    form = {"csrf": CSRF, "key": uuid4().hex, **(body or {})}
    more: dict[str, Any] = {"data": form} if page else {"json": body}
    if method == "get":
        more = {}
    answer = await api.client.request(method, path, headers=headers, **more)
    assert answer.status_code == (404 if method == "get" else 422), answer.text
