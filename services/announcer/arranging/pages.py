"""The pages of an arrangement: how it stands, and a form for each thing that can be done."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from contracts.values import ChangeKind, Identifier
from services._kit.decider import Refused
from services._web.access import OWN_UNIT, checks
from services._web.faults import NotFound
from services._web.forms import CORRECTABLE, Filled, FormModel, Invalid, filled
from services._web.signed_in import Posting, posting_file
from services.announcer import queries
from services.announcer.acting import STAFF, refuse_unknown_unit
from services.announcer.arranging import given
from services.announcer.arranging.fields import Field, label, standing
from services.announcer.arranging.filed import filings
from services.announcer.arranging.filing import Asking, Filing, filed_as, in_force
from services.announcer.arranging.steps import GROUPS, STEPS, Step, titled
from services.announcer.domain.filing import FileChange
from services.announcer.domain.holding import ReportPublicity
from services.announcer.domain.order import Command, Given, Order
from services.announcer.drafting.desk import Desk, Looking, Posted, Working, working
from services.announcer.drafting.pages import go
from services.announcer.plan_pages import PAGES

PAGE = "/plan/activities/{programme}/{activity}/arrangement"
DOCUMENTS = "/plan/documents/"
UPLOADS = {DOCUMENTS: 4 * 1024 * 1024}

router = APIRouter(route_class=PAGES.route, include_in_schema=False)


@router.get(PAGE)
async def look(request: Request, desk: Looking) -> Response:
    """How the activity stands, and what can be done."""
    done = STEPS.get(request.query_params.get("done", ""))
    return PAGES.show(
        request, "plan/arrangement.html", visitor=desk.visitor, it=desk.row,
        path_here=path_of(desk),
        sessions=[(label(desk.row, each), each) for each in desk.row.sessions],
        groups=_groups(desk.row),
        asks=STEPS["ask"].fits(desk.row),
        done=done, filed="filed" in request.query_params,
        filings=await filings(desk.pool, [desk.row]),
        units=dict(await queries.units(desk.pool, desk.row.programme)),
    )  # fmt: skip


@router.get(PAGE + "/{step}")
async def ask(request: Request, desk: Looking, step: str) -> Response:
    """The form of one step."""
    found = _step(desk, step)
    return await _form(request, desk, found, filled(**found.starts(desk.row)))


@checks(OWN_UNIT)
async def sending(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    posted: Annotated[Posting, Depends(posting_file(*STAFF))],
) -> Working:
    """Whoever sends the plan's file: the office, or people of the lead unit."""
    return await working(request, programme, activity, posted)


@router.post(DOCUMENTS + "{programme}/{activity}")
async def document(request: Request, desk: Annotated[Working, Depends(sending)]) -> Response:
    """Record the implementation plan by its hash."""
    found, form = _step(desk, "document"), desk.posted.form
    try:
        given_file = form.file
        if given_file is None:
            raise Invalid({"file": "请选择文件。"})
        await _once(desk, form.read(given.Documenting).command(given_file.data))
    except CORRECTABLE as error:
        return await _form(request, desk, found, form.refused(error))
    return go(f"{path_of(desk)}?done=document")


@router.post(PAGE + "/{step}")
async def do(request: Request, desk: Posted, step: str) -> Response:
    """Record it, and what is filed of it."""
    # Sent again, a cancellation fits no more, but what is filed of it may be lacking.
    found = STEPS[step] if step == "cancel" else _step(desk, step)
    if found.takes_file:
        raise NotFound("unknown_step", "请从页面上办理此项。")
    alone, chosen = standing(desk.row), desk.posted.form.value("session")
    only = step == "move" and len(alone) == 1 and not chosen
    one = {"session": alone[0].session} if only else {}
    try:
        typed = desk.posted.form.read(found.form, **one)
        await _record(desk, typed)
    except CORRECTABLE as error:
        return await _form(request, desk, found, desk.posted.form.refused(error))
    if isinstance(typed, given.Leading) and not desk.visitor.may("office"):  # no longer theirs
        return go(f"/wall/{desk.row.programme}/activities/{desk.row.activity}")
    filed = "&filed=on" if isinstance(typed, given.Changing) and typed.filed else ""
    return go(f"{path_of(desk)}?done={step}{filed}")


def path_of(desk: Desk) -> str:
    """Where an activity is arranged."""
    return f"/plan/activities/{desk.row.programme}/{desk.row.activity}/arrangement"


