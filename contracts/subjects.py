"""Where an event is found: ``ev.<service>.<epoch>.<event-name>.<programme>.<activity or _>``."""

import re
from functools import lru_cache

NO_ACTIVITY = "_"
TOKEN = re.compile(r"^[A-Za-z0-9_-]+$")


def stream_name(service: str, epoch: int) -> str:
    """The JetStream stream of one service and epoch, such as ``EV_ANNOUNCER_1``."""
    return f"EV_{service.upper()}_{epoch}"


@lru_cache(1_024)
def subject_for(
    service: str, epoch: int, event_name: str, programme: str, activity: str | None
) -> str:
    """The subject of one event; raises ``ValueError`` for a token NATS would not take."""
    tokens = (service, str(epoch), event_name, programme, activity or NO_ACTIVITY)
    for token in tokens:
        if not TOKEN.fullmatch(token):
            msg = f"not a subject token: {token!r}"
            raise ValueError(msg)
    return ".".join(("ev", *tokens))


def subject_filter(service: str, epoch: int, event_name: str | None = None) -> str:
    """All subjects of one service and epoch, or those of one event name."""
    return f"ev.{service}.{epoch}.{event_name}.>" if event_name else f"ev.{service}.{epoch}.>"
