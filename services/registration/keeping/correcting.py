"""Putting a person's data right (个人信息保护法 第四十六条): the values and the fact together."""

from typing import Any

from services._kit.decider import Refused
from services.registration.acting import Acting, Answer
from services.registration.domain.person import PERSON, CorrectPerson
from services.registration.keeping import holding, requests
from services.registration.keeping.requests import Asker

CORRECTABLE = ("name", "phone", "mail", "access_needs")


async def correct(acting: Acting, person: str, given: dict[str, str | None], by: Asker) -> Answer:
    """Keep other values; ``None`` removes one. What is the same is no correction.

    The number that a person is found by moves with the telephone number. If the new one is already
    another person's, the public is told nothing of it, and the index stays as it is; staff are.
    """
    key = await holding.activity_of(acting.pool, person)
    item = await _item(acting, person)
    kept = (await acting.vault.read(acting.pool, [item])).get(item, {})
    changed = {name: value for name, value in given.items() if (value or None) != kept.get(name)}
    if not changed:
        return {"events": [], "repeated": False}
    if "name" in changed and by.staff is None:
        await _refuse_after_check_in(acting, person)

    async def beside(connection: Any) -> None:
        await acting.vault.put(
            connection, person, item, {name: it for name, it in changed.items() if it}
        )
        await connection.execute(
            "delete from vault_field where item = $1 and person = $2 and name = any($3)",
            item, person, [name for name, it in changed.items() if not it],
        )  # fmt: skip
        if (phone := changed.get("phone")) and item == f"person/{person}":
            kind = "/".join(("phone", *key))
            ours = await acting.vault.repoint(connection, person, kind, phone)
            if not ours and by.staff is not None:
                raise Refused("phone_taken", "这个号码已经有人报名，请向本人核实。", "phone")
        await requests.note(
            connection, "correction", programme=key[0], person=person, by=by,
            at=acting.write.now, fields=list(changed),
        )  # fmt: skip

    command = CorrectPerson(key[0], person, tuple(sorted(changed)), by.requested_by)
    return await acting.write(f"{PERSON.name}:{key[0]}:{person}", command, beside=beside)


async def _item(acting: Acting, person: str) -> str:
    """Where the contact stands: with the person, or with the opinion of an author."""
    found: str | None = await acting.pool.fetchval(
        "select item from vault_field where person = $1 and not starts_with(item, 'reply/')"
        " order by item = concat('person/', person) desc limit 1",
        person,
    )
    if found is None:
        raise Refused("erased", "信息已经删除，不能更正。")
    return found


async def _refuse_after_check_in(acting: Acting, person: str) -> None:
    came = await acting.pool.fetchval(
        "select true from person where person = $1 and checked_in_at is not null limit 1", person
    )
    if came:
        raise Refused("checked_in", "已经签到，姓名请打电话由工作人员更正。", "name")
