"""The adoption report (采纳情况): what became of opinions, published by Minsheng or elsewhere.

What Minsheng publishes itself stands in the fact: what was reviewed is what stays.
"""

import hashlib
from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from contracts.canonical import canonical_json
from contracts.event import DomainEvent
from contracts.events.announcer import OpinionResultsPublished
from contracts.values import (
    Channel,
    Entry,
    Evidence,
    Identifier,
    Instant,
    Line,
    OpinionResult,
)
from services._kit.decider import Refused
from services.announcer.domain.order import Command, Given, GivenEvidence
from services.announcer.domain.publication import prove_claim, public_address
from services.announcer.domain.state import Activity

MOST_BYTES = 200_000
"""A fact travels as one message of limited size; a longer report is published in parts."""


class ReportOpinionResults(Command):
    """Enter that results of opinions are out elsewhere, in a column."""

    report: Identifier
    channel: Channel
    column: Line
    title: Line
    opinions: tuple[Identifier, ...] = Field(min_length=1, max_length=1000)
    address: Line
    entry: Literal[Entry.MANUAL] = Entry.MANUAL
    evidence: GivenEvidence
    published_at: Instant


class Report(Command):
    """What a person writes over the results; ``reviewed`` fixes those that they looked at."""

    report: Identifier = "adoption"
    column: Line
    title: Line
    reviewed: str


class PublishOpinionResults(Report):
    """Publish the results of opinions on the public site; ``opinions`` has the merged ones too."""

    opinions: tuple[Identifier, ...]
    results: tuple[OpinionResult, ...]


def digest(results: Sequence[OpinionResult]) -> str:
    """What fixes results: SHA-256 of their RFC 8785 JSON."""
    told = [it.model_dump(mode="json") for it in results]
    return hashlib.sha256(canonical_json(told)).hexdigest()


def publish_opinion_results(
    command: PublishOpinionResults, state: Activity, given: Given
) -> list[DomainEvent]:
    """Publish now; a later report of the same name takes the place of the one before."""
    subject = state.subject()
    if not command.results:
        raise Refused("nothing_to_tell", "还没有可以公布的采纳情况。", "reviewed")
    if command.reviewed != digest(command.results):
        message = "核对以后内容有变化，请再核对一遍。"
        raise Refused("changed_meanwhile", message, "reviewed")
    event = OpinionResultsPublished(
        **subject,
        report=command.report,
        channel=Channel.DISTRICT_WEBSITE,
        column=command.column,
        title=command.title,
        opinions=command.opinions,
        results=command.results,
        address=public_address(state, f"results-{command.report}"),
        entry=Entry.BUILT_IN,
        entered_by=given.by,
    )
    if len(event.model_dump_json().encode()) > MOST_BYTES:
        raise Refused("too_long", "内容太多，一次公布不下，请精简公开的答复。", "reviewed")
    out = [it for it in state.results if it.report == command.report and it.results][-1:]
    same = [it.model_copy(update={"entered_by": given.by}) for it in out]
    return [] if event in same else [event]


def report_opinion_results(
    command: ReportOpinionResults, state: Activity, given: Given
) -> list[DomainEvent]:
    """Record the claim of a person; two claims that differ are both kept."""
    subject = state.subject()
    prove_claim(command.published_at, command.evidence, given)
    told = {name: value for name, value in command if name not in ("published_at", "evidence")}
    evidence = Evidence(**dict(command.evidence))
    event = OpinionResultsPublished(**subject, **told, evidence=evidence, entered_by=given.by)
    if command.published_at not in given.on_record:
        return [event]
    same = [it.model_copy(update={"entered_by": given.by}) for it in state.results]
    return [] if event in same else [event]
