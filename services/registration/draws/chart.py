"""Every applicant as a dot over their chance, and a quota as a bar with its result. Pure geometry.

People whose chances would fall into one another's dots share a group, which tells both ends.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, isqrt

MOST = 400  # dots; above it each stands for several people
_DOT, _MARGIN, _FOOT = 10, 36, 28
_NARROWEST = 5  # dots beside one another; more where there are many people
_APART = Fraction(3, 10)  # per cent; nearer chances are equals whose turns differ by one
_TICKS = (1, 2, 3, 5, 10, 20, 25)  # per cent between two ticks


@dataclass(frozen=True, slots=True)
class Dot:
    """One applicant, or ``each`` of them; filled when drawn."""

    x: float
    y: float
    drawn: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Dots that stand together, with their chance and number of people in words."""

    x: float
    top: float
    chance: str
    people: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of ``width`` and ``height``; ``even``: where all would stand as equals."""

    width: int
    height: int
    base: float
    groups: tuple[Group, ...]
    ticks: tuple[tuple[float, str], ...]
    even: tuple[float, str]
    each: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A range on a line from nobody to every seat, and the result on it."""

    left: float
    width: float
    dot: float | None


def chart(chances: Sequence[tuple[int, bool]], many: int, seats: int, width: int) -> Chart:
    """``chances``: in how many of ``many`` panels somebody sits, and whether they were drawn."""
    each = ceil(len(chances) / MOST) or 1
    shares = sorted((Fraction(turns, many) * 100, drawn) for turns, drawn in chances)
    even = Fraction(seats * 100, len(shares))
    step = _step(float(shares[-1][0] - shares[0][0]))
    low = max(0, int(min(shares[0][0], even)) // step * step - step)
    high = min(int(max(shares[-1][0], even)) // step * step + 2 * step, ceil(100 / step) * step)
    scale = (width - 2 * _MARGIN) / (high - low)

    def place(share: Fraction) -> float:
        return round(_MARGIN + float(share - low) * scale, 1)

    columns = max(_NARROWEST, isqrt(ceil(len(shares) / each / 2)))
    gathered = list(_gathered(shares, (columns + 1) * _DOT / scale))
    rows = max(ceil(ceil(len(group) / each) / columns) for group in gathered)
    base = 60 + rows * _DOT
    groups = tuple(
        _group(group, (each, columns), place(_middle(group)), base) for group in gathered
    )
    ticks = tuple((place(Fraction(it)), f"{it}%") for it in range(low, min(high, 100) + 1, step))
    return Chart(
        width, base + _FOOT, base, groups, ticks, (place(even), _percent(even)), each
    )  # fmt: skip


def bar(
    at_least: int | None, at_most: int | None, seats: int, drawn: int | None, width: int
) -> Bar:
    """The range of a quota; without one, from nobody to every seat."""
    low, high = at_least or 0, seats if at_most is None else min(at_most, seats)
    unit = (width - 20) / seats
    left = 10 + low * unit
    dot = None if drawn is None else round(10 + drawn * unit, 1)
    return Bar(round(left - 4, 1), round((high - low) * unit + 8, 1), dot)


def _gathered(
    shares: Sequence[tuple[Fraction, bool]], room: float
) -> Iterator[list[tuple[Fraction, bool]]]:
    """Those whose dots would overlap, together."""
    group: list[tuple[Fraction, bool]] = []
    for share, drawn in shares:
        if group and float(share - group[0][0]) > room:
            yield group
            group = []
        group.append((share, drawn))
    if group:
        yield group


def _group(
    group: Sequence[tuple[Fraction, bool]], grid: tuple[int, int], x: float, base: float
) -> Group:
    each, most = grid
    shown = sorted((drawn for _, drawn in group), reverse=True)[::each]
    columns = min(most, len(shown))
    dots = tuple(
        Dot(
            round(x + (number % columns - (columns - 1) / 2) * _DOT, 1),
            base - _DOT / 2 - number // columns * _DOT,
            drawn,
        )
        for number, drawn in enumerate(shown)
    )
    low, high = group[0][0], group[-1][0]
    told = _percent(_middle(group))
    if high - low >= _APART:
        told = f"{_percent(low).removesuffix('%')}—{_percent(high)}"
    return Group(x, min(it.y for it in dots), told, f"{len(group)}人", dots)


def _middle(group: Sequence[tuple[Fraction, bool]]) -> Fraction:
    return (group[0][0] + group[-1][0]) / 2


def _step(spread: float) -> int:
    return next((it for it in _TICKS if spread / it <= 5), _TICKS[-1])


def _percent(share: Fraction) -> str:
    return f"{float(share):.1f}%"
