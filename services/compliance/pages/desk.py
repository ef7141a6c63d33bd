"""Pages for people who are signed in: one frame, with compliance's words for what it shows."""

from typing import Any

from fastapi import APIRouter

from contracts.values import VerdictStatus
from services._web.forms import new_key
from services._web.pages import Pages
from services.compliance.presentation import dates
from services.compliance.presentation.words import REMINDERS, SIGNS, STRENGTHS
from services.compliance.reminding.addresses import WAYS

PAGES = Pages("services.compliance", "layout_desk.html", "/static")

_CHIPS = {
    VerdictStatus.MISSED: ("✕", "missed"),
    VerdictStatus.NEEDS_REVIEW: ("核", "review"),
    VerdictStatus.DUE_SOON: ("⧗", "due"),
    VerdictStatus.MET_LATE: ("迟", "late"),
    VerdictStatus.GAP: ("✕", "gap"),
    VerdictStatus.MET: ("✓", "met"),
    VerdictStatus.EXEMPT: ("备", "exempt"),
}
STATES = {
    "waiting": "待发送",
    "sending": "正在发送",
    "sent": "已发送",
    "dropped": "已办结，未发送",
    "failed": "没有发成",
}


def chip(status: VerdictStatus | str) -> tuple[str, str, str]:
    """A status as sign, class and word."""
    found = VerdictStatus(status)
    sign, name = _CHIPS.get(found, ("", ""))
    return sign, name, SIGNS[found].word


PAGES.environment.filters["unbroken"] = dates.unbroken
PAGES.environment.globals |= {
    "chip": chip,
    "moment": dates.moment_words,
    "new_key": new_key,
    "REMINDERS": REMINDERS,
    "STATES": STATES,
    "STRENGTHS": STRENGTHS,
    "WAYS": WAYS,
}


def desk_router() -> APIRouter:
    """A router of such pages."""
    return APIRouter(route_class=PAGES.route)


def around(programme: str) -> dict[str, Any]:
    """What every page needs besides its own content."""
    return {"programme": programme, "wall": f"/wall/{programme}"}
