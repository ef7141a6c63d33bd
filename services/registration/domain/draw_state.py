"""How far the draw of a session has come, folded from its facts; and its terms for the core."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from contracts.events import registration as said
from contracts.values import DrawAttribute, DrawOption, DrawQuota, PersonCategory, SeedSource
from services.registration.drawing import terms as core
from services.registration.drawing.bundle import Seed, rules_hash
from services.registration.drawing.relaxing import Relaxation, relaxed

ALL_SESSIONS = "all"  # how a bundle calls the activity as a whole
CATEGORIES = {
    PersonCategory.NPC_DEPUTY: "区人大代表",
    PersonCategory.CPPCC_MEMBER: "区政协委员",
    PersonCategory.PARENT: "家长代表",
    PersonCategory.ENTERPRISE: "企业代表",
    PersonCategory.OTHER_PUBLIC: "其他群众代表",
    PersonCategory.MEDIA: "媒体记者",
    PersonCategory.EXPERT: "专家",
    PersonCategory.OWN_STAFF: "本单位人员",
}
CATEGORY = DrawAttribute(
    attribute=core.CATEGORY,
    label="类别",
    values=tuple(DrawOption(value=key, label=label) for key, label in CATEGORIES.items()),
)
"""What everybody who signs up is asked anyway; every draw has it first."""


@dataclass(frozen=True, slots=True)
class Draw:
    """The terms in force and the last word on each step; None: not reached."""

    announced: said.DrawAnnounced
    sealed: said.DrawSealed | None = None
    seed: said.DrawSeedEntered | None = None
    absent: said.DrawSeedAbsent | None = None
    revealed: said.DrawRevealed | None = None
    seals: int = 0
    """How often it was sealed: again where another source was named, which is another draw."""

    @property
    def source(self) -> SeedSource:
        """Where the seed comes from."""
        return self.announced.seed_source

    @property
    def asked(self) -> tuple[DrawAttribute, ...]:
        """What applicants are asked besides their category."""
        return tuple(it for it in self.announced.attributes if it.attribute != core.CATEGORY)

    def known(self, moment: datetime) -> bool:
        """Whether the seed may be known by then."""
        return moment >= self.source.known_at

    def changed(self, **terms: Any) -> said.DrawAnnounced:
        """The terms with something else in them."""
        changed = self.announced.model_copy(update=terms)
        return changed.model_copy(update={"terms_sha256": rules_hash(terms_of(changed))})


def terms_of(announced: said.DrawAnnounced) -> core.Terms:
    """The same as the core of the draw takes it; raises ``Refused`` where they are no terms."""
    source = announced.seed_source
    return core.Terms(
        programme=announced.programme,
        activity=announced.activity,
        session=announced.session or ALL_SESSIONS,
        seats=announced.seats,
        reserve=announced.reserve,
        attributes=tuple(
            core.Attribute(
                it.attribute, it.label, tuple((one.value, one.label) for one in it.values)
            )
            for it in announced.attributes
        ),
        quotas=tuple(core.Quota(**dict(it)) for it in announced.quotas),
        seed_source=core.SeedSource(
            name=source.name,
            address=source.address,
            moment=source.known_at,
            form=source.form,
            pattern=source.pattern,
        ),
    )


def relaxed_quotas(
    announced: said.DrawAnnounced, changes: tuple[Relaxation, ...]
) -> tuple[DrawQuota, ...]:
    """The quotas after the smallest change that makes a draw possible."""
    terms = relaxed(terms_of(announced), changes)
    return tuple(
        DrawQuota(attribute=it.attribute, value=it.value, at_least=it.at_least, at_most=it.at_most)
        for it in terms.quotas
    )


def seed_of(source: SeedSource, entered: said.DrawSeedEntered) -> Seed:
    """What was entered, as the core takes it."""
    return Seed(
        value=entered.value,
        source=source.name,
        published_at=entered.published_at,
        evidence_address=entered.evidence,
        evidence_sha256=entered.evidence_sha256 or "",
    )


def evolve(draw: Draw | None, event: said.DrawEvent) -> Draw | None:
    """The draw after one more fact."""
    if isinstance(event, said.DrawAnnounced):
        return Draw(event)
    return None if draw is None else replace(draw, **_changes(draw, event))


def _changes(draw: Draw, event: said.DrawEvent) -> dict[str, Any]:
    terms: dict[str, Any] = {}
    match event:
        case said.DrawSealed():
            return {"sealed": event, "seals": draw.seals + 1}
        case said.DrawSeedEntered():
            return {"seed": event, "absent": None}
        case said.DrawSeedAbsent():
            return {"absent": event}
        case said.DrawQuotasRelaxed():
            terms = {"quotas": event.quotas}
        case said.DrawSeedSourceNamed():
            terms = {"seed_source": event.seed_source}
        case _:
            return {"revealed": event}
    terms["terms_sha256"] = event.terms_sha256
    announced = draw.announced.model_copy(update=terms)
    # Another source is another draw: what was sealed for the old one counts no longer.
    anew = {} if "quotas" in terms else {"sealed": None, "absent": None}
    return {"announced": announced, **anew}
