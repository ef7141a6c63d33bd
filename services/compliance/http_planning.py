"""Compliance's JSON API: what would be. Nothing that is asked here is written."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends

from services._web.forms import Form
from services.compliance.asking import PlanAhead, Publishing, WhatIf, asked, read
from services.compliance.lookup import Looking
from services.compliance.matrix import Json
from services.compliance.pages.frame import refuse_before_import
from services.compliance.planning_json import plan_json, what_if_json
from services.compliance.publishing_json import publishing_json

router = APIRouter(prefix="/api/compliance/programmes/{programme}")

Question = Annotated[Form, Depends(asked)]


@router.get("/what-if")
async def get_what_if(look: Looking, question: Question) -> Json:
    """Each verdict that would change if an activity or the rule were another, before and after."""
    refuse_before_import(look)
    supposed = read(question, WhatIf)  # of every row it takes a second: meanwhile others are served
    return await asyncio.to_thread(what_if_json, look.snapshot, look.moment, supposed)


@router.get("/plan-ahead")
async def get_plan_ahead(look: Looking, question: Question) -> Json:
    """Every last moment for a date and form, and the earliest lawful date if told today."""
    refuse_before_import(look)
    wanted = read(question, PlanAhead)
    return await asyncio.to_thread(plan_json, look.snapshot, look.moment, wanted)


@router.get("/publishing")
async def get_publishing(look: Looking, question: Question) -> Json:
    """What publishing a notice now, or tomorrow, would come to, and its last moment."""
    refuse_before_import(look)
    wanted = read(question, Publishing)
    return await asyncio.to_thread(publishing_json, look.snapshot, look.moment, wanted)
