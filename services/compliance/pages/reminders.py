"""The office's desk for reminding (催办、督办): every unit, what it owes, where it is reached."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field

from contracts.values import Identifier, Line, ReminderKind, beijing_date
from services._web.faults import NotFound
from services._web.forms import CORRECTABLE, Filled, FormModel, filled
from services._web.signed_in import Posting, Visitor, posting, signed_in
from services.compliance.http_reminders import MAILBOX
from services.compliance.lookup import Look, Present
from services.compliance.matrix import unit_names
from services.compliance.pages.desk import PAGES, around, desk_router
from services.compliance.presentation.cell import address as page_of
from services.compliance.reminding.addresses import Address, address_of, every_address, save
from services.compliance.reminding.by_hand import Cell, offers, owed_by, remind
from services.compliance.reminding.owed import Owed, owed
from services.compliance.reminding.queue import told_units
from services.compliance.reminding.texts import sentence
from services.compliance.reminding.ways import Ways
from services.compliance.settings import settings_of

LIST = "/wall/{programme}/reminders"
UNIT = LIST + "/{unit}"

router: APIRouter = desk_router()
Visiting = Annotated[Visitor, Depends(signed_in("office"))]
Posted = Annotated[Posting, Depends(posting("office"))]
Mailbox = Annotated[str, Field(pattern=MAILBOX, max_length=200)]


class RemindForm(FormModel):
    """Which kind, and of what: each cell as ``row/code``."""

    kind: Literal[ReminderKind.REMINDER, ReminderKind.ESCALATION]
    cell: tuple[Line, ...] = Field(min_length=1, description="至少一项要求")


class AddressForm(FormModel):
    """Where the unit is reached."""

    mail: Mailbox | None = Field(default=None, description="一个邮箱，例如zhiban@example.cn")
    leader_mail: Mailbox | None = Field(
        default=None, description="一个邮箱，例如bangongshi@example.cn"
    )
    webhook: Line | None = Field(default=None, description="协同办公系统中的收件号")


@router.get(LIST, response_model=None)
async def units(request: Request, look: Present, visitor: Visiting) -> Response:
    """Every unit with what it owes, those with most overdue first."""
    addresses = await every_address(look.service.pool)
    ways = Ways.of(settings_of(look.service)).names
    names = unit_names(look.snapshot)
    by_unit: dict[str, list[Owed]] = {unit: [] for unit in names}
    for one in owed(look.snapshot):
        by_unit.setdefault(one.unit, []).append(one)
    rows = []
    for unit, its in by_unit.items():
        items = [one for one in its if one.of_a_morning]
        late = sum(one.item.occasion == "missed" for one in items)
        reached = addresses.get(unit, Address(unit)).reached(ReminderKind.DIGEST, ways)
        rows.append((unit, names.get(unit, unit), late, len(items) - late, bool(reached)))
    return PAGES.show(
        request,
        "desk/reminders.html",
        visitor=visitor,
        **around(look.snapshot.programme.id),
        units=sorted(rows, key=lambda row: (-row[2], -row[3], row[1])),
        ways=bool(ways),
        at=settings_of(look.service).reminders_at,
    )


@router.get(UNIT, response_model=None)
async def unit_page(
    request: Request, unit: Identifier, look: Present, visitor: Visiting
) -> Response:
    """What a unit owes, its address, and how it was reminded so far."""
    return await _page(request, look, unit, visitor, filled())


@router.post(UNIT, response_model=None)
async def remind_unit(
    request: Request, unit: Identifier, look: Present, posted: Posted
) -> Response:
    """Remind or escalate; back to the one verdict it was about, or to the unit."""
    try:
        given = posted.form.read(RemindForm)
        cells = [_cell(text) for text in given.cell]
        await remind(look, posted.write, unit, given.kind, cells)
    except CORRECTABLE as error:
        return await _page(request, look, unit, posted.visitor, posted.form.refused(error))
    programme = look.snapshot.programme.id
    back = f"/wall/{programme}/reminders/{unit}"
    if len(cells) == 1:
        back = page_of(programme, *cells[0])
    return RedirectResponse(back, 303)


@router.post(UNIT + "/address", response_model=None)
async def set_address(
    request: Request, unit: Identifier, look: Present, posted: Posted
) -> Response:
    """Set where the unit is reached."""
    try:
        given = posted.form.read(AddressForm)
    except CORRECTABLE as error:
        return await _page(request, look, unit, posted.visitor, posted.form.refused(error))
    await save(look.service.pool, Address(unit, given.mail, given.leader_mail, given.webhook))
    return RedirectResponse(f"/wall/{look.snapshot.programme.id}/reminders/{unit}", 303)


def _cell(text: str) -> Cell:
    row, _, code = text.partition("/")
    return row, code


async def _page(
    request: Request, look: Look, unit: str, visitor: Visitor, form: Filled
) -> Response:
    names, programme = unit_names(look.snapshot), look.snapshot.programme.id
    items, pool = owed_by(look, unit), look.service.pool
    if unit not in names and not items:
        raise NotFound("unknown_unit", "本方案没有这个单位。")
    address = await address_of(pool, unit)
    near = [one for one in items if one.of_a_morning]
    given = AddressForm.model_fields
    return PAGES.show(
        request,
        "desk/unit_reminders.html",
        visitor=visitor,
        status=form.status,
        **around(programme),
        unit=unit,
        name=names.get(unit, unit),
        form=form,
        addressing=form
        if given.keys() & form.values.keys()
        else filled(**{name: getattr(address, name) for name in given}),
        items=[
            (one, f"{one.item.row}/{one.item.code}", sentence(one, beijing_date(look.as_of)))
            for one in (near or items)
        ],
        offers=offers(look, unit, address, near or items) if items else [],
        told=await told_units(pool, programme, unit),
        ways=Ways.of(settings_of(look.service)).names,
    )
