"""The draw up to its seal (抽签): announced, its quotas relaxed, sealed. Then ``draw_seed``.

The order is what makes it fair: the terms stand before anybody signs up, the list and every panel
before anybody can know the seed. So nothing is changed out of its time, and what was changed in
time is a fact of its own with a reason.
"""

from collections.abc import Collection
from datetime import datetime

from contracts.event import DomainEvent
from contracts.events.registration import (
    DrawAnnounced,
    DrawQuotasRelaxed,
    DrawSealed,
)
from contracts.values import (
    Count,
    DrawAttribute,
    DrawQuota,
    Identifier,
    Line,
    SeedSource,
    SelectionRule,
    Sha256,
)
from services._kit.decider import Refused
from services.registration.domain.choosing import pool_hash
from services.registration.domain.draw_state import CATEGORY, Draw, terms_of
from services.registration.domain.order import Command, Order
from services.registration.domain.state import Representatives
from services.registration.drawing.bundle import rules_hash


class AnnounceDraw(Command):
    """Publish the terms; category is an attribute of every draw and need not be named."""

    seats: Count
    reserve: Count = 0
    attributes: tuple[DrawAttribute, ...] = ()
    quotas: tuple[DrawQuota, ...] = ()
    seed_source: SeedSource


class RelaxQuotas(Command):
    """Let wider quotas take the place of those that cannot be met.

    ``smallest``: the quotas after the smallest change with which these ``persons`` can be drawn,
    as the core found them for the terms of ``terms_sha256``; those in force where they can be met.
    """

    quotas: tuple[DrawQuota, ...]
    reason: Line
    persons: tuple[Identifier, ...]
    smallest: tuple[DrawQuota, ...]
    terms_sha256: Sha256


class SealDraw(Command):
    """Fix the list and the panels. ``persons`` by number; the bundle stands beside the facts."""

    persons: tuple[Identifier, ...]
    panels: Count
    lowest: Count
    highest: Count
    entries_sha256: Sha256
    seal: Sha256
    sealed_sha256: Sha256
    terms_sha256: Sha256


def announce(order: Order[AnnounceDraw], state: Representatives) -> list[DomainEvent]:
    """The last word before sign-up opens counts."""
    command, session = order.command, order.command.session
    declared = tuple(it for it in command.attributes if it.attribute != CATEGORY.attribute)
    given = {**dict(command), "attributes": (CATEGORY, *declared)}
    event = DrawAnnounced(**order.subject, **given, terms_sha256="0" * 64)
    event = event.model_copy(update={"terms_sha256": rules_hash(terms_of(event))})
    known = state.draws.get(session)
    if known is not None and known.announced == event:
        return []
    refuse_cancelled(state, session)
    if state.window(session) is not None:
        raise Refused("already_opened", "报名已经开始，抽签办法不能再公布或修改。")
    refuse_moment(order, command.seed_source, state)
    opening = state.openings.get(session)
    if opening is not None and opening.rule is SelectionRule.DRAW:
        refuse_other_terms(event, opening.seats, opening.closes_at)
    return [event]


def refuse_unlike_draw(
    state: Representatives,
    session: str | None,
    rule: SelectionRule | None,
    seats: int | None,
    closes_at: datetime | None,
) -> None:
    """Refuse an opening of sign-up that does not agree with the draw, or has none behind it."""
    draw, drawn = state.draws.get(session), rule is SelectionRule.DRAW
    if draw is None:
        if drawn:
            raise Refused("no_draw", "抽签选人的，先公布抽签办法，再设置报名。", "rule")
        return
    if draw.seals:
        raise Refused("sealed", "报名名单已经封存，不能再开放报名。")
    if not drawn:
        raise Refused("draw_announced", "这个场次已经公布抽签办法，报名办法应选抽签。", "rule")
    refuse_other_terms(draw.announced, seats, closes_at)


def refuse_other_terms(
    announced: DrawAnnounced, seats: int | None, closes_at: datetime | None
) -> None:
    """Seats are those of the draw, and sign-up ends before the seed can be known."""
    if seats is not None and seats != announced.seats:
        raise Refused("other_seats", f"抽签办法的名额是{announced.seats}个，应当一致。", "seats")
    if closes_at is not None and closes_at >= announced.seed_source.known_at:
        raise Refused(
            "closes_late", "报名截止必须早于随机数的公布时间，否则名单来不及封存。", "closes_at"
        )


