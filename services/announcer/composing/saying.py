"""What a notice says of each element, in its own words: weekdays computed, durations both ways."""

import re
from collections.abc import Sequence
from datetime import timedelta

from contracts.values import BEIJING, NoticeElement
from services.announcer.composing.meaning import Meaning, MeantSession
from services.announcer.composing.reading.closing import Closing
from services.announcer.composing.reading.days import day_words
from services.announcer.composing.reading.hours import clock, lasting

_MOST = 200  # characters of an element in the published fact
_ELSEWHERE = "（全文见公告）"
_STEPS = re.compile(r"[；;\n]+")
_END = "。；;，, "


def when_words(it: MeantSession) -> str:
    """2023年10月23日（星期一）9:00—11:00, as far as it is known."""
    if it.day is None:
        return ""
    day = day_words(it.day)
    begins = clock(it.begins) if it.begins is not None else ""
    ends = clock(it.ends) if it.ends is not None and it.ends <= 24 * 60 else ""
    if it.ends_on is not None and it.ends_on != it.day:
        return f"{day}{begins}—{day_words(it.ends_on)}{ends}"
    if begins and ends:
        return f"{day}{begins}—{ends}"
    return f"{day}{begins}"


def lasting_words(it: MeantSession) -> str:
    """时长2小时."""
    return f"时长{lasting(it.minutes)}" if it.minutes and it.minutes > 0 else ""


def time_words(it: MeantSession) -> str:
    """Date, hours and duration in one."""
    return "，".join(part for part in (when_words(it), lasting_words(it)) if part)


def steps(agenda: str) -> list[str]:
    """The steps of an agenda, without the marks between them."""
    return [it.strip(_END) for it in _STEPS.split(agenda) if it.strip(_END)]


def ended(text: str) -> str:
    """A sentence with its full stop."""
    return f"{text.rstrip(_END)}。" if text.strip(_END) else ""


def closing_words(closes: Closing, *, year: bool = False) -> str:
    """10月19日（星期四）18:00; midnight is the end of the day before."""
    if closes.at is None:
        return ""
    local = closes.at.astimezone(BEIJING)
    if (local.hour, local.minute) == (0, 0):
        return f"{day_words(local.date() - timedelta(days=1), year=year)}24:00"
    return f"{day_words(local.date(), year=year)}{clock(local.hour * 60 + local.minute)}"


def said(meaning: Meaning) -> dict[NoticeElement, str]:
    """What the text says of each element; one that says nothing is absent."""
    boxes = meaning.boxes
    found = {
        NoticeElement.START_AT: _each(
            meaning.sessions, [when_words(it) for it in meaning.sessions]
        ),
        NoticeElement.DURATION: _each(
            meaning.sessions, [lasting_words(it).removeprefix("时长") for it in meaning.sessions]
        ),
        NoticeElement.END_AT: _each(meaning.sessions, [_end(it) for it in meaning.sessions]),
        NoticeElement.PLACE: _each(meaning.sessions, [it.place for it in meaning.sessions]),
        NoticeElement.AGENDA: "；".join(steps(boxes.agenda)),
        NoticeElement.NETIZEN_PARTICIPATION: boxes.netizens,
        NoticeElement.HOST: boxes.host,
        NoticeElement.SIGN_UP: boxes.seats,
        NoticeElement.CONTACT: boxes.contact,
    }
    return {element: _line(words) for element, words in found.items() if words.strip()}


def _each(sessions: Sequence[MeantSession], words: list[str]) -> str:
    """One for all where they agree, else each with its session's place in the row."""
    if len(set(words)) == 1 and (words[0] or len(sessions) == 1):
        return words[0]
    return "；".join(f"第{number}场{it}" for number, it in enumerate(words, 1) if it)


def _end(it: MeantSession) -> str:
    if it.ends is None or it.ends_on is None or it.ends > 24 * 60:
        return ""
    return f"{day_words(it.ends_on)}{clock(it.ends)}"


def _line(words: str) -> str:
    one = " ".join(words.split())
    if len(one) <= _MOST:
        return one
    kept = one[: _MOST - len(_ELSEWHERE)]
    cut = max(kept.rfind(mark) for mark in "；。，")
    return f"{kept[:cut] if cut > 0 else kept}{_ELSEWHERE}"
