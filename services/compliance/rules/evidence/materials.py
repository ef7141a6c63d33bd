"""Evidence of what is published afterwards: materials, their column, reports, press material."""

from dataclasses import dataclass, replace
from datetime import datetime

from contracts.events.announcer import (
    MaterialsMoved,
    MaterialsPublished,
    PressKitProvided,
    PublicityReported,
)
from contracts.values import ActivityKind, Channel, PersonCategory
from services.compliance.judging.facts import Fact
from services.compliance.judging.publications import Publication, standing_since
from services.compliance.rules.context import Context
from services.compliance.rules.deadlines import Deadline
from services.compliance.rules.evidence.found import NOTHING, Evidence, disputed_flag, first_of


@dataclass(frozen=True, slots=True)
class _Stay:
    """A bundle for as long as it stood in one column."""

    publication: Publication
    column: ActivityKind | None


def materials_published(context: Context, _limit: Deadline | None) -> Evidence:
    """Materials, not empty, stand on the district website; new media do not count."""
    return _standing(context, _bundles(context))


def materials_in_column(context: Context, _limit: Deadline | None) -> Evidence:
    """They stand in the column of the activity's own kind. A move is no withdrawal."""
    kind = context.history.plan.kind
    bundles = _bundles(context)
    stays = [stay for bundle in bundles for stay in _stays(context, bundle)]
    right = [stay.publication for stay in stays if stay.column is kind]
    evidence = _standing(context, right)
    if evidence.done_at is None and evidence.review is None and bundles:
        facts = tuple(fact for bundle in bundles for fact in bundle.facts)
        column = context.values.columns[kind.value]
        return replace(evidence, facts=facts, remark=f"没有放在“{column}”栏目")
    return evidence


def reported_on_new_media(context: Context, _limit: Deadline | None) -> Evidence:
    """At least one report is out on new media."""
    for text in context.history.publications:
        if isinstance(text.event, PublicityReported) and text.event.channel is Channel.NEW_MEDIA:
            return Evidence(done_at=text.at, facts=text.facts)
    return NOTHING


def media_supplied(context: Context, _limit: Deadline | None) -> Evidence:
    """A press kit was provided, or media were present."""
    kits = tuple(fact for fact, _ in context.history.of(PressKitProvided))
    came, disputed = context.history.attended(PersonCategory.MEDIA)
    evidence = first_of((*kits, *came))
    if not disputed:
        return evidence
    facts = {fact.id: fact for fact in (*evidence.facts, *disputed)}
    return replace(evidence, facts=tuple(facts.values()), flags=disputed_flag(disputed))


def _bundles(context: Context) -> list[Publication]:
    earliest = context.earliest_start
    return [
        text
        for text in context.history.publications
        if isinstance(text.event, MaterialsPublished)
        and text.event.channel is Channel.DISTRICT_WEBSITE
        and text.event.items > 0
        and (earliest is None or text.at >= earliest)
    ]


def _standing(context: Context, found: list[Publication]) -> Evidence:
    standing = standing_since(found, context.now)
    if standing is not None:
        return Evidence(standing.since, standing.facts, reposted=standing.reposted)
    taken_down = [text for text in found if text.withdrawn_by is not None]
    if taken_down:
        facts = tuple(fact for text in taken_down for fact in text.facts)
        return Evidence(facts=facts, review="工作材料公开后已撤下")
    return NOTHING


def _stays(context: Context, bundle: Publication) -> list[_Stay]:
    """In which column a bundle stood from when until when."""
    event = bundle.event
    if not isinstance(event, MaterialsPublished):
        return []
    entered_at = min(fact.occurred_at for fact in bundle.claims)
    moves: list[tuple[datetime, ActivityKind, Fact]] = [
        (max(fact.occurred_at, bundle.at), move.column, fact)
        for fact, move in context.history.of(MaterialsMoved)
        if move.bundle == event.bundle
        and fact.occurred_at >= entered_at
        and (bundle.until is None or fact.occurred_at < bundle.until)
    ]
    stays: list[_Stay] = []
    since, column, facts = bundle.at, event.column, bundle.facts
    for moment, moved_to, fact in moves:
        stay = replace(bundle, at=since, until=moment, facts=facts, withdrawn_by=None)
        stays.append(_Stay(stay, column))
        since, column, facts = moment, moved_to, (*bundle.facts, fact)
    stays.append(_Stay(replace(bundle, at=since, until=bundle.until, facts=facts), column))
    return stays
