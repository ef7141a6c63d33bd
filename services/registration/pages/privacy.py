"""The privacy notice (个人信息保护说明): what, why, who, how long, which rights, who answers."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services._vault.inventory import Item
from services._vault.retention import Until
from services._web.http import running
from services.registration.keeping.inventory import INVENTORY
from services.registration.keeping.purging import periods
from services.registration.pages.frame import CITIZENS

router = APIRouter(route_class=CITIZENS.route, include_in_schema=False)

PURPOSES = (
    (Item.PERSON, "报名和邀请", "只用于这次活动的报名、遴选、通知和签到。"),
    (Item.DRAW, "抽签", "只用于按公布的名额比例抽签，公布结果时只写编号。"),
    (Item.OPINION, "意见建议", "只用于办理和答复这条意见。"),
)


@router.get("/privacy")
async def privacy(request: Request) -> Response:
    """Generated from the inventory and the periods that the purge goes by."""
    service = running(request)
    rules = periods(service)
    parts: list[dict[str, Any]] = [
        {
            "title": title,
            "purpose": purpose,
            "kept": [
                ("、".join(INVENTORY.labels(item, until)), rules.says(until))
                for until in Until
                if INVENTORY.labels(item, until)
            ],
        }
        for item, title, purpose in PURPOSES
    ]
    return CITIZENS.show(
        request, "citizen/privacy.html", parts=parts, question=rules.says(Until.ASSESSED),
        years=rules.retention_look_years,
    )  # fmt: skip
