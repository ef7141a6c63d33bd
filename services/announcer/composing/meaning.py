"""What the boxes mean: sessions with their hours, sign-up, contact; and what has to be asked.

Nothing is guessed silently: what can be read in one way only is read, with a note where a person
might have meant another; the rest is a question.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from contracts.values import BEIJING, NoticeKind, beijing_date
from services.announcer.composing.boxes import About, Boxes, SessionBoxes
from services.announcer.composing.questions import Remark, Weight, question, stop, warning
from services.announcer.composing.reading.closing import Closing, closing
from services.announcer.composing.reading.days import day_words, days, refuse_past
from services.announcer.composing.reading.heads import Heads, heads
from services.announcer.composing.reading.hours import Hours, clock, hours, lasting
from services.announcer.composing.reading.phones import doubtful_phones

SHORTEST, LONGEST = 10, 16 * 60  # minutes; beyond them a duration is asked about
TO_SELECT = timedelta(hours=24)
"""Between the end of sign-up and the start, to select and to tell people; less is a warning."""


@dataclass(frozen=True, slots=True)
class MeantSession:
    """One session as read. Minutes count from midnight of ``day``."""

    session: str
    day: date | None = None
    ends_on: date | None = None
    begins: int | None = None
    ends: int | None = None
    place: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def starts_at(self) -> datetime | None:
        """The moment it starts, where date and hour are known."""
        if self.day is None or self.begins is None:
            return None
        return datetime.combine(self.day, time(), BEIJING) + timedelta(minutes=self.begins)

    @property
    def minutes(self) -> int | None:
        """How long it lasts, where it begins and ends on one day."""
        if self.begins is None or self.ends is None or self.ends_on != self.day:
            return None
        return self.ends - self.begins


@dataclass(frozen=True, slots=True)
class Meaning:
    """All boxes as read, with every remark in their order."""

    about: About
    boxes: Boxes
    sessions: tuple[MeantSession, ...]
    heads: Heads
    closes: Closing
    remarks: tuple[Remark, ...]

    @property
    def open_questions(self) -> list[Remark]:
        """What holds up publishing: stops, and questions to which nobody said that it is so."""
        return [
            it
            for it in self.remarks
            if it.weight is Weight.STOP
            or (it.weight is Weight.QUESTION and it.id not in self.boxes.answered)
        ]

    def of(self, box: str) -> list[Remark]:
        """What is said of one box."""
        return [it for it in self.remarks if it.box == box]


def meaning(about: About, boxes: Boxes, now: datetime) -> Meaning:
    """Read the boxes at a moment, from which a date is past."""
    today = beijing_date(now)
    sessions = tuple(_session(about, it, today) for it in boxes.sessions)
    year = next((it.day.year for it in sessions if it.day), today.year)
    closes = closing(boxes.seats, year)
    remarks = [remark for it in sessions for remark in it.remarks]
    remarks += [it.at("agenda") for it in _agenda(boxes.agenda, sessions)]
    meant = {"year_meant"} if any(it.day for it in sessions) else set()
    remarks += [it.at("seats") for it in closes.remarks if it.code not in meant]
    remarks += [it.at("seats") for it in _sign_up(about, closes, sessions, now)]
    remarks += [it.at("seats") for it in doubtful_phones(boxes.seats)]
    remarks += [it.at("netizens") for it in doubtful_phones(boxes.netizens)]
    remarks += [it.at("contact") for it in doubtful_phones(boxes.contact)]
    return Meaning(about, boxes, sessions, heads(boxes.seats), closes, tuple(remarks))


def _session(about: About, typed: SessionBoxes, today: date) -> MeantSession:
    scheduled = about.scheduled.get(typed.session)
    found = days(typed.when, scheduled.year if scheduled else today.year)
    told, until = hours(typed.when), hours(typed.until)
    said = [remark for it in found for remark in it.remarks] + list(told.remarks)
    first = found[0].day if found else None
    last = next((it.day for it in reversed(found) if it.day), first)
    if first and last and last < first:
        said.append(stop("ends_before", f"结束日期{day_words(last)}早于开始日期，请改其中一个。"))
    if typed.when and not found:
        said.append(stop("no_day", "没有读出日期。请写成2023年10月23日9:00这样。"))
    if first:
        said += _day(about, first, scheduled, today)
    begins = told.at[0] if told.at else None
    if first and begins is None:
        said.append(warning("no_hour", "没有写开始时刻。"))
    meant = MeantSession(typed.session, first, last, begins, place=typed.place)
    ends, wrong = _ends(meant, told, until)
    where = [it.at(f"when-{typed.session}") for it in said]
    where += [it.at(f"until-{typed.session}") for it in (*until.remarks, *wrong)]
    return replace(meant, ends=ends, remarks=tuple(where))


def _day(about: About, day: date, scheduled: date | None, today: date) -> Iterator[Remark]:
    if not about.writes(NoticeKind.CANCELLATION):
        yield from refuse_past(day, today)
    if scheduled is not None and day != scheduled:
        words = f"这里写的是{day_words(day)}，排定的是{day_words(scheduled)}。"
        yield question("other_date", f"{words}改期应先办理改期，请确认。")


def _ends(meant: MeantSession, told: Hours, until: Hours) -> tuple[int | None, list[Remark]]:
    """When it ends: by the hour that is written, or by the duration; both must agree."""
    begins, minutes = meant.begins, until.minutes or told.minutes
    written = until.at[-1] if until.at else told.at[-1] if len(told.at) > 1 else None
    if written is None:
        if begins is None or minutes is None:
            return None, []
        return begins + minutes, _plausible(minutes)
    if begins is None or meant.day != meant.ends_on:
        return written, []
    return written, _agreeing(begins, written, told, until)


def _agreeing(begins: int, ends: int, told: Hours, until: Hours) -> list[Remark]:
    """What contradicts an end that is written."""
    minutes = until.minutes or told.minutes
    if ends <= begins:
        message = f"结束时间（{clock(ends)}）早于开始时间（{clock(begins)}），请改其中一个。"
        return [stop("ends_before", message)]
    if len(told.at) > 1 and told.at[-1] != ends:
        message = f"活动时间写到{clock(told.at[-1])}，这里写到{clock(ends)}，请改其中一个。"
        return [stop("two_ends", message)]
    if minutes is not None and minutes != ends - begins:
        message = f"{clock(begins)}到{clock(ends)}是{lasting(ends - begins)}"
        return [stop("two_lengths", f"{message}，不是{lasting(minutes)}。请改其中一个。")]
    return _plausible(ends - begins)


def _plausible(minutes: int) -> list[Remark]:
    if SHORTEST <= minutes <= LONGEST:
        return []
    return [question("odd_length", f"活动时长是{lasting(minutes)}。请确认。")]


def _agenda(agenda: str, sessions: Sequence[MeantSession]) -> Iterator[Remark]:
    told = hours(agenda)
    yield from told.remarks
    if len(sessions) != 1 or (begins := sessions[0].begins) is None:
        return
    ends = sessions[0].ends
    for each in told.at:
        if ends is not None and each > ends:
            yield warning("after_the_end", f"流程中的{clock(each)}晚于结束时间{clock(ends)}。")
        if each < begins - 60:
            yield warning("before", f"流程中的{clock(each)}比开始时间{clock(begins)}早了很多。")


def _sign_up(
    about: About, closes: Closing, sessions: Sequence[MeantSession], now: datetime
) -> Iterator[Remark]:
    if closes.at is None:
        return
    starts = [it.starts_at or _midnight(it.day) for it in sessions if it.day]
    first = min(starts, default=None)
    if first is not None and closes.at > first:
        yield stop("closes_after", "报名截止晚于活动开始，请改其中一个。")
    elif first is not None and first - closes.at < TO_SELECT:
        yield warning("no_time", "报名截止到活动开始不足一天，来不及确定代表并逐一通知。")
    if closes.at <= now and not about.writes(NoticeKind.CANCELLATION):
        yield question("closed", "报名截止时间已经过去。请确认。")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)
