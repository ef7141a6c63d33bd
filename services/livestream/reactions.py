"""Facts from elsewhere that make livestream act. Pure."""

from collections.abc import Sequence

from contracts.envelope import Envelope
from contracts.events.announcer import EventCancelled
from services._kit.reactions import Reaction
from services.livestream.domain.stream import Order, StopCancelledStreams


def end_stream(
    envelope: Envelope, event: EventCancelled, _known: None
) -> Sequence[tuple[str, object]]:
    """A cancelled activity is not streamed."""
    command = StopCancelledStreams(session=event.session, cause=str(envelope.id))
    order = Order(event.programme, event.activity, command)
    return [(f"stream:{event.programme}:{event.activity}", order)]


REACTIONS = (Reaction(name="end-stream", event=EventCancelled, react=end_stream),)
