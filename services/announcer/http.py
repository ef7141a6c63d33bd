"""The announcer's HTTP API. Commands are POST, facts already recorded are GET.

An activity's command may be given by the office, or by a person of its lead unit.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from contracts.values import Entry, Identifier
from services._web.access import OWN_UNIT, checks
from services._web.faults import NotFound
from services._web.http import Write, requires, running
from services.announcer import queries
from services.announcer.acting import (
    find_activity,
    find_own_activity,
    find_publication,
    refuse_other_units,
    refuse_unknown_unit,
)
from services.announcer.domain.filing import (
    DecideFiling,
    Decision,
    FileChange,
    Receipt,
    ReceiveFiling,
)
from services.announcer.domain.holding import (
    ProvidePressKit,
    RecordHeld,
    ReportPublicity,
    TickContentPoints,
)
from services.announcer.domain.materials import (
    MaterialsWithdrawal,
    Move,
    MoveMaterials,
    PublishMaterials,
    WithdrawMaterials,
)
from services.announcer.domain.notices import NoticeWithdrawal, PublishNotice, WithdrawNotice
from services.announcer.domain.order import Command, Given, Order
from services.announcer.domain.plan import ImportProgramme
from services.announcer.domain.planning import (
    CancelActivity,
    ChangeForm,
    ChangeHost,
    ChangeLeadUnit,
    ChangeVenue,
    PlanRoutineActivity,
    RescheduleSession,
    RoutineActivity,
    ScheduleActivity,
)
from services.announcer.domain.preparing import RecordAgenda, RecordImplementationPlan
from services.announcer.domain.publication import ConfirmPublication
from services.announcer.domain.results import ReportOpinionResults
from services.announcer.drafting import channels

PROGRAMMES = "/api/announcer/programmes"
ACTIVITIES = PROGRAMMES + "/{programme}/activities"
ACTIVITY = ACTIVITIES + "/{activity}"

# Commands whose body is all there is to know.
COMMANDS: dict[str, type[Command]] = {
    "/schedule": ScheduleActivity,
    "/reschedule": RescheduleSession,
    "/cancel": CancelActivity,
    "/form": ChangeForm,
    "/venue": ChangeVenue,
    "/host": ChangeHost,
    "/filings": FileChange,
    "/implementation-plan": RecordImplementationPlan,
    "/agenda": RecordAgenda,
    "/content-points": TickContentPoints,
    "/held": RecordHeld,
    "/press-kit": ProvidePressKit,
}

Answer = dict[str, Any]
Writing = Annotated[Write, Depends(requires("office", "handler", "reviewer", "leader"))]
OfficeWriting = Annotated[Write, Depends(requires("office"))]

router = APIRouter()


class Target:
    """The activity that a command is about, once it is known that this person may give it."""

    def __init__(self, row: queries.ActivityRow, write: Write, database: queries.Database) -> None:
        self.row, self.database, self._write = row, database, write

    async def order(
        self,
        command: Command,
        happened_at: datetime | None = None,
        on_record: frozenset[datetime] = frozenset(),
    ) -> Answer:
        """Record it; ``happened_at`` becomes the time of the fact."""
        given = Given(self._write.actor.subject, self._write.now, on_record)
        # A time in the future is left to the domain, which knows the field's own name.
        past = happened_at if happened_at and happened_at <= given.at else None
        stream = f"activity:{self.row.programme}:{self.row.activity}"
        return await self._write(stream, Order(command, given), past)

    async def publish(
        self,
        command: PublishNotice | PublishMaterials | ReportOpinionResults | ReportPublicity,
        kind: str,
        id_: str,
    ) -> Answer:
        """Record a publication, knowing which times are already claimed for it."""
        on_record = await queries.claimed_times(self.database, self.row, kind, id_, command.channel)
        return await self.order(command, command.published_at, on_record)

    async def confirm(self, publication: UUID) -> Answer:
        """Record that a second person confirms what was entered by hand; 404 where it is none."""
        found = await find_publication(self.database, self.row, publication)
        return await self.order(
            ConfirmPublication(
                publication=str(found.id), entry=Entry(found.entry), entered_by=found.entered_by
            )
        )


@checks(OWN_UNIT)
async def target(
    request: Request, programme: Identifier, activity: Identifier, write: Writing
) -> Target:
    """404 for an unknown activity, 403 for a person of another unit."""
    database = running(request).pool
    row = await find_own_activity(database, programme, activity, write.actor)
    return Target(row, write, database)


Activity = Annotated[Target, Depends(target)]


def recording(kind: type[Command]) -> Callable[..., Awaitable[Answer]]:
    """A route that records one kind of command as it comes."""

    async def record(activity: Activity, command: kind) -> Answer:  # type: ignore[valid-type]
        return await activity.order(command, getattr(command, "occurred_at", None))

    return record


for _path, _kind in COMMANDS.items():
    router.add_api_route(ACTIVITY + _path, recording(_kind), methods=["POST"], name=_kind.__name__)


@router.post(PROGRAMMES)
async def import_programme(write: OfficeWriting, plan: ImportProgramme) -> Answer:
    """Import a plan; the same again is no new fact, another under the same id is 409."""
    order = Order(plan, Given(write.actor.subject, write.now))
    return await write(f"programme:{plan.programme}", order)


@router.post(ACTIVITIES)
@checks("a unit of one's own in the body")
async def plan_routine_activity(
    request: Request, programme: Identifier, write: Writing, body: RoutineActivity
) -> Answer:
    """Announce an activity of a unit that is registered outside the plan."""
    database = running(request).pool
    if await queries.programme(database, programme) is None:
        raise NotFound("unknown_programme", f"没有总体方案{programme}。")
    refuse_other_units(write.actor, body.lead_unit)
    await refuse_unknown_unit(database, programme, body.lead_unit, routine=True)
    command = PlanRoutineActivity(programme=programme, **dict(body))
    order = Order(command, Given(write.actor.subject, write.now))
    return await write(f"activity:{programme}:{body.activity}", order)


@router.post(ACTIVITY + "/unit")
async def change_lead_unit(activity: Activity, command: ChangeLeadUnit) -> Answer:
    """Give the lead to another unit of the same kind: of the plan, or registered outside it."""
    row = activity.row
    await refuse_unknown_unit(
        activity.database, row.programme, command.lead_unit, routine=row.routine
    )
    return await activity.order(command)


@router.post(ACTIVITY + "/filings/{filing}/receipt")
async def receive_filing(
    activity: Activity, _: OfficeWriting, filing: Identifier, body: Receipt
) -> Answer:
    """The office enters when a filing reached it outside the system."""
    return await activity.order(ReceiveFiling(filing=filing, **dict(body)), body.received_at)


@router.post(ACTIVITY + "/filings/{filing}/decision")
async def decide_filing(
    activity: Activity, _: OfficeWriting, filing: Identifier, body: Decision
) -> Answer:
    """The office approves a change that was put to it, or refuses."""
    return await activity.order(DecideFiling(filing=filing, **dict(body)))


@router.post(ACTIVITY + "/notices")
async def publish_notice(activity: Activity, command: PublishNotice) -> Answer:
    """Publish a notice on the built-in page, or enter one that is out elsewhere."""
    return await activity.publish(command, "notice", command.notice)


@router.post(ACTIVITY + "/notices/{notice}/withdrawal")
async def withdraw_notice(activity: Activity, notice: Identifier, body: NoticeWithdrawal) -> Answer:
    """Take a notice down from one channel."""
    return await activity.order(WithdrawNotice(notice=notice, **dict(body)), body.occurred_at)


@router.post(ACTIVITY + "/publications/{publication}/confirmation")
async def confirm_publication(activity: Activity, publication: UUID) -> Answer:
    """A second person confirms what was entered by hand."""
    return await activity.confirm(publication)


@router.post(ACTIVITY + "/materials")
async def publish_materials(activity: Activity, command: PublishMaterials) -> Answer:
    """Publish materials on the built-in page, or enter some that are out elsewhere."""
    return await activity.publish(command, "materials", command.bundle)


@router.post(ACTIVITY + "/materials/{bundle}/move")
async def move_materials(activity: Activity, bundle: Identifier, body: Move) -> Answer:
    """Put materials into another column of the district website."""
    return await activity.order(MoveMaterials(bundle=bundle, **dict(body)))


@router.post(ACTIVITY + "/materials/{bundle}/withdrawal")
async def withdraw_materials(
    activity: Activity, bundle: Identifier, body: MaterialsWithdrawal
) -> Answer:
    """Take materials down from one channel."""
    return await activity.order(WithdrawMaterials(bundle=bundle, **dict(body)))


@router.post(ACTIVITY + "/publicity")
async def report_publicity(activity: Activity, command: ReportPublicity) -> Answer:
    """Enter a report on the activity that is out."""
    return await activity.publish(command, "publicity", command.report)


@router.get(PROGRAMMES + "/{programme}")
async def read_programme(request: Request, programme: Identifier) -> Answer:
    """The plan's own facts and its activities as they stand."""
    database = running(request).pool
    data = await queries.programme(database, programme)
    if data is None:
        raise NotFound("unknown_programme", f"没有总体方案{programme}。")
    rows = await queries.activities(database, programme)
    return {**data, "activities": [asdict(row) for row in rows]}


@router.get(ACTIVITY)
async def read_activity(request: Request, programme: Identifier, activity: Identifier) -> Answer:
    """One activity as it stands, and everything that was published of it."""
    database = running(request).pool
    row = await find_activity(database, programme, activity)
    published = await queries.publications(database, programme, activity)
    return {
        **asdict(row),
        "publications": [asdict(it) for it in published],
        "receipts": [asdict(channels.Receipt.of(it)) for it in published if it.kind == "notice"],
    }
