"""What a draft says of each element beside what the public was told before."""

from dataclasses import dataclass

from contracts.values import NoticeElement
from services.announcer.composing.meaning import Meaning
from services.announcer.composing.saying import said

NAMES = {
    NoticeElement.START_AT: "活动时间",
    NoticeElement.DURATION: "活动时长",
    NoticeElement.END_AT: "结束时间",
    NoticeElement.PLACE: "活动地点",
    NoticeElement.AGENDA: "活动流程",
    NoticeElement.NETIZEN_PARTICIPATION: "网民参与方式",
    NoticeElement.HOST: "主办单位",
    NoticeElement.SIGN_UP: "报名方式",
    NoticeElement.CONTACT: "联系方式",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One element that is said otherwise."""

    name: str
    before: str
    after: str


def with_announced(meaning: Meaning) -> tuple[list[Change], list[str]]:
    """What changes, and the names of what stays. The end follows from start and duration."""
    before = meaning.about.announced
    told = before.elements if before else {}
    now = said(meaning)
    passed = {NoticeElement.END_AT} if NoticeElement.DURATION in now else set()
    changes = [
        Change(NAMES[element], told.get(element, ""), now[element])
        for element in NAMES
        if element in now and element not in passed and now[element] != told.get(element)
    ]
    same = [
        NAMES[element]
        for element in NAMES
        if element in now and element not in passed and now[element] == told.get(element)
    ]
    return changes, same
