"""A notice that a connected channel published: its receipt makes it a fact."""

from contracts.event import DomainEvent
from contracts.events.announcer import AnnouncementPublished
from contracts.values import ChannelReceipt, Entry, Line
from services.announcer.domain.notices import NoticeText, announced
from services.announcer.domain.order import Command, Given
from services.announcer.domain.state import Activity, notice_key


class RecordDelivery(Command):
    """Record that a channel took a notice and where it stands; at the moment of the receipt."""

    notice: NoticeText
    address: Line
    receipt: ChannelReceipt


def record_delivery(command: RecordDelivery, state: Activity, given: Given) -> list[DomainEvent]:
    """One publication; exactly this text at this address is out already: none."""
    event = announced(
        command.notice, state, entered_by=given.by, entry=Entry.BUILT_IN,
        address=command.address, receipt=command.receipt,
    )  # fmt: skip
    out: tuple[AnnouncementPublished, ...] = state.notices.get(notice_key(event), ())
    ignored = {"entered_by": given.by, "receipt": command.receipt}
    return [] if event in [it.model_copy(update=ignored) for it in out[-1:]] else [event]
