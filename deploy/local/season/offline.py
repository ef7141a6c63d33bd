"""The exported log judged without any server: it must say what the wall says, cell by cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.envelope import Envelope
from deploy.local.season import PROGRAMME
from deploy.local.season.check import Checked, Difference, name_of
from deploy.local.season.expected import Cell
from services.compliance.judging.judge import BrokenChain, judge
from services.compliance.rules.pack import load_pack

_COMPARED = ("status", "flags", "due", "due_at")


@dataclass(frozen=True, slots=True)
class Offline:
    """How many events were exported, and what was found in them."""

    events: int
    problem: str | None
    differences: Sequence[Difference]

    def __str__(self) -> str:
        said = self.problem or f"{len(self.differences)} verdicts differ from the wall"
        return f"judge over the exported log of {self.events} events: {said}"


def judge_offline(lines: Sequence[str], checked: Sequence[Checked]) -> Offline:
    """Verify the chains of an export and judge it at every checked moment."""
    envelopes = [Envelope.from_json_line(line) for line in lines]
    pack, differences = load_pack(PROGRAMME), []
    for each in checked:
        try:
            judgement = judge(pack, envelopes, each.moment.as_of)
        except BrokenChain as broken:
            return Offline(len(envelopes), f"broken chain: {broken}", ())
        found = {(one.row, one.code): one.to_json() for one in judgement.verdicts}
        differences += [
            Difference(name_of(each.moment), cell, _said(each.verdicts, cell), _said(found, cell))
            for cell in sorted(found.keys() | each.verdicts.keys())
            if _said(found, cell) != _said(each.verdicts, cell)
        ]
    return Offline(len(envelopes), None, differences)


def _said(verdicts: Mapping[Cell, Mapping[str, Any]], cell: Cell) -> str:
    if cell not in verdicts:
        return "no such cell"
    return " ".join(str(verdicts[cell][name]) for name in _COMPARED)
