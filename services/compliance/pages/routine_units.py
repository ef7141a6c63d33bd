"""The office's page of units outside the plan (常态化): who they are, how each stands, one more."""

from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from contracts.events.compliance import RoutineUnitRegistered
from contracts.values import Identifier, Line
from services._kit.decider import Refused
from services._web.forms import CORRECTABLE, Filled, FormModel, filled
from services._web.signed_in import Posting, Visitor, posting, signed_in
from services.compliance.http import OFFICE, RoutineUnit, registration_of
from services.compliance.lookup import Look, Present
from services.compliance.matrix import UNIT_PREFIX, unit_names
from services.compliance.pages.desk import PAGES, around, desk_router
from services.compliance.presentation.cell import address

LIST = "/wall/{programme}/routine-units"

router: APIRouter = desk_router()


class UnitForm(FormModel):
    """A unit outside the plan; its id follows from its name unless it has one."""

    unit_name: Line = Field(description="单位名称，200字以内")
    unit: Identifier | None = Field(default=None, description="编号，字母、数字、_和-")


@router.get(LIST, response_model=None)
async def units(
    request: Request, look: Present, visitor: Annotated[Visitor, Depends(signed_in(*OFFICE))]
) -> Response:
    """Those registered so far, by name."""
    return await _page(request, look, visitor, filled())


@router.post(LIST, response_model=None)
async def register(
    request: Request, look: Present, posted: Annotated[Posting, Depends(posting(*OFFICE))]
) -> Response:
    """Register one more."""
    try:
        given = posted.form.read(UnitForm)
        unit = given.unit or _id_of(look, given.unit_name)
        stream, command = registration_of(look, RoutineUnit(unit=unit, unit_name=given.unit_name))
        try:
            await posted.write(stream, command)
        except Refused as refused:
            if given.unit:
                raise
            raise Refused(refused.reason, refused.message, "unit_name") from refused
    except CORRECTABLE as error:
        return await _page(request, look, posted.visitor, posted.form.refused(error))
    return RedirectResponse(
        f"/wall/{look.snapshot.programme.id}/routine-units?done=registered", 303
    )


def _id_of(look: Look, name: str) -> str:
    """The id that a unit of this name has within the programme, or one that follows from it."""
    known = {called: unit for unit, called in unit_names(look.snapshot).items()}
    return known.get(name) or f"unit-{sha256(name.encode()).hexdigest()[:10]}"


async def _registered(look: Look) -> list[RoutineUnitRegistered]:
    """By name; from our own log, where one just registered stands at once."""
    rows = await look.service.pool.fetch(
        "select data from event where starts_with(stream, $1)",
        f"routine_unit:{look.snapshot.programme.id}:",
    )
    found = [RoutineUnitRegistered.model_validate_json(row["data"]) for row in rows]
    return sorted(found, key=lambda it: it.unit_name)


async def _page(request: Request, look: Look, visitor: Visitor, form: Filled) -> Response:
    programme = look.snapshot.programme
    return PAGES.show(
        request,
        "desk/routine_units.html",
        visitor=visitor,
        status=form.status,
        **around(programme.id),
        form=form,
        units=[_entry(look, it) for it in await _registered(look)],
        done=request.query_params.get("done") == "registered",
    )


def _entry(look: Look, unit: RoutineUnitRegistered) -> dict[str, Any]:
    row = f"{UNIT_PREFIX}{unit.unit}"
    return {
        "unit": unit.unit,
        "name": unit.unit_name,
        "verdicts": [
            (it.status, it.working.conclusion, address(look.snapshot.programme.id, row, it.code))
            for it in look.snapshot.verdicts
            if it.row == row
        ],
    }
