"""The fairest lottery over feasible panels: the smallest chance as large as can be, then the next.

Column generation after Flanigan, Gölz, Gupta, Hennig and Procaccia, "Fair algorithms for selecting
citizens' assemblies" (Nature 2021), over types instead of people: a linear programme raises the
lowest chance over the panels known so far, its dual prices ask for a panel that would raise it
further, and when there is none the types that hold the minimum down keep it for good.
"""

from dataclasses import dataclass, field

import highspy
import numpy as np

from .feasible import Counts, Panels, Pool, add_row, solved, solver

_BETTER = 1e-8  # a panel worth less than this more is not worth adding
_PRIMAL = 4  # a new panel leaves what was found feasible, so go on from there: 4 times as fast
_BINDING = 1e-5  # a price above this says that the type is held to the minimum


@dataclass(frozen=True)
class Distribution:
    """Panels with their probabilities, and each type's chance; 0 for types that never fit."""

    panels: tuple[tuple[Counts, float], ...]
    chances: tuple[float, ...]


def leximin(pool: Pool) -> Distribution | None:
    """The fairest distribution; None when no panel is feasible."""
    panels = Panels(pool)
    known = _cover(pool, panels)
    if not known:
        return None
    master = _Master(pool, known)
    while master.open:
        lowest = master.solve()
        prices = master.prices
        weights = [price / size for price, size in zip(prices, pool.sizes, strict=True)]
        panel = panels.best(weights, above=master.threshold + _BETTER)
        if panel is None or panel in master.known:
            master.close(lowest, prices)
        else:
            master.add(panel)
    return master.distribution()


def _cover(pool: Pool, panels: Panels) -> list[Counts]:
    """Panels in which every type sits that fits any panel at all."""
    known: list[Counts] = []
    missing = set(range(len(pool.types)))
    while panel := panels.best([float(number in missing) for number in range(len(pool.types))]):
        found = {number for number in missing if panel[number]}
        if not found and known:
            break
        known.append(panel)
        missing -= found
        if not missing:
            break
    return known


@dataclass
class _Master:
    """The linear programme over known panels: column 0 is the lowest chance among open types."""

    pool: Pool
    start: list[Counts]
    known: dict[Counts, None] = field(default_factory=dict)
    open: set[int] = field(default_factory=set)
    floors: dict[int, float] = field(default_factory=dict)
    shares: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        many = len(self.pool.types)
        fits = {number for number in range(many) if any(panel[number] for panel in self.start)}
        self.open = fits
        self.floors = dict.fromkeys(set(range(many)) - fits, 0.0)
        self._highs = solver(simplex_strategy=_PRIMAL)
        self._highs.addVars(1, np.zeros(1), np.ones(1))
        self._highs.changeColCost(0, 1.0)
        self._highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
        for number in range(many):
            add_row(self._highs, 0.0, highspy.kHighsInf, [0], [-1.0 if number in fits else 0.0])
        add_row(self._highs, 1.0, 1.0, [], [])
        for panel in self.start:
            self.add(panel)

    def add(self, panel: Counts) -> None:
        """Let the programme use a panel."""
        self.known[panel] = None
        shares = [count / size for count, size in zip(panel, self.pool.sizes, strict=True)]
        rows = [number for number, count in enumerate(panel) if count] + [len(panel)]
        factors = [share for share in shares if share] + [1.0]
        self._highs.addCol(
            0.0,
            0.0,
            highspy.kHighsInf,
            len(rows),
            np.array(rows, dtype=np.int32),
            np.array(factors),
        )

    def solve(self) -> float:
        """The largest minimum over the known panels."""
        if not solved(self._highs):
            raise ArithmeticError("the solver found no distribution over feasible panels")
        self.shares = self._highs.getSolution().col_value[1:]
        return float(self._highs.getInfo().objective_function_value)

    @property
    def prices(self) -> list[float]:
        """What a little more chance for each type would be worth."""
        return [max(0.0, -dual) for dual in self._highs.getSolution().row_dual[:-1]]

    @property
    def threshold(self) -> float:
        """What a panel must be worth to be used."""
        return float(self._highs.getSolution().row_dual[-1])

    def close(self, lowest: float, prices: list[float]) -> None:
        """Keep the types that hold the minimum down at it; the others may rise further.

        The solver meets bounds to a tolerance only, so ``lowest`` may be a trifle above what can
        be, and floors that many rounds made could contradict each other. So each floor comes down
        to what the distribution at hand gives: this one always keeps them all.
        """
        dearest = max(self.open, key=lambda number: (prices[number], -number))
        for number in sorted(self.open):
            if number == dearest or prices[number] > _BINDING:
                self.open.remove(number)
                self.floors[number] = lowest
                self._highs.changeCoeff(number, 0, 0.0)
        used = self._used()
        for number, floor in self.floors.items():
            given = sum(share * panel[number] for panel, share in used) / self.pool.sizes[number]
            self.floors[number] = min(floor, given)
            self._highs.changeRowBounds(number, self.floors[number], highspy.kHighsInf)

    def distribution(self) -> Distribution:
        """The panels in use."""
        return Distribution(
            tuple(sorted(self._used())),
            tuple(self.floors[number] for number in range(len(self.pool.types))),
        )

    def _used(self) -> list[tuple[Counts, float]]:
        """The panels of the last solution, their shares exactly 1 together."""
        pairs = zip(self.known, self.shares, strict=True)
        used = [(panel, share) for panel, share in pairs if share > 1e-9]
        whole = sum(share for _, share in used)
        return [(panel, share / whole) for panel, share in used]
