"""The office reminds a unit with one click, or escalates: only of what is open, once a day each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from contracts.events.compliance import UnitReminded
from contracts.values import ReminderKind, beijing_date
from services._kit.decider import Refused
from services._telling.channels import Text
from services._web.http import Write
from services.compliance.domain.reminders import Remind, State
from services.compliance.lookup import Look
from services.compliance.reminding.addresses import Address, Way, address_of
from services.compliance.reminding.letters import letter
from services.compliance.reminding.owed import Owed, owed
from services.compliance.reminding.texts import compose
from services.compliance.reminding.ways import Ways
from services.compliance.settings import settings_of

Cell = tuple[str, str]
BY_HAND = (ReminderKind.REMINDER, ReminderKind.ESCALATION)


@dataclass(frozen=True, slots=True)
class Offer:
    """A reminder that the office may send: to whom, in which words; ``done``: already today."""

    kind: ReminderKind
    recipients: list[tuple[Way, str]]
    text: Text
    done: bool


async def remind(
    look: Look, write: Write, unit: str, kind: ReminderKind, cells: Iterable[Cell]
) -> dict[str, Any]:
    """Record that the unit is reminded of these cells; its messages are queued with the fact."""
    named = set(cells)
    items = [one.item for one in owed_by(look, unit) if (one.item.row, one.item.code) in named]
    if not items:
        raise Refused("not_owed", "所选要求已经办结或不再适用，没有提醒。")
    address = await address_of(look.service.pool, unit)
    if not address.reached(kind, Ways.of(settings_of(look.service)).names):
        raise Refused("no_address", "没有可用的收件地址，没有提醒。请先登记。")
    today = beijing_date(write.now)
    programme = look.snapshot.programme.id
    command = Remind(programme, unit, kind, today, tuple(items), write.actor.subject)
    return await write(stream_of(look, unit), command)


def owed_by(look: Look, unit: str) -> list[Owed]:
    """What one unit has open."""
    return [one for one in owed(look.snapshot) if one.unit == unit]


def offers(look: Look, unit: str, address: Address, items: Sequence[Owed]) -> list[Offer]:
    """Both kinds of reminder of these items, as they would leave now."""
    ways = Ways.of(settings_of(look.service)).names
    state = cast(State, look.service.writer.state(stream_of(look, unit)))
    today = beijing_date(look.as_of)
    return [
        Offer(
            kind=kind,
            recipients=address.reached(kind, ways),
            text=_preview(look, unit, kind, items),
            done=all(
                state.by_hand.get((kind, one.item.row, one.item.code)) == today for one in items
            ),
        )
        for kind in BY_HAND
    ]


def stream_of(look: Look, unit: str) -> str:
    """The stream of a unit's reminders."""
    return f"reminders:{look.snapshot.programme.id}:{unit}"


def _preview(look: Look, unit: str, kind: ReminderKind, items: Sequence[Owed]) -> Text:
    event = UnitReminded(
        programme=look.snapshot.programme.id,
        unit=unit,
        kind=kind,
        on=beijing_date(look.as_of),
        items=tuple(one.item for one in items),
    )
    return compose(letter(settings_of(look.service), look.snapshot, event), items)
