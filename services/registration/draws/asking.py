"""What a draw asks of everybody who signs up, and the receipt they get: personal data.

Every way of signing up takes it from here: ``asked`` says what to ask, ``read`` and ``checked``
take the answers, ``keeping`` writes them in the transaction of the sign-up.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import asyncpg
from pydantic import BaseModel

from contracts.values import DrawAttribute
from services._kit.store import Beside
from services._vault.vault import Vault
from services._web.faults import BadField
from services._web.forms import Form, Invalid
from services.registration.domain.draw_state import Draw
from services.registration.drawing import receipt
from services.registration.draws import reading
from services.registration.rows import WHOLE

Place = reading.Place
Asked = Sequence[DrawAttribute]
Model = TypeVar("Model", bound=BaseModel)
RECEIPT = "receipt"
FIELD = "attribute_"
"""How a form and the vault call an attribute: with its key behind."""


async def asked(database: asyncpg.Pool, place: Place) -> tuple[DrawAttribute, ...] | None:
    """What the draw of a session asks besides the category; None where nothing is drawn."""
    programme, activity, session = place
    return asked_by(await reading.draws_of(database, programme, activity), session)


def asked_by(draws: Mapping[str, Draw], session: str | None) -> tuple[DrawAttribute, ...] | None:
    """The same, where the draws of the activity are at hand."""
    draw = draws.get(session or WHOLE) or draws.get(WHOLE)
    return None if draw is None else draw.asked


def fields(attributes: Asked | None) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What a form shows for them: name, label and options of each field."""
    return [
        (FIELD + it.attribute, it.label, [(one.value, one.label) for one in it.values])
        for it in attributes or ()
    ]


def read(form: Form, model: type[Model], attributes: Asked | None) -> tuple[Model, dict[str, str]]:
    """The model that was filled in, and the answers; what is wrong stands beside each field."""
    own = {name: it for name, it in form.values.items() if not name.startswith(FIELD)}
    answers = {
        name.removeprefix(FIELD): it[0]
        for name, it in form.values.items()
        if name.startswith(FIELD) and any(it)
    }
    wrong = {FIELD + key: says for key, says in _wrong(attributes, answers).items()}
    try:
        given = replace(form, values=own).read(model)
    except Invalid as error:
        raise Invalid({**error.errors, **wrong}) from error
    if wrong:
        raise Invalid(wrong)
    return given, answers


def unanswered(form: Form) -> Form:
    """The same without answers: they were to what another session's draw asks."""
    kept = {name: it for name, it in form.values.items() if not name.startswith(FIELD)}
    return replace(form, values=kept)


def checked(attributes: Asked | None, answers: Mapping[str, str]) -> Mapping[str, str]:
    """The answers of a request; raises ``BadField`` for the first that is wrong."""
    for key, says in _wrong(attributes, answers).items():
        raise BadField(f"attributes.{key}", "one of the draw's values", says)
    return answers


def _wrong(attributes: Asked | None, answers: Mapping[str, str]) -> dict[str, str]:
    known = {it.attribute: it for it in attributes or ()}
    wrong = {key: "没有这一项。" for key in answers if key not in known}
    for key, it in known.items():
        if key not in answers:
            wrong[key] = f"请选择{it.label}。"
        elif answers[key] not in {one.value for one in it.values}:
            wrong[key] = "请从列出的选项中选择。"
    return wrong


def keeping(vault: Vault, place: Place, person: str, answers: Mapping[str, str]) -> Beside:
    """Write the answers with a new receipt; whoever signs up anew gets another one."""
    kept = {
        RECEIPT: receipt.new(secrets.token_bytes(receipt.RANDOM_BYTES)),
        **{FIELD + key: value for key, value in answers.items()},
    }

    async def keep(connection: asyncpg.Connection) -> None:
        await vault.put(connection, person, item_of(place, person), kept)

    return keep


def item_of(place: Place, person: str) -> str:
    """Where the vault keeps them."""
    programme, activity, session = place
    return "/".join(("draw", programme, activity, session or WHOLE, person))


def answers_of(kept: Mapping[str, str]) -> dict[str, str]:
    """The answers, as the vault gave them back."""
    return {
        name.removeprefix(FIELD): value for name, value in kept.items() if name.startswith(FIELD)
    }


def in_words(draw: Draw | None, name: str, value: str) -> tuple[str, str] | None:
    """What an answer of the vault is called, and what it says, as the form showed both."""
    for it in draw.asked if draw else ():
        for one in it.values:
            if (FIELD + it.attribute, one.value) == (name, value):
                return it.label, one.label
    return None


async def receipt_of(database: asyncpg.Pool, vault: Vault, place: Place, person: str) -> str | None:
    """The receipt of one person."""
    item = item_of(place, person)
    return (await vault.read(database, [item])).get(item, {}).get(RECEIPT)
