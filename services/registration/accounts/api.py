"""Making an account over the API: the first one of a set-up, and those that a script makes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import Field, SecretStr

from contracts.values import Identifier, Line
from services._kit.decider import Refused
from services._web.http import Body, Write, requires, running
from services.registration.accounts import accounts, passwords
from services.registration.accounts.staff import Login, Role

router = APIRouter()


class NewAccount(Body):
    """Who it is, what it may do, and the password that its owner chose."""

    login: Login
    name: Line
    roles: tuple[Role, ...] = Field(min_length=1)
    unit: Identifier | None = None
    password: SecretStr | None = Field(
        default=None, min_length=passwords.SHORTEST, max_length=passwords.LONGEST
    )


@router.post("/api/registration/accounts")
async def create_account(
    request: Request,
    body: NewAccount,
    write: Annotated[Write, Depends(requires("office", "operator"))],
) -> dict[str, str]:
    """A new account; without a password it signs in with the identity provider only."""
    del write  # nothing is a fact here: a repeated request is told that the login is taken
    digest = await passwords.digest(body.password.get_secret_value()) if body.password else None
    try:
        identity = await accounts.create(
            running(request).pool,
            login=body.login,
            name=body.name,
            unit=body.unit,
            roles=body.roles,
            password_hash=digest,
            password_once=False,
        )
    except accounts.LoginTaken as error:
        raise Refused("login_taken", "已有这个用户名。", "login") from error
    return {"account": identity}
