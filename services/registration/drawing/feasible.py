"""Feasible panels by type: how many people of each kind of values sit on a panel.

Applicants with equal values are one type, so a panel is a handful of counts however many signed
up. HiGHS solves with one thread and a fixed seed, and everything is built in sorted order: the
same pool gives the same answer, in whatever order it came.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import highspy
import numpy as np

from .terms import Applicant, Terms, Values

Counts = tuple[int, ...]  # people of each type


@dataclass(frozen=True)
class Bound:
    """The people of some types together are at least ``low`` and at most ``high``."""

    types: tuple[int, ...]
    low: int
    high: int


@dataclass(frozen=True)
class Pool:
    """The types with their sizes, and the bounds that a panel of ``seats`` keeps."""

    types: tuple[Values, ...]
    sizes: Counts
    seats: int
    bounds: tuple[Bound, ...]

    @cached_property
    def seated(self) -> Bound:
        """Every seat is taken."""
        return Bound(tuple(range(len(self.types))), self.seats, self.seats)


def pool_of(terms: Terms, applicants: Sequence[Applicant]) -> Pool:
    """The applicants as types."""
    sizes = sorted(Counter(applicant.values for applicant in applicants).items())
    bounds = tuple(
        Bound(
            tuple(
                number
                for number, (values, _) in enumerate(sizes)
                if (quota.attribute, quota.value) in values
            ),
            quota.at_least,
            quota.at_most,
        )
        for quota in terms.quotas
    )
    return Pool(tuple(it for it, _ in sizes), tuple(it for _, it in sizes), terms.seats, bounds)


class _Quiet(highspy.Highs):
    """HiGHS that prints no greeting: we use no callbacks, and turning them on is what greets."""

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS named it
        self.setOptionValue("output_flag", "false")


_SAME_EVERY_TIME: dict[str, float | str] = {
    "threads": 1,
    "parallel": "off",
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-9,
    "mip_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}


def solver(**options: float) -> highspy.Highs:
    """An empty problem that is solved in the same way every time."""
    highs = _Quiet()  # type: ignore[no-untyped-call]
    for option, value in (_SAME_EVERY_TIME | options).items():
        highs.setOptionValue(option, value)
    return highs


def add_columns(highs: highspy.Highs, uppers: Sequence[float], price: float = 0.0) -> range:
    """Add numbers from 0 to each of ``uppers``, each at a price; which columns they are."""
    first, many = highs.getNumCol(), len(uppers)
    highs.addVars(many, np.zeros(many), np.array(uppers, dtype=np.double))
    for column in range(first, first + many):
        highs.changeColCost(column, price)
    return range(first, first + many)


def add_row(
    highs: highspy.Highs, low: float, high: float, columns: Sequence[int], factors: Sequence[float]
) -> None:
    """Add ``low <= factors * columns <= high``."""
    highs.addRow(
        low,
        high,
        len(columns),
        np.array(columns, dtype=np.int32),
        np.array(factors, dtype=np.double),
    )


def solved(highs: highspy.Highs) -> bool:
    """Solve; whether there is a solution. Going on from the last one may fail: then afresh.

    Only where the solver says that there is none is there none; when it fails, a draw must not
    pass for the fairest or for infeasible: ``ArithmeticError``.
    """
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        highs.clearSolver()
        highs.run()
    status = highs.getModelStatus()
    if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible):
        raise ArithmeticError(f"the solver gave up: {status.name}")
    return status == highspy.HighsModelStatus.kOptimal


def in_whole_numbers(highs: highspy.Highs, many: int, above: float | None = None) -> Counts | None:
    """The first ``many`` columns of a solution in whole numbers; None when there is none.

    With fractions allowed it is solved far faster, and the corners are whole numbers anyway
    whenever the quotas are on at most two attributes, and mostly otherwise. ``above`` asks only
    for a solution that is worth more.
    """
    columns = np.arange(many, dtype=np.int32)
    for kind in (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger):
        highs.changeColsIntegrality(many, columns, np.full(many, kind))
        if not solved(highs):
            return None
        if above is not None and highs.getInfo().objective_function_value <= above:
            return None
        found = np.array(highs.getSolution().col_value[:many])
        if np.abs(found - np.rint(found)).max() < 1e-6:
            return tuple(int(count) for count in np.rint(found))
    raise ArithmeticError("the solver called fractions whole numbers")


def panel_problem(pool: Pool) -> highspy.Highs:
    """The people of each type on a panel, as the first columns of a problem."""
    highs = solver()
    add_columns(highs, pool.sizes)
    for bound in (pool.seated, *pool.bounds):
        add_row(highs, bound.low, bound.high, bound.types, [1.0] * len(bound.types))
    return highs


class Panels:
    """All feasible panels, of which ``best`` finds one."""

    def __init__(self, pool: Pool) -> None:
        self._columns = np.arange(len(pool.types), dtype=np.int32)
        self._highs = panel_problem(pool)
        self._highs.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def best(self, weights: Sequence[float], above: float = -1.0) -> Counts | None:
        """The panel of the largest sum of ``weights``; None when there is none ``above``."""
        if not weights:
            return None
        self._highs.changeColsCost(len(weights), self._columns, np.array(weights))
        return in_whole_numbers(self._highs, len(weights), above)
