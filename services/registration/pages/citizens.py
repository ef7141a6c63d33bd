"""What all pages for citizens share: the activity, its facts, the browser's own person."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from pydantic import AfterValidator, Field, StringConstraints, field_validator

from contracts.values import Identifier
from services._web.faults import BadField
from services._web.forms import FormModel
from services._web.http import running
from services._web.limits import limited
from services._web.signed_in import PERSON, Posting, citizen_posting
from services._web.tokens import Actor, mint
from services.registration import signing_up
from services.registration.acting import Acting, Target, find_activity
from services.registration.contacts import normal_mail, normal_phone
from services.registration.equipment import equipment
from services.registration.pages.reading import About

REMEMBERED = timedelta(days=30)


async def posted(
    form: Annotated[Posting, Depends(citizen_posting())],
    _: Annotated[None, Depends(limited)],
) -> Posting:
    """A dependency: a form that anyone may post, though not endlessly."""
    return form


Posted = Annotated[Posting, Depends(posted)]


def _checked(normal: Callable[[str], str]) -> AfterValidator:
    """What is wrong with a contact stands beside its field."""

    def check(given: str) -> str:
        try:
            return normal(given)
        except BadField as error:
            raise ValueError(error.message) from error

    return AfterValidator(check)


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=30)]
Telephone = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=30), _checked(normal_phone)
]
MailAddress = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=254), _checked(normal_mail)
]
Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20)]


class Consenting(FormModel):
    """A form with personal data: nothing is taken without consent (个人信息保护法 第十三条)."""

    consent: str = Field(default="", validate_default=True)

    @field_validator("consent")
    @classmethod
    def _given(cls, given: str) -> str:
        if given != "on":
            raise ValueError("请先勾选同意，不同意的不能提交；也可以打电话办理。")
        return given


class CodeForm(FormModel):
    """A look-up code, typed or carried along by a page."""

    code: Code = Field(description="10位查询码")


async def about(request: Request, programme: Identifier, activity: Identifier) -> About:
    """A dependency: the activity of the address; 404 for an unknown one."""
    return await about_activity(request, programme, activity)


async def about_activity(request: Request, programme: str, activity: str) -> About:
    """What is known of an activity."""
    pool, together = running(request).pool, running(request).together
    return About(
        await together.ask(
            ("activity", programme, activity), lambda: find_activity(pool, programme, activity)
        )
    )


ThisActivity = Annotated[About, Depends(about)]


def acting(request: Request, posted: Posting) -> Acting:
    """Somebody without an account who acts."""
    return Acting(posted.write, running(request).pool, equipment(request).vault)


def target(request: Request, posted: Posting, found: About) -> Target:
    """The same on one activity."""
    there = acting(request, posted)
    return Target(found.known, there.write, there.pool, there.vault)


def remember(request: Request, response: Response, there: Target) -> None:
    """Let this browser's questions belong to the person just signed up, for a month.

    It is the id that a new number gets. For a number known before it names nobody, so that
    nothing can be learned from it.
    """
    actor = Actor(signing_up.new_person(there), frozenset({"public"}))
    token = mint(equipment(request).signing_key, actor, datetime.now(UTC), REMEMBERED)
    response.set_cookie(
        PERSON,
        token,
        max_age=int(REMEMBERED.total_seconds()),
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )
