"""From terms and applicants to panels of which each is equally likely: ``prepare``.

Seats of a type go round its members, so two of one type differ by at most one panel of all, and
whose turn is first follows the leaf, never the sign-up. Every chance is a whole number of panels
out of ``many``; ``BOUND`` says how near the fairest chance it is.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import cycle, islice

from .feasible import Counts, Pool, pool_of
from .leximin import leximin
from .relaxing import Infeasible, Relaxation, relax
from .rounding import equally_likely
from .terms import Applicant, Terms, Values, in_order

__all__ = ["BOUND", "Infeasible", "Lottery", "Relaxation", "prepare", "told_never"]

FEW, MANY = 1_000, 10_000  # panels; many when the lowest chance is under 1 %
BOUND = 2  # no chance is as far as this many panels from the fairest one


@dataclass(frozen=True)
class Lottery:
    """Equally likely panels over numbered applicants; number n is the n-th by leaf."""

    applicants: tuple[Applicant, ...]
    panels: tuple[tuple[int, ...], ...]  # of numbers, ascending
    chances: tuple[int, ...]  # in how many panels number n sits, at n - 1
    fairest: tuple[float, ...]  # the leximin chance of number n, before rounding, at n - 1

    @property
    def many(self) -> int:
        """How many panels there are; each chance is so many of these."""
        return len(self.panels)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Each leaf's number."""
        return {applicant.leaf: number for number, applicant in enumerate(self.applicants, 1)}

    @cached_property
    def never(self) -> dict[Values, int]:
        """The kinds of applicants that fit no panel at all, with how many they are."""
        chances = zip(self.applicants, self.fairest, strict=True)
        found = Counter(applicant.values for applicant, chance in chances if not chance)
        return dict(sorted(found.items()))

    def chance(self, leaf: str) -> Fraction:
        """The exact chance of one applicant."""
        return Fraction(self.chances[self.numbers[leaf] - 1], self.many)


def prepare(terms: Terms, applicants: Iterable[Applicant]) -> Lottery:
    """The fairest lottery within the quotas; ``Infeasible`` explains when there is none."""
    ordered = in_order(terms, tuple(applicants))
    pool = pool_of(terms, ordered)
    distribution = leximin(pool)
    if distribution is None:
        raise relax(terms, pool)
    fairest = dict(zip(pool.types, distribution.chances, strict=True))
    lowest = min(chance for chance in distribution.chances if chance)
    many = FEW if round(lowest, 9) >= 0.01 else MANY  # the solver's 0.00999999999 is 1 %
    panels = _seated(pool, equally_likely(pool, distribution, many), ordered)
    chances = [0] * len(ordered)
    for panel in panels:
        for number in panel:
            chances[number - 1] += 1
    return Lottery(ordered, panels, tuple(chances), tuple(fairest[it.values] for it in ordered))


def told_never(terms: Terms, lottery: Lottery) -> str:
    """In plain Chinese, who is drawn by no seed whatever; empty when everybody may be."""
    kinds = [
        "、".join(terms.label(it.key, dict(values)[it.key]) for it in terms.attributes)
        + f"{many}人"
        for values, many in lottery.never.items()
    ]
    return f"按现在的名额范围，以下报名人抽不到：{'；'.join(kinds)}。" if kinds else ""


def _seated(
    pool: Pool, panels: tuple[Counts, ...], ordered: tuple[Applicant, ...]
) -> tuple[tuple[int, ...], ...]:
    """The panels with people on their seats: within a type everybody has a turn."""
    turns = [
        cycle([number for number, it in enumerate(ordered, 1) if it.values == values])
        for values in pool.types
    ]
    return tuple(
        tuple(
            sorted(
                number
                for turn, count in zip(turns, panel, strict=True)
                for number in islice(turn, count)
            )
        )
        for panel in panels
    )
