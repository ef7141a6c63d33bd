"""Choosing from those who signed up (遴选): one port, and a rule behind it for each name.

A rule is a pure function of the sheet. A draw is none of them: it is a procedure (``draw``).
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


Choose = Callable[[Sequence[str], int, int], Chosen]
"""(people in the order of sign-up, seats, reserve) → who is chosen."""


class RunSelection(Command):
    """Choose representatives from a sheet whose sign-up is over.

    ``persons`` in their order is the unit's own decision.
    """

    rule: SelectionRule
    seats: Count
    reserve: Count = 0
    persons: tuple[Identifier, ...] = ()


def first_come(pool: Sequence[str], seats: int, reserve: int) -> Chosen:
    """In the order of sign-up."""
    return Chosen(tuple(pool[:seats]), tuple(pool[seats : seats + reserve]))


def decided_by_unit(persons: Sequence[str]) -> Choose:
    """Those whom the unit names, in its order."""

    def choose(pool: Sequence[str], seats: int, reserve: int) -> Chosen:
        if not set(persons) <= set(pool):
            raise Refused("not_on_sheet", "所选人员中有人没有报名或已经退出。", "persons")
        return first_come(list(dict.fromkeys(persons)), seats, reserve)

    return choose


def pool_hash(pool: Sequence[str]) -> str:
    """The hash of the ids in the order of sign-up, one a line."""
    return hashlib.sha256("".join(f"{person}\n" for person in pool).encode()).hexdigest()


def run_selection(order: Order[RunSelection], state: Representatives) -> list[DomainEvent]:
    """Choose once a session; afterwards people move up from the reserve."""
    command, session = order.command, order.command.session
    if (known := state.decided.get(session)) is not None:
        given = (command.rule, command.seats, command.reserve)
        if (known.rule, known.seats, known.reserve) == given:
            return []
        raise Refused("already_decided", "这个场次已经遴选过，空出的名额请从候补人员中递补。")
    if state.cancelled(session):
        raise Refused("cancelled", "活动或场次已经取消，或改为线上举办。")
    if state.window(session) is None:
        raise Refused("not_opened", "报名还没有开始。", "session")
    if state.open_at(order.at, session):
        raise Refused("still_open", "报名还没有截止，截止后才能遴选。")
    pool = state.pool(session)
    _refuse_beside_draw(state, command, len(pool))
    category = {person: state.signed_up[session, person].category for person in pool}
    chosen = _rule(command)(pool, command.seats, command.reserve)
    about = {**order.subject, "session": session}
    return [
        SelectionDecided(
            **about,
            rule=command.rule,
            seats=command.seats,
            reserve=command.reserve,
            pool=len(pool),
            pool_sha256=pool_hash(pool),
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


def _refuse_beside_draw(state: Representatives, command: RunSelection, pool: int) -> None:
    """Where a draw was announced and there are no more people than seats, all are chosen."""
    draw = state.draws.get(command.session)
    if draw is None:
        return
    if draw.seals or pool > draw.announced.seats:
        raise Refused(
            "draw_announced", "这个场次已经公布抽签办法，报名多于名额，应当抽签。", "rule"
        )
    if command.rule is SelectionRule.UNIT_DECISION or command.seats < pool:
        raise Refused(
            "draw_announced", "这个场次已经公布抽签办法，报名不多于名额，应当全部入选。", "rule"
        )


def _rule(command: RunSelection) -> Choose:
    match command.rule:
        case SelectionRule.FIRST_COME:
            return first_come
        case SelectionRule.DRAW:
            raise Refused(
                "drawn_openly", "抽签分承诺、截止、随机数、揭晓四步，请到抽签页面办理。", "rule"
            )
        case SelectionRule.UNIT_DECISION:
            if not command.persons:
                raise Refused("nobody_named", "请选择至少一名代表。", "persons")
            return decided_by_unit(command.persons)
