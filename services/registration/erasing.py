"""Forgetting a person: they leave what can still be left, then every vault lets go of them."""

from typing import Literal

from services.registration.acting import Acting, Answer
from services.registration.domain.person import ErasePerson
from services.registration.hearing import find_opinion
from services.registration.queries import places_of
from services.registration.signing_up import find_person, leave_everything


async def erase(
    acting: Acting, *, programme: str, person: str, requested_by: Literal["person", "staff"]
) -> Answer:
    """Withdraw open sign-ups and invitations, then erase (个人信息保护法 第四十七条)."""
    await leave_everything(acting, person)
    command = ErasePerson(programme, person, requested_by)
    return await acting.write(f"person:{programme}:{person}", command)


async def erase_by_code(acting: Acting, code: str) -> Answer:
    """Forget the person of a look-up code, on their own demand."""
    person = await find_person(acting.pool, acting.vault, code)
    programme = (await places_of(acting.pool, person))[0]["programme"]
    return await erase(acting, programme=programme, person=person, requested_by="person")


async def erase_author_by_code(acting: Acting, code: str) -> Answer:
    """Forget the author of an opinion, on their own demand."""
    found = await find_opinion(acting.pool, acting.vault, code)
    programme, person = found["programme"], found["person"]
    return await erase(acting, programme=programme, person=person, requested_by="person")
