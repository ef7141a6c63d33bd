"""Opinions with words: taken, answered, looked up by their author.

Words, names and replies go to the vault under a person of their own for each opinion, so that one
can be forgotten without the other and nobody is followed from one to the next.
"""

from collections.abc import Mapping
from typing import Any

import asyncpg

from contracts.values import OpinionSource, PersonCategory
from services._kit.decider import Refused
from services._kit.postgres import transaction
from services._vault.vault import Vault, forget
from services._web.faults import NotFound
from services.registration.acting import Acting, Answer, Target
from services.registration.contacts import code_of, normal_code
from services.registration.domain.hearing.commands import (
    CorrectReply,
    FollowUpOpinion,
    MergeOpinion,
    RecordOpinion,
    ReplyToOpinion,
)
from services.registration.hearing import queries

OPINION_CODE = "opinion-code"
_STEPS = (
    "unit", "replied_at", "corrected_at", "decision", "reason", "decided_at", "fed_back_at",
    "reopened_at", "returned_by", "return_reason",
)  # fmt: skip


async def record_opinion(
    target: Target, command: RecordOpinion, words: str, **contact: str | None
) -> Answer:
    """Take an opinion with its words, and what its author left of name, phone and mail.

    Answers events, opinion, code and the number under which it is handled (受理编号).
    """
    code = code_of(target.vault.derive("opinion-code", target.write.scope))
    person = target.vault.derive("author", target.write.scope).hex()[:32]
    given = {"words": words, **contact, "code": code}
    fields = {key: value for key, value in given.items() if value is not None}

    async def remember(connection: Any) -> None:
        item = queries.opinion_item(*target.key, command.opinion)
        await target.vault.admit(connection, person, item, fields, {OPINION_CODE: code})
        await connection.execute(
            "insert into opinion_author values ($1, $2, $3, $4)",
            *target.key, command.opinion, person,
        )  # fmt: skip

    answer = await target.hear(command, remember)
    number = await target.pool.fetchval(
        "select number from opinion where programme = $1 and activity = $2 and opinion = $3",
        *target.key, command.opinion,
    )  # fmt: skip
    case = case_number(target.key[1], number)
    return {**answer, "opinion": command.opinion, "code": code, "case": case}


def case_number(activity: str, number: int) -> str:
    """The number by which people speak of an opinion (受理编号)."""
    return f"{activity}-{number:03}"


def new_opinion(
    target: Target,
    *,
    session: str | None,
    category: PersonCategory | None,
    source: OpinionSource,
    independent: bool = False,
) -> RecordOpinion:
    """An opinion with an id of its own, the same at every repeat of the request."""
    return RecordOpinion(
        session=session,
        opinion=target.vault.derive("opinion", target.write.scope).hex()[:32],
        category=category,
        source=source,
        independent=independent,
    )


async def reply(target: Target, opinion: str, unit: str, text: str) -> Answer:
    """Keep a unit's reply beside the words; another text is a correction."""

    async def remember(connection: Any) -> None:
        await _keep_reply(target, connection, opinion, {"text": text})

    answer = await target.hear(ReplyToOpinion(opinion=opinion, unit=unit), remember)
    if not answer["events"] and await _standing(target, opinion) != text:
        raise Refused("already_replied", "已经答复过，需要修改的请更正答复。", "text")
    return answer


async def correct_reply(target: Target, opinion: str, unit: str, text: str) -> Answer:
    """Put another text in the place of a reply; the former one stays for staff to see."""
    item = queries.reply_item(*target.key, opinion)
    correction = target.vault.derive("correction", f"{item}\n{text}").hex()[:32]
    former = await _standing(target, opinion)
    fields = {"text": text} | ({"former": former} if former else {})

    async def remember(connection: Any) -> None:
        await _keep_reply(target, connection, opinion, fields)

    command = CorrectReply(opinion=opinion, unit=unit, correction=correction)
    return await target.hear(command, remember)


async def merge(target: Target, opinion: str, into: str) -> Answer:
    """Handle an opinion with another one; its author gets the reply that there is already.

    What the author was told before stays theirs, beside it.
    """
    main = await queries.main_of(target.pool, *target.key, into)
    standing, told = await _standing(target, main), await _standing(target, opinion)
    copy = {} if standing is None else {"text": standing}
    before = {} if told is None else {"before": told}
    names = [it["opinion"] for it in await queries.merged_into(target.pool, *target.key, opinion)]

    async def remember(connection: Any) -> None:
        await _keep_copy(target, connection, opinion, main, copy)
        for name in names:  # whose authors have read the reply to this one
            await _keep_copy(target, connection, name, main, copy | before)

    return await target.hear(MergeOpinion(opinion=opinion, into=into), remember)


async def find_opinion(pool: asyncpg.Pool, vault: Vault, code: str) -> asyncpg.Record:
    """Opinion and author of a code; 404 for one that was never given out, or is forgotten."""
    person = await vault.find(pool, OPINION_CODE, normal_code(code))
    row = await pool.fetchrow("select * from opinion_author where person = $1", person)
    if row is None:
        raise NotFound("unknown_code", "没有这个查询码，请核对后重试。")
    return row


