"""The seed of a draw (随机数): entered as its source said it, absent, or from a later source."""

import re

from contracts.event import DomainEvent
from contracts.events.registration import DrawSeedAbsent, DrawSeedEntered, DrawSeedSourceNamed
from contracts.values import Instant, Line, SeedSource, Sha256
from services._kit.decider import Refused
from services.registration.domain.draw import announced_draw, refuse_cancelled, refuse_moment
from services.registration.domain.order import Command, Order
from services.registration.domain.state import Representatives


class NameSeedSource(Command):
    """Name a later source of the seed, because the one that was named is of no use."""

    seed_source: SeedSource
    reason: Line


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


def name_source(order: Order[NameSeedSource], state: Representatives) -> list[DomainEvent]:
    """A later source, where the named one stayed silent or came before the list was sealed."""
    command = order.command
    draw = announced_draw(state, command.session)
    if command.seed_source == draw.source:
        return []
    refuse_cancelled(state, command.session)
    if draw.seed is not None:
        raise Refused("seed_entered", "随机数已经录入，不能换来源。")
    if not draw.known(order.at) or (draw.sealed is not None and draw.absent is None):
        raise Refused("source_stands", "已公布的随机数来源没有失效，不能换。")
    if draw.absent is not None and draw.absent.declared_by == order.by:
        # Otherwise one person who dislikes a seed could draw anew.
        raise Refused("same_person", "说明随机数取不到的人，不能另定来源，请换一个人办理。")
    refuse_moment(order, command.seed_source, state)
    terms = draw.changed(seed_source=command.seed_source)
    return [
        DrawSeedSourceNamed(
            **order.subject, **dict(command), terms_sha256=terms.terms_sha256
        )
    ]  # fmt: skip


def enter_seed(order: Order[EnterSeed], state: Representatives) -> list[DomainEvent]:
    """What the named source said, from its moment on; a correction has a reason."""
    command = order.command
    draw = announced_draw(state, command.session)
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
    draw = announced_draw(state, command.session)
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
