"""Votes over HTTP, for whoever has a token of their own."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from contracts.values import Identifier
from services._web.http import Body, reads, running
from services._web.limits import keep_pace
from services._web.tokens import Actor
from services.livestream.access import find
from services.livestream.askers import votes
from services.livestream.http import ACTIVITY

router = APIRouter()


class Voting(Body):
    """Whether somebody wants to know it too; said again, it counts once."""

    wish: bool = True


@router.post(ACTIVITY + "/questions/{question}/vote")
async def vote(  # noqa: PLR0913, PLR0917 - the framework's way to give what a route needs
    request: Request,
    programme: Identifier,
    activity: Identifier,
    question: Identifier,
    body: Voting,
    by: Annotated[Actor, Depends(reads("public"))],
) -> dict[str, bool]:
    """Want to know it too, or not any more."""
    await find(request, programme, activity)
    await keep_pace(request, votes.PACE, by.subject)
    change = votes.vote if body.wish else votes.withdraw
    await change(running(request).pool, programme, activity, question, by.subject)
    return {"wish": body.wish}
