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


def solver() -> highspy.Highs:
    """An empty problem that is solved in the same way every time."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", 0),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", 1e-9),
        ("mip_feasibility_tolerance", 1e-9),
        ("primal_feasibility_tolerance", 1e-9),
        ("dual_feasibility_tolerance", 1e-9),
    ):
        highs.setOptionValue(option, value)
    return highs


def add_integers(highs: highspy.Highs, uppers: Sequence[int]) -> None:
    """Add whole numbers from 0 to each of ``uppers``."""
    first, many = highs.getNumCol(), len(uppers)
    highs.addVars(many, np.zeros(many), np.array(uppers, dtype=np.double))
    highs.changeColsIntegrality(
        many,
        np.arange(first, first + many, dtype=np.int32),
        np.full(many, highspy.HighsVarType.kInteger),
    )


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
    """Solve; whether there is a solution."""
    highs.run()
    return bool(highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)


class Panels:
    """All feasible panels, of which ``best`` finds one."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._highs = solver()
        self._columns = np.arange(len(pool.types), dtype=np.int32)
        add_integers(self._highs, pool.sizes)
        for bound in (pool.seated, *pool.bounds):
            add_row(self._highs, bound.low, bound.high, bound.types, [1.0] * len(bound.types))
        self._highs.changeObjectiveSense(highspy.ObjSense.kMaximize)

    def best(self, weights: Sequence[float]) -> Counts | None:
        """The panel of the largest sum of ``weights``; None when no panel is feasible."""
        self._highs.changeColsCost(
            len(self._columns), self._columns, np.array(weights, dtype=np.double)
        )
        if not self._columns.size or not solved(self._highs):
            return None
        return tuple(round(value) for value in self._highs.getSolution().col_value)
