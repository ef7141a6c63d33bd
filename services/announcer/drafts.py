"""Drafts of plans as rows: saved, reviewed beside the programme in force, adopted by decision."""

import asyncio
import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import asyncpg
from pydantic import Field, ValidationError

from contracts.values import Identifier, Line, Sha256
from services._kit.decider import Refused
from services._web.http import Body, Write
from services.announcer import queries
from services.announcer.domain.order import Given, Order
from services.announcer.domain.plan import ImportProgramme
from services.announcer.importing.difference import (
    Change,
    Present,
    Standing,
    amendment,
    difference,
    fingerprint,
)
from services.announcer.importing.draft import Draft, draft
from services.announcer.importing.remarks import Weight
from services.announcer.importing.text import Text
from services.announcer.reading_apart import read_apart, text_of


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft's row."""

    draft: str
    programme: str
    pack: str
    name: str
    read: Text
    saved_at: datetime
    saved_by: str
    adopted_at: datetime | None
    adopted_by: str | None


@dataclass(frozen=True, slots=True)
class Review:
    """A draft beside what is in force. ``changes`` is None before there is any programme."""

    saved: Saved
    draft: Draft
    plan: ImportProgramme | None
    changes: tuple[Change, ...] | None
    problem: str = ""

    @property
    def fingerprint(self) -> str:
        """What a person decides on."""
        return fingerprint(self.changes or ())


class Adoption(Body):
    """The decision: on which difference, and what becomes of activities no longer printed."""

    difference: Sha256
    accept_doubts: bool = False
    cancel: dict[Identifier, Line] = Field(default_factory=dict)
    keep: frozenset[Identifier] = frozenset()


async def save(  # noqa: PLR0913 - a row's own fields
    pool: asyncpg.Pool, *, name: str, data: bytes, programme: str, pack: str, by: str, at: datetime
) -> str:
    """Read a file and keep what it says; the same file again is the same draft.

    Raises ``Unreadable``, and then nothing is kept.
    """
    read = await asyncio.to_thread(read_apart, name, data)
    key = json.dumps([programme, pack, hashlib.sha256(data).hexdigest()]).encode()
    id_ = hashlib.sha256(key).hexdigest()[:16]
    given = asdict(read)
    await pool.execute(
        "insert into plan_draft values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        " on conflict (draft) do nothing",
        id_, programme, pack, name[-200:], read.kind, read.text, json.dumps(given["remarks"]),
        at, by,
    )  # fmt: skip
    return id_


async def find(pool: asyncpg.Pool, id_: str) -> Saved | None:
    """One draft."""
    row = await pool.fetchrow("select * from plan_draft where draft = $1", id_)
    return None if row is None else _saved(row)


async def recent(pool: asyncpg.Pool) -> list[Saved]:
    """The drafts that were saved last."""
    rows = await pool.fetch("select * from plan_draft order by saved_at desc, draft limit 20")
    return [_saved(row) for row in rows]


async def review(pool: asyncpg.Pool, saved: Saved) -> Review:
    """The draft, the plan that it would be, and what would change."""
    read = draft(saved.read)
    plan, problem = None, ""
    if read.adoptable:
        try:
            plan = read.plan(saved.programme, saved.pack)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            problem = f"{'.'.join(map(str, first['loc']))}：{first['msg']}"
    head = await queries.programme(pool, saved.programme)
    if head is None or plan is None:
        return Review(saved, read, plan, None if head is None else (), problem)
    rows = await queries.activities(pool, saved.programme)
    standing = [
        Standing(
            it.activity, it.planned["title"], it.planned["theme"], it.planned["printed_label"],
            it.lead_unit, it.unit_name, it.cancelled,
        )
        for it in rows
        if not it.routine
    ]  # fmt: skip
    adopted = await _adopted(pool, saved.programme)
    changes = difference(plan, read, Present(head, standing, adopted))
    return Review(saved, read, plan, changes)


async def adopt(pool: asyncpg.Pool, write: Write, saved: Saved, given: Adoption) -> dict[str, Any]:
    """Record what the draft changes; refused unless the decision fits what is in force now."""
    looked = await review(pool, saved)
    if looked.plan is None:
        raise Refused("obstacles", "草案还有须改正的地方，请改正文件后重新导入。")
    if given.difference != looked.fingerprint:
        raise Refused("stale", "看过以后情况有变化，请按现在的差异重新确认。", "difference")
    if looked.draft.of(Weight.DOUBT) and not given.accept_doubts:
        raise Refused("doubts_open", "还有存疑的地方，请逐条核对后确认。", "accept_doubts")
    command: object = looked.plan
    if looked.changes is not None:
        command = amendment(looked.plan, looked.changes, given.cancel, given.keep)

    async def mark(connection: Any) -> None:
        await connection.execute(
            "update plan_draft set adopted_at = $2, adopted_by = $3 where draft = $1",
            saved.draft, write.now, write.actor.subject,
        )  # fmt: skip

    order = Order(command, Given(write.actor.subject, write.now))
    answer = await write(f"programme:{saved.programme}", order, beside=mark)
    if not answer["events"]:
        await mark(pool)  # it says what is in force already
    return answer


async def _adopted(pool: asyncpg.Pool, programme: str) -> Draft | None:
    row = await pool.fetchrow(
        "select * from plan_draft where programme = $1 and adopted_at is not null"
        " order by adopted_at desc, draft limit 1",
        programme,
    )
    return None if row is None else draft(_saved(row).read)


def _saved(row: asyncpg.Record) -> Saved:
    read = text_of({**dict(row), "remarks": json.loads(row["remarks"])})
    fields = {name: row[name] for name in Saved.__slots__ if name != "read"}
    return Saved(**fields, read=read)
