"""The draw's last step (揭晓): the seed picks a panel, and whoever left since is replaced.

Everything follows from the sealed text and the seed, so it is worked out here, in the decision:
two who reveal at once can only say the same.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contracts.event import DomainEvent
from contracts.events.registration import (
    DrawRevealed,
    DrawSealed,
    RepresentativeSelected,
    ReserveListed,
    SelectionDecided,
)
from contracts.values import Identifier, MovedUp, SelectionMethod, SelectionRule
from services._kit.decider import Refused
from services.registration.domain.choosing import pool_hash
from services.registration.domain.draw import announced_draw, refuse_cancelled
from services.registration.domain.draw_state import seed_of, terms_of
from services.registration.domain.order import Command, Order
from services.registration.domain.state import Representatives
from services.registration.drawing.bundle import Revealed, reveal
from services.registration.drawing.checker import check_draw
from services.registration.drawing.terms import Applicant, Terms


class RevealDraw(Command):
    """Draw. ``sealed`` is the sealed text and ``persons`` whose number is which, both from rows.

    Nobody (None) has the number of a person who was erased. ``seed`` is what the caller knows of.
    """

    seed: str
    sealed: str
    persons: tuple[Identifier | None, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which panel it is, and by number who has a seat and who stands in reserve by now."""

    bundle: Revealed
    seated: tuple[int, ...]
    waiting: tuple[tuple[int, int], ...]
    """Rank and number of those in reserve, the next in line first."""

    moved_up: tuple[MovedUp, ...]


def reveal_draw(order: Order[RevealDraw], state: Representatives) -> list[DomainEvent]:
    """Once and for all."""
    command, session = order.command, order.command.session
    draw = announced_draw(state, session)
    if draw.revealed is not None:
        return []
    refuse_cancelled(state, session)
    if draw.sealed is None:
        raise Refused("not_sealed", "名单还没有封存。")
    if draw.seed is None:
        raise Refused("no_seed", "随机数还没有录入。")
    _refuse_other(command, draw.seed.value, draw.sealed)
    who = {number: it for number, it in enumerate(command.persons, start=1) if it is not None}
    pool = set(state.pool(session))
    here = {number for number, person in who.items() if person in pool}
    seed = seed_of(draw.source, draw.seed)
    found = worked_out(terms_of(draw.announced), command.sealed, reveal(command.sealed, seed), here)
    about = {**order.subject, "session": session}

    def category(person: str) -> dict[str, Any]:
        return {"person": person, "category": state.signed_up[session, person].category}

    return [
        SelectionDecided(
            **about,
            rule=SelectionRule.DRAW,
            seats=draw.announced.seats,
            reserve=draw.announced.reserve,
            pool=draw.sealed.pool,
            pool_sha256=draw.sealed.pool_sha256,
            seed=_sha256(draw.seed.value),
        ),
        # By id: in the order of the numbers, the facts would tell whose number is which.
        *(
            RepresentativeSelected(
                **about, **category(person), method=SelectionMethod.OPEN_SELECTION
            )
            for person in sorted(who[number] for number in found.seated)
        ),
        *(
            ReserveListed(**about, **category(who[number]), rank=rank)
            for rank, number in found.waiting
        ),
        DrawRevealed(
            **about,
            panel=found.bundle.panel,
            drawn=found.bundle.drawn,
            reserve=found.bundle.reserve,
            moved_up=found.moved_up,
            result_sha256=json.loads(found.bundle.text.splitlines()[-1])["hash"],
            bundle_sha256=_sha256(found.bundle.text),
        ),
    ]


def _refuse_other(command: RevealDraw, seed: str, sealed: DrawSealed) -> None:
    """The very list that was sealed; its ids are hashed while nobody of it was erased."""
    everybody = [it for it in command.persons if it is not None]
    whole = len(everybody) == len(command.persons)
    if (
        command.seed != seed
        or _sha256(command.sealed) != sealed.sealed_sha256
        or len(command.persons) != sealed.pool
        or (whole and pool_hash(everybody) != sealed.pool_sha256)
    ):
        raise Refused("changed_meanwhile", "名单或随机数刚刚有变化，请重新揭晓。")


def worked_out(terms: Terms, sealed: str, bundle: Revealed, here: set[int]) -> Outcome:
    """Who of the drawn is still ``here``, and who of the reserve moves up for the others.

    The panel stays as it was drawn. A seat goes to the first in reserve with whom the quotas hold,
    and if they hold with nobody, to the first.
    """
    applicants, panels = _read(sealed)
    check_draw(terms, list(applicants.values()), panels, bundle.drawn, bundle.reserve)
    seated = [number for number in bundle.drawn if number in here]
    waiting = [
        (rank, number) for rank, number in enumerate(bundle.reserve, start=1) if number in here
    ]
    moved_up = []
    for gone in sorted(set(bundle.drawn) - here):
        if not waiting:
            moved_up.append(MovedUp(entry=gone))
            continue
        chosen = next(
            (it for it in waiting if holds(terms, applicants, [*seated, it[1]])), waiting[0]
        )
        waiting.remove(chosen)
        seated.append(chosen[1])
        moved_up.append(MovedUp(entry=gone, by=chosen[1], rank=chosen[0]))
    return Outcome(bundle, tuple(seated), tuple(waiting), tuple(moved_up))


def holds(terms: Terms, applicants: dict[int, Applicant], seated: Sequence[int]) -> bool:
    """Whether the quotas can hold with these people, however the seats still free are filled."""
    free = terms.seats - len(seated)
    for quota in terms.quotas:
        count = sum((quota.attribute, quota.value) in applicants[it].values for it in seated)
        if count > quota.at_most or count + free < quota.at_least:
            return False
    return True


def _read(sealed: str) -> tuple[dict[int, Applicant], list[list[int]]]:
    """The applicants by number and the panels, as the sealed text has them."""
    lines = [json.loads(line) for line in sealed.splitlines()]
    applicants = {
        line["number"]: Applicant(line["leaf"], tuple(line["values"].items()))
        for line in lines
        if line["kind"] == "entry"
    }
    return applicants, [line["members"] for line in lines if line["kind"] == "panel"]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
