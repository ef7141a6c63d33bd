"""What the announcer's facts say: the plan, its changes and what was published."""

from datetime import date

from contracts.events import announcer as said
from contracts.values import ChangeKind, Channel, Entry, Form, Session
from services.compliance.presentation import dates, words
from services.compliance.presentation.sentences.base import (
    Units,
    handled_by,
    sentence,
    unit_name,
)
from services.compliance.rules import chinese
from services.compliance.rules.evidence.notices import CHANNEL_NAMES, ELEMENT_NAMES

CHANGES = {
    ChangeKind.RESCHEDULE: "改期",
    ChangeKind.OUTSIDE_WINDOW: "在计划期外举办",
    ChangeKind.CANCELLATION: "取消",
    ChangeKind.FORM: "改变形式",
    ChangeKind.VENUE: "改变地点",
    ChangeKind.UNIT: "改变主责单位",
}


def session_when(session: Session) -> str:
    """10月23日（周一）9:00—11:00, or only the days when the clock time is unknown."""
    days = dates.day_words(session.starts_on)
    if session.ends_on != session.starts_on:
        return f"{days}—{dates.day_words(session.ends_on)}"
    if session.start_at is None:
        return days
    start = chinese.clock(session.start_at)
    return f"{days}{start}—{chinese.clock(session.end_at)}" if session.end_at else days + start


def where(channel: Channel, account: str | None = None) -> str:
    """区政府网站, or the account's name behind its channel."""
    return f"{CHANNEL_NAMES[channel]}“{account}”" if account else CHANNEL_NAMES[channel]


def how_known(entry: Entry, address: str, *, receipt: bool = False) -> str:
    """Whether we published it, a channel gave a receipt or a person entered it, and where."""
    how = "人工登记，" if entry is Entry.MANUAL else "渠道回执，" if receipt else ""
    return f"{how}{address}"


def new_value(filing: said.ChangeFiled, units: Units) -> str:
    """What a filing says the new value is, in the words of ``ChangeKind``'s grammar."""
    value = filing.new_value
    match filing.kind:
        case ChangeKind.CANCELLATION:
            return ""
        case ChangeKind.UNIT:
            return unit_name(value, units)
        case ChangeKind.FORM if value in set(Form):
            return words.FORMS[Form(value)]
        case ChangeKind.RESCHEDULE | ChangeKind.OUTSIDE_WINDOW:
            return _day_and_clock(value)
        case _:
            return value


def _day_and_clock(value: str) -> str:
    day, _, clock = value.partition("T")
    try:
        return f"{dates.day_words(date.fromisoformat(day))}{clock.removeprefix('0')}"
    except ValueError:  # the grammar is the sender's duty; what was filed is shown as it is
        return value


@sentence.register
def _(event: said.ProgrammeImported, units: Units) -> str:
    del units
    window = f"{dates.day_words(event.season_start)}—{dates.day_words(event.season_end)}"
    return f"导入《{event.title}》，{len(event.units)}家单位，举办期{window}"


@sentence.register
def _(event: said.ProgrammeAmended, units: Units) -> str:
    del units
    window = f"{dates.day_words(event.season_start)}—{dates.day_words(event.season_end)}"
    return f"《{event.title}》调整，{len(event.units)}家单位，举办期{window}"


@sentence.register
def _(event: said.EventPlanned, units: Units) -> str:
    unit = unit_name(event.lead_unit, units)
    inferred = "（按原文次序推定）" if event.lead_unit_inferred else ""
    plan = "计划外自行开展" if event.routine else f"列入计划，{event.printed_label}"
    return f"{plan}，{event.title}，{unit}主责{inferred}"


@sentence.register
def _(event: said.EventReworded, units: Units) -> str:
    del units
    theme = f"，专题“{event.theme}”" if event.theme else ""
    return f"总体方案中的文字改为{event.printed_label}{theme}，主题{event.topic}"


@sentence.register
def _(event: said.EventScheduled, units: Units) -> str:
    del units
    when = "；".join(session_when(session) for session in event.sessions)
    parts = [f"定于{when}举办", words.FORMS[event.form] if event.form else "形式未定"]
    parts += [session.place for session in event.sessions if session.place]
    parts += ["、".join(words.METHODS[method] for method in event.selection_methods)]
    return "，".join(filter(None, dict.fromkeys(parts)))


@sentence.register
def _(event: said.EventRescheduled, units: Units) -> str:
    del units
    return f"改期到{session_when(event.moved)}，原因：{event.reason}"


@sentence.register
def _(event: said.EventCancelled, units: Units) -> str:
    del units
    return f"取消举办，原因：{event.reason}"


@sentence.register
def _(event: said.FormChanged, units: Units) -> str:
    del units
    verb = "形式定为" if event.first_declaration else "形式改为"
    account = f"，账号“{event.new_media_account}”" if event.new_media_account else ""
    return f"{verb}{words.FORMS[event.form]}{account}"


