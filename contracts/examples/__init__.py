"""One realistic example of every event: what a reader can count on to meet."""

from contracts.event import DomainEvent
from contracts.examples import announcer, compliance, livestream, registration

EXAMPLES: dict[str, DomainEvent] = {
    event.ce_type(): event
    for service in (announcer, registration, livestream, compliance)
    for event in service.EXAMPLES
}
"""By CloudEvents type, one example of each event."""
