"""What compliance's own facts say: decisions of people, adopted rules, announced verdicts."""

from contracts.events import compliance as said
from services.compliance.presentation import dates, words
from services.compliance.presentation.sentences.assessing import scoring_label
from services.compliance.presentation.sentences.base import Units, sentence, unit_name


def _due(event: said.VerdictEvent) -> str:
    return f"，限期{dates.day_words(event.due)}" if event.due else ""


@sentence.register
def _(event: said.PackAdopted, units: Units) -> str:
    del units
    return f"启用规则{event.pack}第{event.pack_version}版"


@sentence.register
def _(event: said.CalendarAdopted, units: Units) -> str:
    del units
    return f"启用工作日历{event.calendar_version}，放假安排公布到{event.through_year}年"


@sentence.register
def _(event: said.RoutineUnitRegistered, units: Units) -> str:
    del units
    return f"{event.unit_name}登记为计划外单位，应常态化开展政民互动"


@sentence.register
def _(event: said.ReviewDecided, units: Units) -> str:
    unit = unit_name(event.reviewer_unit, units)
    status = words.status_word(event.status)
    return f"{unit}{event.reviewer}核定为{status}，理由：{event.reason}"


@sentence.register
def _(event: said.AssessmentClosed, units: Units) -> str:
    del units
    label = scoring_label(event.scoring)
    return f"考核结束，《{event.title}》{len(event.points)}项，分值为{label}"


@sentence.register
def _(event: said.RequirementStatusChanged, units: Units) -> str:
    del units
    before = f"由{words.status_word(event.previous)}" if event.previous else ""
    return f"{event.code}{before}转为{words.status_word(event.status)}{_due(event)}"


@sentence.register
def _(event: said.DeadlineApproaching, units: Units) -> str:
    del units
    return f"{event.code}临期{_due(event)}"


@sentence.register
def _(event: said.DeadlineMissed, units: Units) -> str:
    del units
    return f"{event.code}过了限期没有完成{_due(event)}"


@sentence.register
def _(event: said.UnitReminded, units: Units) -> str:
    unit, kind = unit_name(event.unit, units), words.REMINDERS[event.kind]
    by = f"，{event.by}办理" if event.by else ""
    return f"{kind}{unit}，{len(event.items)}项{by}"