async def follow_up(pool: asyncpg.Pool, vault: Vault, code: str) -> Answer:
    """What became of an opinion, for whoever has its code: their own words, reply, decision.

    An opinion that was merged goes as far as the one with which it is handled.
    """
    found = await find_opinion(pool, vault, code)
    key = (found["programme"], found["activity"])
    own = await queries.opinion(pool, vault, *key, found["opinion"])
    if own is None:
        raise NotFound("unknown_code", "没有这个查询码，请核对后重试。")
    main, reply, before = own, own["reply"], None
    if own["merged_into"] is not None:
        main = await queries.opinion(pool, vault, *key, own["merged_into"]) or own
        copy = await _read(pool, vault, queries.reply_item(*key, own["opinion"], main["opinion"]))
        reply = reply or copy.get("before")
        if "text" in copy and main["replied_at"] is not None:
            reply, before = copy["text"], reply
    shown = ("programme", "activity", "session", "opinion", "recorded_at", "words", "satisfied")
    return {
        **{name: own[name] for name in shown},
        **{name: main[name] for name in _STEPS},
        "reply": reply,
        "reply_before_merge": before,
        "case": case_number(own["activity"], own["number"]),
        "main": main["opinion"],
        "merged": own["merged_into"] is not None,
    }


async def issue_code(target: Target, opinion: str) -> str:
    """A code for whoever gave an opinion without words here: who asked during a livestream.

    It follows from the opinion, so that asked for again it is the same.
    """
    item = queries.opinion_item(*target.key, opinion)
    code = code_of(target.vault.derive("opinion-code", item))
    person = target.vault.derive("author", item).hex()[:32]
    async with transaction(target.pool) as connection:
        known = await connection.fetchval(
            "select question is not null from opinion"
            " where programme = $1 and activity = $2 and opinion = $3 for update",
            *target.key, opinion,
        )  # fmt: skip
        author = await _author(connection, *target.key, opinion)
        if not known or author not in {None, person}:
            message = "提意见时已经给了查询码，这里不能再开。"
            raise Refused("has_a_code", message, "opinion")
        if author is None:
            await target.vault.put(connection, person, item, {"code": code})
            await target.vault.point(connection, person, {OPINION_CODE: code})
            await connection.execute(
                "insert into opinion_author values ($1, $2, $3, $4)", *target.key, opinion, person
            )
            await _hand_reply_over(target, connection, opinion, person)
    return code


async def _hand_reply_over(target: Target, connection: Any, opinion: str, author: str) -> None:
    """A reply to nobody in particular becomes the author's, and is corrected as theirs."""
    item = queries.reply_item(*target.key, opinion)
    main = await queries.main_of(connection, *target.key, opinion)
    joint = queries.reply_item(*target.key, main)
    known = await target.vault.read(connection, [item, joint])
    await forget(connection, _nobody(target, item))
    await target.vault.put(connection, author, item, known.get(item, {}))
    if main != opinion:
        await _keep_copy(target, connection, opinion, main, known.get(joint, {}))


async def say_how_it_was(acting: Acting, code: str, *, satisfied: bool) -> Answer:
    """The author of a code says whether they are content with the result (回访)."""
    found = await find_opinion(acting.pool, acting.vault, code)
    target = await acting.on(found["programme"], found["activity"])
    command = FollowUpOpinion(opinion=found["opinion"], satisfied=satisfied)
    return await target.hear(command)


async def _keep_reply(
    target: Target, connection: Any, opinion: str, fields: dict[str, str]
) -> None:
    """Each author of opinions that are handled together has the reply under a key of their own."""
    item = queries.reply_item(*target.key, opinion)
    author = await _author(connection, *target.key, opinion)
    await target.vault.put(connection, author or _nobody(target, item), item, fields)
    for merged in await queries.merged_into(connection, *target.key, opinion):
        await _keep_copy(target, connection, merged["opinion"], opinion, fields)


async def _keep_copy(
    target: Target, connection: Any, opinion: str, main: str, fields: dict[str, str]
) -> None:
    """The reply to an opinion for the author of another that is handled with it, if any."""
    if (author := await _author(connection, *target.key, opinion)) is not None:
        item = queries.reply_item(*target.key, opinion, main)
        await target.vault.put(connection, author, item, fields)


def _nobody(target: Target, item: str) -> str:
    """Under whom a reply is kept while nobody is known to have asked."""
    return target.vault.derive("reply", item).hex()[:32]


async def _standing(target: Target, opinion: str) -> str | None:
    item = queries.reply_item(*target.key, opinion)
    return (await _read(target.pool, target.vault, item)).get("text")


async def _read(pool: asyncpg.Pool, vault: Vault, item: str) -> Mapping[str, str]:
    return (await vault.read(pool, [item])).get(item, {})


async def _author(connection: Any, programme: str, activity: str, opinion: str) -> str | None:
    found: str | None = await connection.fetchval(
        "select person from opinion_author"
        " where programme = $1 and activity = $2 and opinion = $3",
        programme, activity, opinion,
    )  # fmt: skip
    return found
