"""The present verdicts of every programme, renewed only where something may have changed.

A verdict changes by a fact about its row, or by time. So after facts only their rows are judged
again, those of sign-ups and questions hardly ever, and without facts nothing before
``valid_until``. Past moments are judged whole.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import asyncpg

from contracts.events.compliance import NOTIFIER_EVENTS
from services._kit.quarantine import Delivery
from services.compliance import views
from services.compliance.judging.assess import assess, assess_activity, next_transition
from services.compliance.judging.case import Facts, Programme
from services.compliance.judging.facts import Fact
from services.compliance.judging.idle import may_change
from services.compliance.judging.projection import Projection, Rules, rules_of
from services.compliance.rules.verdict import Verdict

PAST_MOMENTS = 32
"""How many past moments are kept; a wall is some hundreds of kilobytes."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """One programme as judged at ``as_of``; true until ``valid_until`` unless a fact arrives.

    Itself and no other: what was made of one is kept under it.

    ``rules`` is None before the import; then nothing is judged, and time changes nothing.
    """

    programme: Programme
    rules: Rules | None
    as_of: datetime
    verdicts: tuple[Verdict, ...]
    valid_until: datetime | None

    def knows(self, fact: Fact) -> bool:
        """Whether the verdicts rest on this fact, and it did not come while they were judged."""
        activity = fact.envelope.activity
        groups = self.programme.activities
        return fact.id in (self.programme.facts if activity is None else groups.get(activity, {}))

    def known_facts(self) -> list[Fact]:
        """Every fact of the programme that was recorded by ``as_of``."""
        groups = [self.programme.facts, *self.programme.activities.values()]
        return [
            fact for group in groups for fact in group.values() if fact.recorded_at <= self.as_of
        ]


@dataclass(slots=True)
class Board:
    """The memory of one process; it follows the committed rows of the fact table.

    It judges in a thread, one programme at a time: meanwhile the process answers.
    """

    projection: Projection = field(default_factory=Projection)
    arrived: dict[str, dict[str | None, Fact]] = field(default_factory=dict)
    """By programme and activity: the newest fact that came since the notifier last spoke."""
    _current: dict[str, Snapshot] = field(default_factory=dict)
    _past: OrderedDict[tuple[str, datetime], Snapshot] = field(default_factory=OrderedDict)
    _anew: int = 0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _judging: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def refresh(self, pool: asyncpg.Pool) -> views.Reached:
        """Take in what was committed since the last time; answers how far that is."""
        async with self._lock:
            reached = await views.reached(pool)
            if reached.anew != self._anew:
                self.projection, self._anew = Projection(), reached.anew
                self._current.clear()
            read = self.projection.positions
            async for facts in views.load_facts(pool, dict(read), reached.positions):
                self._add(facts)
            # What ends with no fact, as the notifier's own words, is not looked for again.
            read |= {name: max(end, read.get(name, 0)) for name, end in reached.positions.items()}
            return reached

    async def take(self, batch: Sequence[Delivery]) -> None:
        """Facts that were committed just now, where they follow what is here; or ``refresh`` does.

        So the process that projects need not ask for what it has in its hands.
        """
        taken = [it for it in batch if not isinstance(it.event, NOTIFIER_EVENTS)]
        async with self._lock:
            if taken and self._ends_before(taken[0]):
                self._add([Fact(it.envelope, it.event) for it in taken])

    def _ends_before(self, delivery: Delivery) -> bool:
        position = self.projection.positions.get(delivery.written.service, 0)
        return int(delivery.written.sequence) == position + 1

    def _add(self, facts: Sequence[Fact]) -> None:
        self.projection.add(facts)
        for fact in facts:
            newest = self.arrived.setdefault(fact.envelope.programme, {})
            newest[fact.envelope.activity] = fact
        self._past.clear()

    def forget(self, programme: str, arrived: Mapping[str | None, Fact]) -> None:
        """The notifier has told what these facts changed."""
        newest = self.arrived.get(programme, {})
        for activity, fact in arrived.items():
            if newest.get(activity) is fact:
                del newest[activity]

    def known(self) -> Mapping[str, Programme]:
        """The programmes of which there are facts."""
        return self.projection.programmes

    async def current(self, programme: str, now: datetime) -> Snapshot | None:
        """The verdicts at ``now``, or a little later: no fact that we have lies in its future."""
        async with self._judging:
            known = self.projection.programmes.get(programme)
            if known is None:
                return None
            projection = self.projection
            now = max(now, projection.latest[programme])
            old = self._current.get(programme)
            if old is not None and old.programme is known and _still_true(old, now):
                return old
            if old is not None and _stands(old, known, now):  # no thread for what is at hand
                made = replace(old, programme=known, as_of=max(now, old.as_of))
            else:
                made = await asyncio.to_thread(_renewed, old, known, now)
            if self.projection is projection:  # or the facts were read anew meanwhile
                self._current[programme] = made
            return made

    async def at(self, programme: str, as_of: datetime) -> Snapshot | None:
        """The verdicts at a past moment, from the facts that were recorded by then."""
        key = (programme, as_of)
        async with self._judging:
            known = self.projection.programmes.get(programme)
            if known is None:
                return None
            if (found := self._past.get(key)) is None:
                found = await asyncio.to_thread(_judged, known, as_of)
            if self.projection.programmes.get(programme) is known:  # still, or it is outdated
                self._past[key] = found
                self._past.move_to_end(key)
            if len(self._past) > PAST_MOMENTS:
                self._past.popitem(last=False)
            return found


def _judged(known: Programme, as_of: datetime) -> Snapshot:
    rules = rules_of(known, as_of)
    if rules is None:
        return Snapshot(known, None, as_of, (), None)
    verdicts = assess(rules.pack, rules.calendar, known, as_of)
    until = next_transition(known, verdicts, as_of)
    return Snapshot(known, rules, as_of, tuple(verdicts), until)


def _renewed(old: Snapshot | None, known: Programme, now: datetime) -> Snapshot:
    if old is None:
        return _judged(known, now)
    touched = _touched(old, known)
    of_plan = {plan.activity for plan in old.programme.planned if not plan.routine}
    moment = max(now, old.as_of)
    rules, until = old.rules, old.valid_until
    if (
        rules is None
        or until is None
        or moment >= until
        or known.facts != old.programme.facts
        or not of_plan.issuperset(touched)
    ):
        return _judged(known, moment)
    renewed = {
        (verdict.row, verdict.code): verdict
        for activity in touched
        for verdict in assess_activity(rules.pack, rules.calendar, known, activity, moment)
    }
    verdicts = tuple(renewed.get((verdict.row, verdict.code), verdict) for verdict in old.verdicts)
    only_touched = Programme(known.id, activities=touched)
    until = min(until, next_transition(only_touched, renewed.values(), moment))
    return Snapshot(known, rules, moment, verdicts, until)


def _touched(old: Snapshot, known: Programme) -> dict[str, Facts]:
    """The activities about which something came that may change a verdict, with their facts."""
    before = old.programme.activities
    return {
        activity: facts
        for activity, facts in known.activities.items()
        if facts is not before.get(activity) and may_change(before.get(activity, {}), facts)
    }


def _stands(old: Snapshot, known: Programme, now: datetime) -> bool:
    """Whether what came, if anything, changed no verdict; nor did time."""
    return (
        old.rules is not None
        and _still_true(old, now)
        and known.facts == old.programme.facts
        and not _touched(old, known)
    )


def _still_true(snapshot: Snapshot, now: datetime) -> bool:
    return snapshot.valid_until is None or now < snapshot.valid_until
