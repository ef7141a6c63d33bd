"""Holds what clients were told against what the databases and streams say. Pure.

`lost`: acknowledged, but not on record. `doubled`: on record, or told, more than once.
`diverged`: two places that must say the same do not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from contracts.canonical import GENESIS
from contracts.envelope import Envelope
from contracts.events.announcer import EventCancelled
from contracts.events.compliance import NOTIFIER_EVENTS, RequirementStatusChanged
from contracts.events.livestream import StreamCancelled, StreamScheduled
from contracts.events.registration import SignUpClosed, SignUpOpened
from tests.faults.commands import mark_in
from tests.faults.journal import Entry, Outcome

NOTIFIER_TYPES = frozenset(event.ce_type() for event in NOTIFIER_EVENTS)
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Log:
    """One service's database: its events in order, its counter, what each command caused."""

    service: str
    events: Sequence[Envelope]
    counter: tuple[int, str]
    commands: Mapping[UUID, Sequence[tuple[str, str, int]]]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a stream: where it stands and what its headers claim."""

    position: int
    id: str
    hash: str


@dataclass(frozen=True, slots=True)
class Reader:
    """How far a reader has come in a source: the position and the id of the event there."""

    reader: str
    source: str
    position: int
    event_id: str


@dataclass(slots=True)
class Findings:
    """What is wrong, each as a sentence."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    diverged: list[str] = field(default_factory=list)

    def __iadd__(self, other: "Findings") -> Self:
        self.lost += other.lost
        self.doubled += other.doubled
        self.diverged += other.diverged
        return self

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.lost or self.doubled or self.diverged)

    def lines(self, most: int = 5) -> Iterable[str]:
        """A few of each, for a person to read."""
        for name in ("lost", "doubled", "diverged"):
            found = getattr(self, name)
            yield from (f"{name}: {sentence}" for sentence in found[:most])
            if len(found) > most:
                yield f"{name}: and {len(found) - most} more"


def check_log(log: Log) -> Findings:
    """Gapless, whole chain, a counter that agrees, and one command for every event."""
    found, previous, latest = Findings(), GENESIS, None
    for expected, event in enumerate(log.events, start=1):
        where = f"{log.service} #{event.sequence}"
        if event.sequence != expected:
            found.diverged.append(f"{where} stands where #{expected} should")
            return found
        if event.expected_hash(previous).hex() != event.hash:
            found.diverged.append(f"{where}: its hash does not follow from the one before")
        if latest is not None and event.recorded_at < latest:
            found.diverged.append(f"{where} was recorded before the one before it")
        previous, latest = bytes.fromhex(event.hash), event.recorded_at
    if log.counter != (len(log.events), previous.hex()):
        found.diverged.append(f"{log.service}: the counter is at {log.counter[0]}")
    claimed = Counter(position for events in log.commands.values() for _, _, position in events)
    for event in log.events:
        if (times := claimed[event.sequence]) != 1:
            sentence = f"{log.service} #{event.sequence} is claimed by {times} commands"
            (found.doubled if times else found.diverged).append(sentence)
    return found


def check_answers(entries: Iterable[Entry], logs: Mapping[str, Log]) -> Findings:
    """Acknowledged exactly once, refused never, unknown at most once; every answer true."""
    found = Findings()
    recorded: Counter[tuple[str, str, str]] = Counter()
    for log in logs.values():
        for event in log.events:
            if (mark := mark_in(event.type, event.data)) is not None:
                recorded[log.service, event.type, mark] += 1
    for entry in entries:
        times = recorded[entry.service, entry.type, entry.mark]
        what = f"{entry.service} {entry.type} {entry.mark} ({entry.outcome})"
        if times > 1:
            found.doubled.append(f"{what} is on record {times} times")
        match entry.outcome:
            case Outcome.OK if times == 0:
                found.lost.append(f"{what} is not on record")
            case Outcome.OK:
                _check_positions(what, entry, logs[entry.service], found)
            case Outcome.FAIL if times:
                found.diverged.append(f"{what} is on record all the same")
            case _:
                pass
        if entry.contradicted:
            found.doubled.append(f"{what} got another answer when it was sent again")
    return found


def check_stream(log: Log, messages: Sequence[Message]) -> Findings:
    """Stream sequence is position, and every message is the row at its position."""
    found = Findings()
    rows = {event.sequence: (str(event.id), event.hash) for event in log.events}
    for message in messages:
        if rows.pop(message.position, None) != (message.id, message.hash):
            where = f"stream of {log.service}, sequence {message.position}"
            found.diverged.append(f"{where}: another event than the row's")
    found.diverged += [f"{log.service} #{position} is not in the stream" for position in rows]
    copies = Counter(message.id for message in messages)
    for id_, times in copies.items():
        if times > 1:
            found.doubled.append(f"{log.service}: event {id_} is {times} times in the stream")
    return found


