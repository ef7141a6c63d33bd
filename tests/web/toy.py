"""A small service with pages: a list that the office sees, and two forms."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from contracts.values import Day, Line
from services._web.forms import CORRECTABLE, FormModel, filled
from services._web.pages import Pages, mount_assets
from services._web.running import Running
from services._web.signed_in import Posting, Visitor, citizen_posting, posting, signed_in
from tests.kit.toy import PROGRAMME, Plan

PAGES = Pages("tests.web", "layout_desk.html", "/toy/static")
CITIZENS = Pages("tests.web", "layout_public.html", "/toy/static")
router = APIRouter(prefix="/toy", route_class=PAGES.route)
public = APIRouter(prefix="/ask", route_class=CITIZENS.route)

Looking = Annotated[Visitor, Depends(signed_in("office", "handler"))]
Posted = Annotated[Posting, Depends(posting("office", "handler"))]


class PlanForm(FormModel):
    activity: str = Field(pattern=r"^[a-z0-9-]{1,20}$", description="编号，小写字母、数字和-")
    title: Line
    day: Day | None = None
    count: int = Field(default=1, ge=1, le=500)
    kind: Literal["open", "talk"] = "open"
    points: tuple[Line, ...] = ()


@router.get("/", response_model=None)
async def form(request: Request, visitor: Looking) -> Response:
    return PAGES.show(request, "toy.html", visitor=visitor, form=filled(count=1))


@router.post("/", response_model=None)
async def plan(request: Request, posted: Posted) -> Response:
    try:
        given = posted.form.read(PlanForm)
        stream = f"activity:{PROGRAMME}:{given.activity}"
        await posted.write(stream, Plan(given.activity, given.title, given.points))
    except CORRECTABLE as error:
        shown = posted.form.refused(error)
        return PAGES.show(
            request, "toy.html", visitor=posted.visitor, status=shown.status, form=shown
        )
    return RedirectResponse("/toy/", 303)


@router.get("/broken", response_model=None)
async def broken(visitor: Looking) -> Response:
    raise RuntimeError(visitor.name)


@public.post("/", response_model=None)
async def ask(posted: Annotated[Posting, Depends(citizen_posting())]) -> Response:
    name = posted.form.value("activity")
    await posted.write(f"activity:{PROGRAMME}:{name}", Plan(name))
    return RedirectResponse(f"/ask/{posted.visitor.actor.subject}", 303)


def configure(app: FastAPI, running: Running) -> None:
    del running
    mount_assets(app, PAGES)
    app.add_exception_handler(404, CITIZENS.missing)
