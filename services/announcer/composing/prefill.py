"""What the boxes hold before anybody typed: all that the announcer knows of the activity."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.values import BEIJING, ActivityKind, Form, NoticeKind
from services.announcer.composing.boxes import About, Announced, Boxes, SessionBoxes, fitting
from services.announcer.composing.reading.days import day_words
from services.announcer.composing.reading.hours import clock
from services.announcer.sessions import KnownSession, SignUp


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an activity."""

    kind: str
    unit_name: str
    subject: str
    form: str | None
    account: str | None
    host: str | None
    agenda: Sequence[Mapping[str, Any]]
    sessions: Sequence[KnownSession]
    open_selection: bool
    sign_ups: Sequence[SignUp] = ()
    announced: Announced | None = None


def about(known: Known, kinds: tuple[NoticeKind, ...]) -> About:
    """What the notice is about."""
    return About(
        kinds=kinds,
        activity_kind=ActivityKind(known.kind),
        unit_name=known.unit_name,
        subject=known.subject,
        form=Form(known.form) if known.form else None,
        account=known.account,
        open_selection=known.open_selection,
        scheduled={it.session: it.starts_on for it in known.sessions},
        announced=known.announced,
    )


def boxes(known: Known, kinds: tuple[NoticeKind, ...]) -> Boxes:
    """The boxes filled in as far as can be; without a schedule there is one empty session."""
    cancelling = NoticeKind.CANCELLATION in kinds
    standing = [it for it in known.sessions if not it.cancelled]
    chosen = [it for it in known.sessions if it.cancelled] if cancelling else standing
    sessions = [_session(it) for it in chosen or standing or known.sessions]
    return Boxes(
        sessions=tuple(sessions) or (SessionBoxes(session="s1"),),
        agenda=fitting("；".join(str(it["title"]) for it in known.agenda)),
        netizens=fitting(_netizens(known)),
        host=fitting(known.host or known.unit_name),
        seats=fitting(_seats(known)),
    )


def _session(it: KnownSession) -> SessionBoxes:
    when = day_words(it.starts_on)
    if it.start_at is not None:
        when += _clock(it.start_at)
    if it.ends_on != it.starts_on:
        when += f"—{day_words(it.ends_on)}"
    until = f"{_clock(it.end_at)}结束" if it.end_at is not None else ""
    return SessionBoxes(session=it.session, when=when, until=until, place=fitting(it.place or ""))


def _netizens(known: Known) -> str:
    if known.form in {Form.ONLINE, Form.HYBRID} and known.account:
        return f"活动当天在政务新媒体“{known.account}”观看直播，在直播页留言提问"
    return ""


def _seats(known: Known) -> str:
    """What is alike for all sessions once; else each session's own, behind its day."""
    standing = [it for it in known.sessions if not it.cancelled]
    names = {"": ""} | {it.session: _name(it) if standing[1:] else "" for it in standing}
    told = [
        (names[it.session], words)
        for it in known.sign_ups
        if it.session in names and (words := _seats_of(it))
    ]
    if len(told) == len(standing) > 1 and len({words for _, words in told}) == 1:
        return f"每场{told[0][1]}"
    return "；".join(f"{name}{words}" for name, words in told)


def _name(it: KnownSession) -> str:
    hour = _clock(it.start_at) if it.start_at else ""
    return f"{day_words(it.starts_on, year=False)}{hour}场次"


def _seats_of(it: SignUp) -> str:
    parts = []
    if it.seats:
        parts.append(f"公开遴选{it.seats}人")
    if it.closes_at is not None:
        local = it.closes_at.astimezone(BEIJING)
        parts.append(f"{day_words(local.date(), year=False)}{_clock(local)}截止报名")
    return "，".join(parts)


def _clock(moment: datetime) -> str:
    local = moment.astimezone(BEIJING)
    return clock(local.hour * 60 + local.minute)


def last_announced(published: Iterable[Mapping[str, Any]]) -> Announced | None:
    """What the public was told, from the notices that are out, the last first.

    A later text overrules an earlier one element by element.
    """
    title: str | None = None
    dates: dict[str, Any] = {}
    elements: dict[str, Any] = {}
    for data in published:
        title = title or data["title"]
        dates = {it["session"]: it["starts_on"] for it in data["announces"]} | dates
        elements = dict(data["elements"]) | elements
    if title is None:
        return None
    return Announced.model_validate({"title": title, "dates": dates, "elements": elements})
