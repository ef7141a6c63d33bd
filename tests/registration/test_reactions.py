"""What registration makes of the announcer's words, as far as it knows the activity by now."""

from datetime import date

import pytest

from contracts.events.announcer import EventScheduled
from contracts.examples import EXAMPLES
from contracts.values import Form
from services.registration.domain.order import Command, Order
from services.registration.domain.sheet import CancelSheets, Dates, KeepSheets
from services.registration.known import KnownActivity, KnownSession
from services.registration.reactions import keep_sheets
from tests.contracts.test_examples import wrapped

FIRST = KnownSession("s1", starts_on=date(2023, 9, 14))
SECOND = KnownSession("s2", cancelled=True, starts_on=date(2023, 9, 15))
KEPT = KeepSheets(sheets=(Dates(session="s1", starts_on=date(2023, 9, 14)),))


def known(form: Form | None = None, *, cancelled: bool = False) -> KnownActivity:
    return KnownActivity(
        "daxing-2023", "open-11", "jiugong", cancelled, form=form, dated=(FIRST, SECOND)
    )


@pytest.mark.parametrize(
    ("activity", "commands"),
    [
        (known(Form.OFFLINE), [KEPT]),
        (known(Form.HYBRID), [KEPT]),
        (known(), [KEPT]),
        (known(Form.ONLINE), [CancelSheets(reason="online")]),
        (known(cancelled=True), []),
        (None, []),
    ],
)
def test_every_session_on_the_spot_has_a_sheet(
    activity: KnownActivity | None, commands: list[Command]
) -> None:
    event = EXAMPLES["EventScheduled.v1"]
    assert isinstance(event, EventScheduled)

    orders = [order for _, order in keep_sheets(wrapped(event), event, activity)]

    assert [order.command for order in orders if isinstance(order, Order)] == commands
