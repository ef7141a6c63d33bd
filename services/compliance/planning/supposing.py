"""Facts that nobody recorded: what would be known if an activity moved, or changed its form.

A supposed fact carries a source that no service has. So it is told from a recorded one wherever it
goes, and no log could take it. It is said after everything that is known at its moment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from contracts.envelope import Envelope
from contracts.event import DomainEvent
from contracts.events.announcer import (
    EventCancelled,
    EventRescheduled,
    EventScheduled,
    FormChanged,
)
from contracts.registry import schema_of
from contracts.values import BEIJING, Form, SelectionMethod, Session
from services._web.faults import BadField
from services.compliance.judging.case import Programme
from services.compliance.judging.facts import Fact, in_order
from services.compliance.judging.history import History, Reading
from services.compliance.rules.pack import Pack, Span

SOURCE = "/supposed"
NO_HASH = "0" * 64
REASON = "推算"


@dataclass(frozen=True, slots=True)
class Supposition:
    """What is supposed of one activity; what is absent stays as it is.

    ``session`` may be absent where only one stands. A date alone keeps the clock times.
    """

    starts_on: date | None = None
    session: str | None = None
    form: Form | None = None
    cancelled: bool = False
    ends_on: date | None = None
    start_time: time | None = None
    methods: tuple[SelectionMethod, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherRules:
    """Other numbers of days than the pack's."""

    notice: Span | None = None
    materials: Span | None = None

    def of(self, pack: Pack) -> Pack:
        """The pack with these numbers, amended or not; a notice's elements stand in the notice."""
        changed: dict[str, object] = {}
        if self.notice is not None:
            changed["notice_days"] = dict.fromkeys(Form, self.notice)
            changed["element_days"] = changed["notice_days"]
        if self.materials is not None:
            changed["materials_days"] = self.materials
        amendments = tuple(each.model_copy(update=changed) for each in pack.amendments)
        return pack.model_copy(update={**changed, "amendments": amendments})


def is_supposed(fact: Fact) -> bool:
    """Whether nobody recorded it."""
    return fact.envelope.source == SOURCE


def history_at(programme: Programme, activity: str, now: datetime) -> History:
    """The cautious history of an activity as it was on record."""
    facts = programme.activities[activity].values()
    return History(in_order(fact for fact in facts if fact.recorded_at <= now), Reading())


def suppose(programme: Programme, events: Sequence[DomainEvent], now: datetime) -> Programme:
    """The programme in memory with these events as facts of ``now``."""
    return programme.add(_fact(event, number, now) for number, event in enumerate(events, 1))


def supposed(
    programme: Programme, activity: str, wish: Supposition, now: datetime
) -> tuple[DomainEvent, ...]:
    """The facts that would be recorded; none where all is so already.

    Raises ``BadField`` for what could not be recorded.
    """
    history = history_at(programme, activity, now)
    wanted = wish.cancelled or wish.starts_on or wish.form or wish.methods
    if wanted and history.cancelled_by is not None:
        raise BadField("activity", "one that is not cancelled", "活动已经取消，不再改动。")
    if wish.cancelled and (wish.starts_on or wish.form):
        message = "取消以后没有改期和改形式，请只选一样。"
        raise BadField("cancelled", "no other change beside it", message)
    about: dict[str, Any] = {"programme": programme.id, "activity": activity}
    if wish.cancelled:
        if wish.session is not None:
            _standing(history, wish.session)
        return (EventCancelled(**about, session=wish.session, reason=REASON),)
    return tuple(_changes(history, wish, about, now))


def _changes(
    history: History, wish: Supposition, about: dict[str, Any], now: datetime
) -> Iterator[DomainEvent]:
    form, _ = history.form_at(now)
    if not history.all_sessions:
        if wish.starts_on is None:
            if wish.form is not None:
                raise BadField("starts_on", "a date", "活动还没有排期，请同时填写日期。")
            return
        if wish.session is not None:
            raise BadField("session", "no session", "活动还没有排期，没有可选的场次。")
        yield EventScheduled(
            **about,
            sessions=(_moved(None, wish, wish.starts_on),),
            form=wish.form,
            selection_methods=wish.methods,
        )
        return
    current: Session | None = None
    if wish.starts_on is not None:
        before = _chosen(history, wish.session)
        current = _moved(before, wish, wish.starts_on)
        if current != before:
            yield EventRescheduled(**about, moved=current, reason=REASON)
    if wish.form is not None and wish.form is not form:
        yield FormChanged(**about, form=wish.form, first_declaration=form is None)
    if set(wish.methods) - history.selection_methods:
        same = current or history.sessions[0].schedule
        yield EventScheduled(**about, sessions=(same,), selection_methods=wish.methods)


def _chosen(history: History, named: str | None) -> Session:
    if named is not None:
        return _standing(history, named)
    if len(history.sessions) > 1:
        names = ", ".join(session.id for session in history.sessions)
        raise BadField("session", f"one of {names}", "活动有多个场次，请选定一个。")
    return history.sessions[0].schedule


def _standing(history: History, named: str) -> Session:
    """A session that can still be changed."""
    for session in history.all_sessions:
        if session.id == named:
            if session.cancelled_by is not None:
                raise BadField("session", "one that is not cancelled", "这一场次已经取消。")
            return session.schedule
    raise BadField("session", "a session of the activity", "活动没有这一场次。")


def _moved(before: Session | None, wish: Supposition, to: date) -> Session:
    """The session on another date: as long as before, at the same hours, unless said otherwise."""
    if before is None:
        before = Session(session="s1", starts_on=to, ends_on=to)
    shift = to - before.starts_on
    ends_on = wish.ends_on or before.ends_on + shift
    if ends_on < to:
        message = f"结束日期早于开始日期（{to.isoformat()}），请改其中一个。"
        raise BadField("ends_on", "a date not before the start", message)
    start_at = before.start_at + shift if before.start_at else None
    end_at = before.end_at + (ends_on - before.ends_on) if before.end_at else None
    if wish.start_time is not None:
        start_at = datetime.combine(to, wish.start_time, BEIJING)
    if start_at is None or (end_at is not None and end_at <= start_at):
        end_at = None
    return Session(
        session=before.session,
        starts_on=to,
        start_at=start_at,
        ends_on=ends_on,
        end_at=end_at,
        place=before.place,
    )


def _fact(event: DomainEvent, number: int, now: datetime) -> Fact:
    about = getattr(event, "activity", None) or "_"
    name = f"{SOURCE}/{event.programme}/{about}/{event.ce_type()}/{number}"
    envelope = Envelope(
        id=uuid5(NAMESPACE_URL, name),
        type=event.ce_type(),
        source=SOURCE,
        subject=f"{event.programme}/{about}",
        time=now,
        recordedat=now,
        sequence=number,
        epoch=1,
        hash=NO_HASH,
        dataschema=schema_of(event.ce_type()),
        data=event.model_dump(mode="json"),
    )
    return Fact(envelope, event)


def without(programme: Programme, activity: str, kind: type[DomainEvent]) -> Programme:
    """The programme as if no fact of a kind had been said of an activity."""
    facts = programme.activities[activity]
    kept = {id_: fact for id_, fact in facts.items() if not isinstance(fact.event, kind)}
    return replace(programme, activities={**programme.activities, activity: kept})
