"""Scores from an exported log alone: what anyone can compute who does not trust the server."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from contracts.envelope import Envelope
from services.compliance.assessment.score import score
from services.compliance.assessment.standing import table_in_force
from services.compliance.assessment.units import assessed_units
from services.compliance.judging.assess import as_known
from services.compliance.judging.judge import AmbiguousProgramme, read_log


def scores(
    envelopes: Iterable[Envelope], as_of: datetime, programme: str | None = None
) -> list[dict[str, Any]]:
    """Every unit's score as of a moment, by the rules and the table that the log says.

    Verifies the chains first: raises ``BrokenChain``; ``AmbiguousProgramme`` where one must be
    named.
    """
    projection, _ = read_log(envelopes)
    known = sorted(name for name, it in projection.programmes.items() if it.imported)
    chosen = programme or (known[0] if len(known) == 1 else None)
    if chosen is None or chosen not in known:
        raise AmbiguousProgramme(", ".join(known))
    then = as_known(projection.programmes[chosen], as_of)
    table, verdicts = table_in_force(then, as_of), projection.assess(chosen, as_of)
    by = {"id": table.id, "version": table.version, "sha256": table.sha256, "label": table.label}
    found = []
    for unit in assessed_units(then):
        made = score(table, unit.verdicts(verdicts))
        found.append(
            {
                "unit": unit.unit,
                "total": made.total,
                "full_marks": table.full_marks,
                "open": made.open,
                "table": by,
                "items": [asdict(item) for item in made.items],
            }
        )
    return found
