"""The checklist of a notice: what is there, what is missing, what a person still has to do.

It warns; whether the notice is good enough and in time is judged by compliance, beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from contracts.values import Channel, Form, NoticeElement, NoticeKind
from services.announcer.composing.meaning import Meaning
from services.announcer.composing.questions import Weight
from services.announcer.composing.reading.days import day_words
from services.announcer.composing.saying import said


class State(StrEnum):
    """How a point stands."""

    DONE = "done"
    MISSING = "missing"
    WAITING = "waiting"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Point:
    """One point: its state, what it is about, and the field where it is put right."""

    state: State
    title: str
    text: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """How far people are with this very version; each is a sentence, or empty.

    ``reviewed`` and ``examined`` say who approved and who did the secrecy check; ``outs`` the
    channels on which the notice is out.
    """

    submitted: str = ""
    reviewed: str = ""
    returned: str = ""
    examined: str = ""
    review_asked: bool = True
    outs: tuple[tuple[Channel, str], ...] = ()


FIELDS = {
    NoticeElement.START_AT: "when",
    NoticeElement.DURATION: "until",
    NoticeElement.PLACE: "place",
    NoticeElement.AGENDA: "agenda",
    NoticeElement.NETIZEN_PARTICIPATION: "netizens",
    NoticeElement.HOST: "host",
}
FIVE = {
    NoticeElement.START_AT: "活动时间",
    NoticeElement.DURATION: "活动时长",
    NoticeElement.AGENDA: "流程安排",
    NoticeElement.NETIZEN_PARTICIPATION: "网民参与方式",
    NoticeElement.HOST: "主办单位",
}
"""The elements that the policy names."""


def elements_out(meaning: Meaning) -> tuple[NoticeElement, ...]:
    """The elements that the text says; compliance is asked about them."""
    if meaning.about.writes(NoticeKind.CANCELLATION):
        return ()
    return tuple(said(meaning))


def checklist(meaning: Meaning, steps: Steps) -> list[Point]:
    """All points in the order of the work."""
    return [*_boxes(meaning), *_dates(meaning), *_people(steps), *_channels(meaning, steps)]


def filled(meaning: Meaning) -> int:
    """How many of the eight boxes say something; one of several sessions counts where all do."""
    boxes = meaning.boxes
    of_sessions = (all(getattr(it, name) for it in boxes.sessions) for name in _OF_EACH)
    others = (boxes.agenda, boxes.netizens, boxes.host, boxes.seats, boxes.contact)
    return sum(map(bool, (*of_sessions, *others)))


_OF_EACH = ("when", "until", "place")


def _boxes(meaning: Meaning) -> Iterator[Point]:
    about = meaning.about
    if about.writes(NoticeKind.CANCELLATION) or about.writes(NoticeKind.CHANGE):
        yield _reason(meaning)
    if about.writes(NoticeKind.CANCELLATION):
        return
    there = set(said(meaning))
    if NoticeElement.END_AT in there:
        there.add(NoticeElement.DURATION)  # an end gives the duration
    present = [words for element, words in FIVE.items() if element in there]
    if present:
        yield Point(State.DONE, "、".join(present), f"{len(present)}项要素齐全")
    for element, words in FIVE.items():
        if element not in there:
            yield Point(State.MISSING, words, "公告没有写这一项", _field(meaning, element))
    if NoticeElement.PLACE not in there and about.form is not Form.ONLINE:
        place = _field(meaning, NoticeElement.PLACE)
        yield Point(State.MISSING, "地点", "公告没有写这一项", place)
    if about.writes(NoticeKind.SELECTION):
        yield from _selection(meaning)
    if NoticeElement.CONTACT not in there:
        yield Point(State.MISSING, "联系方式", "公众不知道问谁", "contact")


def _reason(meaning: Meaning) -> Point:
    if meaning.boxes.reason:
        return Point(State.DONE, "原因", "已写明")
    return Point(State.MISSING, "原因", "没有写明原因", "reason")


def _selection(meaning: Meaning) -> Iterator[Point]:
    if not meaning.heads.words():
        yield Point(State.MISSING, "遴选名额", "没有读出名额", "seats")
    if meaning.closes.at is None:
        yield Point(State.MISSING, "报名截止时间", "没有读出截止时间", "seats")


def _dates(meaning: Meaning) -> Iterator[Point]:
    open_ = meaning.open_questions
    for it in open_:
        yield Point(State.ASKED, "须先答复", it.message, it.box)
    known = [day_words(it.day, year=False) for it in meaning.sessions if it.day]
    if known and not any(it.code in {"weekday", "past", "other_date"} for it in open_):
        yield Point(State.DONE, "日期与星期一致", "、".join(known))
    for it in meaning.remarks:
        if it.weight is Weight.WARNING:
            yield Point(State.WAITING, "请留意", it.message, it.box)


def _people(steps: Steps) -> Iterator[Point]:
    if steps.examined:
        yield Point(State.DONE, "保密审查", steps.examined)
    else:
        yield Point(State.MISSING, "保密审查", "本版内容尚未作保密审查", "secrecy")
    if steps.reviewed:
        yield Point(State.DONE, "审核", steps.reviewed)
    elif steps.returned:
        yield Point(State.MISSING, "审核", steps.returned, "review")
    elif steps.submitted:
        yield Point(State.WAITING, "审核", steps.submitted, "review")
    elif steps.review_asked:
        yield Point(State.MISSING, "审核", "本版内容尚未送审", "review")


def _channels(meaning: Meaning, steps: Steps) -> Iterator[Point]:
    out = dict(steps.outs)
    wanted = {Channel.DISTRICT_WEBSITE: "区政府网站", Channel.NEW_MEDIA: "政务新媒体"}
    for channel, name in wanted.items():
        account = meaning.about.account if channel is Channel.NEW_MEDIA else None
        title = f"{name}“{account}”" if account else name
        if channel in out:
            yield Point(State.DONE, title, out[channel])
        elif channel is Channel.DISTRICT_WEBSITE:
            yield Point(State.WAITING, title, "可由本平台直接发布", "publish")
        else:
            yield Point(State.WAITING, title, "复制文章到公众号发布，再登记网址", "out")


def _field(meaning: Meaning, element: NoticeElement) -> str:
    """The box where an element is typed; of several sessions, the first that lacks it."""
    box = FIELDS[element]
    if box not in _OF_EACH:
        return box
    lacking = (it.session for it in meaning.boxes.sessions if not getattr(it, box))
    return f"{box}-{next(lacking, meaning.boxes.sessions[0].session)}"
