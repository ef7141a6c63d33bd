"""Facts as claims to be compared: what each says, when, who recorded it, and its hash."""

from collections.abc import Iterable
from dataclasses import dataclass

from services.compliance.judging.facts import Fact, in_order
from services.compliance.presentation import dates
from services.compliance.presentation.sentences import Names, fact_title, told
from services.compliance.presentation.words import SERVICES


@dataclass(frozen=True, slots=True)
class Claim:
    """One column."""

    id: str
    title: str
    sentence: str
    occurred: str
    recorded: str
    by: str
    place: str
    hash: str


def claims_of(facts: Iterable[Fact], names: Names) -> list[Claim]:
    """The facts by the time they happened."""
    return [
        Claim(
            id=fact.id,
            title=fact_title(fact.event),
            sentence=told(fact.event, names),
            occurred=dates.moment_words(fact.occurred_at),
            recorded=dates.moment_words(fact.recorded_at),
            by=_recorded_by(fact),
            place=f"{SERVICES[fact.envelope.service]}第{fact.envelope.sequence}条",
            hash=fact.envelope.hash,
        )
        for fact in in_order(facts)
    ]


def _recorded_by(fact: Fact) -> str:
    """The accounts that the fact names, if it names any."""
    named = {
        name: value
        for name, value in fact.event
        if isinstance(value, str) and (name.endswith("_by") or name == "reviewer")
    }
    return "、".join(dict.fromkeys(named.values())) or "未注明"
