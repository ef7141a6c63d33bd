"""Evidence of the day itself and of hearing people: leader, introduction, opinions, answers."""

from datetime import datetime

from contracts.events.announcer import AgendaRecorded, ContentPointsTicked, MaterialsPublished
from contracts.events.registration import (
    AttendanceRecorded,
    NoOpinionsDeclared,
    OpinionDecided,
    OpinionFedBack,
    OpinionRecorded,
)
from contracts.values import Form, LeaderAttendance, PersonCategory
from services.compliance.judging.facts import Fact
from services.compliance.rules.context import Context
from services.compliance.rules.deadlines import Deadline, end_of
from services.compliance.rules.evidence.found import (
    NOTHING,
    Evidence,
    disputed_flag,
    first_of,
)
from services.compliance.rules.evidence.merging import merges
from services.compliance.rules.evidence.reopening import handled_again
from services.compliance.rules.verdict import Flag

INDEPENDENT = (PersonCategory.NPC_DEPUTY, PersonCategory.CPPCC_MEMBER)


def principal_leader_attended(context: Context, _limit: Deadline | None) -> Evidence:
    """The principal leader's attendance is recorded; a deputy does not count."""
    came, disputed = context.history.attended(LeaderAttendance.PRINCIPAL)
    flags = disputed_flag(disputed)
    if came:
        first = first_of(came)
        return Evidence(done_at=first.done_at, facts=(*came, *disputed), flags=flags)
    others = tuple(fact for fact, _ in context.history.of(AttendanceRecorded))
    remark = "没有主要负责同志参加的记录" if others else ""
    return Evidence(facts=others, flags=flags, remark=remark)


def introduction_shown(context: Context, _limit: Deadline | None) -> Evidence:
    """The introduction of policy and work stands in the agenda in force or in the materials."""
    found: list[tuple[datetime, Fact]] = []
    introducing: Fact | None = None
    for fact, agenda in context.history.of(AgendaRecorded):
        if not any(item.introduces for item in agenda.items):
            introducing = None
        elif introducing is None:
            introducing = fact
    if introducing is not None:
        found.append((introducing.occurred_at, introducing))
    shown = [
        text
        for text in context.history.publications
        if isinstance(text.event, MaterialsPublished)
        and text.event.shows_introduction
        and text.event.items > 0
        and _not_before_start(context, text.at)
    ]
    found.extend((text.at, text.facts[0]) for text in shown if text.stands_at(context.now))
    if found:
        done_at, first = min(found, key=lambda entry: entry[0])
        return Evidence(done_at=done_at, facts=(first,))
    taken_down = [text for text in shown if text.withdrawn_by is not None]
    if taken_down:
        facts = tuple(fact for text in taken_down for fact in text.facts)
        return Evidence(facts=facts, review="介绍政策文件、工作情况的材料公开后已撤下")
    return NOTHING


def content_points_ticked(context: Context, _limit: Deadline | None) -> Evidence:
    """A person ticked every point of the plan's sentence."""
    plan = context.history.plan
    if plan.in_person and context.declared_form[0] is Form.ONLINE:
        return Evidence(
            facts=context.declared_form[1],
            review="计划写明现场参加，活动却是线上，内容是否相当须人工核定",
        )
    wanted = {point.point for point in plan.content_points}
    ticked: set[str] = set()
    facts: list[Fact] = []
    for fact, event in context.history.of(ContentPointsTicked):
        facts.append(fact)
        ticked.update(event.points)
        if wanted <= ticked:
            return Evidence(done_at=fact.occurred_at, facts=tuple(facts))
    missing = [point.title for point in plan.content_points if point.point not in ticked]
    remark = f"尚缺{'、'.join(missing)}" if facts else ""
    return Evidence(facts=tuple(facts), remark=remark)


def opinions_heard(context: Context, _limit: Deadline | None) -> Evidence:
    """At least one opinion from the activity is recorded, or it is declared that none came."""
    found = [
        fact
        for fact, _ in context.history.of(OpinionRecorded, NoOpinionsDeclared)
        if _not_before_start(context, fact.occurred_at)
    ]
    evidence = first_of(found)
    disputed = _contradiction(context)
    if not disputed or evidence.done_at is None:
        return evidence
    return Evidence(evidence.done_at, disputed, flags=frozenset({Flag.CONFLICTING_EVIDENCE}))


