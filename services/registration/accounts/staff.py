"""All accounts, for the office: make, change, reset, close."""

from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field, StringConstraints, model_validator

from contracts.values import Identifier, Line
from services._kit.postgres import transaction
from services._web.faults import NotFound
from services._web.forms import CORRECTABLE, Filled, FormModel, Invalid, filled
from services._web.http import running
from services._web.signed_in import Posting, Visitor, posting, signed_in
from services.registration import known
from services.registration.accounts import accounts, passwords, sessions
from services.registration.accounts.accounts import ROLE_WORDS, Account, LoginTaken
from services.registration.accounts.frame import PAGES, go

router = APIRouter(prefix="/account/staff", route_class=PAGES.route, include_in_schema=False)
STAFF_PAGE = "/account/staff"
Login = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._@-]{2,64}$")]
Role = Literal["office", "handler", "reviewer", "leader", "moderator", "assessor", "operator"]
Looking = Annotated[Visitor, Depends(signed_in("office"))]
Posted = Annotated[Posting, Depends(posting("office"))]


class ChangeForm(FormModel):
    """Who somebody is, and what they may do."""

    name: Line = Field(description="姓名")
    roles: tuple[Role, ...] = Field(min_length=1, description="至少一个角色")
    unit: Identifier | None = Field(default=None, description="单位")

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if set(self.roles) - {"office", "assessor", "operator"} and self.unit is None:
            raise ValueError("经办人、审核人、负责人和主持须填单位。")
        return self


class AccountForm(ChangeForm):
    """A new account."""

    login: Login = Field(description="用户名，2至64个字母、数字或._@-；统一登录的，填单位邮箱")


@router.get("", response_model=None)
async def staff(request: Request, visitor: Looking) -> Response:
    """The list, and the form for a new one."""
    return await _page(request, visitor, filled())


@router.post("", response_model=None)
async def create(request: Request, posted: Posted) -> Response:
    """A new account with a password to hand over, which is shown this once."""
    password = passwords.once()
    try:
        given = posted.form.read(AccountForm)
        await _refuse_unknown(request, given.unit)
        identity = await accounts.create(
            running(request).pool,
            login=given.login,
            name=given.name,
            unit=given.unit,
            roles=given.roles,
            password_hash=await passwords.digest(password),
            password_once=True,
        )
    except CORRECTABLE as error:
        return await _page(request, posted.visitor, posted.form.refused(error))
    except LoginTaken:
        taken = Invalid({"login": "已有这个用户名，请换一个。"})
        return await _page(request, posted.visitor, posted.form.refused(taken))
    return _handed_over(request, posted, await _account(request, identity), password)


@router.get("/{account}", response_model=None)
async def one(request: Request, account: Identifier, visitor: Looking) -> Response:
    """Name, unit and roles of an account, to be changed."""
    found = await _account(request, account)
    known = filled(name=found.name, unit=found.unit, roles=found.roles)
    return await _one(request, visitor, found, known)


@router.post("/{account}", response_model=None)
async def change(request: Request, account: Identifier, posted: Posted) -> Response:
    """Change them; the account is signed out everywhere, so that no old role is left to it."""
    found = await _account(request, account)
    try:
        given = posted.form.read(ChangeForm)
        await _refuse_unknown(request, given.unit, found.unit)
        if found.id == posted.visitor.actor.subject and "office" not in given.roles:
            raise Invalid({"roles": "不能去掉自己的全区角色，须由其他账号办理。"})
    except CORRECTABLE as error:
        return await _one(request, posted.visitor, found, posted.form.refused(error))
    async with transaction(running(request).pool) as connection:
        await accounts.change(connection, found.id, **given.model_dump())
        await sessions.revoke(connection, found.id)
    return go(STAFF_PAGE)


@router.post("/{account}/reset", response_model=None)
async def reset(request: Request, account: Identifier, posted: Posted) -> Response:
    """A new password to hand over; the account is signed out everywhere."""
    found, password = await _account(request, account), passwords.once()
    digest = await passwords.digest(password)
    async with transaction(running(request).pool) as connection:
        await accounts.set_password(connection, found.id, digest, once=True)
        await sessions.revoke(connection, found.id)
    return _handed_over(request, posted, found, password)


@router.post("/{account}/disable", response_model=None)
async def disable(request: Request, account: Identifier, posted: Posted) -> Response:
    """Close an account; one's own stays, or nobody could open it again."""
    found = await _account(request, account)
    if found.id == posted.visitor.actor.subject:
        form = posted.form.refused(Invalid({"": "不能停用自己的账号。"}))
        return await _page(request, posted.visitor, form)
    async with transaction(running(request).pool) as connection:
        await accounts.set_disabled(connection, found.id, disabled=True)
        await sessions.revoke(connection, found.id)
    return go(STAFF_PAGE)


@router.post("/{account}/enable", response_model=None)
async def enable(request: Request, account: Identifier, posted: Posted) -> Response:
    """Open a closed account again."""
    del posted
    found = await _account(request, account)
    await accounts.set_disabled(running(request).pool, found.id, disabled=False)
    return go(STAFF_PAGE)


async def _account(request: Request, account: str) -> Account:
    found = await accounts.by_id(running(request).pool, account)
    if found is None:
        raise NotFound("unknown_account", "没有这个账号。")
    return found


async def _refuse_unknown(request: Request, unit: str | None, present: str | None = None) -> None:
    """A unit of no plan would lead to a desk without work; before there is a plan, any is taken."""
    units = await known.all_units(running(request).pool)
    if units and unit not in {None, present, *units}:
        raise Invalid({"unit": "方案中没有这个单位，请从列出的单位中选择。"})


def _handed_over(request: Request, posted: Posting, account: Account, password: str) -> Response:
    return PAGES.show(
        request,
        "account/handed_over.html",
        visitor=posted.visitor,
        account=account,
        password=password,
    )


async def _page(request: Request, visitor: Visitor, form: Filled) -> Response:
    every = await accounts.every(running(request).pool)
    return await _show(request, visitor, form, "account/staff.html", accounts=every)


async def _one(request: Request, visitor: Visitor, account: Account, form: Filled) -> Response:
    return await _show(request, visitor, form, "account/change.html", account=account)


async def _show(
    request: Request, visitor: Visitor, form: Filled, template: str, **shown: Any
) -> Response:
    return PAGES.show(
        request,
        template,
        visitor=visitor,
        status=form.status,
        form=form,
        roles=list(ROLE_WORDS.items()),
        units=await known.all_units(running(request).pool),
        **shown,
    )
