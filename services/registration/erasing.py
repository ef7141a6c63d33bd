"""Forgetting a person: they leave what can still be left, then every vault lets go of them."""

from typing import Any

from services.registration.acting import Acting, Answer
from services.registration.domain.person import PERSON, ErasePerson
from services.registration.hearing.words import find_opinion
from services.registration.keeping import requests
from services.registration.keeping.requests import ONESELF, Asker
from services.registration.queries import places_of
from services.registration.signing_up import find_person, leave_everything


async def erase(acting: Acting, *, programme: str, person: str, by: Asker) -> Answer:
    """Withdraw open sign-ups and invitations, then erase (个人信息保护法 第四十七条)."""
    await leave_everything(acting, person)

    async def beside(connection: Any) -> None:
        await requests.note(
            connection, "erasure", programme=programme, person=person, by=by, at=acting.write.now
        )

    command = ErasePerson(programme, person, by.requested_by)
    return await acting.write(f"{PERSON.name}:{programme}:{person}", command, beside=beside)


async def erase_by_code(acting: Acting, code: str) -> Answer:
    """Forget the person of a look-up code, on their own demand."""
    person = await find_person(acting.pool, acting.vault, code)
    programme = (await places_of(acting.pool, person))[0]["programme"]
    return await erase(acting, programme=programme, person=person, by=ONESELF)


async def erase_author_by_code(acting: Acting, code: str) -> Answer:
    """Forget the author of an opinion, on their own demand."""
    found = await find_opinion(acting.pool, acting.vault, code)
    return await erase(acting, programme=found["programme"], person=found["person"], by=ONESELF)
