"""Materials (工作材料): a bundle on a channel, and its column on the district website.

A bundle in the wrong column, empty, or too late is recorded as it is; services/compliance judges.
"""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from contracts.event import DomainEvent
from contracts.events.announcer import MaterialsMoved, MaterialsPublished, MaterialsWithdrawn
from contracts.values import ActivityKind, Channel, Count, Entry, Identifier, Line, Sha256
from services._kit.decider import Refused
from services.announcer.domain.order import Command, Given
from services.announcer.domain.publication import Publication, prove_claim, public_address
from services.announcer.domain.state import Activity


class PublishMaterials(Publication):
    """Publish a bundle of materials, or enter one that is out."""

    bundle: Identifier
    column: Annotated[ActivityKind | None, Field(validate_default=True)] = None
    title: Line
    items: Count
    shows_introduction: bool = False
    content_sha256: Sha256

    @field_validator("column")
    @classmethod
    def _stands_somewhere(
        cls, value: ActivityKind | None, info: ValidationInfo
    ) -> ActivityKind | None:
        if value is None and info.data.get("entry") is Entry.BUILT_IN:
            raise ValueError(f"is required when entry is built_in: {' or '.join(ActivityKind)}")
        return value


class Move(Command):
    """The column where a bundle shall stand."""

    column: ActivityKind
    reason: Line


class MoveMaterials(Move):
    """Move one bundle to another column of the district website."""

    bundle: Identifier


class MaterialsWithdrawal(Command):
    """Where a bundle was taken down."""

    channel: Channel
    reason: Line


class WithdrawMaterials(MaterialsWithdrawal):
    """Take one bundle down from one channel."""

    bundle: Identifier


def publish_materials(
    command: PublishMaterials, state: Activity, given: Given
) -> list[DomainEvent]:
    """Publish now, or record the claim of a person; two claims that differ are both kept."""
    subject = state.subject()
    prove_claim(command.published_at, command.evidence, given)
    event = MaterialsPublished(
        **subject,
        bundle=command.bundle,
        channel=command.channel,
        column=command.column,
        title=command.title,
        items=command.items,
        shows_introduction=command.shows_introduction,
        address=command.address or public_address(state, f"materials-{command.bundle}"),
        content_sha256=command.content_sha256,
        entry=command.entry,
        evidence=command.shown(),
        entered_by=given.by,
    )
    out = state.bundles.get((command.bundle, command.channel), ())
    if command.entry is Entry.BUILT_IN:
        out = out[-1:]
    elif command.published_at not in given.on_record:
        return [event]
    same = [it.model_copy(update={"entered_by": given.by}) for it in out]
    return [] if event in same else [event]


def move_materials(command: MoveMaterials, state: Activity) -> list[DomainEvent]:
    """The first publication's time survives a move."""
    subject = state.subject()
    out = state.bundles.get((command.bundle, Channel.DISTRICT_WEBSITE), ())
    if not out:
        raise Refused("not_published", "这份材料没有在区政府网站发布。", "bundle")
    if out[-1].column is command.column:
        return []
    return [
        MaterialsMoved(
            **subject, bundle=command.bundle, column=command.column, reason=command.reason
        )
    ]


def withdraw_materials(command: WithdrawMaterials, state: Activity) -> list[DomainEvent]:
    """Take down what is out; what is already down stays down."""
    subject = state.subject()
    out = state.bundles.get((command.bundle, command.channel))
    if out is None:
        raise Refused("not_published", "这份材料没有在该渠道发布过。", "channel")
    return [MaterialsWithdrawn(**subject, **dict(command))] if out else []
