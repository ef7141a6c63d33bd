"""The pages around the wall: the season, a unit, a requirement; and how pages are to look."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Query
from fastapi.responses import RedirectResponse

from contracts.values import BEIJING, Identifier
from services._web.faults import BadField, NotFound
from services._web.signed_in import local_path
from services.compliance.lookup import Looking
from services.compliance.pages.frame import WALL, page_router, refuse_before_import, with_season
from services.compliance.presentation import pages
from services.compliance.presentation.appearance import CHOICES
from services.compliance.season import season_json
from services.compliance.subjects import requirement_json, unit_json

router = page_router()

A_YEAR = 31_536_000


@router.get(f"{WALL}/season")
async def season(look: Looking, span: Literal["season", "month", "fortnight"] = "season") -> str:
    """The whole season, this month or these two weeks: limits, activities, holidays."""
    refuse_before_import(look)
    made = season_json(look.snapshot, look.as_of, look.now)
    return pages.season(made, live=look.live, span=span)


@router.get(f"{WALL}/units/{{unit}}")
async def unit(unit: str, look: Looking) -> str:
    """One unit: what it must do next, its activities, how its verdicts came about."""
    refuse_before_import(look)
    if (made := await unit_json(look, unit)) is None:
        raise NotFound("unknown_unit", "本方案没有这个单位。")
    return pages.unit(with_season(made, look), live=look.live)


@router.get(f"{WALL}/requirements/{{code}}")
async def requirement(code: str, look: Looking) -> str:
    """One requirement: the clause, how it is judged, every row by status."""
    refuse_before_import(look)
    if (made := requirement_json(look, code)) is None:
        raise NotFound("unknown_requirement", "本方案没有这项要求。")
    return pages.requirement(with_season(made, look), live=look.live)


@router.get(f"{WALL}/moment", response_model=None)
async def moment(
    programme: Identifier,
    at: Annotated[str, Query(max_length=40)],
    back: Annotated[str, Query(max_length=2000)] = "",
) -> RedirectResponse:
    """A Beijing time from a form, as the moment of the page that asked for it."""
    try:
        given = datetime.fromisoformat(at)
    except ValueError as error:
        raise BadField("at", "a date and time", "请填写日期和时刻。") from error
    asked = given if given.tzinfo else given.replace(tzinfo=BEIJING)
    page = local_path(back, f"/wall/{programme}")
    joint = "&" if "?" in page else "?"
    words = asked.isoformat().replace("+", "%2B")
    return RedirectResponse(f"{page}{joint}as_of={words}", 303)


@router.get("/appearance/{choice}", response_model=None)
async def appearance(choice: str, back: str = "/") -> RedirectResponse:
    """Light or dark, standard or large print: keep it and go back to where the reader was."""
    if choice not in CHOICES:
        raise NotFound("unknown_choice", "没有这种显示方式。")
    name, value = CHOICES[choice]
    response = RedirectResponse(local_path(back, "/"), 303)
    if value:
        response.set_cookie(name, value, max_age=A_YEAR, path="/", samesite="lax")
    else:
        response.delete_cookie(name, path="/")
    return response
