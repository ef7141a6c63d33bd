"""Choosing from those who signed up (遴选): one port, and a rule behind it for each name.

A rule is a pure function of the sheet and a seed; the fair draw will stand behind the same port.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contracts.event import DomainEvent
from contracts.events.registration import (
    RepresentativeSelected,
    ReserveListed,
    SelectionDecided,
)
from contracts.values import Count, Identifier, SelectionMethod, SelectionRule
from services._kit.decider import Refused
from services.registration.domain.order import Command, Order
from services.registration.domain.state import Representatives


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who is selected, and who stands in reserve, the next in line first."""

    selected: tuple[str, ...]
    reserve: tuple[str, ...]


Choose = Callable[[Sequence[str], int, int, str], Chosen]
"""(people in the order of sign-up, seats, reserve, seed) → who is chosen."""


class RunSelection(Command):
    """Choose representatives from a sheet whose sign-up is over.

    ``seed`` comes from outside for a draw; ``persons`` in their order is the unit's own decision.
    """

    rule: SelectionRule
    seats: Count
    reserve: Count = 0
    seed: Identifier | None = None
    persons: tuple[Identifier, ...] = ()


def first_come(pool: Sequence[str], seats: int, reserve: int, _seed: str) -> Chosen:
    """In the order of sign-up."""
    return Chosen(tuple(pool[:seats]), tuple(pool[seats : seats + reserve]))


def draw(pool: Sequence[str], seats: int, reserve: int, seed: str) -> Chosen:
    """In the order of SHA-256 of seed and id: the order of sign-up has no part in it."""
    return first_come(sorted(pool, key=lambda it: (_lot(seed, it), it)), seats, reserve, seed)


def decided_by_unit(persons: Sequence[str]) -> Choose:
    """Those whom the unit names, in its order."""

    def choose(pool: Sequence[str], seats: int, reserve: int, seed: str) -> Chosen:
        if not set(persons) <= set(pool):
            raise Refused("not_on_sheet", "所选人员中有人没有报名或已经退出。", "persons")
        return first_come(list(dict.fromkeys(persons)), seats, reserve, seed)

    return choose


def _lot(seed: str, person: str) -> bytes:
    return hashlib.sha256(f"{seed}\n{person}".encode()).digest()


def pool_hash(pool: Sequence[str]) -> str:
    """The hash of the ids in the order of sign-up, one a line."""
    return hashlib.sha256("".join(f"{person}\n" for person in pool).encode()).hexdigest()


def run_selection(order: Order[RunSelection], state: Representatives) -> list[DomainEvent]:
    """Choose once a session; afterwards people move up from the reserve."""
    command, session = order.command, order.command.session
    if (known := state.decided.get(session)) is not None:
        given = (command.rule, command.seats, command.reserve, command.seed)
        if (known.rule, known.seats, known.reserve, known.seed) == given:
            return []
        raise Refused("already_decided", "这个场次已经遴选过，空出的名额请从候补人员中递补。")
    if state.cancelled(session):
        raise Refused("cancelled", "活动或场次已经取消，或改为线上举办。")
    if state.window(session) is None:
        raise Refused("not_opened", "报名还没有开始。", "session")
    if state.open_at(order.at, session):
        raise Refused("still_open", "报名还没有截止，截止后才能遴选。")
    on_sheet = sorted(
        (it.number, place[1], it.category)
        for place, it in state.signed_up.items()
        if place[0] == session and not state.holds(place)
    )
    pool = [person for _, person, _ in on_sheet]
    category = {person: kind for _, person, kind in on_sheet}
    chosen = _rule(command)(pool, command.seats, command.reserve, command.seed or "")
    about = {**order.subject, "session": session}
    return [
        SelectionDecided(
            **about,
            rule=command.rule,
            seats=command.seats,
            reserve=command.reserve,
            pool=len(pool),
            pool_sha256=pool_hash(pool),
            seed=command.seed,
        ),
        *(
            RepresentativeSelected(
                **about,
                person=person,
                category=category[person],
                method=SelectionMethod.OPEN_SELECTION,
            )
            for person in chosen.selected
        ),
        *(
            ReserveListed(**about, person=person, category=category[person], rank=rank)
            for rank, person in enumerate(chosen.reserve, start=1)
        ),
    ]


def _rule(command: RunSelection) -> Choose:
    match command.rule:
        case SelectionRule.FIRST_COME:
            return first_come
        case SelectionRule.DRAW:
            if command.seed is None:
                raise Refused("no_seed", "抽签需要随机种子。", "seed")
            return draw
        case SelectionRule.UNIT_DECISION:
            if not command.persons:
                raise Refused("nobody_named", "请选择至少一名代表。", "persons")
            return decided_by_unit(command.persons)
