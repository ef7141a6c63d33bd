"""Opinions with words: taken, answered, looked up by their author.

Words, names and replies go to the vault under a person of their own for each opinion, so that one
can be forgotten without the other and nobody is followed from one to the next.
"""

from typing import Any

import asyncpg

from contracts.values import OpinionSource, PersonCategory
from services._kit.decider import Refused
from services._vault.vault import Vault
from services._web.faults import NotFound
from services.registration import queries
from services.registration.acting import Answer, Target
from services.registration.contacts import code_of, normal_code
from services.registration.domain.opinions import RecordOpinion, ReplyToOpinion

OPINION_CODE = "opinion-code"


async def record_opinion(
    target: Target, command: RecordOpinion, words: str, **contact: str | None
) -> Answer:
    """Take an opinion with its words, and what its author left of name, phone and mail.

    Answers events, opinion and code.
    """
    code = code_of(target.vault.derive("opinion-code", target.write.scope))
    person = target.vault.derive("author", target.write.scope).hex()[:32]
    given = {"words": words, **contact, "code": code}
    fields = {key: value for key, value in given.items() if value is not None}

    async def remember(connection: Any) -> None:
        item = queries.opinion_item(*target.key, command.opinion)
        await target.vault.put(connection, person, item, fields)
        await target.vault.point(connection, person, OPINION_CODE, code)
        await connection.execute(
            "insert into opinion_author values ($1, $2, $3, $4)",
            *target.key, command.opinion, person,
        )  # fmt: skip

    answer = await target.hear(command, remember)
    return {**answer, "opinion": command.opinion, "code": code}


def new_opinion(
    target: Target,
    *,
    session: str | None,
    category: PersonCategory | None,
    source: OpinionSource,
) -> RecordOpinion:
    """An opinion with an id of its own, the same at every repeat of the request."""
    opinion = target.vault.derive("opinion", target.write.scope).hex()[:32]
    return RecordOpinion(session=session, opinion=opinion, category=category, source=source)


async def reply(target: Target, opinion: str, unit: str, text: str) -> Answer:
    """Keep a unit's reply beside the words; another text needs another dispatch."""
    item = queries.reply_item(*target.key, opinion)
    author = await _author(target.pool, *target.key, opinion)
    person = author or target.vault.derive("reply", item).hex()[:32]

    async def remember(connection: Any) -> None:
        await target.vault.put(connection, person, item, {"text": text})

    answer = await target.hear(ReplyToOpinion(opinion=opinion, unit=unit), remember)
    if not answer["events"]:
        known = (await target.vault.read(target.pool, [item])).get(item, {})
        if known.get("text") != text:
            raise Refused("already_replied", "已经答复过，如需修改请重新分办。", "text")
    return answer


async def find_opinion(pool: asyncpg.Pool, vault: Vault, code: str) -> asyncpg.Record:
    """Opinion and author of a code; 404 for one that was never given out, or is forgotten."""
    person = await vault.find(pool, OPINION_CODE, normal_code(code))
    row = await pool.fetchrow("select * from opinion_author where person = $1", person)
    if row is None:
        raise NotFound("unknown_code", "没有这个查询码，请核对后重试。")
    return row


async def follow_up(pool: asyncpg.Pool, vault: Vault, code: str) -> Answer:
    """What became of an opinion, for whoever has its code: their own words, reply, decision."""
    found = await find_opinion(pool, vault, code)
    row = await queries.opinion(pool, vault, *tuple(found)[:3])
    if row is None:
        raise NotFound("unknown_code", "没有这个查询码，请核对后重试。")
    shown = (
        "programme", "activity", "session", "recorded_at", "words", "unit", "replied_at", "reply",
        "decision", "reason", "decided_at", "fed_back_at",
    )  # fmt: skip
    return {key: row[key] for key in shown}


async def _author(pool: asyncpg.Pool, programme: str, activity: str, opinion: str) -> str | None:
    found: str | None = await pool.fetchval(
        "select person from opinion_author"
        " where programme = $1 and activity = $2 and opinion = $3",
        programme, activity, opinion,
    )  # fmt: skip
    return found
