"""What people did with a version of a draft, bound to the hash of exactly that text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from contracts.values import Channel
from services.announcer import queries, wording
from services.announcer.composing.checklist import Steps
from services.announcer.drafting.rows import Database, Person, Version

Kind = Literal[
    "submitted", "approved", "returned", "examined", "scheduled", "unscheduled", "published",
    "entered", "handed",
]  # fmt: skip
WORDS: dict[str, str] = {
    "submitted": "送审",
    "approved": "审核通过",
    "returned": "退回修改",
    "examined": "保密审查",
    "scheduled": "设定定时发布",
    "unscheduled": "取消定时发布",
    "published": "发布",
    "entered": "登记发布",
    "handed": "交办发布",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``actor`` is what pages call the account ``by``, empty for the system."""

    step: Kind
    version: int
    sha256: str
    at: datetime
    by: str
    actor: str
    remark: str


@dataclass(frozen=True, slots=True)
class Reviewing:
    """How a unit reviews: whether it is asked, and how many working days it usually takes."""

    review_asked: bool = True
    review_days: int = 5


class Marked(Protocol):
    """A version of a draft, or what carries exactly its text."""

    @property
    def draft(self) -> str:
        """The draft."""

    @property
    def version(self) -> int:
        """The number of the version."""

    @property
    def sha256(self) -> str:
        """The hash of boxes and subject."""


async def record(  # noqa: PLR0913, PLR0917 - a row's own fields
    database: Database, kind: Kind, version: Marked, who: Person, at: datetime, remark: str = ""
) -> None:
    """Keep one step; the same step of the same person with the same text is kept once."""
    await database.execute(
        "insert into notice_step (step, draft, version, sha256, at, by, actor, remark)"
        " select $1, $2, $3, $4, $5, $6, $7, $8 where not exists ("
        "  select from (select * from notice_step where draft = $2 order by number desc limit 1)"
        "  last where (step, sha256, by, remark) = ($1, $4, $6, $8))",
        kind, version.draft, version.version, version.sha256, at, who.by, who.name, remark,
    )  # fmt: skip


async def steps_of(database: Database, draft: str) -> list[Step]:
    """Every step of a draft, the last first."""
    rows = await database.fetch(
        "select step, version, sha256, at, by, actor, remark from notice_step where draft = $1"
        " order by number desc",
        draft,
    )
    return [Step(**dict(row)) for row in rows]


async def reviewing(database: Database, programme: str, unit: str) -> Reviewing:
    """The unit's own way, else the programme's, else the usual one."""
    row = await database.fetchrow(
        "select review_asked, review_days from notice_review"
        " where programme = $1 and unit in ($2, '') order by unit desc limit 1",
        programme, unit,
    )  # fmt: skip
    return Reviewing() if row is None else Reviewing(**dict(row))


async def ways(database: Database, programme: str) -> dict[str, Reviewing]:
    """What was set in a programme, by unit; '' for those that have no way of their own."""
    rows = await database.fetch(
        "select unit, review_asked, review_days from notice_review where programme = $1"
        " order by unit",
        programme,
    )
    return {it["unit"]: Reviewing(it["review_asked"], it["review_days"]) for it in rows}


async def set_reviewing(database: Database, programme: str, unit: str, way: Reviewing) -> None:
    """Set how a unit reviews, or, for '', every unit that has no way of its own."""
    await database.execute(
        "insert into notice_review values ($1, $2, $3, $4) on conflict (programme, unit)"
        " do update set review_asked = $3, review_days = $4",
        programme, unit, way.review_asked, way.review_days,
    )  # fmt: skip


def current(done: Sequence[Step], sha256: str, kind: Kind, *until: Kind) -> Step | None:
    """The last step of a kind with exactly this text, unless one of ``until`` came after it."""
    for step in done:
        if step.sha256 == sha256:
            if step.step == kind:
                return step
            if step.step in until:
                return None
    return None


def for_checklist(
    done: Sequence[Step],
    version: Version,
    way: Reviewing,
    published: Sequence[queries.PublicationRow],
) -> Steps:
    """The steps as the checklist tells them."""
    approved = current(done, version.sha256, "approved", "returned")
    returned = current(done, version.sha256, "returned", "approved", "submitted")
    submitted = current(done, version.sha256, "submitted", "approved", "returned")
    examined = current(done, version.sha256, "examined")
    outs = [
        (Channel(it.channel), f"{wording.moment(it.published_at)}发布")
        for it in published
        if it.reference == version.draft and it.withdrawn_at is None
    ]
    return Steps(
        submitted=_told(submitted, "送审，待审核") if submitted else "",
        reviewed=_told(approved, "通过") if approved else "",
        returned=f"{_told(returned, '退回')}：{returned.remark}" if returned else "",
        examined=_told(examined, "，6项均无") if examined else "",
        review_asked=way.review_asked,
        outs=tuple(reversed(outs)),
    )


def _told(step: Step, words: str) -> str:
    return f"{step.actor}，{wording.moment(step.at)}{words}"
