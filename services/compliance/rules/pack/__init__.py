"""A rule pack: what one programme's policy asks, as data with the policy's own words.

A requirement names the kinds of deadline and evidence by which the engine judges it
(``rules/limits.py`` and ``rules/evidence/``); everything that another place may rule differently
is a value of the pack. How to write one: docs/writing-a-pack.md.
"""

from services.compliance.rules.pack.kinds import (
    ColumnKind,
    Condition,
    DeadlineKind,
    EvidenceKind,
    LateCure,
    Scope,
    Strength,
    Unit,
)
from services.compliance.rules.pack.reading import PackError, load_pack, packs, parse_pack
from services.compliance.rules.pack.requirement import Clause, NotJudged, Requirement
from services.compliance.rules.pack.values import Amendment, Span, Switches, Values
from services.compliance.rules.pack.whole import Pack

__all__ = [
    "Amendment",
    "Clause",
    "ColumnKind",
    "Condition",
    "DeadlineKind",
    "EvidenceKind",
    "LateCure",
    "NotJudged",
    "Pack",
    "PackError",
    "Requirement",
    "Scope",
    "Span",
    "Strength",
    "Switches",
    "Unit",
    "Values",
    "load_pack",
    "packs",
    "parse_pack",
]
