"""A person's rights over HTTP, by look-up code: all that is held of them, and putting it right."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from pydantic import StringConstraints

from services._web.http import Body, running
from services._web.limits import limited
from services.registration.acting import Answer
from services.registration.contacts import Mail, Name, Needs, Phone, normal_phone
from services.registration.depends import API, AnyActing
from services.registration.equipment import equipment, mail_left
from services.registration.hearing.words import find_opinion
from services.registration.keeping.access import everything
from services.registration.keeping.correcting import correct
from services.registration.keeping.requests import ONESELF
from services.registration.signing_up import find_person

Code = Annotated[str, Path(max_length=40)]
Nothing = Annotated[str, StringConstraints(strip_whitespace=True, max_length=0)]

router = APIRouter()


class Correction(Body):
    """What is to be another value; what is left out stays, an empty mail or need is removed."""

    name: Name | None = None
    phone: Phone | None = None
    mail: Mail | Nothing | None = None
    access_needs: Needs | None = None

    def values(self, request: Request) -> dict[str, str | None]:
        """The values as the vault keeps them; 422 for a number or an address that is none."""
        given: dict[str, str | None] = self.model_dump(exclude_none=True)
        if self.phone is not None:
            given["phone"] = normal_phone(self.phone)
        if self.mail:
            given["mail"] = mail_left(request, self.mail)
        return given


class AuthorCorrection(Body):
    """The same of who gave an opinion."""

    name: Name | None = None
    phone: Phone | Nothing | None = None
    mail: Mail | Nothing | None = None

    def values(self, request: Request) -> dict[str, str | None]:
        """The values as the vault keeps them."""
        given: dict[str, str | None] = self.model_dump(exclude_none=True)
        if self.phone:
            given["phone"] = normal_phone(self.phone)
        if self.mail:
            given["mail"] = mail_left(request, self.mail)
        return given


@router.get(API + "/codes/{code}/data", dependencies=[Depends(limited)])
async def data(request: Request, code: Code) -> dict[str, Any]:
    """All that is held of the person of a code."""
    service = running(request)
    person = await find_person(service.pool, equipment(request).vault, code)
    return await everything(service, person, ONESELF)


@router.post(API + "/codes/{code}/correction")
async def put_right(acting: AnyActing, code: Code, body: Correction, request: Request) -> Answer:
    """Other values from now on; the code stays."""
    person = await find_person(acting.pool, acting.vault, code)
    return await correct(acting, person, body.values(request), ONESELF)


@router.get(API + "/opinion-codes/{code}/data", dependencies=[Depends(limited)])
async def author_data(request: Request, code: Code) -> dict[str, Any]:
    """All that is held of who gave an opinion."""
    service = running(request)
    found = await find_opinion(service.pool, equipment(request).vault, code)
    return await everything(service, found["person"], ONESELF)


@router.post(API + "/opinion-codes/{code}/correction")
async def put_author_right(
    acting: AnyActing, code: Code, body: AuthorCorrection, request: Request
) -> Answer:
    """Another name, number or address of who gave an opinion."""
    found = await find_opinion(acting.pool, acting.vault, code)
    return await correct(acting, found["person"], body.values(request), ONESELF)
