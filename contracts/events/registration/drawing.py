"""The draw (抽签): announced, sealed, seed entered, revealed. Applicants are numbers here.

Who has which number is a row, and what they said of themselves stays in the vault.
"""

from typing import ClassVar, Literal

from pydantic import Field

from contracts.events.registration.people import PeopleEvent
from contracts.values import (
    Count,
    DrawAttribute,
    DrawQuota,
    Identifier,
    Instant,
    Line,
    MovedUp,
    SeedSource,
    Sha256,
)


class DrawEvent(PeopleEvent):
    """A fact about the draw of one session."""


class DrawAnnounced(DrawEvent):
    """The terms of the draw, before sign-up opens (承诺); ``terms_sha256`` is their hash.

    ``POST /draw``.
    """

    name: ClassVar[Literal["DrawAnnounced"]] = "DrawAnnounced"
    version: ClassVar[Literal[1]] = 1

    seats: Count
    reserve: Count
    attributes: tuple[DrawAttribute, ...]
    quotas: tuple[DrawQuota, ...]
    seed_source: SeedSource
    terms_sha256: Sha256


class DrawQuotasRelaxed(DrawEvent):
    """The quotas could not be met by those who signed up; these take their place.

    Possible before the seed is known alone. ``POST /draw/quotas``.
    """

    name: ClassVar[Literal["DrawQuotasRelaxed"]] = "DrawQuotasRelaxed"
    version: ClassVar[Literal[1]] = 1

    quotas: tuple[DrawQuota, ...]
    reason: Line
    terms_sha256: Sha256


class DrawSeedSourceNamed(DrawEvent):
    """Another source of the seed, still to come, takes the place of one that was of no use.

    ``POST /draw/source``.
    """

    name: ClassVar[Literal["DrawSeedSourceNamed"]] = "DrawSeedSourceNamed"
    version: ClassVar[Literal[1]] = 1

    seed_source: SeedSource
    reason: Line
    terms_sha256: Sha256


class DrawSealed(DrawEvent):
    """The list of applicants and all panels are fixed, before the seed is known (封存).

    ``pool`` people drew, ``pool_sha256`` is the hash of their ids by number, one a line. Of
    ``panels`` equally likely panels, ``lowest`` to ``highest`` hold one and the same person.
    ``entries_sha256`` stands at the end of the list, ``seal`` at the end of the sealed part, whose
    bytes have the hash ``sealed_sha256``. Again where another source was named meanwhile.
    By itself when sign-up closes, or ``POST /draw/seal``.
    """

    name: ClassVar[Literal["DrawSealed"]] = "DrawSealed"
    version: ClassVar[Literal[1]] = 1

    pool: Count
    pool_sha256: Sha256
    panels: Count
    lowest: Count
    highest: Count
    entries_sha256: Sha256
    seal: Sha256
    sealed_sha256: Sha256
    terms_sha256: Sha256


class DrawSeedEntered(DrawEvent):
    """What the source said, with evidence; ``reason`` where it corrects a mistyped one.

    ``POST /draw/seed``.
    """

    name: ClassVar[Literal["DrawSeedEntered"]] = "DrawSeedEntered"
    version: ClassVar[Literal[1]] = 1

    value: Line
    published_at: Instant
    evidence: Line
    evidence_sha256: Sha256 | None = None
    reason: Line | None = None
    entered_by: Identifier


class DrawSeedAbsent(DrawEvent):
    """The source said nothing, or nothing that anybody can read (随机数暂不可用).

    ``evidence`` is an address that shows it; who says so does not name the next source.
    ``POST /draw/absence``.
    """

    name: ClassVar[Literal["DrawSeedAbsent"]] = "DrawSeedAbsent"
    version: ClassVar[Literal[1]] = 1

    reason: Line
    evidence: Line
    declared_by: Identifier


class DrawRevealed(DrawEvent):
    """The seed picked panel number ``panel`` (揭晓); the chosen follow as facts.

    ``result_sha256`` is the hash of panel, drawn and reserve, ``bundle_sha256`` that of the whole
    bundle. ``moved_up``: who had left meanwhile, and who has their seat. ``POST /draw/reveal``.
    """

    name: ClassVar[Literal["DrawRevealed"]] = "DrawRevealed"
    version: ClassVar[Literal[1]] = 1

    panel: Count
    drawn: tuple[Count, ...]
    reserve: tuple[Count, ...]
    moved_up: tuple[MovedUp, ...] = Field(default=())
    result_sha256: Sha256
    bundle_sha256: Sha256
