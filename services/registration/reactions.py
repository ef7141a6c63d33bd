"""Facts from elsewhere that make registration act. Pure."""

from collections.abc import Sequence

from contracts.envelope import Envelope
from contracts.events.announcer import EventCancelled
from services._kit.reactions import Reaction
from services.registration.domain.order import Order
from services.registration.domain.sign_up import CloseCancelledSignUp


def close_sign_up(
    envelope: Envelope, event: EventCancelled, _known: None
) -> Sequence[tuple[str, object]]:
    """Nobody shall sign up for what will not take place."""
    order = Order(
        programme=event.programme,
        activity=event.activity,
        command=CloseCancelledSignUp(session=event.session),
        by="reaction",
        at=envelope.recorded_at,
    )
    return [(f"sign_up:{event.programme}:{event.activity}", order)]


REACTIONS = (Reaction(name="close-sign-up", event=EventCancelled, react=close_sign_up),)
