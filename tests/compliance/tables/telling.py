"""The phrases of the tables, each told to a story."""

import re
from collections.abc import Callable, Iterable
from datetime import date

from contracts.events import registration
from contracts.events.compliance import AssessmentClosed, RoutineUnitRegistered
from contracts.values import AssessmentPoint, Form
from tests.compliance.story import FIVE, NEW_MEDIA, PROGRAMME, THIRTY, WEBSITE, Story

YEAR = "2023"
UNIT = "qingyundian"
OPENLY = ["open_selection"]
CHANNELS = {"": (WEBSITE, NEW_MEDIA), "网站": (WEBSITE,), "新媒体": (NEW_MEDIA,)}
FORMS = {"线下": Form.OFFLINE, "线上": Form.ONLINE, "结合": Form.HYBRID}
KINDS = {"": "activity", "遴选": "selection", "变更": "change", "取消": "cancellation"}
STEP = re.compile(r"(\d\d-\d\d)( \d\d:\d\d)? (.+)")

Tell = Callable[[Story, str, re.Match[str]], object]


def _full(day: str) -> str:
    return f"{YEAR}-{day}"


def _routine_unit(story: Story, when: str, _: re.Match[str]) -> object:
    return story.tell(
        when, RoutineUnitRegistered(programme=PROGRAMME, unit=UNIT, unit_name="青云店镇")
    )


def _assessed(story: Story, when: str, _: re.Match[str]) -> object:
    point = AssessmentPoint(point="1", title="公告", full_marks=100, marks=90, evidence=("e",))
    event = AssessmentClosed(
        programme=PROGRAMME, assessment="a", title="考核", points=(point,), closed_by="x"
    )
    return story.tell(when, event)


def _scheduled(story: Story, when: str, found: re.Match[str]) -> object:
    openly, form, day = found.groups()
    more = {"selection_methods": OPENLY} if openly else {}
    return story.scheduled(_full(day), FORMS.get(form), said=when, **more)


def _noticed(story: Story, when: str, found: re.Match[str]) -> object:
    channels, kind, day, without = found.groups()
    elements = {name: text for name, text in FIVE.items() if not (without and name == "agenda")}
    return story.noticed(
        when, _full(day), CHANNELS[channels or ""], (KINDS[kind or ""],), elements=elements
    )


def _signed_up(story: Story, when: str, _: re.Match[str]) -> object:
    return story.about(when, registration.SignedUp, person="zhang", category="parent")


def _both_spoke(story: Story, when: str, _: re.Match[str]) -> object:
    return story.opinion(when, "o1", "npc_deputy").opinion(when, "o2", "cppcc_member")


PHRASES: dict[str, Tell] = {
    r"(公开遴选)?(线下|线上|结合|形式未定)，定于(\S+)": _scheduled,
    r"改期到(\S+)": lambda story, when, it: story.moved(_full(it[1]), when),
    r"取消活动": lambda story, when, _: story.cancelled(when),
    r"形式定为线下": lambda story, when, _: story.form_changed(when, "offline", first=True),
    r"举办": lambda story, when, _: story.held(when[:10]),
    r"报备改期到(\S+)": lambda story, when, it: story.filed(when, "reschedule", _full(it[1])),
    r"报备窗口外(\S+)": lambda story, when, it: story.filed(when, "outside_window", _full(it[1])),
    r"报备取消": lambda story, when, _: story.filed(when, "cancellation", "cancelled"),
    r"实施方案入档": lambda story, when, _: story.detailed(when),
    r"(网站|新媒体)?(遴选|变更|取消)?公告，活动日(\d\d-\d\d)(，缺流程)?": _noticed,
    r"开放报名": lambda story, when, _: story.about(when, registration.SignUpOpened),
    r"报名截止": lambda story, when, _: story.about(when, registration.SignUpClosed),
    r"张某报名": _signed_up,
    r"选定张某": lambda story, when, _: story.selected(when, "zhang"),
    r"确认四类代表30人": lambda story, when, _: story.seated(when, THIRTY),
    r"确认家长1人": lambda story, when, _: story.seated(when, ("parent",)),
    r"主要负责同志到场": lambda story, when, _: story.attended(when),
    r"代表委员到场": lambda story, when, _: story.attended(when, npc_deputy=5, cppcc_member=5),
    r"代表委员都发表意见": _both_spoke,
    r"流程有介绍": lambda story, when, _: story.agenda(when),
    r"逐条核对内容": lambda story, when, _: story.ticked(when, "p1", "p2"),
    r"记录意见": lambda story, when, _: story.opinion(when),
    r"办理并反馈": lambda story, when, _: story.decided(when).fed_back(when),
    r"声明没有意见": lambda story, when, _: story.none_received(when),
    r"公开材料": lambda story, when, _: story.materials(when),
    r"材料放错栏目": lambda story, when, _: story.materials(when, "policy_talk"),
    r"材料移到对的栏目": lambda story, when, _: story.materials_moved(when, "open_day"),
    r"新媒体报道": lambda story, when, _: story.reported(when),
    r"向媒体供稿": lambda story, when, _: story.press_kit(when),
    r"登记方案外单位": _routine_unit,
    r"考核结束": _assessed,
}


def told(code: str, steps: Iterable[str]) -> Story:
    """A story of one activity: ``open-15`` where the requirement is about it alone."""
    if code == "ROUTINE":
        story = Story("own-1").planned(unit=UNIT, routine=True)
    else:
        story = Story("open-15" if code == "ATTEND-15" else "open-11").planned()
    for step in steps:
        tell(story, step)
    return story


def tell(story: Story, step: str) -> None:
    """One step: a day, perhaps a time of the day (else noon), and a phrase."""
    found = STEP.fullmatch(step)
    assert found, step
    day, clock, phrase = found.groups()
    when = f"{_full(day)}{clock or ' 12:00'}"
    for pattern, doing in PHRASES.items():
        if match := re.fullmatch(pattern, phrase):
            doing(story, when, match)
            return
    raise AssertionError(step)


def instant(text: str) -> str:
    """A moment of judgement: ``09-15`` is noon; January is of the year after."""
    year = str(int(YEAR) + 1) if text.startswith("01-") else YEAR
    return f"{year}-{text}" if ":" in text else f"{date.fromisoformat(f'{year}-{text}')} 12:00"
