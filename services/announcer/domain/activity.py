"""One civic activity, from the plan to its materials: the whole aggregate at a glance."""

from typing import assert_never

from contracts.event import DomainEvent
from services._kit.decider import Decider
from services.announcer.domain.delivery import RecordDelivery, record_delivery
from services.announcer.domain.filing import (
    DecideFiling,
    FileChange,
    ReceiveFiling,
    decide_filing,
    file_change,
    receive_filing,
)
from services.announcer.domain.holding import (
    ProvidePressKit,
    RecordHeld,
    ReportPublicity,
    TickContentPoints,
    provide_press_kit,
    record_held,
    report_publicity,
    tick_content_points,
)
from services.announcer.domain.materials import (
    MoveMaterials,
    PublishMaterials,
    WithdrawMaterials,
    move_materials,
    publish_materials,
    withdraw_materials,
)
from services.announcer.domain.notices import (
    PublishDraft,
    PublishNotice,
    WithdrawNotice,
    publish_draft,
    publish_notice,
    withdraw_notice,
)
from services.announcer.domain.order import Order
from services.announcer.domain.planning import (
    CancelActivity,
    ChangeForm,
    ChangeHost,
    ChangeLeadUnit,
    ChangeVenue,
    PlanRoutineActivity,
    RescheduleSession,
    ScheduleActivity,
    cancel,
    change_form,
    change_host,
    change_lead_unit,
    change_venue,
    plan_routine,
    reschedule,
    schedule,
)
from services.announcer.domain.preparing import (
    RecordAgenda,
    RecordImplementationPlan,
    record_agenda,
    record_implementation_plan,
)
from services.announcer.domain.publication import ConfirmPublication, confirm
from services.announcer.domain.results import (
    PublishOpinionResults,
    ReportOpinionResults,
    publish_opinion_results,
    report_opinion_results,
)
from services.announcer.domain.state import Activity, evolve
from services.announcer.domain.verifying import RecordLook, record_look

ActivityCommand = (
    PlanRoutineActivity
    | ScheduleActivity
    | RescheduleSession
    | CancelActivity
    | ChangeForm
    | ChangeVenue
    | ChangeLeadUnit
    | ChangeHost
    | FileChange
    | ReceiveFiling
    | DecideFiling
    | RecordImplementationPlan
    | RecordAgenda
    | PublishDraft
    | PublishNotice
    | WithdrawNotice
    | ConfirmPublication
    | RecordDelivery
    | RecordLook
    | RecordHeld
    | TickContentPoints
    | PublishMaterials
    | MoveMaterials
    | WithdrawMaterials
    | PublishOpinionResults
    | ReportOpinionResults
    | ReportPublicity
    | ProvidePressKit
)


def decide(  # noqa: C901, PLR0911, PLR0912 - a list of commands
    order: Order[ActivityCommand], state: Activity
) -> list[DomainEvent]:
    """The new facts of one command; raises ``Refused``. A repeat decides nothing."""
    command, given = order.command, order.given
    match command:
        case PlanRoutineActivity():
            return plan_routine(command, state)
        case ScheduleActivity():
            return schedule(command, state)
        case RescheduleSession():
            return reschedule(command, state)
        case CancelActivity():
            return cancel(command, state)
        case ChangeForm():
            return change_form(command, state)
        case ChangeVenue():
            return change_venue(command, state)
        case ChangeLeadUnit():
            return change_lead_unit(command, state)
        case ChangeHost():
            return change_host(command, state)
        case FileChange():
            return file_change(command, state, given)
        case ReceiveFiling():
            return receive_filing(command, state, given)
        case DecideFiling():
            return decide_filing(command, state, given)
        case RecordImplementationPlan():
            return record_implementation_plan(command, state)
        case RecordAgenda():
            return record_agenda(command, state)
        case PublishDraft():
            return publish_draft(command, state, given)
        case PublishNotice():
            return publish_notice(command, state, given)
        case WithdrawNotice():
            return withdraw_notice(command, state, given)
        case ConfirmPublication():
            return confirm(command, state, given)
        case RecordDelivery():
            return record_delivery(command, state, given)
        case RecordLook():
            return record_look(command, state)
        case RecordHeld():
            return record_held(command, state, given)
        case TickContentPoints():
            return tick_content_points(command, state, given)
        case PublishMaterials():
            return publish_materials(command, state, given)
        case MoveMaterials():
            return move_materials(command, state)
        case WithdrawMaterials():
            return withdraw_materials(command, state)
        case ReportOpinionResults():
            return report_opinion_results(command, state, given)
        case PublishOpinionResults():
            return publish_opinion_results(command, state, given)
        case ReportPublicity():
            return report_publicity(command, state, given)
        case ProvidePressKit():
            return provide_press_kit(command, state, given)
        case _:
            assert_never(command)  # a new command cannot be forgotten


ACTIVITY = Decider(name="activity", initial=Activity(), decide=decide, evolve=evolve)
