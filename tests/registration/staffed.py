"""Registration with accounts, and browsers of those who have them."""

from collections.abc import Awaitable, Callable

import pytest

from services.registration.app import SERVICE
from tests.registration.browser import Browser
from tests.serving import Api, Person, Serve

PASSWORD = "五个字的密码再长一点点儿"
OPERATOR = Person("operator", "operator")
CHIEF = {"login": "chief", "name": "周主任", "roles": ["office"], "password": PASSWORD}
CLERK = {**CHIEF, "login": "clerk", "name": "王科员", "roles": ["handler"], "unit": "jiugong"}

NewBrowser = Callable[..., Awaitable[Browser]]


@pytest.fixture
async def alone(serve: Serve) -> Api:
    """Registration with no account yet."""
    return await serve(SERVICE)


@pytest.fixture
async def api(alone: Api) -> Api:
    """Registration with an office account and a handler's."""
    for body in (CHIEF, CLERK):
        answer = await alone.post("/api/registration/accounts", body, by=OPERATOR)
        assert answer.status_code == 200, answer.text
    return alone


@pytest.fixture
def browse(api: Api) -> NewBrowser:
    """`await browse("chief")`: a browser that is signed in, or one that is not."""

    async def make(login: str | None = None, address: str = "10.0.0.1") -> Browser:
        made = Browser(f"http://{api.running.settings.listen}", address)
        if login is not None:
            answer = await made.sign_in(login, PASSWORD)
            assert answer.status_code == 303, answer.text
            assert made.signed_in
        return made

    return make
