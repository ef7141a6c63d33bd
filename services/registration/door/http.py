"""Arrivals over the JSON API: one by one, and in batches that may be sent again."""

from fastapi import APIRouter

from contracts.values import Identifier, Instant
from services._web.faults import BadField
from services._web.http import Fact
from services.registration.acting import Answer
from services.registration.depends import ACTIVITY, Activity
from services.registration.door import arriving

router = APIRouter()


class CheckInForm(Fact):
    """Who came: by id, or by the look-up code that they show."""

    session: Identifier | None = None
    person: Identifier | None = None
    code: arriving.Shown | None = None


class WalkInForm(arriving.Guest):
    """Who came without a seat."""

    session: Identifier | None = None
    occurred_at: Instant | None = None


@router.post(ACTIVITY + "/check-ins")
async def check_in(activity: Activity, form: CheckInForm) -> Answer:
    """A person with a seat came."""
    person = form.person
    if form.code is not None and person is None:
        person = await arriving.person_of(activity, form.code)
    elif person is None or form.code is not None:
        raise BadField("person", "either person or code", "编号与查询码填一项。", "missing")
    return await arriving.check_in(activity, form.session, person, form.occurred_at)


@router.post(ACTIVITY + "/walk-ins")
async def take_walk_in(activity: Activity, form: WalkInForm) -> Answer:
    """Somebody without a seat came and was taken in."""
    guest = arriving.Guest(**form.model_dump(exclude={"session", "occurred_at"}))
    key = activity.write.scope
    return await arriving.take_walk_in(activity, form.session, guest, key, form.occurred_at)


@router.post(ACTIVITY + "/check-ins/batch")
async def arrive(activity: Activity, batch: arriving.Batch) -> Answer:
    """What a device kept while it had no network; answers what became of each item."""
    return {"results": await arriving.arrive_all(activity, batch)}
