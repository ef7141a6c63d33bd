"""Opinions that are handled once more: decided and told again, within days of their own."""

from dataclasses import dataclass, replace

from contracts.events.registration import OpinionDecided, OpinionFedBack, OpinionReopened
from contracts.values import beijing_date
from services.compliance.judging.facts import Fact
from services.compliance.rules.context import Context
from services.compliance.rules.deadlines import Deadline
from services.compliance.rules.evidence.merging import merges
from services.compliance.rules.limits import feedback_again


@dataclass(frozen=True, slots=True)
class Again:
    """An opinion that was reopened, and what closed it again; ``closed``: nothing yet."""

    reopened: Fact
    limit: Deadline
    closed: tuple[Fact, ...]

    @property
    def late(self) -> bool:
        """Whether it was closed too late."""
        return any(not self.limit.covers(fact.occurred_at) for fact in self.closed)


def handled_again(context: Context, limit: Deadline) -> list[Again]:
    """Each opinion that was reopened; what was merged goes with its main one.

    What was told before does not count for it. It never has fewer days than all have (``limit``).
    """
    reopened = {event.opinion: fact for fact, event in context.history.of(OpinionReopened)}
    merged = merges(context)
    return [
        Again(fact, _later(_own(context, fact), limit), _closed_since(context, name, fact))
        for name, fact in reopened.items()
        if name not in merged
    ]


def _own(context: Context, reopened: Fact) -> Deadline:
    limit = feedback_again(context, beijing_date(reopened.occurred_at))
    return replace(limit, since="重新办理日")


def _later(one: Deadline, other: Deadline) -> Deadline:
    return max(one, other, key=lambda it: it.due_at)


def _closed_since(context: Context, name: str, reopened: Fact) -> tuple[Fact, ...]:
    since = [
        (fact, event)
        for fact, event in context.history.of(OpinionDecided, OpinionFedBack)
        if event.opinion == name and fact.order > reopened.order
    ]
    firsts = [
        next((fact for fact, event in since if isinstance(event, kind)), None)
        for kind in (OpinionDecided, OpinionFedBack)
    ]
    return tuple(fact for fact in firsts if fact is not None) if None not in firsts else ()
