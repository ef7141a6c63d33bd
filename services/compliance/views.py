"""Compliance's tables: the facts as they were read, and the verdicts as they stand."""

import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
import structlog

from contracts.envelope import Envelope, Written
from contracts.events.compliance import NOTIFIER_EVENTS, RequirementStatusChanged
from contracts.registry import EVENTS, decode
from contracts.topology import SERVICES
from services._kit.quarantine import Delivery
from services.compliance.judging.facts import Fact
from services.compliance.rules.verdict import Verdict

OWN = "compliance"
PROJECTOR = "facts"
TABLES = ("fact",)
PAGE = 1_000

log = structlog.get_logger()

# One statement, which begins to work when all of it has come: with COPY, or one row after the
# other, a line that is cut off half-way would leave rows locked for as long as nobody notices.
# Each news is kept until the verdicts that follow are told: a crash in between tells them.
_TAKE = """
with news as (
insert into timer (id, kind, due_at, payload)
select id, 'news', due_at, jsonb_build_object('programme', programme)
from unnest($4::text[], $5::timestamptz[], $6::text[]) as row(id, due_at, programme)
on conflict (id) do update set due_at = excluded.due_at,
  fired_at = case when timer.due_at = excluded.due_at then timer.fired_at end)
insert into fact
select $1, sequence, message
from unnest(string_to_array($2, ',')::bigint[], $3::bytea[]) as row(sequence, message)
on conflict do nothing
"""
_REACHED = """
select source, pos, (select count(*) from quarantine) as aside,
       coalesce((select done from rebuild where projector = $1), 0) as anew
from (values (1)) as always left join checkpoint on projector = $1
"""
_UPSERT_VERDICTS = """
insert into verdict (programme, line, code, strength, status, flags, due, due_at, evidence, as_of)
select $1, line, code, strength, status, string_to_array(flags, ','), due, due_at,
       string_to_array(evidence, ','), $2
from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::date[],
            $9::timestamptz[], $10::text[])
  as row(line, code, strength, status, flags, due, due_at, evidence)
on conflict (programme, line, code) do update
  set strength = excluded.strength, status = excluded.status, flags = excluded.flags,
      due = excluded.due, due_at = excluded.due_at, evidence = excluded.evidence,
      as_of = excluded.as_of
  where verdict.as_of <= excluded.as_of
returning line, code
"""


class Facts:
    """The read model: every fact once, and a timer that is due until the notifier has seen it."""

    async def apply(self, connection: asyncpg.Connection, batch: Sequence[Delivery]) -> None:
        """Store a batch of one service as it came; nothing is judged here."""
        last: dict[str, Written] = {}
        sequences, messages = [], []
        for wire, written, event in batch:  # once: so many have left the processor's caches
            if type(event) not in NOTIFIER_EVENTS:
                last[written.programme] = written
                sequences.append(written.sequence)
                messages.append(wire)
        if not messages:
            return
        news = [
            (f"news:{programme}:{it.service}:{it.sequence}", it.recorded_at, programme)
            for programme, it in last.items()
        ]
        service = next(iter(last.values())).service
        await connection.execute(
            _TAKE, service, ",".join(sequences), messages, *zip(*news, strict=True)
        )


async def load_facts(
    pool: asyncpg.Pool, positions: Mapping[str, int], ends: Mapping[str, int]
) -> AsyncIterator[Sequence[Fact]]:
    """The stored facts from a position of each service to another, page by page.

    What a process of a newer release has stored is left to its processes.
    """
    for service in SERVICES:
        position = positions.get(service, 0)
        while position < ends[service] and (rows := await _page(pool, service, position)):
            position = rows[-1]["sequence"]
            envelopes = [Envelope.from_wire(row["message"]) for row in rows]
            yield [Fact(it, decode(it.type, it.data)) for it in envelopes if it.type in EVENTS]


@dataclass(frozen=True, slots=True)
class Reached:
    """How far the readers are; equal where nothing new was read."""

    positions: Mapping[str, int]
    """Up to where each service has been read, quarantined and own events included."""
    quarantined: int
    """How many messages could not be read."""
    anew: int
    """How often the facts were read anew."""


