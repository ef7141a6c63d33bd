"""What is filed with the office: a change that was made, or one that is put to it before. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import Field

from contracts.values import BEIJING, ChangeKind, Day, Form, Identifier, Line
from services._web.forms import FormModel, Invalid
from services.announcer.arranging.fields import clock
from services.announcer.arranging.given import Clock
from services.announcer.domain.filing import FileChange
from services.announcer.domain.order import Command, GivenSession
from services.announcer.domain.planning import (
    CancelActivity,
    ChangeForm,
    ChangeVenue,
    RescheduleSession,
)
from services.announcer.queries import ActivityRow

Kind = Literal["reschedule", "outside_window", "cancellation", "form", "venue", "unit"]
OF_THE_ACTIVITY = {"form", "unit"}
"""Changes that are never one session's."""
_SAYS: dict[str, tuple[str, ...]] = {
    "reschedule": ("starts_on", "starts"),
    "outside_window": ("starts_on",),
    "cancellation": (),
    "form": ("form",),
    "venue": ("place",),
    "unit": ("lead_unit",),
}
"""Which fields say what a change is to; the first is needed."""


class Filing(FormModel):
    """A change that is on record already, put to the office by itself."""

    kind: Kind
    session: Identifier | None = None
    reason: Line

    def command(self, filing: str, now: Mapping[str, str | None]) -> FileChange:
        """What is filed is what is in force, by its kind; raises ``Invalid``."""
        value = now[self.kind]
        if value is None:
            raise Invalid({"kind": "现在的安排里没有这一项，请先办理变更。"})
        return _filed(self, filing, value)


class Asking(FormModel):
    """A change that is to be made once the office approves it (报批)."""

    kind: Kind
    session: Identifier | None = None
    starts_on: Day | None = None
    starts: Clock | None = Field(default=None, description="时刻，例如09:30")
    form: Form | None = None
    place: Line | None = None
    lead_unit: Identifier | None = None
    reason: Line

    def command(self, filing: str) -> FileChange:
        """What is to be, by its kind; raises ``Invalid``."""
        fields = _SAYS[self.kind]
        every = {it: getattr(self, it) for says in _SAYS.values() for it in says}
        needless = [it for it, value in every.items() if value is not None and it not in fields]
        if needless:
            raise Invalid(dict.fromkeys(needless, "所选的变更不填这一项，请清空。"))
        if fields and every[fields[0]] is None:
            raise Invalid({fields[0]: "所选的变更要填这一项。"})
        said = (str(every[it]) for it in fields if every[it] is not None)
        return _filed(self, filing, "T".join(said) or "cancelled")


def in_force(row: ActivityRow, session: str | None) -> dict[str, str | None]:
    """By kind of change, what is in force of it, in the grammar of ``ChangeKind``."""
    several = [it for it in row.sessions if session in {None, it.session}]
    first = several[0] if several else None
    at = clock(first.start_at) if first else None
    day = str(first.starts_on) if first else None
    gone = row.cancelled or any(it.cancelled for it in several)
    return {
        "reschedule": f"{day}T{at}" if day and at else day,
        "outside_window": day,  # as the first schedule's filing is matched: by its date alone
        "cancellation": "cancelled" if gone else None,
        "form": row.form,
        "venue": first.place if first else None,
        "unit": row.lead_unit,
    }


def filed_as(fact: str, command: Command, first: date, last: date) -> tuple[ChangeKind, str]:
    """A fact of this type that a command came to, in the grammar of ``ChangeKind``.

    ``first`` and ``last`` are the season's days: a date outside of them is filed as such.
    """
    match fact, command:
        case "EventRescheduled.v1", RescheduleSession(moved=moved):
            inside = first <= moved.starts_on and moved.ends_on <= last
            kind = ChangeKind.RESCHEDULE if inside else ChangeKind.OUTSIDE_WINDOW
            if moved.start_at is None:
                return kind, str(moved.starts_on)
            return kind, moved.start_at.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M")
        case "VenueChanged.v1", (
            RescheduleSession(moved=GivenSession(place=str(place))) | ChangeVenue(place=place)
        ):
            return ChangeKind.VENUE, place
        case "EventCancelled.v1", CancelActivity():
            return ChangeKind.CANCELLATION, "cancelled"
        case "FormChanged.v1", ChangeForm(form=form):
            return ChangeKind.FORM, form.value
        case _:
            raise TypeError(fact)


def _filed(given: Filing | Asking, filing: str, value: str) -> FileChange:
    session = None if given.kind in OF_THE_ACTIVITY else given.session
    return FileChange(
        filing=filing, kind=ChangeKind(given.kind), new_value=value, session=session,
        reason=given.reason,
    )  # fmt: skip
