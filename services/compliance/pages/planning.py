"""What-if and plan-ahead as pages: a form that asks by its address, and the answer below it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import Depends
from fastapi.responses import HTMLResponse

from services._web.faults import BadField
from services._web.forms import Filled, Form, FormModel, Invalid
from services.compliance.asking import PlanAhead, WhatIf, asked
from services.compliance.board import Snapshot
from services.compliance.lookup import Look, Looking
from services.compliance.matrix import Json
from services.compliance.pages.frame import WALL, page_router, refuse_before_import
from services.compliance.planning_json import choices, plan_json, what_if_json
from services.compliance.presentation import pages

router = page_router()

Question = Annotated[Form, Depends(asked)]
Asked = TypeVar("Asked", bound=FormModel)


@router.get(f"{WALL}/what-if")
async def what_if(look: Looking, question: Question) -> HTMLResponse:
    """Suppose another date, form or number of days."""
    made, form = await _answered(look, question, WhatIf, what_if_json)
    return HTMLResponse(
        pages.what_if(made, form, choices(look.snapshot), live=look.live), form.status
    )


@router.get(f"{WALL}/plan-ahead")
async def plan_ahead(look: Looking, question: Question) -> HTMLResponse:
    """Every last moment for a date and form."""
    made, form = await _answered(look, question, PlanAhead, plan_json)
    return HTMLResponse(
        pages.plan_ahead(made, form, choices(look.snapshot), live=look.live), form.status
    )


async def _answered(
    look: Look,
    question: Form,
    model: type[Asked],
    answer: Callable[[Snapshot, datetime, Asked], Json],
) -> tuple[Json, Filled]:
    """The answer and the form as it was filled in; where a field is wrong, no answer but why.

    A rule supposed for every row takes a second: meanwhile others are served.
    """
    refuse_before_import(look)
    snapshot, now = look.snapshot, look.moment
    try:
        made = await asyncio.to_thread(answer, snapshot, now, question.read(model))
        return made, Filled(question.values)
    except (Invalid, BadField) as error:
        asked_least = _only_the_activity(look, question, model)
        nothing = await asyncio.to_thread(answer, snapshot, now, asked_least)
        return nothing, question.refused(error)


def _only_the_activity(look: Look, question: Form, model: type[Asked]) -> Asked:
    known = {plan.activity for plan in look.snapshot.programme.planned}
    named = question.value("activity")
    return model.model_validate({"activity": named} if named in known else {})
