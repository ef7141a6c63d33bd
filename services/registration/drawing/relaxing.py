"""When no panel is feasible: the smallest change of the terms that makes one, in plain Chinese."""

from dataclasses import dataclass, replace
from typing import Literal

import highspy

from .feasible import Counts, Pool, add_columns, add_row, in_whole_numbers, solver
from .terms import Quota, Terms

Side = Literal["seats", "at_least", "at_most"]


@dataclass(frozen=True)
class Relaxation:
    """One bound to change; ``attribute`` and ``value`` are empty where it is the seats."""

    side: Side
    before: int
    after: int
    attribute: str = ""
    value: str = ""


class Infeasible(Exception):
    """No panel keeps the terms; ``relaxations`` together are the smallest change that helps."""

    def __init__(self, relaxations: tuple[Relaxation, ...], told: str) -> None:
        super().__init__(told)
        self.relaxations = relaxations
        self.told = told


def relax(terms: Terms, pool: Pool) -> Infeasible:
    """The smallest change in total; of several the one that keeps the quotas named first.

    With fewer applicants than seats everybody is seated, so the seats come down to the
    applicants and the quotas follow.
    """
    if not pool.sizes:
        return Infeasible((), "还没有人报名，无法抽签。")
    changes = smallest_change(terms, pool)
    return Infeasible(changes, _told(terms, pool, changes))


def smallest_change(terms: Terms, pool: Pool) -> tuple[Relaxation, ...]:
    """What has to give way; nothing where a panel is feasible, or nobody is there."""
    there = sum(pool.sizes)
    if not there:
        return ()
    fewer: tuple[Relaxation, ...] = ()
    if there < terms.seats:
        fewer = (Relaxation("seats", terms.seats, there),)
        pool = replace(pool, seats=there)
    return fewer + tuple(_quotas(terms, pool))


def relaxed(terms: Terms, changes: tuple[Relaxation, ...]) -> Terms:
    """The terms after the changes."""
    for change in changes:
        if change.side == "seats":
            terms = replace(terms, seats=change.after)
            continue
        terms = replace(terms, quotas=tuple(_changed(it, change) for it in terms.quotas))
    return terms


def _changed(quota: Quota, change: Relaxation) -> Quota:
    if (quota.attribute, quota.value) != (change.attribute, change.value):
        return quota
    if change.side == "at_least":
        return replace(quota, at_least=change.after)
    return replace(quota, at_most=change.after)


def _quotas(terms: Terms, pool: Pool) -> list[Relaxation]:
    """How far each bound must give way: the fewest in total, then as few of the first as can be."""
    highs = solver()
    people = add_columns(highs, pool.sizes)
    slack = add_columns(
        highs, [it for bound in pool.bounds for it in (bound.low, pool.seats)], price=1.0
    )
    add_row(highs, pool.seats, pool.seats, people, [1.0] * len(people))
    for number, bound in enumerate(pool.bounds):
        down, up = slack[2 * number : 2 * number + 2]
        ones = [1.0] * len(bound.types)
        add_row(highs, bound.low, highspy.kHighsInf, [*bound.types, down], [*ones, 1.0])
        add_row(highs, -highspy.kHighsInf, bound.high, [*bound.types, up], [*ones, -1.0])
    found = list(_solve(highs))[slack.start :]
    add_row(highs, sum(found), sum(found), slack, [1.0] * len(slack))
    for column in slack:
        for other in slack:
            highs.changeColCost(other, float(other == column))
        found = list(_solve(highs))[slack.start :]
        least = found[column - slack.start]
        highs.changeColBounds(column, least, least)
    changes = []
    for number, quota in enumerate(terms.quotas):
        down, up = found[2 * number : 2 * number + 2]
        about = {"attribute": quota.attribute, "value": quota.value}
        if down:
            changes.append(Relaxation("at_least", quota.at_least, quota.at_least - down, **about))
        if up:
            changes.append(Relaxation("at_most", quota.at_most, quota.at_most + up, **about))
    return changes


def _told(terms: Terms, pool: Pool, changes: tuple[Relaxation, ...]) -> str:
    pairs = [_words(terms, pool, change) for change in changes]
    if changes[0].side == "seats":
        return "；".join([pairs[0][0], *map("，".join, pairs[1:])]) + "。"
    if len(pairs) == 1:
        return "；".join(pairs[0]) + "就能抽签。"
    return "；".join(map("，".join, pairs)) + f"。改好这{len(pairs)}处就能抽签。"


def _words(terms: Terms, pool: Pool, change: Relaxation) -> tuple[str, str]:
    """What is wrong, and what to do."""
    there = sum(pool.sizes)
    if change.side == "seats":
        return (
            f"名额{terms.seats}人，只有{there}人报名，不用抽签；把名额改为{there}人，报名的人就全部入选",
            "",
        )
    label = terms.label(change.attribute, change.value)
    if change.side == "at_most":
        return f"{label}至多{change.before}人，名额坐不满", f"把上限改为{change.after}人"
    registered = sum(
        size
        for values, size in zip(pool.types, pool.sizes, strict=True)
        if (change.attribute, change.value) in values
    )
    why = "与其他名额范围不能同时满足"
    if registered == change.after:
        why = f"但只有{registered}人报名" if registered else "但没有人报名"
    return f"{label}至少{change.before}人，{why}", f"把下限改为{change.after}人"


def _solve(highs: highspy.Highs) -> Counts:
    answer = in_whole_numbers(highs, highs.getNumCol())
    if answer is None:
        raise ArithmeticError("the solver found no change that helps")
    return answer
