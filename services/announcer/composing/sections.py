"""The numbered sections of a notice, each an element: 一、活动时间 to the contact."""

import re
from collections.abc import Iterator

from contracts.values import Form, NoticeKind
from services.announcer.composing.meaning import Meaning
from services.announcer.composing.notice import Level, Paragraph, body, first, second
from services.announcer.composing.reading.days import days, without_days
from services.announcer.composing.saying import closing_words, ended, steps, time_words

_GAP = "此处待补"
_CLAUSE = re.compile(r"[；;。\n]")
_FILLING = re.compile(
    r"公开遴选|遴选|名额|报名|截止|截至|时间|之?前|左右|大?约|不少于|不超过|代表|委员|群众|人大|政协"
    r"|家长|企业|媒体|记者|居民|[上下]午|[为至到人名位个共,、:：。()（）\d\s-]"
)
"""What is said again in full by the sentence on number and closing."""
_ANY = 2000  # the year does not matter to how many days a clause names


def sections(meaning: Meaning) -> list[Paragraph]:
    """The sections in their order; one that says nothing is a gap under its heading."""
    made: list[Paragraph] = []
    number = 0
    for heading, content, wanted in _sections(meaning):
        if not content and not wanted:
            continue
        if content:
            number += 1
            made += [first(number, heading), *content]
        else:
            made.append(Paragraph(Level.GAP, f"{heading}：{_GAP}"))
    return made


def _sections(meaning: Meaning) -> Iterator[tuple[str, list[Paragraph], bool]]:
    """Heading, paragraphs, and whether it is missed when it is empty."""
    about, boxes = meaning.about, meaning.boxes
    selects = about.writes(NoticeKind.SELECTION) or about.open_selection
    streamed = about.form in {Form.ONLINE, Form.HYBRID}
    yield "活动时间", _times(meaning), True
    yield "活动地点", _places(meaning), about.form is not Form.ONLINE
    yield "活动流程", _agenda(boxes.agenda), True
    yield "网民参与方式", _netizens(meaning, streamed=streamed), True
    yield "主办单位", _words(boxes.host), True
    yield ("代表遴选" if selects else "参加人员"), _seats(meaning, selects=selects), selects
    yield "联系方式", _words(boxes.contact), True


def _times(meaning: Meaning) -> list[Paragraph]:
    told = [time_words(it) for it in meaning.sessions]
    if len(told) == 1:
        return _words(told[0])
    return [
        second(number, f"第{number}场：{ended(words)}")
        for number, words in enumerate(told, 1)
        if words
    ]


def _places(meaning: Meaning) -> list[Paragraph]:
    told = [it.place for it in meaning.sessions]
    if len(set(told)) == 1:
        return _words(told[0])
    return [
        second(number, f"第{number}场：{ended(words)}")
        for number, words in enumerate(told, 1)
        if words
    ]


def _agenda(agenda: str) -> list[Paragraph]:
    told = steps(agenda)
    if len(told) < 2:
        return _words(agenda)
    return [second(number, ended(words)) for number, words in enumerate(told, 1)]


def _netizens(meaning: Meaning, *, streamed: bool) -> list[Paragraph]:
    words, account = meaning.boxes.netizens, meaning.about.account
    if words and streamed and account and account not in words:
        return [*_words(words), body(f"直播账号：政务新媒体“{account}”。")]
    return _words(words)


def _seats(meaning: Meaning, *, selects: bool) -> list[Paragraph]:
    """Who comes and how one signs up, as typed; what is read from it is said in full before."""
    typed, closes = meaning.boxes.seats, closing_words(meaning.closes)
    count = meaning.heads.words()
    if not typed or not selects or not (count and closes):
        return _words(typed)
    groups = "、".join(f"{name}{number}人" for name, number in meaning.heads.groups)
    those = f"，其中{groups}" if groups else ""
    summary = f"公开遴选代表{count}{those}，报名截止时间为{closes}。"
    return [body(summary), *_words(_beyond(typed))]


def _beyond(typed: str) -> str:
    """The clauses that say more than how many and until when: nobody's words are lost."""
    clauses = (it.strip() for it in _CLAUSE.split(typed))
    return "。".join(
        it for it in clauses if _FILLING.sub("", without_days(it)) or len(days(it, _ANY)) > 1
    )


def _words(words: str) -> list[Paragraph]:
    return [body(ended(line)) for line in words.splitlines() if line.strip()]
