"""Small pools, and the same questions answered the long way: every feasible panel, one by one."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import product

import highspy
import numpy as np
from hypothesis import strategies as st

from services.registration.drawing.terms import (
    Applicant,
    Attribute,
    Quota,
    SeedSource,
    Terms,
    Values,
)

SOURCE = SeedSource(
    "drand第3388166轮",
    "https://drand.example/public/3388166",
    datetime(2023, 10, 12, 2, tzinfo=UTC),
    "64位小写十六进制",
    "[0-9a-f]{64}",
)
CATEGORY = Attribute(
    "category",
    "代表类别",
    (("parent", "家长代表"), ("enterprise", "企业代表"), ("other", "其他群众")),
)
AGE = Attribute("age", "年龄", (("18_35", "18—35岁"), ("36_59", "36—59岁"), ("60", "60岁及以上")))
SEX = Attribute("sex", "性别", (("f", "女"), ("m", "男")))
FIRST = Attribute("first", "是否首次", (("yes", "首次参加"), ("no", "参加过")))


def terms(
    seats: int,
    quotas: Sequence[tuple[str, int, int]],
    attributes: Sequence[Attribute] = (CATEGORY, AGE),
    reserve: int = 2,
) -> Terms:
    """Terms with quotas as (value, at least, at most)."""
    where = {value: it.key for it in attributes for value, _ in it.values}
    return Terms(
        programme="大兴区政务开放日",
        activity="走进局机关看司法服务",
        session="2023年10月13日",
        seats=seats,
        reserve=reserve,
        attributes=tuple(attributes),
        quotas=tuple(Quota(where[value], value, low, high) for value, low, high in quotas),
        seed_source=SOURCE,
    )


def people(
    kinds: Sequence[tuple[str, ...]], attributes: Sequence[Attribute] = (CATEGORY, AGE)
) -> tuple[Applicant, ...]:
    """One applicant for each of ``kinds``, the values in the order of the attributes."""
    keys = [attribute.key for attribute in attributes]
    return tuple(
        Applicant(
            hashlib.sha256(f"applicant {number}".encode()).hexdigest(),
            tuple(zip(keys, kind, strict=True)),
        )
        for number, kind in enumerate(kinds)
    )


def meeting_floors(men: int) -> tuple[Terms, tuple[Applicant, ...]]:
    """Infeasible without men; with three the panels are few, and leave the chances no play."""
    attributes = (CATEGORY, SEX, FIRST)
    kinds = [
        ("parent", "f", "no"),
        ("parent", "m", "yes"),
        ("parent", "m", "no"),
        *[("enterprise", "m", "yes")] * 3,
        ("enterprise", "m", "no"),
        *[("other", "f", "yes")] * 2,
        ("other", "m", "no"),
    ]
    quotas = [("f", 0, 2), ("yes", 3, 3), ("parent", 2, 2), ("m", 0, men)]
    return terms(5, quotas, attributes), people(kinds, attributes)


@st.composite
def draws(
    draw: st.DrawFn, attributes: Sequence[Attribute] | None = None
) -> tuple[Terms, tuple[Applicant, ...]]:
    """A pool of at most 12 with some quotas, which may contradict each other or the pool."""
    attributes = attributes or draw(
        st.sampled_from([(CATEGORY,), (CATEGORY, SEX), (CATEGORY, AGE), (CATEGORY, SEX, FIRST)])
    )
    kinds = draw(
        st.lists(
            st.tuples(*(st.sampled_from([key for key, _ in it.values]) for it in attributes)),
            min_size=1,
            max_size=12,
        )
    )
    seats = draw(st.integers(1, 5))
    values = [key for it in attributes for key, _ in it.values]
    bounded = draw(st.lists(st.sampled_from(values), max_size=4, unique=True))
    quotas = []
    for value in bounded:
        low = draw(st.integers(0, 3))
        quotas.append((value, low, low + draw(st.integers(0, 3))))
    return terms(seats, quotas, attributes), people(kinds, attributes)


def every_panel(
    terms: Terms, applicants: Sequence[Applicant]
) -> tuple[list[Values], list[int], list[tuple[int, ...]]]:
    """The types, their sizes, and every feasible panel as counts of them."""
    sizes = Counter(applicant.values for applicant in applicants)
    types = sorted(sizes)
    panels = [
        counts
        for counts in product(*(range(min(sizes[it], terms.seats) + 1) for it in types))
        if sum(counts) == terms.seats and keeps(terms, types, counts)
    ]
    return types, [sizes[it] for it in types], panels


def keeps(terms: Terms, types: Sequence[Values], counts: Sequence[int]) -> bool:
    """Whether a panel keeps the quotas."""
    for quota in terms.quotas:
        seated = sum(
            count
            for values, count in zip(types, counts, strict=True)
            if dict(values)[quota.attribute] == quota.value
        )
        if not quota.at_least <= seated <= quota.at_most:
            return False
    return True


def leximin_the_long_way(sizes: Sequence[int], panels: Sequence[tuple[int, ...]]) -> list[float]:
    """Leximin chances over all panels, one type at a time and without dual prices.

    Raise the minimum of the open types; an open type that cannot be above it while the others
    keep theirs stays there.
    """
    shares = np.array(panels) / np.array(sizes)
    fixed: dict[int, float] = {}
    while len(fixed) < len(sizes):
        minimum = _most(shares, fixed, None, 0.0)
        held = {
            number
            for number in range(len(sizes))
            if number not in fixed and _most(shares, fixed, number, minimum) < minimum + 1e-7
        }
        fixed |= dict.fromkeys(held, minimum)
    return [fixed[number] for number in range(len(sizes))]


def _most(shares: np.ndarray, fixed: dict[int, float], wanted: int | None, minimum: float) -> float:
    """The most the minimum, or one wanted type, can be when the others keep what they have."""
    many, kinds = shares.shape
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.silent()
    highs.addVars(many + 1, np.zeros(many + 1), np.ones(many + 1))  # probabilities, the minimum
    columns = np.arange(many + 1, dtype=np.int32)
    highs.addRow(1.0, 1.0, many, columns[:many], np.ones(many))
    for number in range(kinds):
        low = fixed[number] - 1e-9 if number in fixed else 0.0
        row = np.append(shares[:, number], 0.0 if number in fixed else -1.0)
        highs.addRow(low, highspy.kHighsInf, many + 1, columns, row)
    goal = np.append(np.zeros(many), 1.0)
    if wanted is not None:
        highs.changeColBounds(many, minimum - 1e-9, 1.0)
        goal = np.append(shares[:, wanted], 0.0)
    highs.changeColsCost(many + 1, columns, goal)
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    highs.run()
    return float(highs.getInfo().objective_function_value)
