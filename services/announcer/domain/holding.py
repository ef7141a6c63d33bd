"""The day itself and what is shown of it: held, points ticked, publicity, press kit."""

from datetime import date
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from contracts.event import DomainEvent
from contracts.events.announcer import (
    ContentPointsTicked,
    EventHeld,
    PressKitProvided,
    PublicityReported,
)
from contracts.values import (
    Channel,
    Count,
    Day,
    Entry,
    Evidence,
    Identifier,
    Instant,
    Line,
    Sha256,
    beijing_date,
)
from services._kit.decider import Refused
from services.announcer.domain.order import Command, Given, GivenEvidence, refuse_future
from services.announcer.domain.publication import prove_claim
from services.announcer.domain.state import Activity


class RecordHeld(Command):
    """State that the activity, or one session, took place. ``occurred_at`` if entered later."""

    session: Identifier | None = None
    started_on: Day
    ended_on: Day
    occurred_at: Instant | None = None

    @field_validator("ended_on")
    @classmethod
    def _ends_after_it_starts(cls, value: date, info: ValidationInfo) -> date:
        started_on = info.data.get("started_on")
        if started_on is not None and value < started_on:
            raise ValueError("must not be before started_on")
        return value


class TickContentPoints(Command):
    """State that the activity showed these points of the plan's sentence."""

    points: tuple[Identifier, ...] = Field(min_length=1, max_length=100)


class ReportPublicity(Command):
    """Enter a report on the activity that is out; Minsheng publishes none itself."""

    report: Identifier
    channel: Channel
    title: Line
    address: Line
    entry: Literal[Entry.MANUAL] = Entry.MANUAL
    evidence: GivenEvidence
    published_at: Instant


class ProvidePressKit(Command):
    """State that publicity material went to the media. ``occurred_at`` if entered later."""

    recipients: Count
    content_sha256: Sha256
    occurred_at: Instant | None = None


def record_held(command: RecordHeld, state: Activity, given: Given) -> list[DomainEvent]:
    """Two statements that differ are both kept: a person decides between them."""
    subject = state.subject()
    if command.session is not None:
        state.session(command.session)
    if command.ended_on > beijing_date(given.at):
        raise Refused("in_future", "活动还没有结束，不能记为已举办。", "ended_on")
    refuse_future(command.occurred_at, given.at, "occurred_at")
    event = EventHeld(
        **subject,
        session=command.session,
        started_on=command.started_on,
        ended_on=command.ended_on,
    )
    return [] if event in state.held else [event]


def tick_content_points(
    command: TickContentPoints, state: Activity, given: Given
) -> list[DomainEvent]:
    """Only points that the plan prints for this activity can be ticked."""
    subject = state.subject()
    printed = {it.point for it in state.planned.content_points} if state.planned else set()
    if unknown := set(command.points) - printed:
        message = f"总体方案中没有这些内容点：{'、'.join(sorted(unknown))}。"
        raise Refused("unknown_point", message, "points")
    if set(command.points) <= state.ticked:
        return []
    return [ContentPointsTicked(**subject, points=command.points, ticked_by=given.by)]


def report_publicity(command: ReportPublicity, state: Activity, given: Given) -> list[DomainEvent]:
    """Record the claim of a person; two claims that differ are both kept."""
    subject = state.subject()
    prove_claim(command.published_at, command.evidence, given)
    event = PublicityReported(
        **subject,
        report=command.report,
        channel=command.channel,
        title=command.title,
        address=command.address,
        entry=command.entry,
        evidence=Evidence(**dict(command.evidence)),
        entered_by=given.by,
    )
    if command.published_at not in given.on_record:
        return [event]
    same = [it.model_copy(update={"entered_by": given.by}) for it in state.reports]
    return [] if event in same else [event]


def provide_press_kit(command: ProvidePressKit, state: Activity, given: Given) -> list[DomainEvent]:
    """Another kit or more recipients is another fact; the same is none."""
    subject = state.subject()
    refuse_future(command.occurred_at, given.at, "occurred_at")
    event = PressKitProvided(
        **subject, recipients=command.recipients, content_sha256=command.content_sha256
    )
    return [] if event in state.press_kits else [event]
