"""People with a name and a telephone number: signed up, invited, found again by their code.

The name goes to the vault in the transaction of the fact. One number is one person within an
activity, and nobody learns from an answer whether a number was known before.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import asyncpg

from contracts.values import PersonCategory, SignUpChannel
from services._kit.decider import Refused
from services._kit.store import Beside, DataRejected
from services._kit.writer import Busy
from services._vault.vault import Vault
from services._web.faults import NotFound
from services.registration import queries
from services.registration.acting import Acting, Answer, Target
from services.registration.applicants.consent import Consent
from services.registration.applicants.evenly import evenly
from services.registration.applicants.reason import official_reason
from services.registration.contacts import Contact, code_of, normal_code
from services.registration.domain.order import Command
from services.registration.domain.seats import AnswerInvitation, InvitePerson
from services.registration.domain.sheet import SignUpPerson, WithdrawSignUp
from services.registration.draws import asking

CODE = "code"
Drawn = Callable[[str], Beside | None]
"""What the draw of the session wants kept of a person."""
_HIDDEN = {"already_signed_up"}  # refusals that would tell that a number is known


async def sign_up_person(  # noqa: PLR0913 - what one form of sign-up says
    target: Target,
    contact: Contact,
    *,
    session: str | None,
    category: PersonCategory,
    channel: SignUpChannel,
    drawn: Drawn,
    consent: Consent | None = None,
) -> Answer:
    """Sign somebody up; answers events, person and code, the same at every repeat."""
    target.refuse_if_nobody_comes(session)

    def command(person: str) -> Command:
        return SignUpPerson(session=session, person=person, category=category, channel=channel)

    def also(person: str) -> Sequence[Beside]:
        agreed = partial(consent.keep, person, target.key, session) if consent else None
        return [it for it in (agreed, drawn(person)) if it is not None]

    return await _with_contact(target, contact, command, also)


def draws_beside(
    target: Target, session: str | None, asked: asking.Asked | None, answers: Mapping[str, str]
) -> Drawn:
    """``asked`` by the draw, none without one; raises ``BadField`` where an answer is missing."""
    given = asking.checked(asked, answers)

    def beside(person: str) -> Beside | None:
        if asked is None:
            return None
        return asking.keeping(target.vault, (*target.key, session), person, given)

    return beside


async def sign_up_oneself(  # noqa: PLR0913 - what one form of sign-up says
    target: Target,
    contact: Contact,
    *,
    session: str | None,
    category: PersonCategory,
    drawn: Drawn,
    consent: Consent | None = None,
) -> Answer:
    """Sign up over the web: the answer is the code alone, for a known number as for a new one.

    It also takes equally long.
    """
    async with evenly():
        try:
            answer = await sign_up_person(
                target,
                contact,
                session=session,
                category=category,
                channel=SignUpChannel.WEB,
                drawn=drawn,
                consent=consent,
            )
        except Refused as refusal:
            if refusal.reason not in _HIDDEN:
                raise
            answer = {"code": _code(target)}
        return {"code": answer["code"]}


async def invite_person(
    target: Target, contact: Contact, *, session: str | None, category: PersonCategory, reason: str
) -> Answer:
    """Invite somebody; answers events, person, and the code by which they may answer."""
    target.refuse_if_cancelled(session)
    official = official_reason(reason, contact.name)

    def command(person: str) -> Command:
        return InvitePerson(session=session, person=person, category=category, reason=official)

    return await _with_contact(target, contact, command)


async def find_person(pool: asyncpg.Pool, vault: Vault, code: str) -> str:
    """The person of a code; 404 for one that was never given out, or is forgotten."""
    person = await vault.find(pool, CODE, normal_code(code))
    if person is None:
        raise NotFound("unknown_code", "没有这个查询码，请核对后重试。")
    return person


async def status(pool: asyncpg.Pool, vault: Vault, code: str) -> Answer:
    """What a code shows: activities and sessions with how far the person has come."""
    person = await find_person(pool, vault, code)
    return {
        "short": person[: queries.SHORT],
        "places": [
            {
                "programme": place["programme"],
                "activity": place["activity"],
                "session": place["session"] or None,
                "category": place["category"],
                "state": place["state"],
                "open": place["open"],
                "open_until": place["open_until"],
                "reserve_rank": place["reserve_rank"],
                "invited": place["invited_at"] is not None,
                "accepted": place["accepted"],
                "receipt": await asking.receipt_of(
                    pool,
                    vault,
                    (place["programme"], place["activity"], place["session"] or None),
                    person,
                ),
            }
            for place in await queries.places_of(pool, person)
        ],
    }


async def withdraw_by_code(acting: Acting, code: str) -> Answer:
    """Take the person of a code off every sheet they are on."""
    person = await find_person(acting.pool, acting.vault, code)
    places = [it for it in await queries.places_of(acting.pool, person) if it["signed_up_at"]]
    return await _everywhere(
        acting,
        places,
        lambda it: WithdrawSignUp(session=it["session"] or None, person=person),
    )


async def return_by_code(acting: Acting, code: str) -> Answer:
    """Put the person of a code on the sheets again that they left, while sign-up is open."""
    person = await find_person(acting.pool, acting.vault, code)
    places = await queries.places_of(acting.pool, person)
    return await _everywhere(
        acting,
        [it for it in places if it["state"] == "withdrawn"],
        lambda it: SignUpPerson(
            session=it["session"] or None,
            person=person,
            category=it["category"],
            channel=SignUpChannel.WEB,
        ),
    )


async def answer_by_code(acting: Acting, code: str, *, accepted: bool) -> Answer:
    """Accept or decline every invitation of the person of a code."""
    person = await find_person(acting.pool, acting.vault, code)
    places = [it for it in await queries.places_of(acting.pool, person) if it["invited_at"]]
    return await _everywhere(
        acting,
        places,
        lambda it: AnswerInvitation(
            session=it["session"] or None, person=person, accepted=accepted
        ),
    )


async def leave_everything(acting: Acting, person: str) -> None:
    """Off every sheet and out of every seat that can still be left, before being forgotten."""
    for place in await queries.places_of(acting.pool, person):
        target = await acting.on(place["programme"], place["activity"])
        session = place["session"] or None
        # Always both, so that a repeat of the request numbers its commands alike.
        for command in (
            WithdrawSignUp(session=session, person=person),
            AnswerInvitation(session=session, person=person, accepted=False),
        ):
            try:
                await target.represent(command)
            except Refused:
                continue  # nothing to leave there, or it has begun


async def _everywhere(
    acting: Acting,
    places: Sequence[dict[str, Any]],
    command: Callable[[dict[str, Any]], Command],
) -> Answer:
    """One command a place; refused only where every place refuses."""
    events: list[Any] = []
    refusals = []
    for place in places:
        target = await acting.on(place["programme"], place["activity"])
        try:
            events += (await target.represent(command(place)))["events"]
        except Refused as refusal:
            refusals.append(refusal)
    if len(refusals) == len(places):
        raise refusals[0] if refusals else Refused("nothing", "没有可以办理的报名或邀请。")
    return {"events": events}


def new_person(target: Target) -> str:
    """Who a number belongs to that was not known before; the same at every repeat."""
    return target.vault.derive("person", target.write.scope).hex()[:32]


def _code(target: Target) -> str:
    return code_of(target.vault.derive("code", target.write.scope))


async def person_of(target: Target, phone: str) -> str | None:
    """Whom a number belongs to within the activity."""
    kind, vault = _phone_of(target), target.vault
    return await target.write.together.each(
        ("person", kind), phone, lambda phones: vault.find_each(target.pool, kind, phones)
    )


def _phone_of(target: Target) -> str:
    return "/".join(("phone", *target.key))


async def _with_contact(
    target: Target,
    contact: Contact,
    command: Callable[[str], Command],
    also: Callable[[str], Sequence[Beside]] = lambda _: (),
) -> Answer:
    """The person of a number, or a new one; whoever loses the race for it is the known one."""
    kind, code = _phone_of(target), _code(target)
    fresh = new_person(target)

    async def remember(connection: Any) -> None:
        await target.vault.admit(
            connection, fresh, f"person/{fresh}", {**contact.fields(), "code": code},
            {kind: contact.phone, CODE: code},
        )  # fmt: skip
        await _all(also(fresh))(connection)

    for _ in range(2):
        known = await person_of(target, contact.phone)
        person = known or fresh
        try:
            beside = _all(also(known)) if known else remember
            answer = await target.represent(command(person), beside)
        except DataRejected:
            if known is not None:
                raise
            continue  # the number was taken between the look and the transaction
        return {**answer, "person": person, "code": code}
    raise Busy


def _all(beside: Sequence[Beside]) -> Beside:
    async def every(connection: Any) -> None:
        for each in beside:
            await each(connection)

    return every
