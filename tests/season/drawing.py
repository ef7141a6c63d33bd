"""The draw in a rehearsal: sealed when sign-up closes, revealed by the text that was sealed."""

from datetime import datetime
from typing import Any

from contracts.event import DomainEvent
from contracts.events.registration import SignUpClosed
from deploy.local.season import PROGRAMME
from services.registration.domain.draw import AnnounceDraw
from services.registration.domain.draw_reveal import RevealDraw
from services.registration.domain.draw_seed import EnterSeed
from services.registration.domain.order import Order
from services.registration.domain.representatives import REPRESENTATIVES
from services.registration.domain.state import Representatives
from services.registration.drawing.terms import CATEGORY
from services.registration.draws.working import Entrant, Work, work_out
from tests.season.reacting import Own

DRAW_COMMANDS: dict[str, type[Any]] = {
    "draw": AnnounceDraw,
    "draw/seed": EnterSeed,
    "draw/reveal": RevealDraw,
}


def sealing(event: DomainEvent, state: Any, at: datetime) -> tuple[Own, Work] | None:
    """What the service does of its own accord once sign-up for a draw has closed."""
    if not isinstance(event, SignUpClosed) or not isinstance(state, Representatives):
        return None
    draw = state.draws.get(event.session)
    if draw is None:
        return None
    entrants = [
        Entrant(
            person,
            f"receipt-of-{person}",
            {CATEGORY: state.signed_up[event.session, person].category.value},
        )
        for person in sorted(state.pool(event.session))
    ]
    work = work_out(draw.announced, entrants)
    order = Order(PROGRAMME, event.activity, work.command, "timer", at)
    key = f"seal {event.activity} {event.session} {at}"
    return Own("registration", REPRESENTATIVES, event.activity, order, at, key), work


def revealing(state: Representatives, session: str | None, work: Work) -> dict[str, Any]:
    """What the service reads from its rows before it reveals."""
    seed = state.draws[session].seed
    assert seed is not None
    return {"seed": seed.value, "sealed": work.text, "persons": work.command.persons}