@sentence.register
def _(event: said.VenueChanged, units: Units) -> str:
    del units
    verb = "地点定为" if event.first_declaration else "地点改为"
    return f"{verb}{event.place}"


@sentence.register
def _(event: said.LeadUnitChanged, units: Units) -> str:
    return f"主责单位改为{unit_name(event.lead_unit, units)}"


@sentence.register
def _(event: said.HostChanged, units: Units) -> str:
    del units
    return f"主办单位改为{event.host}"


@sentence.register
def _(event: said.ChangeFiled, units: Units) -> str:
    value = new_value(event, units)
    what = f"{CHANGES[event.kind]}（{value}）" if value else CHANGES[event.kind]
    return f"报备{what}，原因：{event.reason}{handled_by(event.filed_by, units)}"


@sentence.register
def _(event: said.FilingReceived, units: Units) -> str:
    del units
    received = dates.moment_words(event.received_at)
    return f"补记报备收到时间{received}，佐证：{event.evidence.address}"


@sentence.register
def _(event: said.FilingDecided, units: Units) -> str:
    decision = "同意" if event.approved else "不同意"
    return f"报批{decision}，理由：{event.reason}{handled_by(event.decided_by, units)}"


@sentence.register
def _(event: said.ImplementationPlanRecorded, units: Units) -> str:
    del units
    measures = "含应急措施" if event.emergency_measures else "没有应急措施"
    fallback = "，含直播中断预案" if event.stream_failure_fallback else ""
    return f"实施方案入档，{measures}{fallback}"


@sentence.register
def _(event: said.AgendaRecorded, units: Units) -> str:
    del units
    return "流程：" + "、".join(item.title for item in event.items)


@sentence.register
def _(event: said.AnnouncementPublished, units: Units) -> str:
    del units
    kinds = "、".join(words.NOTICES[kind] for kind in event.kinds)
    days = "、".join(dates.day_words(session.starts_on) for session in event.announces)
    place = where(event.channel, event.account)
    known = how_known(event.entry, event.address, receipt=event.receipt is not None)
    return f"{kinds}发布于{place}，公布活动日{days}，{known}"


@sentence.register
def _(event: said.PublicationConfirmed, units: Units) -> str:
    return f"第二人核对佐证属实{handled_by(event.confirmed_by, units)}"


@sentence.register
def _(event: said.PublicationVerified, units: Units) -> str:
    del units, event
    return "系统打开页面核对，标题和正文与发布的一致"


@sentence.register
def _(event: said.PublicationFoundChanged, units: Units) -> str:
    del units
    lacks = "、".join(ELEMENT_NAMES[it] for it in event.lacks)
    return f"系统打开页面核对，内容与发布的不一致{f'，{lacks}已查不到' if lacks else ''}"


@sentence.register
def _(event: said.PublicationFoundMissing, units: Units) -> str:
    del units
    if event.reason == "gone":
        return "系统打开页面核对，页面已不存在"
    return "系统打开页面核对，页面上没有这篇公告"


@sentence.register
def _(event: said.AnnouncementWithdrawn, units: Units) -> str:
    del units
    return f"公告从{where(event.channel, event.account)}撤下，原因：{event.reason}"


@sentence.register
def _(event: said.ContentPointsTicked, units: Units) -> str:
    return f"核对规定内容{len(event.points)}项{handled_by(event.ticked_by, units)}"


@sentence.register
def _(event: said.EventHeld, units: Units) -> str:
    del units
    start = dates.day_words(event.started_on)
    held = f"{start}举办"
    if event.ended_on != event.started_on:
        held = f"{start}—{dates.day_words(event.ended_on)}举办"
    return held


@sentence.register
def _(event: said.MaterialsPublished, units: Units) -> str:
    del units
    column = f"“{words.KINDS[event.column]}”栏目" if event.column else ""
    place = f"{CHANNEL_NAMES[event.channel]}{column}"
    return f"工作材料{event.items}件公开于{place}，{how_known(event.entry, event.address)}"


@sentence.register
def _(event: said.MaterialsMoved, units: Units) -> str:
    del units
    return f"工作材料移到“{words.KINDS[event.column]}”栏目，原因：{event.reason}"


@sentence.register
def _(event: said.MaterialsWithdrawn, units: Units) -> str:
    del units
    return f"工作材料从{CHANNEL_NAMES[event.channel]}撤下，原因：{event.reason}"


@sentence.register
def _(event: said.OpinionResultsPublished, units: Units) -> str:
    del units
    place = f"{CHANNEL_NAMES[event.channel]}“{event.column}”栏目"
    known = how_known(event.entry, event.address)
    return f"{len(event.opinions)}条意见的办理结果公开于{place}，{known}"


@sentence.register
def _(event: said.PublicityReported, units: Units) -> str:
    del units
    known = how_known(event.entry, event.address)
    return f"《{event.title}》刊发于{CHANNEL_NAMES[event.channel]}，{known}"


@sentence.register
def _(event: said.PressKitProvided, units: Units) -> str:
    del units
    return f"向{event.recipients}家媒体提供宣传报道材料"
