"""What may be done about a verdict from its own page: remind its unit, escalate, settle it."""

from dataclasses import dataclass

from contracts.values import VerdictStatus
from services._web.forms import new_key
from services._web.signed_in import Visitor
from services.compliance.detail import Line
from services.compliance.lookup import Look
from services.compliance.presentation import dates
from services.compliance.presentation.words import REMINDERS
from services.compliance.reminding.addresses import WAYS, address_of
from services.compliance.reminding.by_hand import offers, owed_by
from services.compliance.rules.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Offer:
    """A reminder that can be sent with one click; its form carries ``key``."""

    kind: str
    word: str
    recipients: list[tuple[str, str]]
    body: str
    done: bool
    key: str


@dataclass(frozen=True, slots=True)
class Acts:
    """For ``_acts.html``; to somebody without an account only what was told is shown."""

    unit_name: str = ""
    told: tuple[tuple[str, str], ...] = ()
    review: str | None = None
    offers: tuple[Offer, ...] = ()
    action: str = ""
    cell: str = ""
    csrf: str = ""


async def acts_for(look: Look, line: Line, verdict: Verdict, visitor: Visitor | None) -> Acts:
    """What this visitor may do; nothing at a moment that is not now."""
    programme, unit = look.snapshot.programme.id, line.head["unit"]
    name, cell = line.head["unit_name"], f"{verdict.row}/{verdict.code}"
    if not unit:
        return Acts()
    told = tuple(
        (dates.moment_words(each.at), f"{REMINDERS[each.event.kind]}{name}")
        for each in reversed(await look.reminded(unit, cell))
        if each.at <= look.as_of
    )
    if visitor is None or not look.live:
        return Acts(told=told)
    waits = verdict.status is VerdictStatus.NEEDS_REVIEW
    reviews = waits and visitor.may("office", "assessor") and line.head["kind"] is not None
    offered: tuple[Offer, ...] = ()
    items = [one for one in owed_by(look, unit) if one.verdict is verdict]
    if visitor.may("office") and items:
        offered = tuple(
            Offer(
                kind=one.kind.value,
                word=REMINDERS[one.kind],
                recipients=[(WAYS[way], to) for way, to in one.recipients],
                body=one.text.body,
                done=one.done,
                key=new_key(),
            )
            for one in offers(look, unit, await address_of(look.service.pool, unit), items)
        )
    return Acts(
        unit_name=name,
        told=told,
        review=f"/wall/{programme}/reviews/{cell}" if reviews else None,
        offers=offered,
        action=f"/wall/{programme}/reminders/{unit}",
        cell=cell,
        csrf=visitor.csrf,
    )
