"""A scoring table that can be added up by hand, and verdicts as short as a line."""

from contracts.values import VerdictStatus
from services.compliance.rules.pack import Clause
from services.compliance.rules.verdict import Verdict, Working

SMALL = """
id = "small"
version = "1"
title = "评分表"
effective_from = 2023-01-01
full_marks = 10000
appeal_days = 5

[[indicator]]
code = "notice"
title = "公告"
requirements = ["ANN-TIME", "ANN-CHANNEL", "ANN-ELEM"]
same_cause = [["ANN-TIME", "ANN-CHANNEL", "ANN-ELEM"]]
base = 6000
cap = 4000
per_case = { missed = 1000, gap = 500, met_late = 300 }

[[indicator]]
code = "holding"
title = "举办"
requirements = ["HELD", "LISTEN"]
base = 4000
cap = 4000
per_case = { missed = 2000, gap = 1000, met_late = 1000 }

[[bonus]]
code = "led"
title = "主要负责同志参加"
requirements = ["LEADER"]
per_case = 100
cap = 250

[[veto]]
code = "not-held"
title = "没有举办"
requirements = ["HELD"]
"""


def verdict(
    code: str, status: str, row: str = "open-01", facts: tuple[str, ...] | None = None
) -> Verdict:
    """A verdict of which only row, code, status and facts matter; alone in its facts by default."""
    return Verdict(
        row=row,
        code=code,
        strength="M",
        status=VerdictStatus(status),
        flags=frozenset(),
        due=None,
        due_at=None,
        days_left=None,
        clause=Clause(section="一", quote="要"),
        evidence=(f"{row}/{code}",) if facts is None else facts,
        working=Working(conclusion=""),
    )
