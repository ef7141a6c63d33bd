"""The words of a reminder: plain, official, to the unit and never to a person. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.values import ReminderKind, ReminderOccasion
from services._telling.channels import Text
from services.compliance.presentation import dates
from services.compliance.reminding.owed import Owed
from services.compliance.rules import chinese


@dataclass(frozen=True, slots=True)
class Letter:
    """Who reminds whom, on which Beijing date, and where the details are."""

    kind: ReminderKind
    unit: str
    office: str
    on: date
    page: str


def compose(letter: Letter, items: Sequence[Owed]) -> Text:
    """One message about everything, the nearest first; ``items`` is not empty."""
    escalated = letter.kind is ReminderKind.ESCALATION
    subject = "政民互动督办通知" if escalated else "政民互动办理提醒"
    said = [sentence(item, letter.on, escalated=escalated) for item in items]
    if len(said) == 1:
        body = [f"你单位{said[0]}"]
        subject = f"{subject}：{items[0].requirement.title}"
    else:
        body = [f"你单位有{len(said)}项要求尚未办结。"]
        body += [f"{number}. {each}" for number, each in enumerate(said, 1)]
        subject = f"{subject}：{len(said)}项"
    signed = f"{letter.on.year}年{chinese.day(letter.on)}"
    lines = [f"{letter.unit}：", *body, f"详情：{letter.page}", "", letter.office, signed]
    return Text(subject, "\n".join(lines))


def sentence(owed: Owed, on: date, *, escalated: bool = False) -> str:
    """应于10月17日（周二）24:00前发布活动公告（“走进工地”），目前尚未发布 and what to do now."""
    verdict, action = owed.verdict, owed.requirement.action
    limit = dates.deadline_words(verdict.due, verdict.due_at)
    when = f"{limit}前" if limit else ""
    escalation = "，现予督办" if escalated else ""
    should = f"应于{when}{action}（“{owed.head['title']}”）"
    verb = "发布" if "发布" in action else "完成"
    if owed.item.occasion is not ReminderOccasion.MISSED:
        return f"{should}，目前尚未{verb}{escalation}，请抓紧办理。"
    if owed.curable(on):
        return f"{should}，目前尚未{verb}，已经逾期{escalation}，请立即补办。"
    return f"{should}，限期内没有{verb}，已不能补办{escalation}。"
