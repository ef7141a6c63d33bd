"""What was found on the pages of publications, and when that puts a publication in doubt.

A page that is gone, or no longer says an element of its notice, may have been taken down; or the
look may have been wrong: only ``AnnouncementWithdrawn`` says that somebody took it down. So it is
read both ways, as ``found`` and as ``recorded``, and where the result differs a person decides.
Other changes to a page's text are shown and judge nothing.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from contracts.event import DomainEvent
from contracts.events.announcer import (
    PublicationFoundChanged,
    PublicationFoundMissing,
    PublicationVerified,
)
from services.compliance.judging.facts import Fact, in_order
from services.compliance.judging.publications import Publication

Pages = Literal["found", "recorded"]


def in_doubt(event: DomainEvent) -> bool:
    """Whether what was found puts in doubt that the notice is out as it was published."""
    return isinstance(event, PublicationFoundMissing) or (
        isinstance(event, PublicationFoundChanged) and bool(event.lacks)
    )


def doubts(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """The facts that put a publication in doubt."""
    return tuple(fact for fact in facts if in_doubt(fact.event))


def doubts_about(facts: Iterable[Fact], publications: Container[str]) -> tuple[Fact, ...]:
    """Those that put one of these publications, named by the ids of their facts, in doubt."""
    return tuple(
        fact
        for fact in facts
        if isinstance(fact.event, PublicationFoundMissing | PublicationFoundChanged)
        and in_doubt(fact.event)
        and fact.event.publication in publications
    )


def as_found(recorded: tuple[Publication, ...], facts: Sequence[Fact]) -> tuple[Publication, ...]:
    """Publications as their pages were found: out in the stretches of time without a doubt."""
    if not doubts(facts):
        return recorded
    looks: dict[str, list[Fact]] = {}
    for fact in facts:
        if isinstance(
            fact.event, PublicationVerified | PublicationFoundChanged | PublicationFoundMissing
        ):
            looks.setdefault(fact.event.publication, []).append(fact)
    parts = (part for publication in recorded for part in _stretches(publication, looks))
    return tuple(sorted(parts, key=lambda part: (part.at, part.facts[0].id)))


def _stretches(
    publication: Publication, looks: Mapping[str, Sequence[Fact]]
) -> Iterator[Publication]:
    seen = in_order(fact for claim in publication.claims for fact in looks.get(claim.id, ()))
    part: Publication | None = publication
    for fact in seen:
        moment, facts = fact.occurred_at, (*(part or publication).facts, fact)
        if part is not None and in_doubt(fact.event) and part.stands_at(moment):
            yield replace(part, until=moment, withdrawn_by=fact, facts=facts)
            part = None
        elif part is None and not in_doubt(fact.event) and publication.reaches(moment):
            part = replace(publication, at=moment, facts=facts)
    if part is not None:
        yield part
