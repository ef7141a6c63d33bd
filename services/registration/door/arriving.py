"""Somebody arrives: by id, by the code that they show, or without a seat; one by one or in a batch.

A batch comes from a phone that had no network. Each item has a key and a time of its own, so it
may be sent again, from whatever batch, and says once what became of it.
"""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError, model_validator

from contracts.values import Identifier, Instant, PersonCategory
from services._kit.decider import Refused
from services._kit.store import DataRejected
from services._kit.writer import Busy, KeyReused
from services._web.faults import BadField, NotFound
from services._web.http import Body
from services.registration import queries
from services.registration.acting import Answer, Target
from services.registration.contacts import Name, Phone, normal_code, normal_phone
from services.registration.domain.door import CheckIn, TakeWalkIn
from services.registration.door import sealing
from services.registration.signing_up import CODE

AT_MOST = 200
"""Items of one batch; a phone that holds more sends several."""

Key = Annotated[str, StringConstraints(min_length=16, max_length=64)]
Shown = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
"""What a QR code holds: a look-up code, alone or at the end of an address."""


class Guest(Body):
    """Who came without a seat, and was told what name and number are for."""

    name: Name
    phone: Phone | None = None
    category: PersonCategory


class Arrival(Body):
    """One arrival: a person, a code, a guest, or a guest whom only the server can read."""

    key: Key
    at: Instant
    person: Identifier | None = None
    code: Shown | None = None
    guest: Guest | None = None
    sealed: Annotated[str, StringConstraints(max_length=2_000)] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "Arrival":
        given = (self.person, self.code, self.guest, self.sealed)
        if sum(it is not None for it in given) != 1:
            raise ValueError("one of person, code, guest and sealed")
        return self


class Batch(Body):
    """Arrivals at one session in the order in which they happened."""

    session: Identifier | None = None
    items: Annotated[list[Arrival], Field(max_length=AT_MOST)]


async def person_of(target: Target, shown: str) -> str:
    """Whose code it is; 404 where nobody of ours has it."""
    code = normal_code(shown.rpartition("#")[2])
    person = await target.vault.find(target.pool, CODE, code)
    if person is None:
        raise NotFound("unknown_code", "没有这个查询码，请核对后重试。")
    return person


async def check_in(
    target: Target, session: str | None, person: str, at: datetime | None = None
) -> Answer:
    """A person with a seat came; ``already`` says since when, if they had."""
    command = CheckIn(session=session, person=person, occurred_at=at)
    return await _answered(target, session, person, await target.represent(command))


async def take_walk_in(
    target: Target, session: str | None, guest: Guest, key: str, at: datetime | None = None
) -> Answer:
    """Somebody came without a seat: the name goes to the vault, the fact says what kind of person.

    Who they are follows from the key, whoever sends it: a phone may be handed to a colleague.
    """
    number = normal_phone(guest.phone) if guest.phone else None
    pointer = "/".join(("phone", *target.key))
    fresh = target.vault.derive("guest", "\n".join((*target.key, key))).hex()[:32]
    details = {"name": guest.name, "consent": "spoken"}

    async def remember(connection: Any) -> None:
        more = {"phone": number} if number else {}
        await target.vault.put(connection, fresh, f"person/{fresh}", details | more)
        if number:
            await target.vault.point(connection, fresh, {pointer: number})

    for _ in range(2):
        known = await target.vault.find(target.pool, pointer, number) if number else None
        person = known or fresh
        command = TakeWalkIn(
            session=session, person=person, category=guest.category, occurred_at=at
        )
        try:
            answer = await target.represent(command, None if known else remember)
        except DataRejected:
            if known is not None or not number:
                raise
            continue  # the number was taken between the look and the transaction
        return await _answered(target, session, person, answer)
    raise Busy


async def _answered(target: Target, session: str | None, person: str, answer: Answer) -> Answer:
    since = await queries.came_at(target.pool, *target.key, session or "", person)
    already = None if answer["events"] else since
    return {**answer, "person": person, "at": since, "already": already}


async def arrive_all(target: Target, batch: Batch) -> list[Answer]:
    """What became of each arrival; only what is wrong with the whole of it is raised."""
    return [await _arrive(target, batch.session, one) for one in batch.items]


async def _arrive(target: Target, session: str | None, one: Arrival) -> Answer:
    write = target.write.item(one.key, one.model_dump_json().encode())
    own = Target(target.activity, write, target.pool, target.vault)
    at = min(one.at, write.now)  # a clock that is fast does not look into the future
    try:
        answer = await _take(own, session, one, at)
    except (Refused, BadField, NotFound) as refusal:
        return _refused(one, refusal.reason, refusal.message)
    except (KeyReused, DataRejected):  # which would hold up all that waits behind it
        return _refused(one, "invalid", "内容有误，没有登记，请重新办理。")
    outcome = "already" if answer["already"] else "recorded"
    return {"key": one.key, "outcome": outcome, "at": answer["at"], "person": answer["person"]}


def _refused(one: Arrival, reason: str, message: str) -> Answer:
    return {"key": one.key, "outcome": "refused", "error": reason, "message": message}


async def _take(target: Target, session: str | None, one: Arrival, at: datetime) -> Answer:
    if one.person is not None:
        return await check_in(target, session, one.person, at)
    if one.code is not None:
        return await check_in(target, session, await person_of(target, one.code), at)
    guest = one.guest
    if one.sealed is not None:
        guest = _opened(target, one.sealed)
    if guest is None:
        raise BadField("items", "one of person, code, guest and sealed", "缺少到场人员。")
    return await take_walk_in(target, session, guest, one.key, at)


def _opened(target: Target, sealed: str) -> Guest:
    """A guest whom a phone could keep without being able to read."""
    try:
        return Guest.model_validate_json(sealing.open_(target.vault, target.key, sealed))
    except (sealing.Unopened, ValidationError) as error:
        raise BadField(
            "sealed", "a guest, sealed for this activity", "现场登记的内容读不出来，请重新登记。"
        ) from error
