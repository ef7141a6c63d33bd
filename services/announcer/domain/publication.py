"""Putting something before the public: by Minsheng itself, or entered by a person with evidence.

Nobody can set the time of what Minsheng publishes itself. What a person enters carries the time
the evidence shows, its own time of entry, and counts fully once a second person has confirmed it.
"""

from datetime import datetime
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from contracts.event import DomainEvent
from contracts.events.announcer import PublicationConfirmed
from contracts.values import Channel, Entry, Evidence, Identifier, Instant, Line, beijing_date
from services._kit.decider import Refused
from services.announcer.domain.order import Command, Given, GivenEvidence, refuse_future
from services.announcer.domain.state import Activity


class Publication(Command):
    """Something put before the public on one channel.

    ``built_in``: Minsheng publishes it itself, at the moment of the command, at an address of
    its own; nobody can set either. ``manual``: a person states when and where it was published
    and shows evidence.
    """

    channel: Channel
    entry: Entry
    published_at: Annotated[Instant | None, Field(validate_default=True)] = None
    address: Annotated[Line | None, Field(validate_default=True)] = None
    evidence: Annotated[GivenEvidence | None, Field(validate_default=True)] = None

    @field_validator("entry")
    @classmethod
    def _publishes_where_it_can(cls, value: Entry, info: ValidationInfo) -> Entry:
        channel = info.data.get("channel", Channel.DISTRICT_WEBSITE)
        if value is Entry.BUILT_IN and channel is not Channel.DISTRICT_WEBSITE:
            raise ValueError("built_in publishes on the channel district_website only")
        return value

    @field_validator("published_at", "address", "evidence")
    @classmethod
    def _belongs_to_manual_entry(cls, value: object, info: ValidationInfo) -> object:
        match info.data.get("entry"):
            case Entry.BUILT_IN if value is not None:
                raise ValueError("is set by the server when entry is built_in; leave it out")
            case Entry.MANUAL if value is None:
                raise ValueError("is required when entry is manual")
        return value

    def shown(self) -> Evidence | None:
        """The evidence as an event holds it."""
        return None if self.evidence is None else Evidence(**dict(self.evidence))


def prove_claim(claimed: datetime | None, evidence: Evidence | None, given: Given) -> None:
    """Refuse a time that has not come, and one of an earlier day that nobody gives a reason for."""
    refuse_future(claimed, given.at, "published_at")
    if claimed is None or evidence is None or evidence.note is not None:
        return
    if beijing_date(claimed) < beijing_date(given.at):
        raise Refused("late_without_reason", "发布当天没有登记的，请写明补录的原因。", "note")


class ConfirmPublication(Command):
    """Confirm, as a second person, what the first entered by hand.

    ``publication`` is the id of the event; the edge looks up how and by whom it was entered.
    """

    publication: Identifier
    entry: Entry
    entered_by: Identifier


def public_address(state: Activity, anchor: str) -> str:
    """Where the built-in public site shows something of this activity."""
    subject = state.subject()
    return f"/public/activities/{subject['programme']}/{subject['activity']}#{anchor}"


def confirm(command: ConfirmPublication, state: Activity, given: Given) -> list[DomainEvent]:
    """One confirmation a person, and never of one's own entry."""
    subject = state.subject()
    if command.entry is not Entry.MANUAL:
        raise Refused("nothing_to_confirm", "平台自己发布的内容不需要确认。", "publication")
    if command.entered_by == given.by:
        raise Refused("own_entry", "补录须由另一人确认。", "publication")
    if (command.publication, given.by) in state.confirmations:
        return []
    return [PublicationConfirmed(**subject, publication=command.publication, confirmed_by=given.by)]