def opinions_fed_back(context: Context, limit: Deadline | None) -> Evidence:
    """Every opinion is decided and fed back; declaring that none came also does.

    One that was reopened is so once more, and what was reached before stands meanwhile.

    A merged opinion is decided with its main one. Its author was told by what was fed back of that
    one since they were merged.
    """
    if (conflict := contradicted(context)) is not None:
        return conflict
    opinions = {event.opinion: fact for fact, event in context.history.of(OpinionRecorded)}
    if not opinions:
        return first_of([fact for fact, _ in context.history.of(NoOpinionsDeclared)])
    merged = merges(context)
    decided = _first_by_opinion(context, OpinionDecided)
    fed_back = _first_by_opinion(context, OpinionFedBack)
    for name, (main, merge) in merged.items():
        _follow(decided, name, decided.get(main))
        _follow(fed_back, name, _first_since(merge, context, main))
    closed = [fact for table in (decided, fed_back) for fact in table.values()]
    done = {fact.id: fact for fact in (*opinions.values(), *closed)}
    facts = tuple((done | {merge.id: merge for _, merge in merged.values()}).values())
    open_ = {
        merged[name][0] if name in merged else name
        for name in opinions
        if name not in decided or name not in fed_back
    }
    if open_:
        return Evidence(facts=facts, remark=f"{len(open_)}条意见尚未答复或反馈")
    again = [] if limit is None else handled_again(context, limit)
    facts = (*facts, *(fact for it in again for fact in (it.reopened, *it.closed)))
    counting = (*done.values(), *(fact for it in again if it.late for fact in it.closed))
    done_at = max(fact.occurred_at for fact in counting)
    if waits := [it.limit for it in again if not it.closed]:
        return Evidence(
            done_at=done_at,
            facts=facts,
            wait=min(waits, key=lambda it: it.due_at),
            remark=f"{len(waits)}条意见重新办理，尚未再次反馈",
        )
    return Evidence(done_at=done_at, facts=facts)


def contradicted(context: Context) -> Evidence | None:
    """What a person must settle: none received, it says, and yet an opinion was on record."""
    facts = _contradiction(context)
    if not facts:
        return None
    return Evidence(
        facts=facts,
        review="声明没有收到意见，此前却有意见记录",
        flags=frozenset({Flag.CONFLICTING_EVIDENCE}),
    )


def independent_opinions(context: Context, _limit: Deadline | None) -> Evidence:
    """Deputies and members were both present by ``E``, and their opinions are recorded."""
    if context.ended_on is None:
        return NOTHING
    present: dict[PersonCategory, Fact] = {}
    disputed: list[Fact] = []
    for category in INDEPENDENT:
        came, contradictory = context.history.attended(category)
        disputed.extend(contradictory)
        for fact in came:
            if fact.occurred_at < end_of(context.ended_on):
                present.setdefault(category, fact)
    opinions: dict[PersonCategory, Fact] = {}
    for fact, opinion in context.history.of(OpinionRecorded):
        if opinion.category in INDEPENDENT:
            opinions.setdefault(opinion.category, fact)
    found = (*present.values(), *disputed, *opinions.values())
    facts = tuple({fact.id: fact for fact in found}.values())
    flags = disputed_flag(disputed)
    if len(present) < len(INDEPENDENT):
        return Evidence(facts=facts, flags=flags, remark="没有人大代表和政协委员都到场的记录")
    if len(opinions) < len(INDEPENDENT):
        return Evidence(facts=facts, flags=flags, remark="没有人大代表和政协委员两方面的独立意见")
    done_at = max(fact.occurred_at for fact in opinions.values())
    return Evidence(done_at=done_at, facts=facts, flags=flags)


def _not_before_start(context: Context, moment: datetime) -> bool:
    return context.earliest_start is None or moment >= context.earliest_start


def _contradiction(context: Context) -> tuple[Fact, ...]:
    """The declaration that no opinion came, and the opinions recorded before it."""
    for declaration, _ in context.history.of(NoOpinionsDeclared):
        before = [
            fact
            for fact, _ in context.history.of(OpinionRecorded)
            if fact.order < declaration.order
        ]
        if before:
            return (*before, declaration)
    return ()


def _follow(table: dict[str, Fact], name: str, main: Fact | None) -> None:
    """What stands for a merged opinion is what stands for its main one alone."""
    table.pop(name, None)
    if main is not None:
        table[name] = main


def _first_since(merge: Fact, context: Context, main: str) -> Fact | None:
    told = (
        fact
        for fact, event in context.history.of(OpinionFedBack)
        if event.opinion == main and fact.order > merge.order
    )
    return next(told, None)


def _first_by_opinion(
    context: Context, kind: type[OpinionDecided] | type[OpinionFedBack]
) -> dict[str, Fact]:
    table: dict[str, Fact] = {}
    for fact, event in context.history.of(kind):
        table.setdefault(event.opinion, fact)
    return table
