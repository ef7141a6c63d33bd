"""What registration's facts say. People are opaque ids there; here only their groups appear."""

from contracts.events import registration as said
from services.compliance.presentation import dates, words
from services.compliance.presentation.sentences.base import Units, sentence, session_words


@sentence.register
def _(event: said.SignUpOpened, units: Units) -> str:
    del units
    until = f"，{dates.moment_words(event.closes_at)}截止" if event.closes_at else ""
    return f"{session_words(event.session)}开放报名{until}"


@sentence.register
def _(event: said.SignUpClosed, units: Units) -> str:
    del units
    return f"{session_words(event.session)}报名截止"


@sentence.register
def _(event: said.SignedUp, units: Units) -> str:
    del units
    return f"{session_words(event.session)}{words.CATEGORIES[event.category]}1人报名"


@sentence.register
def _(event: said.RepresentativeSelected, units: Units) -> str:
    del units
    person = words.CATEGORIES[event.category] if event.category else "代表（未记类别）"
    return f"{session_words(event.session)}{words.METHODS[event.method]}确定{person}1人"


@sentence.register
def _(event: said.SeatConfirmed, units: Units) -> str:
    del units
    person = words.CATEGORIES[event.category] if event.category else "代表（未记类别）"
    method = words.METHODS[event.method] if event.method else "未记选取方式"
    return f"{session_words(event.session)}名额确认：{person}1人，{method}"


@sentence.register
def _(event: said.SizeReasonRecorded, units: Units) -> str:
    del units
    return f"{session_words(event.session)}人数不是30人左右的原因：{event.reason}"


@sentence.register
def _(event: said.AttendanceRecorded, units: Units) -> str:
    del units
    groups = "、".join(
        f"{words.CATEGORIES[category]}{count}人" for category, count in event.attendance.items()
    )
    came = f"到场{groups}" if groups else "没有代表到场"
    return f"{session_words(event.session)}{came}，{words.LEADERS[event.leader]}"


@sentence.register
def _(event: said.OpinionRecorded, units: Units) -> str:
    del units
    person = words.CATEGORIES[event.category] if event.category else "群众"
    return f"{session_words(event.session)}记录{person}意见建议1条"


@sentence.register
def _(event: said.OpinionDecided, units: Units) -> str:
    del units
    return f"意见建议{words.DECISIONS[event.decision]}，理由：{event.reason}"


@sentence.register
def _(event: said.OpinionFedBack, units: Units) -> str:
    del units, event
    return "采纳情况已向群众反馈"


@sentence.register
def _(event: said.NoOpinionsDeclared, units: Units) -> str:
    del units
    return f"声明没有收到意见建议，经手{event.declared_by}"
