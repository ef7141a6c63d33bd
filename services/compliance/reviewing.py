"""What a person settles: the verdicts that facts leave open (待核), and who may decide on them."""

from dataclasses import dataclass
from typing import Any

from contracts.values import VerdictStatus
from services._web.faults import BadField
from services._web.http import Write
from services.compliance.board import Snapshot
from services.compliance.detail import Line, line_of
from services.compliance.domain.review import DecideReview
from services.compliance.lookup import Look
from services.compliance.rules.verdict import Verdict

RECUSAL = "recusal"
"""What a check is called that refuses whoever's own unit leads the activity (回避)."""


@dataclass(frozen=True, slots=True)
class Open:
    """A verdict that waits for a person, with its row."""

    line: Line
    verdict: Verdict

    def recuses(self, unit: str | None) -> bool:
        """Whether people of this unit may not decide it (回避): their unit leads the activity."""
        return unit == str(self.line.head["unit"])


def open_reviews(snapshot: Snapshot) -> list[Open]:
    """Every verdict that waits for a person, in wall order."""
    plans = {plan.activity for plan in snapshot.programme.planned}
    waiting = [
        verdict
        for verdict in snapshot.verdicts
        if verdict.status is VerdictStatus.NEEDS_REVIEW and verdict.row in plans
    ]
    lines = {verdict.row: line_of(snapshot, verdict.row) for verdict in waiting}
    return [Open(line, verdict) for verdict in waiting if (line := lines[verdict.row]) is not None]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided; ``basis`` None: the facts that the verdict rests on now."""

    activity: str
    code: str
    status: VerdictStatus
    reason: str
    basis: tuple[str, ...] | None = None


async def record_review(look: Look, write: Write, decision: Decision) -> dict[str, Any]:
    """Record it in the name of whoever writes; their account names a unit."""
    snapshot, actor, activity = look.snapshot, write.actor, decision.activity
    if actor.unit is None:
        raise BadField("unit", "a token that names the reviewer's unit", "账号没有所属单位。")
    if activity not in {plan.activity for plan in snapshot.programme.planned}:
        raise BadField("activity", "an activity of this programme", "本方案没有这项活动。")
    known = {fact.id for fact in snapshot.known_facts()}
    if decision.basis is not None and not known.issuperset(decision.basis):
        raise BadField("basis", "ids of facts of this programme", "所列依据中有不存在的事实。")
    line = Line(snapshot, activity, [v for v in snapshot.verdicts if v.row == activity])
    now = line.verdict(decision.code)
    command = DecideReview(
        programme=snapshot.programme.id,
        activity=activity,
        code=decision.code,
        status=decision.status,
        reason=decision.reason,
        reviewer=actor.subject,
        reviewer_unit=actor.unit,
        lead_unit=line.head["unit"],
        basis=(now.evidence if now else ()) if decision.basis is None else decision.basis,
        strengths={v.code: v.strength for v in line.verdicts},
    )
    return await write(f"review:{command.programme}:{activity}", command)
