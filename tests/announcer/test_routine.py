"""Activities of units outside the plan, which compliance registers."""

from uuid import uuid4

from contracts.event import DomainEvent
from contracts.events.compliance import RoutineUnitRegistered
from services._kit.decider import Decider
from services._kit.writer import Aggregates, Request
from services._web.running import Service
from tests.announcer.bodies import PROGRAMMES
from tests.serving import HANDLER, Api, Person, Serve, eventually

# All that the announcer needs of compliance: a service of that name that says one fact.
REGISTRAR: Decider[DomainEvent, None] = Decider(
    name="unit",
    initial=None,
    decide=lambda event, _: [event],
    evolve=lambda state, _: state,
)
COMPLIANCE = Service(
    name="compliance",
    aggregates=Aggregates({"unit": REGISTRAR}, lambda event: f"unit:{event.programme}"),
)


async def registered(serve: Serve, unit: str = "shuiwuju", name: str = "水务局") -> None:
    """Compliance registers a unit outside the plan; the announcer hears of it."""
    compliance = await serve(COMPLIANCE)
    fact = RoutineUnitRegistered(programme="daxing-2023", unit=unit, unit_name=name)
    now = compliance.running.clock.now()
    request = Request(uuid4(), "unit:daxing-2023", fact, occurred_at=now, actor="office-1")
    await compliance.running.writer.execute(request)


async def test_only_units_registered_outside_the_plan_announce_routine_activities(
    planned: Api, serve: Serve
) -> None:
    body = {
        "activity": "water-1", "kind": "open_day", "topic": "供水", "title": "走进水厂",
        "lead_unit": "shuiwuju",
    }  # fmt: skip
    path = f"{PROGRAMMES}/daxing-2023/activities"
    unknown = await planned.post(path, body)

    await registered(serve)
    by = Person("handler-water", "handler", "shuiwuju")

    async def known() -> bool:
        return (await planned.post(path, body, by)).status_code == 200

    await eventually(known)

    assert (unknown.status_code, unknown.json()["field"]) == (422, "lead_unit")
    assert [name for name, _ in await planned.log()][23:] == ["EventPlanned"]
    assert (await planned.get(f"{path}/water-1")).json()["unit_name"] == "水务局"
    assert (await planned.post(path, body, HANDLER)).status_code == 403
