"""Reminders over the JSON API, and the addresses to which they go. For the office."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from contracts.values import Identifier, Line, ReminderKind
from services._web.http import Body, Write, reads, requires, running
from services._web.tokens import Actor
from services.compliance.lookup import Present
from services.compliance.reminding.addresses import Address, address_of, save
from services.compliance.reminding.by_hand import remind

router = APIRouter(prefix="/api/compliance")
ADDRESS = "/units/{unit}/address"
MAILBOX = r"^[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+$"

Office = Annotated[Write, Depends(requires("office"))]
OfficeReads = Annotated[Actor, Depends(reads("office"))]
Mailbox = Annotated[str, Field(pattern=MAILBOX, max_length=200)]


class Cell(Body):
    """A row of the wall and a requirement."""

    row: Annotated[str, Field(pattern=r"^(unit:)?[A-Za-z0-9_-]{1,64}$")]
    code: Identifier


class Reminder(Body):
    """Which unit is reminded of what."""

    unit: Identifier
    kind: Literal[ReminderKind.REMINDER, ReminderKind.ESCALATION]
    items: tuple[Cell, ...] = Field(min_length=1)


class UnitAddress(Body):
    """Where a unit is reached; what is left out is not used."""

    mail: Mailbox | None = None
    leader_mail: Mailbox | None = None
    webhook: Line | None = None


@router.post("/programmes/{programme}/reminders")
async def post_reminder(
    programme: Identifier, body: Reminder, look: Present, write: Office
) -> dict[str, Any]:
    """Remind a unit, or escalate."""
    del programme
    cells = [(item.row, item.code) for item in body.items]
    return await remind(look, write, body.unit, body.kind, cells)


@router.post(ADDRESS)
async def set_address(
    request: Request, unit: Identifier, body: UnitAddress, write: Office
) -> dict[str, Any]:
    """Set a unit's address: a row, no fact."""
    del write
    await save(running(request).pool, Address(unit, **body.model_dump()))
    return {"unit": unit, **body.model_dump()}


@router.get(ADDRESS)
async def get_address(request: Request, unit: Identifier, by: OfficeReads) -> Response:
    """A unit's address."""
    del by
    found = await address_of(running(request).pool, unit)
    content = {
        "unit": unit,
        "mail": found.mail,
        "leader_mail": found.leader_mail,
        "webhook": found.webhook,
    }
    return JSONResponse(content, headers={"Cache-Control": "no-store"})
