"""The pages of an arrangement: how it stands, and a form for each thing that can be done."""

from datetime import date
from hashlib import sha256

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services._kit.decider import Refused
from services._web.faults import NotFound
from services._web.forms import CORRECTABLE, Filled, FormModel, filled
from services.announcer import queries
from services.announcer.arranging import given
from services.announcer.arranging.steps import STEPS, Step, label, standing
from services.announcer.domain.order import Command, Given, Order
from services.announcer.drafting.desk import Desk, Looking, Posted, Working
from services.announcer.drafting.pages import go
from services.announcer.plan_pages import PAGES

PAGE = "/plan/activities/{programme}/{activity}/arrangement"

router = APIRouter(route_class=PAGES.route, include_in_schema=False)


@router.get(PAGE)
async def look(request: Request, desk: Looking) -> Response:
    """How the activity stands, and what can be done."""
    done = STEPS.get(request.query_params.get("done", ""))
    return PAGES.show(
        request, "plan/arrangement.html", visitor=desk.visitor, it=desk.row,
        path_here=path_of(desk),
        sessions=[(label(desk.row, each), each) for each in desk.row.sessions],
        steps=[step for step in STEPS.values() if step.fits(desk.row)], done=done,
    )  # fmt: skip


@router.get(PAGE + "/{step}")
async def ask(request: Request, desk: Looking, step: str) -> Response:
    """The form of one step."""
    found = _step(desk, step)
    return _form(request, desk, found, filled(**found.starts(desk.row)))


@router.post(PAGE + "/{step}")
async def do(request: Request, desk: Posted, step: str) -> Response:
    """Record it, and what is filed of it."""
    found = _step(desk, step)
    alone = standing(desk.row)
    one = {"session": alone[0].session} if step == "move" and len(alone) == 1 else {}
    try:
        typed = desk.posted.form.read(found.form, **one)
        await _record(desk, typed)
    except CORRECTABLE as error:
        return _form(request, desk, found, desk.posted.form.refused(error))
    return go(f"{path_of(desk)}?done={step}")


def path_of(desk: Desk) -> str:
    """Where an activity is arranged."""
    return f"/plan/activities/{desk.row.programme}/{desk.row.activity}/arrangement"


def _step(desk: Desk, name: str) -> Step:
    found = STEPS.get(name)
    if found is None or not found.fits(desk.row):
        raise NotFound("unknown_step", "现在不能办理此项。")
    return found


async def _record(desk: Working, typed: FormModel) -> None:
    """The change, and its filing right after it; a change that changes nothing is refused."""
    command, filing = _command(desk, typed), None
    if isinstance(typed, given.Changing) and typed.filed:
        plan = await queries.programme(desk.pool, desk.row.programme) or {}
        season = (date.fromisoformat(plan["season_start"]), date.fromisoformat(plan["season_end"]))
        name = f"f{sha256(desk.posted.write.scope.encode()).hexdigest()[:16]}"
        filing = given.filing_of(typed, command, name, season)
    recorded = await _write(desk, command)
    if not recorded["events"]:
        raise Refused("no_change", "和现在记录的一样，没有变化。")
    if filing is not None:
        await _write(desk, filing)


async def _write(desk: Working, command: Command) -> dict[str, object]:
    order = Order(command, Given(desk.who.by, desk.now))
    return await desk.posted.write(f"activity:{desk.row.programme}:{desk.row.activity}", order)


def _command(desk: Desk, typed: FormModel) -> Command:
    if isinstance(typed, given.Scheduling):
        known = {it.session for it in desk.row.sessions}
        numbers = range(1, len(known) + 2)
        return typed.command(next(name for it in numbers if (name := f"s{it}") not in known))
    command: Command = typed.command()  # type: ignore[attr-defined]
    return command


def _form(request: Request, desk: Desk, step: Step, form: Filled) -> Response:
    return PAGES.show(
        request, "plan/arrange.html", visitor=desk.visitor, status=form.status, form=form,
        it=desk.row, path_here=path_of(desk), step=step, fields=step.fields(desk.row),
    )  # fmt: skip
