"""For the office: who looked at whose data, what is held until when, and what was purged."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from services._vault import looks
from services._vault.retention import Until
from services._web.http import running
from services._web.signed_in import Visitor, signed_in
from services.registration import known
from services.registration.accounts.accounts import ROLE_WORDS
from services.registration.keeping import holding
from services.registration.keeping.inventory import INVENTORY
from services.registration.keeping.overview import overview, proofs
from services.registration.keeping.purging import periods
from services.registration.pages.frame import DESK

router = APIRouter(prefix="/desk", route_class=DESK.route, include_in_schema=False)

Office = Annotated[Visitor, Depends(signed_in("office"))]
Asked = Annotated[str, Query(max_length=64)]
REASONS = {"held": "活动结束", "assessed": "办结反馈、考核结束", "latest": "到最后期限"}
STAGES = {"of_the_day": "需要的便利", "all": "全部个人信息"}


@router.get("/looks")
async def looked(
    request: Request,
    visitor: Office,
    actor: Asked = "",
    activity: Asked = "",
    before: looks.LookId | None = None,
) -> Response:
    """Looks at full values and words: who, when, what for, at how many."""
    pool = running(request).pool
    rows = await looks.listed(pool, actor=actor, activity=activity, before=before)
    names = {
        row["id"]: row["name"]
        for row in await pool.fetch(
            "select id, name from account where id = any($1)", [row["actor"] for row in rows]
        )
    }
    units: dict[str, str] = {}
    for programme in sorted({row["programme"] for row in rows}):
        units |= await known.units(pool, programme)
    titles = {row["activity"]: row["title"] for row in await holding.activities(pool)}
    return DESK.show(
        request, "desk/looks.html", visitor=visitor, rows=rows, names=names, units=units,
        titles=titles, roles=ROLE_WORDS, actor=actor, activity=activity,
        more=rows[-1]["id"] if len(rows) == looks.PAGE else None,
    )  # fmt: skip


@router.get("/retention")
async def retention(request: Request, visitor: Office) -> Response:
    """What is held, why and until when; every purge with its proof."""
    service = running(request)
    rules = periods(service)
    said = [
        ("、".join(dict.fromkeys(it.label for it in INVENTORY.fields if it.until is until)),
         rules.says(until))
        for until in Until
    ]  # fmt: skip
    return DESK.show(
        request, "desk/retention.html", visitor=visitor, rules=said,
        held=await overview(service), purged=await proofs(service),
        ownerless=await holding.ownerless(service.pool), reasons=REASONS, stages=STAGES,
        years=rules.retention_look_years,
    )  # fmt: skip
