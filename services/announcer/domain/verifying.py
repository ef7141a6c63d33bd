"""What was found on the page of a publication becomes a fact when it differs from the last one."""

from typing import Literal

from contracts.event import DomainEvent
from contracts.events.announcer import (
    PublicationFoundChanged,
    PublicationFoundMissing,
    PublicationVerified,
)
from contracts.values import Entry, Identifier, NoticeElement, Sha256
from services.announcer.domain.order import Command
from services.announcer.domain.state import Activity, Seen


class Found(Command):
    """What a look at a page came to; ``text_sha256`` where the text, or some of it, is there."""

    state: Literal["as_published", "changed", "not_there", "gone"]
    text_sha256: Sha256 | None = None
    lacks: tuple[NoticeElement, ...] = ()


class RecordLook(Command):
    """Record a look at a publication, named by its event; ``entry`` is how it became known."""

    publication: Identifier
    entry: Entry
    found: Found


def record_look(command: RecordLook, state: Activity) -> list[DomainEvent]:
    """Nothing if it is as it was, or if a page that a person entered never showed the text.

    Many platforms show a machine something else than people; a page that is gone is gone for all.
    """
    found = command.found
    before = state.looks.get(command.publication)
    text = None if before is None else before.text
    never_seen = text is None and command.entry is Entry.MANUAL
    if never_seen and found.state in {"changed", "not_there"}:
        return []
    event = _event(command, state, text)
    return [] if before is not None and before.last == event else [event]


def _event(command: RecordLook, state: Activity, text: str | None) -> Seen:
    about = {**state.subject(), "publication": command.publication}
    found = command.found
    if found.state in {"gone", "not_there"}:
        return PublicationFoundMissing(**about, reason=found.state)
    about["text_sha256"] = found.text_sha256
    if found.state == "as_published" and text in {None, found.text_sha256}:
        return PublicationVerified(**about)
    return PublicationFoundChanged(**about, lacks=found.lacks)
