"""A distribution over panels as exactly ``many`` equally likely panels.

Each panel first comes as often as its probability allows in whole numbers. What is left over, at
most one panel a type, is rounded to whole seats of each type within the quotas and carved panel by
panel, each keeping the rest such that it can be carved too. With quotas on at most two attributes
both steps are flows through a network, whose corners are whole numbers: then every type's seats
in all panels together are within 1 of the optimum. With more attributes slack takes up what
does not come out even, as little as there can be.
"""

from math import ceil, floor

import highspy
import numpy as np

from .feasible import Bound, Counts, Pool, add_integers, add_row, solved, solver
from .leximin import Distribution


def equally_likely(pool: Pool, distribution: Distribution, many: int) -> tuple[Counts, ...]:
    """``many`` panels whose seats of each type are as near the distribution's as can be."""
    whole = {panel: floor(share * many + 1e-6) for panel, share in distribution.panels}
    left = many - sum(whole.values())
    seats = [
        sum((share * many - whole[panel]) * panel[number] for panel, share in distribution.panels)
        for number in range(len(pool.types))
    ]
    panels = [panel for panel, times in whole.items() for _ in range(times)]
    rest = _in_whole_seats(pool, seats, left)
    for behind in reversed(range(left)):
        panel = _carve(pool, rest, behind)
        rest = [seats - taken for seats, taken in zip(rest, panel, strict=True)]
        panels.append(panel)
    return tuple(panels)


def _in_whole_seats(pool: Pool, seats: list[float], left: int) -> list[int]:
    """Round each type's seats up or down such that ``left`` panels can hold them."""
    if not left:
        return [0] * len(seats)
    down = [floor(it + 1e-6) for it in seats]
    highs = solver()
    add_integers(
        highs, [min(1, ceil(it - 1e-6) - low) for it, low in zip(seats, down, strict=True)]
    )
    for number, size in enumerate(pool.sizes):
        highs.changeColCost(number, (1 - 2 * (seats[number] - down[number])) / size)
    for bound in (pool.seated, *pool.bounds):
        base = sum(down[number] for number in bound.types)
        slack = len(pool.types) if bound is not pool.seated else 0
        _add_soft(highs, bound, bound.low * left - base, bound.high * left - base, slack)
    if not solved(highs):
        raise ArithmeticError("the solver could not round the seats of the panels left over")
    up = highs.getSolution().col_value
    return [low + round(more) for low, more in zip(down, up, strict=False)]


def _carve(pool: Pool, rest: list[int], behind: int) -> Counts:
    """A feasible panel out of ``rest`` that leaves enough for ``behind`` more."""
    highs = solver()
    add_integers(highs, pool.sizes)
    for bound in (pool.seated, *pool.bounds):
        add_row(highs, bound.low, bound.high, bound.types, [1.0] * len(bound.types))
    singles = [Bound((number,), 0, size) for number, size in enumerate(pool.sizes)]
    for bound in (*pool.bounds, *singles):
        total = sum(rest[number] for number in bound.types)
        _add_soft(highs, bound, total - bound.high * behind, total - bound.low * behind, 1)
    if not solved(highs):
        raise ArithmeticError("the solver lost a panel that it had found")
    return tuple(round(it) for it in highs.getSolution().col_value[: len(pool.types)])


def _add_soft(highs: highspy.Highs, bound: Bound, low: int, high: int, price: float) -> None:
    """A bound that may be missed at a price."""
    columns, factors = list(bound.types), [1.0] * len(bound.types)
    if price:
        first = highs.getNumCol()
        highs.addVars(2, np.zeros(2), np.full(2, highspy.kHighsInf))
        highs.changeColCost(first, price)
        highs.changeColCost(first + 1, price)
        columns, factors = [*columns, first, first + 1], [*factors, 1.0, -1.0]
    add_row(highs, low, high, columns, factors)
