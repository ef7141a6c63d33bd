"""Other eyes on a lottery and on a draw, before anything is recorded.

Knows nothing of how panels are found or drawn; counts again with nothing but the terms. What it
finds wrong is a fault of ours, never of the people at the desk: ``Unsound``.
"""

from collections import Counter
from collections.abc import Sequence

from .terms import Applicant, Terms


class Unsound(Exception):
    """The lottery or the draw breaks its own terms, or does not add up."""


def check(terms: Terms, applicants: Sequence[Applicant], panels: Sequence[Sequence[int]]) -> None:
    """Look over all panels; numbers count the applicants by leaf from 1."""
    ordered = sorted(applicants, key=lambda applicant: applicant.leaf)
    if not panels:
        raise Unsound("there is no panel")
    for number, panel in enumerate(panels, 1):
        _panel(terms, ordered, panel, f"panel {number}")
    turns = Counter(number for panel in panels for number in panel)
    if sum(turns.values()) != terms.seats * len(panels):
        raise Unsound("the chances do not sum to the seats")
    by_type: dict[object, set[int]] = {}
    for number, applicant in enumerate(ordered, 1):
        by_type.setdefault(applicant.values, set()).add(turns[number])
    for values, found in by_type.items():
        if max(found) - min(found) > 1:
            raise Unsound(f"equals have unequal chances: {values} {sorted(found)}")


def check_draw(
    terms: Terms,
    applicants: Sequence[Applicant],
    panels: Sequence[Sequence[int]],
    drawn: Sequence[int],
    reserve: Sequence[int],
) -> None:
    """Look over what was drawn: one of the panels that were sealed, and the reserves."""
    ordered = sorted(applicants, key=lambda applicant: applicant.leaf)
    _panel(terms, ordered, drawn, "the drawn panel")
    if set(drawn) not in map(set, panels):
        raise Unsound("the drawn panel was never sealed")
    if len(set(reserve)) != len(reserve):
        raise Unsound("somebody is in reserve twice")
    if set(reserve) & set(drawn):
        raise Unsound("somebody is drawn and in reserve")
    if not all(1 <= number <= len(ordered) for number in reserve):
        raise Unsound("somebody in reserve is no applicant")
    if len(reserve) != min(terms.reserve, len(ordered) - len(drawn)):
        raise Unsound(f"{len(reserve)} are in reserve instead of {terms.reserve}")


def _panel(terms: Terms, ordered: list[Applicant], panel: Sequence[int], name: str) -> None:
    if len(set(panel)) != len(panel):
        raise Unsound(f"{name} seats somebody twice")
    if not all(1 <= number <= len(ordered) for number in panel):
        raise Unsound(f"{name} seats somebody who is no applicant")
    if len(panel) != terms.seats:
        raise Unsound(f"{name} has {len(panel)} people for {terms.seats} seats")
    seats = Counter(pair for number in panel for pair in ordered[number - 1].values)
    for quota in terms.quotas:
        seated = seats[quota.attribute, quota.value]
        if not quota.at_least <= seated <= quota.at_most:
            raise Unsound(
                f"{name} has {seated} of {quota.attribute}={quota.value},"
                f" the quota is {quota.at_least} to {quota.at_most}"
            )
