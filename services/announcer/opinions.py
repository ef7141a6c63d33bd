"""What registration says of opinions, and the adoption report (采纳情况) that it makes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg

from contracts.event import DomainEvent
from contracts.events.registration import (
    NoOpinionsDeclared,
    OpinionDecided,
    OpinionFedBack,
    OpinionMerged,
    OpinionRecorded,
    OpinionReopened,
    OpinionSummarised,
    OpinionUnmerged,
)
from contracts.values import OpinionDecisionKind, OpinionResult

_COUNTED = """
select count(*) as received, count(merged_into) as merged,
  count(*) filter (where decision = 'adopted') as adopted,
  count(*) filter (where decision = 'partly_adopted') as partly_adopted,
  count(*) filter (where decision = 'not_adopted') as not_adopted,
  count(*) filter (where fed_back) as fed_back
from (select o.programme, o.activity, o.merged_into,
    case when main.opinion is null then o.decision else main.decision end as decision,
    coalesce(main.fed_back, o.fed_back) as fed_back
  from opinion o left join opinion main on (main.programme, main.activity, main.opinion)
    = (o.programme, o.activity, o.merged_into)) known
"""


@dataclass(frozen=True, slots=True)
class Opinions:
    """How many opinions were received, and what became of them.

    Each counts as it was given; ``merged`` are those that are dealt with in another.
    """

    received: int
    merged: int
    adopted: int
    partly_adopted: int
    not_adopted: int
    fed_back: int
    none_declared: bool

    @property
    def settled(self) -> bool:
        """Whether everyone who gave one was told what became of it."""
        return self.none_declared if not self.received else self.fed_back == self.received


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as it could be published now, and what keeps opinions out of it.

    ``opinions`` has the merged ones besides the main ones of ``results``.
    """

    results: tuple[OpinionResult, ...]
    opinions: tuple[str, ...]
    undecided: Sequence[dict[str, Any]]
    unsummarised: Sequence[dict[str, Any]]


async def hear(connection: asyncpg.Connection, event: DomainEvent) -> None:
    """Write what a fact changes of an opinion."""
    match event:
        case OpinionRecorded():
            await connection.execute(
                "insert into opinion (programme, activity, opinion, number, category, independent)"
                " values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
                event.programme, event.activity, event.opinion, event.number, event.category,
                event.independent or False,
            )  # fmt: skip
        case OpinionDecided():
            await _change(
                connection, event, decision=event.decision, reason=event.reason, fed_back=False
            )
        case OpinionFedBack():
            await _change(connection, event, fed_back=True)
        case OpinionSummarised():
            await _change(connection, event, summary=event.summary, reply=event.reply)
        case OpinionMerged():
            await _change(connection, event, merged_into=event.into)
            await connection.execute(
                "update opinion set fed_back = false"
                " where programme = $1 and activity = $2 and opinion = $3",
                event.programme, event.activity, event.into,
            )  # fmt: skip
        case OpinionUnmerged():
            await _change(connection, event, merged_into=None)
        case OpinionReopened():
            await _change(connection, event, decision=None, reason=None, fed_back=False)
        case NoOpinionsDeclared():
            await connection.execute(
                "insert into no_opinions values ($1, $2) on conflict do nothing",
                event.programme, event.activity,
            )  # fmt: skip
        case _:
            pass


async def _change(connection: asyncpg.Connection, event: Any, **columns: object) -> None:
    """Columns are our own words, never given ones."""
    changes = ", ".join(f"{name} = ${at}" for at, name in enumerate(columns, 4))
    await connection.execute(
        f"update opinion set {changes} where programme = $1 and activity = $2 and opinion = $3",  # noqa: S608 - our own words
        event.programme, event.activity, event.opinion, *columns.values(),
    )  # fmt: skip


async def counts(pool: asyncpg.Pool, programme: str, activity: str) -> Opinions:
    """The opinions of an activity by what became of them."""
    row = await pool.fetchrow(
        f"{_COUNTED} where programme = $1 and activity = $2", programme, activity
    )
    none = await pool.fetchval(
        "select exists (select from no_opinions where programme = $1 and activity = $2)",
        programme, activity,
    )  # fmt: skip
    return Opinions(**dict(row or {}), none_declared=none)


async def counts_of_column(pool: asyncpg.Pool, programme: str, kind: str) -> Opinions:
    """The opinions of all activities of one kind."""
    row = await pool.fetchrow(
        f"{_COUNTED} where programme = $1 and exists (select from activity it"
        " where (it.programme, it.activity) = (known.programme, known.activity) and kind = $2)",
        programme, kind,
    )  # fmt: skip
    return Opinions(**dict(row or {}), none_declared=False)


def totals(results: Sequence[OpinionResult]) -> dict[str, int]:
    """How many authors and opinions a report has, and how many of each decision."""
    decided = Counter(it.decision for it in results)
    return {
        "authors": sum(it.authors for it in results),
        "opinions": len(results),
        **{kind.value: decided[kind] for kind in OpinionDecisionKind},
    }


async def draft(pool: asyncpg.Pool | asyncpg.Connection, programme: str, activity: str) -> Draft:
    """What could be published now: every opinion that is decided and has its public texts."""
    rows = await pool.fetch(
        "select o.opinion, o.number, o.category, o.decision, o.reason, o.summary, o.reply,"
        " bool_or(o.independent) or coalesce(bool_or(m.independent), false) as independent,"
        " array_remove(array_agg(m.opinion order by m.number), null) as merged"
        " from opinion o left join opinion m on (m.programme, m.activity, m.merged_into)"
        "  = (o.programme, o.activity, o.opinion)"
        " where o.programme = $1 and o.activity = $2 and o.merged_into is null"
        " group by o.programme, o.activity, o.opinion order by o.number nulls first, o.opinion",
        programme, activity,
    )  # fmt: skip
    ready = [row for row in rows if row["decision"] and row["summary"]]
    names = [name for row in ready for name in (row["opinion"], *row["merged"])]
    return Draft(
        results=tuple(_result(row) for row in ready),
        opinions=tuple(names),
        undecided=[dict(row) for row in rows if not row["decision"]],
        unsummarised=[dict(row) for row in rows if row["decision"] and not row["summary"]],
    )


def _result(row: asyncpg.Record) -> OpinionResult:
    given = {name: row[name] for name in OpinionResult.model_fields if name != "authors"}
    return OpinionResult(**given, authors=1 + len(row["merged"]))
