"""Signing in with a password, going on with a session, signing out."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from services._web.forms import CORRECTABLE, Filled, FormModel, Invalid, filled
from services._web.http import running
from services._web.signed_in import Posting, citizen_posting, local_path, posting
from services.registration.accounts import accounts, passwords, sessions, throttle
from services.registration.accounts.frame import DESK, PAGES, go, onward
from services.registration.equipment import equipment

router = APIRouter(prefix="/account", route_class=PAGES.route, include_in_schema=False)
SIGN_IN = "/account/sign-in"


class SignInForm(FormModel):
    """What the page asks for."""

    login: str = Field(max_length=200, description="用户名")
    password: str = Field(max_length=passwords.LONGEST, description="密码")
    next: str = DESK


@router.get("/sign-in", response_model=None)
async def sign_in_page(request: Request, next: str = DESK) -> Response:  # noqa: A002
    """The form; how to make the first account when there is none."""
    if not await accounts.any_exists(running(request).pool):
        return PAGES.show(request, "account/first.html")
    return _page(request, filled(next=next))


@router.post("/sign-in", response_model=None)
async def sign_in(
    request: Request, posted: Annotated[Posting, Depends(citizen_posting())]
) -> Response:
    """A new session, or the form again; nothing tells whether the login exists."""
    pool = running(request).pool
    try:
        given = posted.form.read(SignInForm)
        noted = await throttle.attempt(request, given.login)
        account = await accounts.by_login(pool, given.login)
        kept = account.password_hash if account is not None else None
        if not await passwords.right(kept, given.password) or account is None:
            raise Invalid({"": "用户名或密码不对。"})
    except CORRECTABLE as error:
        return _page(request, posted.form.refused(error))
    await throttle.succeeded(request, given.login, noted)
    response = go(onward(account, given.next))
    await sessions.begin(request, response, account)
    return response


@router.get("/renew", response_model=None)
async def renew(request: Request, next: str = DESK) -> Response:  # noqa: A002
    """A fresh token for a session that lasts; else the form."""
    response = go(DESK)
    account = await sessions.renew(request, response)
    if account is None:
        response = go(f"{SIGN_IN}?next={quote(local_path(next, DESK), safe='/')}")
        sessions.forget(response)
        return response
    response.headers["location"] = onward(account, next)
    return response


@router.post("/sign-out", response_model=None)
async def sign_out(request: Request, posted: Annotated[Posting, Depends(posting())]) -> Response:
    """The session is over, here at once and elsewhere because the browser has no token left."""
    del posted
    await sessions.end_this(request)
    response = go(SIGN_IN)
    response.headers["Clear-Site-Data"] = '"storage"'  # what a phone holds of people at the door
    sessions.forget(response)
    return response


def _page(request: Request, form: Filled) -> Response:
    openid = equipment(request).openid is not None
    return PAGES.show(
        request,
        "account/sign_in.html",
        status=form.status,
        form=form,
        openid=openid,
        next=form.value("next"),
    )
