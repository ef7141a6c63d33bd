"""Evidence of inviting people: seats, their categories, and how they were filled."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from contracts.events.registration import (
    RepresentativeSelected,
    SeatConfirmed,
    SeatReleased,
    SignedUp,
    SignUpClosed,
    SignUpOpened,
    SignUpWithdrawn,
    SizeReasonRecorded,
)
from contracts.values import PersonCategory, SelectionMethod
from services.compliance.judging.facts import Fact
from services.compliance.rules.context import Context
from services.compliance.rules.deadlines import Deadline
from services.compliance.rules.evidence.found import NOTHING, Evidence

PUBLIC = frozenset({PersonCategory.PARENT, PersonCategory.ENTERPRISE, PersonCategory.OTHER_PUBLIC})
GROUPS: dict[str, frozenset[PersonCategory]] = {
    "区人大代表": frozenset({PersonCategory.NPC_DEPUTY}),
    "区政协委员": frozenset({PersonCategory.CPPCC_MEMBER}),
    "群众代表": PUBLIC,
    "媒体记者": frozenset({PersonCategory.MEDIA}),
}
PERCENT = 100

Seats = Mapping[str, tuple[Fact, SeatConfirmed]]


@lru_cache(maxsize=64)  # four requirements ask
def _seats(context: Context) -> Seats:
    """The seats of the session as they stood at its start, by person.

    Whom the policy excludes sits there, but is no representative.
    """
    excluded = context.values.excluded_categories
    seats: dict[str, tuple[Fact, SeatConfirmed]] = {}
    for fact, event in context.history.of(SeatConfirmed, SeatReleased):
        if fact.occurred_at > context.until_start or not context.about(event):
            continue
        if isinstance(event, SeatReleased):
            seats.pop(event.person, None)
        else:
            seats[event.person] = (fact, event)
    return {name: seat for name, seat in seats.items() if seat[1].category not in excluded}


def _groups(context: Context) -> dict[str, frozenset[PersonCategory]]:
    """The groups of representatives, without whom the policy excludes."""
    excluded = context.values.excluded_categories
    groups = {name: group.difference(excluded) for name, group in GROUPS.items()}
    return {name: group for name, group in groups.items() if group}


def _as_of_the_last(seats: Seats) -> Evidence:
    facts = tuple(fact for fact, _ in seats.values())
    return Evidence(done_at=max(fact.occurred_at for fact in facts), facts=facts)


def _facts(seats: Seats) -> tuple[Fact, ...]:
    return tuple(fact for fact, _ in seats.values())


def representative_seated(context: Context, _limit: Deadline | None) -> Evidence:
    """At least one confirmed seat in a named group; own staff and experts do not count."""
    named = frozenset[PersonCategory]().union(*_groups(context).values())
    seats = [fact for fact, seat in _seats(context).values() if seat.category in named]
    if not seats:
        return NOTHING
    first = min(seats, key=lambda fact: fact.order)
    return Evidence(done_at=first.occurred_at, facts=(first,))


def selection_method_recorded(context: Context, _limit: Deadline | None) -> Evidence:
    """At least one confirmed seat, and every one records how it was filled."""
    seats = _seats(context)
    unrecorded = [seat for _, seat in seats.values() if seat.method is None]
    if not seats or unrecorded:
        remark = f"{len(unrecorded)}个名额没有记明选取方式" if unrecorded else ""
        return Evidence(facts=_facts(seats), remark=remark)
    return _as_of_the_last(seats)


def about_the_size(context: Context, _limit: Deadline | None) -> Evidence:
    """All seats but own staff's are about as many as the policy says, or a reason is recorded."""
    seats = {
        person: (fact, seat)
        for person, (fact, seat) in _seats(context).items()
        if seat.category is not PersonCategory.OWN_STAFF
    }
    about, percent = context.values.about_people, context.values.about_tolerance_percent
    if seats and PERCENT * abs(len(seats) - about) <= percent * about:
        return _as_of_the_last(seats)
    for fact, reason in context.history.of(SizeReasonRecorded):
        concerns = context.session is None or reason.session in (None, context.session.id)
        if concerns and fact.occurred_at <= context.until_start:
            return Evidence(done_at=fact.occurred_at, facts=(*_facts(seats), fact))
    return Evidence(facts=_facts(seats), remark=f"已确认{len(seats)}人，没有记录原因")


def groups_represented(context: Context, _limit: Deadline | None) -> Evidence:
    """Every seat has a category, and each group that the policy names at least one."""
    seats = _seats(context)
    present = {seat.category for _, seat in seats.values()}
    missing = [name for name, group in _groups(context).items() if group.isdisjoint(present)]
    if not seats or missing or None in present:
        remark = f"缺少{'、'.join(missing)}" if seats and missing else ""
        return Evidence(facts=_facts(seats), remark=remark)
    return _as_of_the_last(seats)


def selected_from_sign_ups(context: Context, _limit: Deadline | None) -> Evidence:
    """The selection was made after sign-up closed, and only from those who signed up."""
    selected = {
        event.person: fact
        for fact, event in context.history.of(RepresentativeSelected)
        if event.method is SelectionMethod.OPEN_SELECTION
        and fact.occurred_at <= context.until_start
        and (context.session is None or event.session in (None, context.session.id))
    }
    facts = tuple(selected.values())
    if not selected:
        return NOTHING
    closed = [_closed_before(context, fact) for fact in facts]
    closing = tuple({fact.id: fact for fact in closed if fact is not None}.values())
    if None in closed:
        return Evidence(facts=(*closing, *facts), remark="报名截止前已确定代表")
    sheet = _sheet(context)
    strangers = sum(not _on(sheet.get(person, ()), fact) for person, fact in selected.items())
    if strangers:
        return Evidence(facts=(*closing, *facts), remark=f"{strangers}人没有报名")
    return Evidence(done_at=max(fact.occurred_at for fact in facts), facts=(*closing, *facts))


def _closed_before(context: Context, selection: Fact) -> Fact | None:
    """The end of sign-up that a selection followed; none if sign-up was not over then."""
    closed: Fact | None = None
    for fact, event in context.history.of(SignUpOpened, SignUpClosed):
        if context.about(event) and fact.occurred_at <= selection.occurred_at:
            closed = fact if isinstance(event, SignUpClosed) else None
    return closed


Entry = tuple[Fact, bool]
"""That a person signed up (true) or withdrew (false)."""


def _sheet(context: Context) -> dict[str, list[Entry]]:
    """Every person's sign-ups and withdrawals, by time."""
    sheet: dict[str, list[Entry]] = {}
    for fact, event in context.history.of(SignedUp, SignUpWithdrawn):
        sheet.setdefault(event.person, []).append((fact, isinstance(event, SignedUp)))
    return sheet


def _on(entries: Sequence[Entry], selection: Fact) -> bool:
    """Whether a person had signed up, and not withdrawn, when they were selected."""
    before = [entered for fact, entered in entries if fact.occurred_at <= selection.occurred_at]
    return bool(before) and before[-1]
