"""What a browser does, without one: keeps cookies, names its origin, fills in forms."""

import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import httpx

from services._web.signed_in import TOKEN
from services.registration.accounts.sessions import SESSION

HIDDEN = re.compile(r'name="(key|csrf)" value="([^"]+)"')


@dataclass
class Browser:
    """A client with the cookies of one person; Secure cookies over loopback are kept."""

    base: str
    address: str = "10.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "X-Forwarded-For": self.address,
            "User-Agent": "Mozilla/5.0 (test)",
            **more.pop("headers", {}),
        }
        url = path if path.startswith("http") else self.base + path
        async with httpx.AsyncClient(timeout=30) as client:
            answer = await client.request(method, url, headers=headers, **more)
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                assert morsel["secure"]
                assert morsel["httponly"]
                assert morsel["path"] == "/"
                assert morsel["samesite"].lower() == "lax"
                assert not morsel["domain"]
                self.cookies.pop(name, None)
                if morsel["max-age"] != "0":
                    self.cookies[name] = morsel.value
        return answer

    async def see(self, path: str) -> httpx.Response:
        """A page, after every redirect."""
        answer = await self.ask("GET", path)
        for _ in range(5):
            if answer.status_code != 303:
                break
            answer = await self.ask("GET", answer.headers["location"])
        return answer

    async def send(
        self, path: str, page: str, *, headers: Any = None, **typed: Any
    ) -> httpx.Response:
        """The form of a page, filled in and sent to ``path``."""
        hidden = dict(HIDDEN.findall((await self.see(page)).text)[::-1])
        data = {**hidden, **typed}
        origin = {"Origin": self.base, "Sec-Fetch-Site": "same-origin"}
        return await self.ask("POST", path, data=data, headers=origin | (headers or {}))

    async def sign_in(self, login: str, password: str, **more: Any) -> httpx.Response:
        """The form of the sign-in page."""
        page = "/account/sign-in"
        return await self.send(page, page, login=login, password=password, **more)

    @property
    def signed_in(self) -> bool:
        return SESSION in self.cookies and TOKEN in self.cookies
