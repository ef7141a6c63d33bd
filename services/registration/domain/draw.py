"""The draw step by step (抽签): announced, sealed, the seed entered or absent. See ``reveal``.

The order is what makes it fair: the terms stand before anybody signs up, the list and every panel
before anybody can know the seed. So nothing is changed out of its time, and what was changed in
time is a fact of its own with a reason.
"""

import re
from collections.abc import Collection
from datetime import datetime

from contracts.event import DomainEvent
from contracts.events.registration import (
    DrawAnnounced,
    DrawQuotasRelaxed,
    DrawSealed,
    DrawSeedAbsent,
    DrawSeedEntered,
    DrawSeedSourceNamed,
)
from contracts.values import (
    Count,
    DrawAttribute,
    DrawQuota,
    Identifier,
    Instant,
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


class NameSeedSource(Command):
    """Name a later source of the seed, because the one that was named is of no use."""

    seed_source: SeedSource
    reason: Line


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


class EnterSeed(Command):
    """Say what the source said. ``source`` guards against another that was named meanwhile."""

    value: Line
    published_at: Instant
    evidence: Line
    evidence_sha256: Sha256 | None = None
    reason: Line | None = None
    source: Line | None = None


class DeclareSeedAbsent(Command):
    """Say that the source cannot be read, and why; ``evidence`` is an address that shows it."""

    reason: Line
    evidence: Line


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
    _refuse_cancelled(state, session)
    if state.window(session) is not None:
        raise Refused("already_opened", "报名已经开始，抽签办法不能再公布或修改。")
    _refuse_moment(order, command.seed_source, state)
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
    draw = _draw(state, command.session)
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


def name_source(order: Order[NameSeedSource], state: Representatives) -> list[DomainEvent]:
    """A later source, where the named one stayed silent or came before the list was sealed."""
    command = order.command
    draw = _draw(state, command.session)
    if command.seed_source == draw.source:
        return []
    _refuse_cancelled(state, command.session)
    if draw.seed is not None:
        raise Refused("seed_entered", "随机数已经录入，不能换来源。")
    if not draw.known(order.at) or (draw.sealed is not None and draw.absent is None):
        raise Refused("source_stands", "已公布的随机数来源没有失效，不能换。")
    if draw.absent is not None and draw.absent.declared_by == order.by:
        # Otherwise one person who dislikes a seed could draw anew.
        raise Refused("same_person", "说明随机数取不到的人，不能另定来源，请换一个人办理。")
    _refuse_moment(order, command.seed_source, state)
    terms = draw.changed(seed_source=command.seed_source)
    return [
        DrawSeedSourceNamed(
            **order.subject, **dict(command), terms_sha256=terms.terms_sha256
        )
    ]  # fmt: skip


def seal(order: Order[SealDraw], state: Representatives) -> list[DomainEvent]:
    """Once, for the very list and terms that were worked with, before the seed can be known."""
    command, session = order.command, order.command.session
    draw = _draw(state, session)
    if draw.sealed is not None:
        return []
    _refuse_cancelled(state, session)
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


def enter_seed(order: Order[EnterSeed], state: Representatives) -> list[DomainEvent]:
    """What the named source said, from its moment on; a correction has a reason."""
    command = order.command
    draw = _draw(state, command.session)
    content = dict(command)
    source = content.pop("source")
    event = DrawSeedEntered(**order.subject, **content, entered_by=order.by)
    if draw.seed is not None and _same(draw.seed, event):
        return []
    if draw.revealed is not None:
        raise Refused("revealed", "结果已经揭晓，随机数不能再改。")
    if draw.sealed is None:
        raise Refused("not_sealed", "名单还没有封存。")
    if source is not None and source != draw.source.name:
        raise Refused("other_source", f"随机数来源已改为{draw.source.name}。")
    if not draw.known(order.at):
        raise Refused("too_early", "还没有到随机数的公布时间。")
    if command.published_at < draw.source.known_at:
        raise Refused("too_early", "公布时间早于约定的时间，不是约定的那一期。", "published_at")
    if command.published_at > order.at:
        raise Refused("in_future", "填写的时间晚于现在，请改正。", "published_at")
    if not re.fullmatch(draw.source.pattern, command.value):
        raise Refused("malformed", f"随机数应写成：{draw.source.form}。", "value")
    if draw.seed is not None and command.reason is None:
        raise Refused("no_reason", "更正随机数要写明原因。", "reason")
    return [event]


def _same(known: DrawSeedEntered, given: DrawSeedEntered) -> bool:
    said_by = {"reason", "entered_by"}
    return known.model_dump(exclude=said_by) == given.model_dump(exclude=said_by)


def declare_absent(order: Order[DeclareSeedAbsent], state: Representatives) -> list[DomainEvent]:
    """A state that everybody sees, until the source can be read or a later one is named."""
    command = order.command
    draw = _draw(state, command.session)
    event = DrawSeedAbsent(**order.subject, **dict(command), declared_by=order.by)
    known = draw.absent
    if known is not None and (known.reason, known.evidence) == (event.reason, event.evidence):
        return []
    if draw.sealed is None:
        raise Refused("not_sealed", "名单还没有封存。")
    if draw.seed is not None:
        raise Refused("seed_entered", "随机数已经录入。")
    if not draw.known(order.at):
        raise Refused("too_early", "还没有到随机数的公布时间。")
    return [event]


def _draw(state: Representatives, session: str | None) -> Draw:
    draw = state.draws.get(session)
    if draw is None:
        raise Refused("no_draw", "这个场次没有公布抽签办法。", "session")
    return draw


def _refuse_moment(order: Order[Command], source: SeedSource, state: Representatives) -> None:
    """A seed that could be known already, or only once the session has begun, is of no use."""
    if source.known_at <= order.at:
        raise Refused("seed_known", "随机数的公布时间必须晚于现在。", "known_at")
    start = state.start(order.command.session)
    if start is not None and source.known_at >= start:
        raise Refused("after_start", "随机数的公布时间必须早于活动开始。", "known_at")


def _refuse_cancelled(state: Representatives, session: str | None) -> None:
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
