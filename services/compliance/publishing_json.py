"""What publishing a notice would come to, as JSON; the composer's banner is made of it."""

from datetime import datetime

from contracts.values import BEIJING
from services.compliance.asking import Publishing
from services.compliance.board import Snapshot
from services.compliance.matrix import Json, about, cell
from services.compliance.planning.ahead import House, Rules
from services.compliance.planning.publishing import prospect
from services.compliance.planning_json import head_of, how_changes_are_told
from services.compliance.rules import chinese
from services.compliance.rules.deadlines import Deadline
from services.compliance.rules.verdict import Verdict


def publishing_json(snapshot: Snapshot, now: datetime, asked: Publishing) -> Json:
    """Each verdict that a notice decides, published now and a day later. Raises ``BadField``."""
    adopted = snapshot.rules
    assert adopted is not None  # noqa: S101 - refused before the import
    row = head_of(snapshot, asked.activity)
    rules = Rules(adopted.pack, adopted.calendar, now)
    made = prospect(
        rules, snapshot.programme, asked.activity, asked.notice, House(asked.review_days)
    )
    worse = {each.code for each in made.worse}
    titles = {each.code: each.title for each in adopted.pack.requirements}
    return {
        **about(snapshot, now),
        "row": row,
        "written": False,
        "dated": bool(asked.announces),
        "limit": _limit(made.limit, now),
        "review": _limit(made.review.deadline, now) if made.review else None,
        "review_days": asked.review_days,
        "now": [_verdict(each, titles) for each in made.now],
        "tomorrow": [
            {**_verdict(each, titles), "worse": each.code in worse} for each in made.tomorrow
        ],
        "instead": made.instead.isoformat() if made.instead else None,
        "changes": how_changes_are_told(adopted.pack),
    }


def _verdict(verdict: Verdict, titles: dict[str, str]) -> Json:
    working = verdict.working
    return {
        **cell(verdict),
        "title": titles[verdict.code],
        "conclusion": working.conclusion,
        "deadline": working.deadline,
        "clear": working.clear.isoformat() if working.clear else None,
    }


def _limit(limit: Deadline | None, now: datetime) -> Json | None:
    if limit is None:
        return None
    return {
        "due": limit.due.isoformat(),
        "due_at": limit.due_at.astimezone(BEIJING).isoformat(),
        "last_moment": chinese.limit(limit),
        "passed": limit.passed(now),
        "counting": chinese.counting(limit),
        "provisional": limit.provisional,
    }