def relax(order: Order[RelaxQuotas], state: Representatives) -> list[DomainEvent]:
    """The smallest change, once the list cannot be drawn from and before the seed can be known.

    With a choice among wider quotas, or between these and those announced, somebody could prefer
    an applicant.
    """
    command = order.command
    draw = announced_draw(state, command.session)
    if command.quotas == draw.announced.quotas:
        return []
    _refuse_sealed(draw)
    if state.window(command.session) is None:
        raise Refused("not_opened", "报名还没有开始，直接修改抽签办法。")
    if state.open_at(order.at, command.session):
        raise Refused("still_open", "报名还没有截止，截止后抽不出名单的才能放宽比例。")
    if draw.known(order.at):
        raise Refused("seed_known", "随机数已到公布时间，不能再放宽比例。先另定以后的随机数。")
    _refuse_stale(command, draw, state.pool(command.session))
    if len(command.persons) <= draw.announced.seats:
        raise Refused("no_draw_needed", "报名人数不多于名额，不用抽签。")
    if command.smallest == draw.announced.quotas:
        raise Refused("feasible", "按公布的比例抽得出名单，不能放宽。", "quotas")
    if command.quotas != command.smallest:
        raise Refused("not_smallest", "只能作抽得出名单的最小改动，不能另行放宽。", "quotas")
    terms = draw.changed(quotas=command.quotas)
    return [
        DrawQuotasRelaxed(
            **order.subject,
            session=command.session,
            quotas=command.quotas,
            reason=command.reason,
            terms_sha256=terms.terms_sha256,
        )
    ]


def seal(order: Order[SealDraw], state: Representatives) -> list[DomainEvent]:
    """Once, for the very list and terms that were worked with, before the seed can be known."""
    command, session = order.command, order.command.session
    draw = announced_draw(state, session)
    if draw.sealed is not None:
        return []
    refuse_cancelled(state, session)
    if state.window(session) is None or state.open_at(order.at, session):
        raise Refused("still_open", "报名还没有截止，截止后才能封存。")
    if draw.known(order.at):
        raise Refused("too_late", "随机数已到公布时间，名单不能再封存。先另定以后的随机数。")
    _refuse_stale(command, draw, state.pool(session))
    content = dict(command)
    persons = content.pop("persons")
    return [
        DrawSealed(
            **order.subject, **content, pool=len(persons), pool_sha256=pool_hash(persons)
        )
    ]  # fmt: skip


def announced_draw(state: Representatives, session: str | None) -> Draw:
    """The draw of a session; refused where none was announced."""
    draw = state.draws.get(session)
    if draw is None:
        raise Refused("no_draw", "这个场次没有公布抽签办法。", "session")
    return draw


def refuse_moment(order: Order[Command], source: SeedSource, state: Representatives) -> None:
    """A seed that could be known already, or only once the session has begun, is of no use."""
    if source.known_at <= order.at:
        raise Refused("seed_known", "随机数的公布时间必须晚于现在。", "known_at")
    start = state.start(order.command.session)
    if start is not None and source.known_at >= start:
        raise Refused("after_start", "随机数的公布时间必须早于活动开始。", "known_at")


def refuse_cancelled(state: Representatives, session: str | None) -> None:
    """Refuse to go on where there is nothing to choose people for."""
    if state.cancelled(session):
        raise Refused("cancelled", "活动或场次已经取消，或改为线上举办。")


def _refuse_stale(command: SealDraw | RelaxQuotas, draw: Draw, people: Collection[str]) -> None:
    """What was worked out holds for one list and its terms alone."""
    if set(command.persons) != set(people) or len(command.persons) != len(people):
        raise Refused("pool_changed", "报名名单刚刚有变化，请重新办理。")
    if command.terms_sha256 != draw.announced.terms_sha256:
        raise Refused("terms_changed", "抽签办法刚刚有变化，请重新办理。")


def _refuse_sealed(draw: Draw) -> None:
    if draw.sealed is not None:
        raise Refused("sealed", "名单已经封存，不能再改。")
