"""What the wall says of one unit and of one requirement, as JSON."""

from collections.abc import Iterable
from dataclasses import asdict

from services.compliance.detail import history_json
from services.compliance.lookup import Look
from services.compliance.matrix import Json, about, column, matrix, names_of
from services.compliance.presentation.catalogue import entry_of
from services.compliance.rules.pack import Requirement

TOLD_AT_MOST = 60
"""So many changes of a unit's verdicts are shown, the newest."""


def unit_rows(made: Json, unit: str) -> list[Json]:
    """The rows of the wall that one unit leads."""
    return [row for row in (*made["rows"], *made["other_rows"]) if row["unit"] == unit]


async def unit_json(look: Look, unit: str) -> Json | None:
    """A unit's rows with their verdicts, and how these came about; None for an unknown unit."""
    snapshot, names = look.snapshot, names_of(look.snapshot)
    rows = unit_rows(matrix(snapshot, look.as_of, {}), unit)
    if unit not in names.units and not rows:
        return None
    known = {fact.id: fact for fact in snapshot.known_facts()}
    told = await look.told_of([row["activity"] for row in rows], TOLD_AT_MOST)
    return {
        **about(snapshot, look.as_of),
        "unit": unit,
        "unit_name": names.units.get(unit, unit),
        "titles": titles(snapshot.rules.pack.requirements if snapshot.rules else ()),
        "rows": rows,
        "history": [
            {**history_json(each, known, names), "row": each["row"], "code": each["code"]}
            for each in told
        ],
    }


def requirement_json(look: Look, code: str) -> Json | None:
    """A requirement in the pack's words with every row that is judged by it; None if unknown."""
    snapshot = look.snapshot
    pack = snapshot.rules.pack if snapshot.rules else None
    found = pack.by_code.get(code) if pack else None
    if pack is None or found is None:
        return None
    made = matrix(snapshot, look.as_of, {})
    return {
        **about(snapshot, look.as_of),
        "requirement": {**column(found), **found.model_dump(mode="json")},
        "said": asdict(entry_of(pack, found)),
        "rows": [
            {**row, "verdict": each}
            for row in (*made["rows"], *made["other_rows"])
            for each in row["verdicts"]
            if each["code"] == code
        ],
    }


def titles(requirements: Iterable[Requirement]) -> dict[str, str]:
    """The requirements' names by their codes."""
    return {each.code: each.title for each in requirements}
