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

from .feasible import (
    Bound,
    Counts,
    Pool,
    add_columns,
    add_row,
    in_whole_numbers,
    panel_problem,
    solver,
)
from .leximin import Distribution

_EVEN = 1e-6  # the solver's fractions this near a whole number are that number
_MISSED = 1_000.0  # outweighs the rounding of every type


def equally_likely(pool: Pool, distribution: Distribution, many: int) -> tuple[Counts, ...]:
    """``many`` panels whose seats of each type are as near the distribution's as can be."""
    whole = {panel: floor(share * many + _EVEN) for panel, share in distribution.panels}
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
    down = [floor(it + _EVEN) for it in seats]
    highs = solver()
    columns = add_columns(
        highs, [ceil(it - _EVEN) - low for it, low in zip(seats, down, strict=True)]
    )
    for number in columns:
        highs.changeColCost(number, (1 - 2 * (seats[number] - down[number])) / pool.sizes[number])
    base = sum(down)
    add_row(highs, pool.seats * left - base, pool.seats * left - base, columns, [1.0] * len(down))
    for bound in pool.bounds:
        base = sum(down[number] for number in bound.types)
        _add_soft(highs, bound, bound.low * left - base, bound.high * left - base)
    up = in_whole_numbers(highs, len(down))
    if up is None:
        raise ArithmeticError("the solver could not round the seats of the panels left over")
    return [low + more for low, more in zip(down, up, strict=True)]


def _carve(pool: Pool, rest: list[int], behind: int) -> Counts:
    """A feasible panel out of ``rest`` that leaves enough for ``behind`` more."""
    highs = panel_problem(pool)
    singles = [Bound((number,), 0, size) for number, size in enumerate(pool.sizes)]
    for bound in (*pool.bounds, *singles):
        total = sum(rest[number] for number in bound.types)
        _add_soft(highs, bound, total - bound.high * behind, total - bound.low * behind)
    panel = in_whole_numbers(highs, len(pool.types))
    if panel is None:
        raise ArithmeticError("the solver lost a panel that it had found")
    return panel


def _add_soft(highs: highspy.Highs, bound: Bound, low: int, high: int) -> None:
    """A bound that may be missed, at a price."""
    slack = add_columns(highs, [highspy.kHighsInf] * 2, price=_MISSED)
    columns, ones = [*bound.types, *slack], [1.0] * len(bound.types)
    add_row(highs, low, high, columns, [*ones, 1.0, -1.0])
