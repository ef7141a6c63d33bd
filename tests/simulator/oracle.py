"""What must be true, always and in the end. It reads the servers, and trusts no process."""

import json
from collections import Counter
from typing import TYPE_CHECKING, cast
from uuid import UUID

import asyncpg

from contracts.subjects import stream_name
from services._kit.postgres import _stored
from services._kit.recording import Origin
from tests.faults.checker import (
    Findings,
    Log,
    Message,
    Reader,
    check_log,
    check_reader,
    check_stream,
)
from tests.simulator.domain import LATER, NOT_SEEN, SERVICES
from tests.simulator.jetstream import Message as Kept

if TYPE_CHECKING:
    from tests.simulator.clients import Entry
    from tests.simulator.world import World


def epoch(world: "World", service: str) -> int:
    """The epoch in force."""
    return 2 if stream_name(service, 2) in world.jetstream.streams else 1


def messages_of(world: "World", service: str) -> list[Kept]:
    """What a service's stream holds."""
    stream = world.jetstream.streams.get(stream_name(service, epoch(world, service)))
    return stream.messages if stream else []


def log_of(world: "World", service: str) -> Log:
    """What a database says that was recorded."""
    database = world.databases[service]
    origin = Origin(service, epoch(world, service), simulated=False)
    rows = sorted(database.rows("event"), key=lambda row: int(row["pos"]))
    (counter,) = database.rows("counter")
    commands = {row["id"]: json.loads(row["result"]) for row in database.rows("command")}
    events = [_stored(cast("asyncpg.Record", row), origin).envelope for row in rows]
    return Log(service, events, (counter["pos"], counter["hash"].hex()), commands)


def check_answer(world: "World", entry: "Entry", events: tuple[tuple[str, int], ...]) -> list[str]:
    """A client was told that these are recorded: they are, now, and nobody was told otherwise."""
    held = {row["pos"]: row["id"] for row in world.databases["announcer"].rows("event")}
    mark = entry.say.mark
    if entry.outcome == "ok" and events != entry.events:
        return [f"{mark} got two different answers"]
    if len(events) != entry.say.facts:
        return [f"{mark} was acknowledged with {len(events)} facts"]
    if any(held.get(position) != UUID(id_) for id_, position in events):
        return [f"{mark} was acknowledged before it was recorded"]
    return []


def check_pages(world: "World") -> list[str]:
    """The read model is the fold of each source up to its checkpoint, at every commit."""
    database = world.databases["livestream"]
    pages: dict[str, list[tuple[int, str]]] = {service: [] for service in SERVICES}
    for row in database.rows("page"):
        pages[row["source"]].append((row["position"], row["event"]))
    for checkpoint in database.rows("checkpoint"):
        held = pages[checkpoint["source"]]
        end = checkpoint["pos"]
        if [position for position, _ in held] != list(range(1, end + 1)):
            return [f"at checkpoint {end} of {checkpoint['source']} the read model holds {held}"]
        if held and held[-1][1] != checkpoint["event_id"]:
            return [f"checkpoint {end} of {checkpoint['source']} names another event"]
    return []


def left_to_do(world: "World") -> str:
    """What has not happened yet; empty when everything has."""
    reading = world.databases["livestream"]
    checkpoints = {
        row["source"]: (row["pos"], row["event_id"]) for row in reading.rows("checkpoint")
    }
    for service in SERVICES:
        events = sorted(world.databases[service].rows("event"), key=lambda row: int(row["pos"]))
        recorded = [row["hash"].hex() for row in events]
        # As far into another history is not there yet: its reader has stopped, and says so.
        end = (len(events), str(events[-1]["id"]) if events else "")
        published = [message.headers["ce-hash"] for message in messages_of(world, service)]
        if len(published) != len(recorded) or (world.restored and published != recorded):
            return f"{service} published {len(published)} of {len(recorded)}"
        if checkpoints.get(service, (0, "")) != end:
            return f"{service} was read up to {checkpoints.get(service)} of {end}"
    if any(row["fired_at"] is None for row in world.databases["announcer"].rows("timer")):
        return "a timer is set"
    if _sessions(world, "announcer") - _sessions(world, "livestream"):
        return "a fact is without a reaction"
    return ""


