"""Opinions that are handled together: what becomes of one becomes of the others."""

from collections.abc import Mapping

from contracts.events.registration import OpinionMerged, OpinionUnmerged
from services.compliance.judging.facts import Fact
from services.compliance.rules.context import Context


def merges(context: Context) -> Mapping[str, tuple[str, Fact]]:
    """Each merged opinion's main one, and the fact that says so; the last word counts."""
    table: dict[str, tuple[str, Fact]] = {}
    for fact, event in context.history.of(OpinionMerged, OpinionUnmerged):
        if isinstance(event, OpinionMerged):
            table[event.opinion] = (event.into, fact)
        else:
            table.pop(event.opinion, None)
    return table
