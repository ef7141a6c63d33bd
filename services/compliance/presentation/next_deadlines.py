"""The next deadlines as cards: who must do what, until when, and how many working days are left."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.compliance.presentation import dates
from services.compliance.presentation.cell import Chip, address, chip_of
from services.compliance.presentation.headline import near_day
from services.compliance.rules import chinese

Json = Mapping[str, Any]

CARDS = 4


@dataclass(frozen=True, slots=True)
class Card:
    """What one row has to do by one moment; ``today`` when it is the shown day's."""

    href: str
    chip: Chip
    when: str
    unit: str
    what: str
    topic: str
    activity_day: str
    left: str
    today: bool


def next_deadlines(matrix: Json) -> list[Card]:
    """The next four of what can turn red, each row and moment once, the nearest first."""
    actions = {column["code"]: column["action"] for column in matrix["columns"]}
    due: dict[tuple[str, int], list[Json]] = {}
    for number, row in enumerate(matrix["rows"]):
        for verdict in row["verdicts"]:
            ahead = verdict["status"] in {"due_soon", "pending"} and verdict["strength"] == "M"
            if ahead and verdict["due_at"]:
                due.setdefault((verdict["due_at"], number), []).append(verdict)
    nearest = sorted(due, key=lambda key: (dates.parse_moment(key[0]), key[1]))[:CARDS]
    return [card(matrix, matrix["rows"][key[1]], due[key], actions) for key in nearest]


def card(matrix: Json, row: Json, verdicts: list[Json], actions: Mapping[str, str]) -> Card:
    """One card; of several requirements the first is named and the rest counted."""
    today = dates.parse_moment(matrix["as_of"]).date()
    first, day = verdicts[0], dates.parse_day(row["date"])
    due, left = dates.parse_day(first["due"]), first["days_left"]
    at = dates.parse_moment(first["due_at"])
    midnight = (at.hour, at.minute) == (0, 0)
    clock = "24:00" if midnight else chinese.clock(at)
    more = f"等{len(verdicts)}项" if len(verdicts) > 1 else ""
    return Card(
        href=address(matrix["programme"], row["activity"]),
        chip=chip_of({"status": first["status"]}),
        when=f"{near_day(due, today) if due else ''}{clock}前",
        unit=row["unit_name"],
        what=f"{actions[first['code']]}{more}",
        topic=row["topic"],
        activity_day=f"{dates.short_day(day)}活动" if day else "未排期",
        left=f"剩{left}个工作日" if left is not None else "",
        today=due == today,
    )
