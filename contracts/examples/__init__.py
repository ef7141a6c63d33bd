"""One realistic example of every event: what a reader can count on to meet."""

from contracts.event import DomainEvent
from contracts.examples import (
    announcer,
    compliance,
    drawing,
    livestream,
    registration,
)

_SERVICES = (
    announcer,
    registration,
    drawing,
    livestream,
    compliance,
)
EXAMPLES: dict[str, DomainEvent] = {
    event.ce_type(): event for service in _SERVICES for event in service.EXAMPLES
}
"""By CloudEvents type, one example of each event."""
