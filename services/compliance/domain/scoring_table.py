"""Which scoring tables (评分表) the office has adopted, each with its whole text."""

from dataclasses import dataclass
from datetime import date

import immutables

from contracts.event import DomainEvent
from contracts.events.compliance import ScoringTableAdopted
from contracts.values import ScoringTableRef
from services._kit.decider import Decider, Refused


@dataclass(frozen=True, slots=True)
class AdoptScoringTable:
    """Adopt a table that was read and found valid; ``content`` is its text as it was read."""

    programme: str
    scoring: ScoringTableRef
    effective_from: date
    content: str
    adopted_by: str


State = immutables.Map[tuple[str, str], ScoringTableAdopted]
"""By id and version."""


def decide(command: AdoptScoringTable, state: State) -> list[DomainEvent]:
    """Adopt it once; another text needs another version, so that a version is one text for ever."""
    event = ScoringTableAdopted(
        programme=command.programme,
        scoring=command.scoring,
        effective_from=command.effective_from,
        content=command.content,
        adopted_by=command.adopted_by,
    )
    known = state.get((command.scoring.table, command.scoring.version))
    if known is None:
        return [event]
    if known.scoring.sha256 != command.scoring.sha256:
        raise Refused(
            "version_taken", "这一版评分表已经启用过，内容不同。请改用新的版本号。", "content"
        )
    return []


def evolve(state: State, event: DomainEvent) -> State:
    """Remember what was adopted."""
    if isinstance(event, ScoringTableAdopted):
        return state.set((event.scoring.table, event.scoring.version), event)
    return state


SCORING_TABLE: Decider[AdoptScoringTable, State] = Decider(
    "scoring_table", immutables.Map(), decide, evolve
)
