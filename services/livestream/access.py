"""Who may do what: the office everything, others what their unit leads."""

from fastapi import Request

from services._web.faults import Denied, NotFound
from services._web.http import running
from services._web.tokens import Actor
from services.livestream import known
from services.livestream.known import KnownActivity

STAFF = ("office", "handler", "reviewer", "leader", "moderator")


async def find(request: Request, programme: str, activity: str) -> KnownActivity:
    """The activity; 404 when we have not heard of it."""
    found = await known.find(running(request).pool, programme, activity)
    if found is None:
        raise NotFound("unknown_activity", f"没有{programme}的活动{activity}。")
    return found


def prove_staff(actor: Actor, activity: KnownActivity) -> None:
    """403 for whoever is not staff, or of another unit than the one that leads."""
    if not actor.roles & set(STAFF):
        raise Denied(403, "forbidden", "你的账号没有办理此项的权限。")
    if "office" not in actor.roles and actor.unit != activity.lead_unit:
        raise Denied(403, "other_unit", "只能办理本单位主责的活动。")
