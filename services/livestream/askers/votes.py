"""Who wants to know it too (我也想问): rows, one a person and question; nothing is published.

Whoever asks wants to know, so a question begins with one vote.
"""

from datetime import timedelta

import asyncpg

from services._kit.decider import Refused
from services._kit.postgres import transaction
from services._vault.vault import Database
from services._web.limits import Limit

PACE = Limit(
    kind="votes",
    at_most=60,
    within=timedelta(minutes=10),
    says="操作太频繁，没有办理，{minutes}分钟后再试。",
)


async def count_asker(
    connection: Database, programme: str, activity: str, question: str, person: str
) -> None:
    """Whoever asks is the first who wants to know."""
    await connection.execute(
        "insert into vote values ($1, $2, $3, $4) on conflict do nothing",
        programme, activity, question, person,
    )  # fmt: skip


async def vote(
    pool: asyncpg.Pool, programme: str, activity: str, question: str, person: str
) -> None:
    """Once a person, whatever is repeated; only for what the public sees and nobody answered."""
    key = (programme, activity, question)
    async with transaction(pool) as connection:
        released = await connection.fetchval(
            "select true from question where programme = $1 and activity = $2 and question = $3"
            " and phase = 'released' for share",
            *key,
        )
        if not released:
            raise Refused("not_released", "这条提问现在不能表示“我也想问”。", "question")
        await count_asker(connection, *key, person)


async def withdraw(
    pool: asyncpg.Pool, programme: str, activity: str, question: str, person: str
) -> None:
    """Do not want to know any more, in any of the questions that are answered together.

    What the person asked stays asked, and goes on counting.
    """
    await pool.execute(
        "delete from vote v using question q where q.programme = $1 and q.activity = $2"
        " and coalesce(q.into_question, q.question) = $3"
        " and v.programme = $1 and v.activity = $2 and v.question = q.question and v.person = $4"
        " and not exists (select from vault_field f where f.item = v.question and f.person = $4)",
        programme, activity, question, person,
    )  # fmt: skip


async def voted(pool: asyncpg.Pool, programme: str, activity: str, person: str) -> set[str]:
    """What a person wants to know, by the question with which it is answered."""
    rows = await pool.fetch(
        "select coalesce(into_question, question) as question"
        " from question join vote using (programme, activity, question)"
        " where programme = $1 and activity = $2 and person = $3",
        programme, activity, person,
    )  # fmt: skip
    return {row["question"] for row in rows}


async def forget(connection: asyncpg.Connection, person: str) -> None:
    """Whoever is forgotten is not counted any more."""
    await connection.execute("delete from vote where person = $1", person)
