"""Acting on one activity: it is known, and whoever acts is of its lead unit or of the office."""

from uuid import UUID

from services._web.faults import BadField, Denied, NotFound
from services._web.tokens import Actor
from services.announcer import queries

STAFF = ("office", "handler", "reviewer", "leader")


async def find_activity(
    database: queries.Database, programme: str, activity: str
) -> queries.ActivityRow:
    """A known activity; 404 otherwise. Who may act is left to the caller."""
    row = await queries.activity(database, programme, activity)
    if row is None:
        raise NotFound("unknown_activity", f"没有{programme}的活动{activity}。")
    return row


def refuse_other_units(actor: Actor, lead_unit: str) -> None:
    """403 for a person of another unit; the office acts for all."""
    if "office" not in actor.roles and actor.unit != lead_unit:
        raise Denied(403, "other_unit", "只能办理本单位主责的活动。")


async def refuse_unknown_unit(
    database: queries.Database, programme: str, unit: str, *, routine: bool
) -> None:
    """422 for a unit that may not lead: not of the programme or, ``routine``, not outside it."""
    if unit not in dict(await queries.leading_units(database, programme, routine=routine)):
        kind = "registered outside the plan" if routine else "of the programme"
        raise BadField("lead_unit", f"a unit {kind}", f"没有单位{unit}。", "unknown_unit")


async def find_own_activity(
    database: queries.Database, programme: str, activity: str, actor: Actor
) -> queries.ActivityRow:
    """A known activity of the actor's own unit; 404 or 403 otherwise."""
    row = await find_activity(database, programme, activity)
    refuse_other_units(actor, row.lead_unit)
    return row


async def find_publication(
    database: queries.Database, row: queries.ActivityRow, publication: UUID
) -> queries.PublicationRow:
    """A publication of the activity; 404 where there is none."""
    found = await queries.publication(database, row.programme, row.activity, publication)
    if found is None:
        raise NotFound("unknown_publication", "没有这项发布记录。")
    return found
