"""How often a password may be wrong, for a login and from a network address."""

from datetime import timedelta

from fastapi import Request

from services._web.http import running
from services._web.limits import Limit, address
from services.registration.accounts import attempts
from services.registration.accounts.accounts import login_of

_WINDOW = timedelta(minutes=15)
_SAYS = "登录失败次数过多，{minutes}分钟后再试。忘记密码的，请联系区政务服务管理局重设。"
_PER_LOGIN = Limit("login", 5, _WINDOW, _SAYS)
_PER_ADDRESS = Limit("sign-in", 20, _WINDOW, _SAYS)


async def attempt(request: Request, login: str) -> list[int]:
    """Note an attempt before its outcome is known; raises ``Denied`` (429)."""
    tried = (_PER_LOGIN, _key(login)), (_PER_ADDRESS, address(request))
    return await attempts.attempt(running(request).pool, *tried)


async def succeeded(request: Request, login: str, noted: list[int]) -> None:
    """What failed before for this login no longer counts."""
    await attempts.forgive(running(request).pool, noted, _PER_LOGIN, _key(login))


def _key(login: str) -> str:
    return login_of(login)[:200]
