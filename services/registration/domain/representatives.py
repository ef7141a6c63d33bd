"""The people of one activity: on the sheet, chosen, seated, there. One aggregate for all of it.

A withdrawal frees the seat, and a selection needs the sheet: apart, the two could disagree.
"""

from collections.abc import Callable
from typing import Any

from contracts.event import DomainEvent
from services._kit.decider import Decider, Refused
from services.registration.domain import choosing, door, draw, draw_reveal, draw_seed, seats, sheet
from services.registration.domain.order import Command, Order
from services.registration.domain.state import Representatives, evolve

_DECIDE: dict[type[Command], Callable[[Any, Representatives], list[DomainEvent]]] = {
    sheet.KeepSheets: sheet.keep,
    sheet.CancelSheets: sheet.cancel,
    sheet.SetOpening: sheet.set_opening,
    sheet.OpenOnNotice: sheet.open_on_notice,
    sheet.OpenSignUp: sheet.open_,
    sheet.CloseSignUp: sheet.close,
    sheet.CloseDueSignUp: sheet.close_due,
    sheet.SignUpPerson: sheet.sign_up,
    sheet.WithdrawSignUp: sheet.withdraw,
    choosing.RunSelection: choosing.run_selection,
    draw.AnnounceDraw: draw.announce,
    draw.RelaxQuotas: draw.relax,
    draw_seed.NameSeedSource: draw_seed.name_source,
    draw.SealDraw: draw.seal,
    draw_seed.EnterSeed: draw_seed.enter_seed,
    draw_seed.DeclareSeedAbsent: draw_seed.declare_absent,
    draw_reveal.RevealDraw: draw_reveal.reveal_draw,
    seats.SelectRepresentative: seats.correct,
    seats.ConfirmSeat: seats.correct,
    seats.RecordSizeReason: seats.correct,
    seats.ReleaseSeat: seats.release,
    seats.ReplaceSeat: seats.replace_seat,
    seats.InvitePerson: seats.invite,
    seats.AnswerInvitation: seats.answer,
    door.CheckIn: door.check_in,
    door.TakeWalkIn: door.take_walk_in,
    door.RecordAttendance: door.record_attendance,
    door.RecordAttendanceFromCheckIns: door.count_check_ins,
}


def decide(order: Order[Command], state: Representatives) -> list[DomainEvent]:
    """The new facts of one command; raises ``Refused``. A repeat decides nothing."""
    happened_at = vars(order.command).get("occurred_at")
    if happened_at is not None and happened_at > order.at:
        raise Refused("in_future", "填写的时间晚于现在，请改正。", "occurred_at")
    return _DECIDE[type(order.command)](order, state)


REPRESENTATIVES = Decider(
    name="representatives", initial=Representatives(), decide=decide, evolve=evolve
)