async def reached(pool: asyncpg.Pool) -> Reached:
    """How far the readers are now, in one query."""
    rows = await pool.fetch(_REACHED, PROJECTOR)
    read = {row["source"]: row["pos"] for row in rows if row["source"] is not None}
    positions = dict.fromkeys(SERVICES, 0) | read
    return Reached(positions, rows[0]["aside"], rows[0]["anew"])


async def store_verdicts(
    pool: asyncpg.Pool,
    programme: str,
    changed: Iterable[Verdict],
    gone: Iterable[tuple[str, str]],
    as_of: datetime,
) -> set[tuple[str, str]]:
    """Renew the cache: the verdicts that changed, and rows and codes that are judged no more.

    Answers which were written. Where a later judgement stands it stays: a process that stood still
    for a while may write what it found before.
    """
    written: set[tuple[str, str]] = set()
    if rows := [_verdict_row(verdict) for verdict in changed]:
        stored = await pool.fetch(_UPSERT_VERDICTS, programme, as_of, *zip(*rows, strict=True))
        written = {(row["line"], row["code"]) for row in stored}
    if removed := list(gone):
        await pool.execute(
            "delete from verdict where programme = $1 and as_of <= $2 and (line, code) in"
            " (select * from unnest($3::text[], $4::text[]))",
            programme, as_of, *zip(*removed, strict=True),
        )  # fmt: skip
    return written


async def told(pool: asyncpg.Pool, programme: str, line: str, code: str) -> list[dict[str, Any]]:
    """How the notifier told one requirement to have changed, oldest first."""
    rows = await pool.fetch(
        "select data from event where stream = $1 and type = $2 and data->>'code' = $3"
        " order by version",
        f"told:{programme}:{line}", RequirementStatusChanged.ce_type(), code,
    )  # fmt: skip
    return [json.loads(row["data"]) for row in rows]


async def told_of(
    pool: asyncpg.Pool, programme: str, lines: Iterable[str], by: datetime, at_most: int
) -> list[dict[str, Any]]:
    """The last changes of some rows that the notifier told by a moment, the newest first."""
    rows = await pool.fetch(
        "select data from event where stream = any($1::text[]) and type = $2"
        " and (data->>'as_of')::timestamptz <= $3 order by pos desc limit $4",
        [f"told:{programme}:{line}" for line in lines], RequirementStatusChanged.ce_type(),
        by, at_most,
    )  # fmt: skip
    return [json.loads(row["data"]) for row in rows]


async def stored_envelopes(
    pool: asyncpg.Pool, service: str, through: int
) -> AsyncIterator[Envelope]:
    """One service's log as it was read, whole: what could not be decoded is part of it."""
    position = 0
    while position < through:
        end = min(position + PAGE, through)
        facts = await pool.fetch(
            "select * from fact where service = $1 and sequence > $2 and sequence <= $3",
            service, position, end,
        )  # fmt: skip
        rows = await pool.fetch(
            "select pos, headers, body from quarantine"
            " where source = $1 and pos > $2 and pos <= $3",
            service, position, end,
        )  # fmt: skip
        page = {row["sequence"]: Envelope.from_wire(row["message"]) for row in facts}
        page |= {row["pos"]: parked for row in rows if (parked := _parked(row))}
        for sequence in sorted(page):
            yield page[sequence]
        position = end


async def _page(pool: asyncpg.Pool, service: str, after: int) -> list[asyncpg.Record]:
    return await pool.fetch(
        "select * from fact where service = $1 and sequence > $2 order by sequence limit $3",
        service, after, PAGE,
    )  # fmt: skip


def _parked(row: asyncpg.Record) -> Envelope | None:
    try:
        return Envelope.from_message(json.loads(row["headers"]), row["body"])
    except ValueError:
        log.exception("message_not_exportable", position=row["pos"])
        return None


def _verdict_row(verdict: Verdict) -> tuple[Any, ...]:
    return (
        verdict.row, verdict.code, verdict.strength, verdict.status,
        ",".join(sorted(verdict.flags)), verdict.due, verdict.due_at, ",".join(verdict.evidence),
    )  # fmt: skip
