"""What the bundle of a draw tells: chances by kind, what became of the quotas, one's own number."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import asyncpg

from services.registration.contacts import normal_code
from services.registration.domain.draw_state import Draw
from services.registration.drawing import receipt
from services.registration.draws import reading
from services.registration.draws.reading import Bundle, Story


@dataclass(frozen=True, slots=True)
class Kind:
    """Applicants with equal answers: their labels, numbers, and in how many panels they sit."""

    labels: tuple[str, ...]
    numbers: tuple[int, ...]
    lowest: int
    highest: int
    many: int


@dataclass(frozen=True, slots=True)
class QuotaResult:
    """One value of one attribute: its range, who signed up, and who was drawn (None: not yet)."""

    attribute: str
    label: str
    signed_up: int
    at_least: int | None
    at_most: int | None
    drawn: int | None


@dataclass(frozen=True, slots=True)
class Own:
    """One's own number: its chance, and what became of it (None: not yet)."""

    number: int
    labels: tuple[str, ...]
    chance: int
    many: int
    became: str | None
    rank: int | None


def kinds(draw: Draw, bundle: Bundle) -> list[Kind]:
    """Every kind of applicant, the lowest chance first."""
    labels = _labels(draw)
    found: dict[tuple[str, ...], list[int]] = {}
    for number, values in bundle.values.items():
        found.setdefault(labels_of(draw, values, labels), []).append(number)
    made = [
        Kind(
            key,
            tuple(numbers),
            min(bundle.chances[it] for it in numbers),
            max(bundle.chances[it] for it in numbers),
            bundle.many,
        )
        for key, numbers in found.items()
    ]
    return sorted(made, key=lambda it: (it.lowest, it.labels))


def labels_of(
    draw: Draw, values: Mapping[str, str], labels: Mapping[tuple[str, str], str] | None = None
) -> tuple[str, ...]:
    """What an applicant answered, in words."""
    known = _labels(draw) if labels is None else labels
    return tuple(known[it.attribute, values[it.attribute]] for it in draw.announced.attributes)


def quotas(draw: Draw, there: Mapping[int, Mapping[str, str]]) -> list[QuotaResult]:
    """The ranges with their results, from everybody's values by number.

    A value without a range is shown once somebody has it.
    """
    signed_up = _count(there.values())
    revealed = draw.revealed
    drawn = _count(there[it] for it in revealed.drawn) if revealed else None
    ranges = {(it.attribute, it.value): it for it in draw.announced.quotas}
    found = []
    for attribute in draw.announced.attributes:
        for option in attribute.values:
            key = (attribute.attribute, option.value)
            if key not in ranges and not signed_up[key]:
                continue
            quota = ranges.get(key)
            found.append(
                QuotaResult(
                    attribute.label,
                    option.label,
                    signed_up[key],
                    quota.at_least if quota else None,
                    quota.at_most if quota else None,
                    None if drawn is None else drawn[key],
                )
            )
    return found


async def bundle_of(database: asyncpg.Pool, story: Story) -> Bundle | None:
    """What the sealed text says, once there is one."""
    if story.draw.sealed is None:
        return None
    return reading.bundle_of(await reading.sealed_text(database, story.place))


async def by_receipt(database: asyncpg.Pool, story: Story, given: str) -> dict[str, Any] | None:
    """Whom a receipt belongs to is not known here: it is looked for among the leaves."""
    bundle = await bundle_of(database, story)
    if bundle is None:
        return None
    found = own(story.draw, bundle, given)
    return None if found is None else asdict(found)


def own(draw: Draw, bundle: Bundle, given: str) -> Own | None:
    """The number of a receipt. Its leaf binds the answers too, so each kind is tried."""
    typed = normal_code(given)
    for values in {tuple(it.items()): it for it in bundle.values.values()}.values():
        number = bundle.leaves.get(receipt.leaf(typed, values.items()))
        if number is not None:
            became, rank = became_of(draw, number)
            return Own(
                number, labels_of(draw, values), bundle.chances[number], bundle.many, became, rank
            )
    return None


def became_of(draw: Draw, number: int) -> tuple[str | None, int | None]:
    """``drawn``, ``moved_up``, ``reserve`` with the rank, or ``not_drawn``; None before."""
    revealed = draw.revealed
    if revealed is None:
        return None, None
    if number in revealed.drawn:
        return "drawn", None
    if any(it.by == number for it in revealed.moved_up):
        return "moved_up", None
    if number in revealed.reserve:
        return "reserve", revealed.reserve.index(number) + 1
    return "not_drawn", None


async def as_json(database: asyncpg.Pool, story: Story) -> dict[str, Any]:
    """The draw as the JSON API tells it."""
    bundle = await bundle_of(database, story)
    draw = story.draw
    return {
        **reading.as_json(draw),
        "problem": None if story.problem is None else story.problem.says,
        "changes": [
            {"at": it.at, "fact": it.event.name, "reason": getattr(it.event, "reason", None)}
            for it in story.changes
        ],
        "chances": [asdict(it) for it in kinds(draw, bundle)] if bundle else [],
        "quotas": [asdict(it) for it in quotas(draw, bundle.values if bundle else {})],
    }


def _labels(draw: Draw) -> dict[tuple[str, str], str]:
    return {
        (it.attribute, option.value): option.label
        for it in draw.announced.attributes
        for option in it.values
    }


def _count(values: Sequence[Mapping[str, str]] | Any) -> Counter[tuple[str, str]]:
    return Counter(pair for it in values for pair in it.items())
