"""Drafts of notices as rows: begun, saved version by version, never overwritten."""

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from services._kit.postgres import transaction
from services._kit.timers import cancel_timer
from services.announcer.composing.boxes import About, Boxes, fingerprint

Database = asyncpg.Pool | asyncpg.Connection


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft's row. ``name`` is a key of ``composing.boxes.KINDS``."""

    draft: str
    programme: str
    activity: str
    name: str
    about: About
    begun_at: datetime
    begun_by: str
    publish_at: datetime | None
    publish_by: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version; ``aside`` was typed while somebody else saved another, the newest."""

    draft: str
    version: int
    boxes: Boxes
    sha256: str
    aside: bool
    saved_at: datetime
    saved_by: str
    saver: str


@dataclass(frozen=True, slots=True)
class Person:
    """Who saves: the account, and what pages call it."""

    by: str
    name: str


@dataclass(frozen=True, slots=True)
class Saved:
    """The outcome of saving: ``kept`` is the version that holds the text, ``newest`` the head.

    They differ in a conflict alone: then somebody saved in between.
    """

    kept: Version
    newest: Version

    @property
    def conflict(self) -> bool:
        """Whether somebody else's text is the newest."""
        return self.kept.aside


async def begin(connection: asyncpg.Connection, draft: Draft, boxes: Boxes, who: Person) -> None:
    """Keep a new draft with its first version; the same again keeps what is there."""
    inserted = await connection.execute(
        "insert into notice_draft (draft, programme, activity, name, about, begun_at, begun_by)"
        " values ($1, $2, $3, $4, $5, $6, $7) on conflict (draft) do nothing",
        draft.draft, draft.programme, draft.activity, draft.name, draft.about.model_dump_json(),
        draft.begun_at, draft.begun_by,
    )  # fmt: skip
    if inserted == "INSERT 0 1":
        first = Version(
            draft.draft, 1, boxes, fingerprint(draft.about, boxes), aside=False,
            saved_at=draft.begun_at, saved_by=who.by, saver=who.name,
        )  # fmt: skip
        await _insert(connection, first)


async def save(  # noqa: PLR0913 - a row's own fields
    pool: asyncpg.Pool, draft: Draft, boxes: Boxes, *, based_on: int, who: Person, at: datetime
) -> Saved:
    """Keep a text as the next version; what equals the newest is no version.

    What somebody else has written over since ``based_on`` is kept aside, and the newest stays. Any
    new text ends a publication that was scheduled: it is not what was to be published.
    """
    async with transaction(pool) as connection:
        await connection.execute(
            "select from notice_draft where draft = $1 for update", draft.draft
        )
        versions = await _versions(connection, draft.draft)
        newest = next(it for it in versions if not it.aside)
        sha256 = fingerprint(draft.about, boxes)
        if sha256 == newest.sha256:
            return Saved(newest, newest)
        others = any(
            it.version > based_on and it.saved_by != who.by for it in versions if not it.aside
        )
        kept = Version(
            draft.draft, versions[0].version + 1, boxes, sha256, others, at, who.by, who.name
        )
        same = next((it for it in versions if it.aside and it.sha256 == sha256), None)
        if kept.aside and same is not None:
            return Saved(same, newest)
        await _insert(connection, kept)
        if kept.aside:
            return Saved(kept, newest)
        await unschedule(connection, draft.draft, at, "内容有修改，定时发布已取消")
        return Saved(kept, kept)


async def find(database: Database, draft: str) -> Draft | None:
    """One draft."""
    row = await database.fetchrow("select * from notice_draft where draft = $1", draft)
    return None if row is None else _draft(row)


async def drafts_of(database: Database, programme: str, activity: str) -> list[Draft]:
    """The drafts of an activity, the last begun first."""
    rows = await database.fetch(
        "select * from notice_draft where programme = $1 and activity = $2"
        " order by begun_at desc, draft",
        programme, activity,
    )  # fmt: skip
    return [_draft(row) for row in rows]


async def versions_of(database: Database, draft: str) -> list[Version]:
    """All versions, the last first."""
    return await _versions(database, draft)


async def unschedule(connection: asyncpg.Connection, draft: str, at: datetime, why: str) -> None:
    """Take back a publication that was scheduled, if one was."""
    row = await connection.fetchrow(
        "update notice_draft set publish_at = null, publish_by = null"
        " where draft = $1 and publish_at is not null returning draft",
        draft,
    )
    if row is None:
        return
    await cancel_timer(connection, timer_of(draft))
    await connection.execute(
        "insert into notice_step (step, draft, version, sha256, at, by, actor, remark)"
        " select 'unscheduled', $1, version, sha256, $2, '', '', $3 from notice_version"
        " where draft = $1 order by version desc limit 1",
        draft, at, why,
    )  # fmt: skip


def timer_of(draft: str) -> str:
    """The id of a draft's timer."""
    return f"publish:{draft}"


async def _versions(database: Database, draft: str) -> list[Version]:
    rows = await database.fetch(
        "select * from notice_version where draft = $1 order by version desc", draft
    )
    return [
        Version(**{**dict(row), "boxes": Boxes.model_validate_json(row["boxes"])}) for row in rows
    ]


async def _insert(connection: asyncpg.Connection, it: Version) -> None:
    boxes = it.boxes.model_dump_json()
    await connection.execute(
        "insert into notice_version values ($1, $2, $3, $4, $5, $6, $7, $8)",
        it.draft, it.version, boxes, it.sha256, it.aside, it.saved_at, it.saved_by, it.saver,
    )  # fmt: skip


def _draft(row: asyncpg.Record) -> Draft:
    return Draft(**{**dict(row), "about": About.model_validate_json(row["about"])})
