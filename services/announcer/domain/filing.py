"""Filing: a unit tells the office of a change.

报备 is notice, not approval. Where the policy wants approval (报批), the same paper is put to the
office before the change, and the office decides.
"""

from datetime import date, datetime

from pydantic import ValidationInfo, field_validator

from contracts.event import DomainEvent
from contracts.events.announcer import ChangeFiled, FilingDecided, FilingReceived
from contracts.values import ChangeKind, Evidence, Form, Identifier, Instant, Line
from services._kit.decider import Refused
from services.announcer.domain.order import Command, Given, GivenEvidence, refuse_future
from services.announcer.domain.state import Activity

_DATE, _DATE_AND_TIME = "%Y-%m-%d", "%Y-%m-%dT%H:%M"


class FileChange(Command):
    """File a change with the office; ``new_value`` follows the grammar of ``ChangeKind``."""

    filing: Identifier
    kind: ChangeKind
    new_value: Line
    session: Identifier | None = None
    reason: Line

    @field_validator("new_value")
    @classmethod
    def _says_the_change(cls, value: str, info: ValidationInfo) -> str:
        match info.data.get("kind"):
            case ChangeKind.RESCHEDULE | ChangeKind.OUTSIDE_WINDOW if not _is_moment(value):
                raise ValueError("must be the new Beijing date, YYYY-MM-DD or YYYY-MM-DDTHH:MM")
            case ChangeKind.CANCELLATION if value != "cancelled":
                raise ValueError("must be 'cancelled'")
            case ChangeKind.FORM if value not in set(Form):
                raise ValueError(f"must be one of {', '.join(Form)}")
        return value


class Receipt(Command):
    """When a filing reached the office outside the system, as the evidence shows."""

    received_at: Instant
    evidence: GivenEvidence


class Decision(Command):
    """What the office decides of a change that was put to it."""

    approved: bool
    reason: Line


class DecideFiling(Decision):
    """Decide one filing."""

    filing: Identifier


class ReceiveFiling(Receipt):
    """Enter the receipt of one filing."""

    filing: Identifier


def file_change(command: FileChange, state: Activity, given: Given) -> list[DomainEvent]:
    """A filing may precede its change, so the change need not be known."""
    subject = state.subject()
    if command.session is not None:
        state.session(command.session)
    event = ChangeFiled(**subject, **dict(command), filed_by=given.by)
    filed = state.filings.get(command.filing)
    if filed is None:
        return [event]
    if filed.model_copy(update={"filed_by": given.by}) == event:
        return []
    raise Refused("other_content", "同一编号已有另一份报备，请换一个编号。", "filing")


def receive_filing(command: ReceiveFiling, state: Activity, given: Given) -> list[DomainEvent]:
    """The office enters a receipt. Two that differ are both kept: a person decides later."""
    subject = state.subject()
    if command.filing not in state.filings:
        raise Refused("unknown_filing", "没有这份报备。", "filing")
    refuse_future(command.received_at, given.at, "received_at")
    event = FilingReceived(
        **subject,
        filing=command.filing,
        received_at=command.received_at,
        evidence=Evidence(**dict(command.evidence)),
        entered_by=given.by,
    )
    known = [it.model_copy(update={"entered_by": given.by}) for it in state.receipts]
    return [] if event in known else [event]


def decide_filing(command: DecideFiling, state: Activity, given: Given) -> list[DomainEvent]:
    """The office decides a filing once."""
    subject = state.subject()
    if command.filing not in state.filings:
        raise Refused("unknown_filing", "没有这份报备。", "filing")
    decided = state.filing_decisions.get(command.filing)
    if decided is None:
        return [FilingDecided(**subject, **dict(command), decided_by=given.by)]
    if decided.approved is command.approved:
        return []
    raise Refused("already_decided", "这份报批已有决定，不能改变。", "filing")


def _is_moment(text: str) -> bool:
    for form, length in ((_DATE, 10), (_DATE_AND_TIME, 16)):
        try:
            datetime.strptime(text, form)  # noqa: DTZ007 - only its grammar is of interest
        except ValueError:
            continue
        return len(text) == length and date.fromisoformat(text[:10]) is not None
    return False
