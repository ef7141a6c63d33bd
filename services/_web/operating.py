"""The operator's page of a service: what waits, what stands still, and what mends it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from contracts.values import Identifier
from services._kit.reactions import NotYet
from services._web import advice
from services._web.faults import BadField
from services._web.forms import FormModel, new_key
from services._web.http import running
from services._web.pages import Pages
from services._web.repairing import Key, StillUnreadable, ask_to_rebuild, mark_seen, replay
from services._web.signed_in import Posting, Visitor, posting, signed_in
from services._web.standing import standing

OPERATORS = ("office", "operator")


class Kept(FormModel):
    """Which message that was kept aside."""

    reader: Identifier
    source: Identifier
    epoch: int = Field(ge=1, le=9)
    position: int = Field(ge=1, lt=2**63)

    @property
    def key(self) -> Key:
        """As the database knows it."""
        return (self.reader, self.source, self.epoch, self.position)


def operating_router(service: str, pages: Pages) -> APIRouter:
    """``/ops/{service}``: one page for each service, which leads to the others'."""
    here = f"/ops/{service}"
    router = APIRouter(prefix=here, route_class=pages.route)

    @router.get("", response_model=None)
    async def look(
        request: Request, visitor: Annotated[Visitor, Depends(signed_in(*OPERATORS))]
    ) -> Response:
        """How the service stands now."""
        shown = await standing(running(request))
        return pages.show(
            request, "operating.html", visitor=visitor, service=service, advice=advice,
            calls=advice.calls(shown), new_key=new_key, **shown,
        )  # fmt: skip

    @router.post("/rebuild", response_model=None)
    async def rebuild(
        request: Request, posted: Annotated[Posting, Depends(posting(*OPERATORS))]
    ) -> Response:
        """Read what other services said anew; pages show what they showed until that is done."""
        del posted
        asked = running(request)
        for follower in asked.followers:
            await ask_to_rebuild(asked.pool, follower.name)
        return RedirectResponse(here, 303)

    @router.post("/replay", response_model=None)
    async def again(
        request: Request, posted: Annotated[Posting, Depends(posting(*OPERATORS))]
    ) -> Response:
        """Take one message that was kept aside once more."""
        try:
            await replay(running(request), posted.form.read(Kept).key)
        except StillUnreadable as error:
            text = "这个版本仍无法识别这条消息，没有处理。升级后再试。"
            raise BadField("position", "a message that can be read", text) from error
        except NotYet as error:
            text = "本服务还没有读到这条消息所在的位置，没有处理。请稍后再点“重新处理”。"
            raise BadField("position", "a message up to which is read", text) from error
        return RedirectResponse(here, 303)

    @router.post("/seen", response_model=None)
    async def seen(
        request: Request, posted: Annotated[Posting, Depends(posting(*OPERATORS))]
    ) -> Response:
        """One message that was kept aside was looked at: it is kept and calls nobody any more."""
        by = posted.visitor.actor.subject
        await mark_seen(running(request), posted.form.read(Kept).key, by)
        return RedirectResponse(here, 303)

    return router