def check_reader(reader: Reader, log: Log) -> Findings:
    """A reader has come to the end, and knows the event there."""
    found, last = Findings(), log.events[-1] if log.events else None
    if reader.position != len(log.events) or (last and reader.event_id != str(last.id)):
        what = f"{reader.reader} has read {log.service} to #{reader.position}"
        found.diverged.append(f"{what}, the log ends at #{len(log.events)}")
    return found


def check_table(
    place: str, rows: Iterable[tuple[Any, ...]], expected: Iterable[tuple[Any, ...]]
) -> Findings:
    """A table holds exactly the rows that follow from the logs."""
    return _same(place, Counter(rows), Counter(expected))


def check_facts(facts: Iterable[tuple[str, int, str, str]], logs: Mapping[str, Log]) -> Findings:
    """The fact table is the union of the logs without the notifier's own words."""
    expected = Counter(
        (log.service, event.sequence, str(event.id), event.hash)
        for log in logs.values()
        for event in log.events
        if event.type not in NOTIFIER_TYPES
    )
    return _same("the fact table", Counter(facts), expected)


def check_reactions(logs: Mapping[str, Log]) -> Findings:
    """Every cancellation closed the sign-up and cancelled the stream of its session, once."""
    found = Findings()
    reacting = (
        ("registration", SignUpOpened.ce_type(), SignUpClosed.ce_type()),
        ("livestream", StreamScheduled.ce_type(), StreamCancelled.ce_type()),
    )
    cancelled = [e for e in logs["announcer"].events if e.type == EventCancelled.ce_type()]
    for service, opened, ended in reacting:
        if service not in logs:
            continue
        seen: Counter[tuple[str, str, str]] = Counter(
            (event.type, event.data["activity"], event.data.get("session") or "")
            for event in logs[service].events
        )
        for event in cancelled:
            place = event.data["activity"], event.data["session"] or ""
            times = seen[ended, *place]
            if seen[opened, *place] and times != 1:
                sentence = f"{service} reacted {times} times to {event.id}"
                (found.doubled if times else found.lost).append(sentence)
    return found


def check_told(log: Log, verdicts: Iterable[Json]) -> Findings:
    """Every change is told once, each from the status told before, the last one as judged."""
    found = Findings()
    told: dict[tuple[str, str], list[Json]] = defaultdict(list)
    for event in log.events:
        if event.type == RequirementStatusChanged.ce_type():
            told[event.data["row"], event.data["code"]].append(event.data)
    for (row, code), changes in told.items():
        before: Json = {"status": None, "due": None}
        for change in changes:
            if change["previous"] != before["status"]:
                found.diverged.append(f"{row} {code}: told from {change['previous']}")
            if (change["status"], change["due"]) == (before["status"], before["due"]):
                found.doubled.append(f"{row} {code}: {change['status']} was told twice")
            before = change
    for verdict in verdicts:
        changes = told.get((verdict["activity"], verdict["code"]), [])
        last = changes[-1]["status"] if changes else "not_applicable"
        if last != verdict["status"]:
            place = f"{verdict['activity']} {verdict['code']}"
            found.diverged.append(f"{place} is {verdict['status']}, last told was {last}")
    return found


def check_verdicts(
    place: str, shown: Iterable[Json], judged: Iterable[Json], parts: Sequence[str]
) -> Findings:
    """What a place shows is what is judged offline from the export, in the given parts."""

    def key(verdict: Json) -> tuple[str, ...]:
        return tuple(str(verdict[part]) for part in parts)

    return _same(place, Counter(map(key, shown)), Counter(map(key, judged)))


def check_tally(service: str, tally: int, log: Log) -> Findings:
    """A read model that counts has counted every event of a log once."""
    found = Findings()
    if tally != len(log.events):
        sentence = f"{tally} events of {service} were counted, the log has {len(log.events)}"
        (found.doubled if tally > len(log.events) else found.lost).append(sentence)
    return found


def _check_positions(what: str, entry: Entry, log: Log, found: Findings) -> None:
    if not entry.events:
        found.lost.append(f"{what} was acknowledged without an event")
    for id_, type_, position in entry.events:
        event = log.events[position - 1] if position <= len(log.events) else None
        if (
            event is None
            or (str(event.id), event.type) != (id_, type_)
            or mark_in(type_, event.data) != entry.mark
        ):
            found.lost.append(f"{what}: #{position} is another event than acknowledged")


def _same(
    place: str, shown: Counter[tuple[Any, ...]], expected: Counter[tuple[Any, ...]]
) -> Findings:
    found = Findings()
    found.diverged += [f"{place} lacks {item}" for item in (expected - shown)]
    found.diverged += [f"{place} has {item} in excess" for item in (shown - expected)]
    return found
