"""One's own account: the password, and the browsers that are signed in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field, model_validator

from services._kit.postgres import transaction
from services._web.faults import NotFound
from services._web.forms import CORRECTABLE, Filled, FormModel, Invalid, filled
from services._web.http import running
from services._web.signed_in import OWN, Posting, Visitor, posting, signed_in
from services.registration import known
from services.registration.accounts import accounts, passwords, sessions, throttle
from services.registration.accounts.accounts import Account
from services.registration.accounts.frame import DESK, PAGES, go

router = APIRouter(prefix="/account", route_class=PAGES.route, include_in_schema=False)
Mine = Annotated[Visitor, Depends(signed_in())]
Posted = Annotated[Posting, Depends(posting())]


class PasswordForm(FormModel):
    """The old password and the new one, twice."""

    current: str = Field(max_length=passwords.LONGEST, description="现在的密码")
    new: str = Field(
        min_length=passwords.SHORTEST,
        max_length=passwords.LONGEST,
        description=f"新密码，至少{passwords.SHORTEST}个字符",
    )
    again: str = Field(description="新密码，再填一次")

    @model_validator(mode="after")
    def _sound(self) -> "PasswordForm":
        if self.new == self.current:
            raise ValueError("新密码不能和现在的密码相同。")
        if self.new != self.again:
            raise ValueError("两次填写的新密码不一致。")
        return self


@router.get("/", response_model=None)
async def own(request: Request, visitor: Mine) -> Response:
    """Who I am here, and where I am signed in."""
    return await _page(request, visitor, filled())


@router.post("/password", response_model=None)
async def change_password(request: Request, posted: Posted) -> Response:
    """Another password; every other browser has to sign in anew, and so has a copied cookie."""
    pool, account = running(request).pool, await _account(request, posted.visitor)
    try:
        given = posted.form.read(PasswordForm)
        if account.login in given.new.lower():
            raise Invalid({"new": "新密码不能含有用户名。"})
        noted = await throttle.attempt(request, account.login)
        if not await passwords.right(account.password_hash, given.current):
            raise Invalid({"current": "现在的密码不对。"})
    except CORRECTABLE as error:
        return await _page(request, posted.visitor, posted.form.refused(error))
    await throttle.succeeded(request, account.login, noted)
    digest = await passwords.digest(given.new)
    async with transaction(pool) as connection:
        await accounts.set_password(connection, account.id, digest, once=False)
        await sessions.revoke(connection, account.id)
    response = go(DESK if account.password_once else OWN)
    await sessions.begin(request, response, await _account(request, posted.visitor))
    return response


@router.post("/sessions", response_model=None)
async def revoke(request: Request, posted: Posted) -> Response:
    """End one browser's session (``session``), or all others."""
    session = await sessions.current(request)
    only = posted.form.value("session") or None
    but = session.id_hash if session is not None and only is None else None
    await sessions.revoke(running(request).pool, posted.visitor.actor.subject, only=only, but=but)
    return go(OWN)


async def _account(request: Request, visitor: Visitor) -> Account:
    account = await accounts.by_id(running(request).pool, visitor.actor.subject)
    if account is None:
        raise NotFound("unknown_account", "没有这个账号。")
    return account


async def _page(request: Request, visitor: Visitor, form: Filled) -> Response:
    session = await sessions.current(request)
    return PAGES.show(
        request,
        "account/own.html",
        visitor=visitor,
        status=form.status,
        form=form,
        account=await _account(request, visitor),
        sessions=await sessions.of(running(request).pool, visitor.actor.subject),
        current=session.id_hash if session else None,
        units=await known.all_units(running(request).pool),
    )