def check(world: "World") -> list[str]:
    """What is wrong when everything has happened."""
    found = Findings()
    logs = {service: log_of(world, service) for service in SERVICES}
    checkpoints = world.databases["livestream"].rows("checkpoint")
    for service, log in logs.items():
        found += check_log(log)
        messages = [
            Message(position, message.headers["ce-id"], message.headers["ce-hash"])
            for position, message in enumerate(messages_of(world, service), 1)
        ]
        found += check_stream(log, messages)
        for row in checkpoints:
            if row["source"] == service:
                found += check_reader(Reader("pages", service, row["pos"], row["event_id"]), log)
        _check_versions(world, service, found)
        _check_read(world, log, found)
    _check_outcomes(world, logs["announcer"], found)
    _check_consequences(world, found)
    return list(found.lines())


def _sessions(world: "World", service: str) -> Counter[str]:
    rows = world.databases[service].rows("event")
    marks = (str(json.loads(row["data"])["session"]) for row in rows)
    if world.restored:  # a reader of another history does not see what its stream now says
        marks = (mark.removesuffix(NOT_SEEN) for mark in marks)
    return Counter(marks)


def _check_versions(world: "World", service: str, found: Findings) -> None:
    """Each aggregate counts its own events without a gap, or it decided on what is not there."""
    counts: Counter[str] = Counter()
    for row in sorted(world.databases[service].rows("event"), key=lambda row: int(row["pos"])):
        counts[row["stream"]] += 1
        if row["version"] != counts[row["stream"]]:
            found.diverged.append(f"{service} #{row['pos']} is version {row['version']}")


def _check_read(world: "World", log: Log, found: Findings) -> None:
    rows = world.databases["livestream"].rows("page")
    read = Counter((r["position"], r["event"]) for r in rows if r["source"] == log.service)
    recorded = Counter((event.sequence, str(event.id)) for event in log.events)
    found.lost += [f"{log.service} {fact} was not read" for fact in recorded - read]
    found.doubled += [f"{log.service} {fact} was read too often" for fact in read - recorded]


def _check_outcomes(world: "World", log: Log, found: Findings) -> None:
    recorded = _sessions(world, "announcer")
    for entry in world.journal:
        times = [recorded[f"{entry.say.mark}-{number}"] for number in range(entry.say.facts)]
        what = f"{entry.say.mark} ({entry.outcome})"
        if max(times) > 1:
            found.doubled.append(f"{what} is on record {max(times)} times")
        if entry.outcome == "ok" and min(times) == 0:
            found.lost.append(f"{what} is not on record")
        if entry.outcome == "refused" and max(times):
            found.diverged.append(f"{what} is on record all the same")
        if len(set(times)) > 1:
            found.diverged.append(f"{what} is on record by half")
    found.lost += [
        f"#{position} is another event than acknowledged"
        for entry in world.journal
        if entry.outcome == "ok"
        for id_, position in entry.events
        if position > len(log.events) or str(log.events[position - 1].id) != id_
    ]


def _check_consequences(world: "World", found: Findings) -> None:
    """Each fact was answered once, and each reminder given once."""
    said, answered = _sessions(world, "announcer"), _sessions(world, "livestream")
    found.lost += [f"{mark} was not answered" for mark in said - answered]
    excess = answered - said
    if world.restored:  # the answers to what is forgotten stay
        excess = Counter({mark: times for mark, times in excess.items() if answered[mark] > 1})
    found.doubled += [f"{mark} was answered {answered[mark]} times" for mark in excess]
    for row in world.databases["announcer"].rows("event"):
        data = json.loads(row["data"])
        times = said[f"{data['session']}-reminded-0"]
        if data["reason"] == LATER and times != 1:
            found.diverged.append(f"{data['session']} was reminded of {times} times")
