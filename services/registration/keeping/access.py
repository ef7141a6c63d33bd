"""A person's access to everything that is held of them (个人信息保护法 第四十五条)."""

from typing import Any

import asyncpg

from services._vault import looks
from services._vault.inventory import Item
from services._vault.vault import Vault
from services._web.running import Running
from services.registration import known, queries
from services.registration.accounts.accounts import ROLE_WORDS
from services.registration.applicants import consent
from services.registration.draws import asking, reading
from services.registration.keeping import holding, requests
from services.registration.keeping.course import end
from services.registration.keeping.inventory import INVENTORY
from services.registration.keeping.purging import periods
from services.registration.keeping.requests import Asker
from services.registration.rows import WHOLE

_STEPS = (
    "signed_up_at", "withdrawn_at", "invited_at", "accepted", "selected_at", "reserve_rank",
    "seated_at", "released_at", "release_reason", "checked_in_at",
)  # fmt: skip
_OPINIONS = """
select o.opinion, o.recorded_at, o.source, o.category, o.unit, o.replied_at, o.decision, o.reason,
  o.fed_back_at from opinion_author a join opinion o using (programme, activity, opinion)
where a.person = $1 order by o.recorded_at
"""


async def everything(running: Running, person: str, by: Asker) -> dict[str, Any]:
    """Every value, consent, step, opinion, message, look and request; asking for it is one, too."""
    pool, vault = running.pool, running.equipment.vault
    key = await holding.activity_of(pool, person)
    await requests.note(
        pool, "access", programme=key[0], person=person, by=by, at=running.clock.now()
    )
    opinions = [dict(row) for row in await pool.fetch(_OPINIONS, person)]
    units = await known.units(pool, key[0])
    course = await holding.course(pool, key)
    activity = await known.find(pool, *key)
    return {
        "person": person,
        "programme": key[0],
        "activity": key[1],
        "title": activity.title if activity else None,
        "kept_until": end(course, "all", periods(running)).at if course else None,
        "values": await _values(running, vault, person, by),
        "consents": [_consent(it) for it in await consent.given(pool, person)],
        "steps": [_step(place) for place in await queries.places_of(pool, person)],
        "opinions": opinions,
        "messages": await _messages(pool, person),
        "looks": [
            _look(row, units)
            for row in await looks.of(pool, [person, *(it["opinion"] for it in opinions)])
        ],
        "requests": [
            {**row, "unit": units.get(row["unit"] or "", row["unit"])}
            for row in await requests.of(pool, person)
        ],
    }


async def _values(running: Running, vault: Vault, person: str, by: Asker) -> list[dict[str, str]]:
    """Each value with its name, why it is kept and until when, in the order of the inventory.

    Staff are not given what would let them act in the person's place.
    """
    found = []
    for item, fields in (await vault.everything(running.pool, person)).items():
        for name, value in fields.items():
            held = INVENTORY.find(item, name)
            if held.private and by.staff is not None:
                continue
            label, told = held.label, value
            if held.item is Item.DRAW and not held.private:
                label, told = await _answer(running.pool, item, name, value) or (label, value)
            says = periods(running).says(held.until)
            found.append({"field": held.key, "label": label, "value": told, "until": says})
    order = [held.key for held in INVENTORY.fields]
    return sorted(found, key=lambda it: order.index(it["field"]))


async def _answer(pool: asyncpg.Pool, item: str, name: str, value: str) -> tuple[str, str] | None:
    """An answer to what a draw asked, in the words in which it was asked."""
    _, programme, activity, session, _ = item.split("/")
    draws = await reading.draws_of(pool, programme, activity)
    return asking.in_words(draws.get(session) or draws.get(WHOLE), name, value)


def _consent(given: dict[str, Any]) -> dict[str, Any]:
    """That they agreed to which words; by whom it was entered is a matter of the unit."""
    shown = ("session", "at", "given_by", "access_needs", "channel", "says")
    return {name: given[name] for name in shown}


def _step(place: queries.Row) -> dict[str, Any]:
    shown = ("session", "category", "channel", "method", "state", *_STEPS)
    return {name: place[name] for name in shown if place[name] not in {None, ""}}


async def _messages(pool: asyncpg.Pool, person: str) -> list[dict[str, Any]]:
    rows = await pool.fetch(
        "select kind, channel, state, created_at, sent_at from message where person = $1"
        " order by created_at, kind",
        person,
    )
    return [dict(row) for row in rows]


def _look(row: asyncpg.Record, units: dict[str, str]) -> dict[str, Any]:
    """Staff by unit and role, not by name: whom to ask is the unit's to say."""
    return {
        "at": row["at"],
        "unit": units.get(row["unit"] or "", row["unit"]),
        "roles": [ROLE_WORDS.get(role, role) for role in row["roles"]],
        "purpose": row["purpose"],
    }