def _step(desk: Desk, name: str) -> Step:
    found = STEPS.get(name)
    if found is None or not found.fits(desk.row):
        raise NotFound("unknown_step", "现在不能办理此项。")
    return found


async def _record(desk: Working, typed: FormModel) -> None:
    """The change, and filings right after it; a change that changes nothing is refused."""
    change = typed if isinstance(typed, given.Changing) and typed.filed else None
    if change and change.reason is None:
        raise Invalid({"reason": "报备要写明原因。"})
    if isinstance(typed, given.Leading | Asking) and typed.lead_unit is not None:
        of = desk.row
        await refuse_unknown_unit(desk.pool, of.programme, typed.lead_unit, routine=of.routine)
    if isinstance(typed, given.Leading):
        await _lead(desk, typed)
        return
    command = _command(desk, typed, desk.name())
    facts = await _once(desk, command)
    if change and change.reason:
        plan = await queries.programme(desk.pool, desk.row.programme) or {}
        first, last = (date.fromisoformat(plan[it]) for it in ("season_start", "season_end"))
        for fact in facts:
            kind, value = filed_as(fact, command, first, last)
            filing = FileChange(
                filing=desk.name(kind), kind=kind, new_value=value,
                session=getattr(change, "session", None), reason=change.reason,
            )  # fmt: skip
            await _write(desk, filing)


async def _once(desk: Working, command: Command) -> list[str]:
    facts = await _write(desk, command)
    if not facts:
        raise Refused("no_change", "和现在记录的一样，没有变化。")
    return facts


async def _write(desk: Working, command: Command) -> list[str]:
    """The types of the facts that it comes to, the same when the form is sent again."""
    order = Order(command, Given(desk.who.by, desk.now))
    claimed = command.published_at if isinstance(command, ReportPublicity) else None
    past = claimed if claimed and claimed <= desk.now else None
    stream = f"activity:{desk.row.programme}:{desk.row.activity}"
    recorded = await desk.posted.write(stream, order, past)
    return [it["type"] for it in recorded["events"]]


async def _lead(desk: Working, typed: given.Leading) -> None:
    """Another lead unit, filed before: whoever gave the lead away could send nothing again."""
    if typed.filed and typed.reason and typed.lead_unit != desk.row.lead_unit:
        filing = FileChange(
            filing=desk.name("unit"), kind=ChangeKind.UNIT, new_value=typed.lead_unit,
            reason=typed.reason,
        )  # fmt: skip
        await _write(desk, filing)
    await _once(desk, typed.command())


def _command(desk: Desk, typed: FormModel, name: str) -> Command:
    if isinstance(typed, given.Reporting | Asking):
        return typed.command(name)
    if isinstance(typed, Filing):
        return typed.command(name, in_force(desk.row, typed.session))
    if isinstance(typed, given.Scheduling):
        known = {it.session for it in desk.row.sessions}
        numbers = range(1, len(known) + 2)
        return typed.command(next(name for it in numbers if (name := f"s{it}") not in known))
    command: Command = typed.command()  # type: ignore[attr-defined]
    return command


def _groups(row: queries.ActivityRow) -> list[tuple[str, list[tuple[str, Step]]]]:
    """What can be done now, under its headings."""
    fitting = {
        group: [(titled(STEPS[it], row), STEPS[it]) for it in names if STEPS[it].fits(row)]
        for group, names in GROUPS.items()
    }
    return [(group, steps) for group, steps in fitting.items() if steps]


async def _fields(desk: Desk, step: Step) -> list[Field]:
    """The form's fields, with the units that may lead in the place of the one that does."""
    row, fields = desk.row, step.fields(desk.row)
    if "lead_unit" not in step.form.model_fields:
        return fields
    units = await queries.leading_units(desk.pool, row.programme, routine=row.routine)
    others = [it for it in units if it[0] != row.lead_unit]
    none = {} if others else {"hint": "没有其他单位可选，计划外的单位由区办先登记。"}
    return [
        replace(it, options=others, more={**it.more, **none}) if it.name == "lead_unit" else it
        for it in fields
    ]


async def _form(request: Request, desk: Desk, step: Step, form: Filled) -> Response:
    return PAGES.show(
        request, "plan/arrange.html", visitor=desk.visitor, status=form.status, form=form,
        it=desk.row, path_here=path_of(desk), place="安排", title=titled(step, desk.row),
        says=step.says,
        fields=await _fields(desk, step),
        action=f"{DOCUMENTS}{desk.row.programme}/{desk.row.activity}" if step.takes_file else "",
    )  # fmt: skip
