"""What a person does with their look-up code (查询码): see, withdraw, answer, be forgotten."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from services._web.http import Body, running
from services._web.limits import limited
from services.registration import erasing, signing_up
from services.registration.acting import Answer
from services.registration.depends import API, AnyActing
from services.registration.equipment import equipment

Code = Annotated[str, Path(max_length=40)]

router = APIRouter()


class InvitationAnswer(Body):
    """Whether the invited person comes."""

    accepted: bool


@router.get(API + "/codes/{code}", dependencies=[Depends(limited)])
async def status(request: Request, code: Code) -> Answer:
    """How far the person of a code has come, without any name."""
    return await signing_up.status(running(request).pool, equipment(request).vault, code)


@router.post(API + "/codes/{code}/withdrawal")
async def withdraw(acting: AnyActing, code: Code) -> Answer:
    """Leave every sheet, and any seat."""
    return await signing_up.withdraw_by_code(acting, code)


@router.post(API + "/codes/{code}/answer")
async def answer(acting: AnyActing, code: Code, body: InvitationAnswer) -> Answer:
    """Accept or decline an invitation."""
    return await signing_up.answer_by_code(acting, code, accepted=body.accepted)


@router.post(API + "/codes/{code}/erasure")
async def erase(acting: AnyActing, code: Code) -> Answer:
    """Be forgotten; the code itself is gone afterwards."""
    return await erasing.erase_by_code(acting, code)


@router.post(API + "/opinion-codes/{code}/erasure")
async def erase_words(acting: AnyActing, code: Code) -> Answer:
    """Have one's words forgotten; that there was an opinion stays."""
    return await erasing.erase_author_by_code(acting, code)
