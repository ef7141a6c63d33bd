"""What registration's facts say. People are opaque ids there; here only their groups appear."""

from contracts.events import registration as said
from services.compliance.presentation import dates, words
from services.compliance.presentation.sentences.base import (
    Units,
    handled_by,
    sentence,
    unit_name,
)


@sentence.register
def _(event: said.SignUpSheetPrepared, units: Units) -> str:
    del units
    return f"备好{dates.day_words(event.starts_on)}活动的参加名单"


@sentence.register
def _(event: said.SignUpSheetMoved, units: Units) -> str:
    del units
    return f"参加名单随活动改到{dates.day_words(event.starts_on)}"


@sentence.register
def _(event: said.SignUpSheetCancelled, units: Units) -> str:
    del units
    why = "活动改为线上" if event.reason == "online" else "活动取消"
    return f"{why}，参加名单作废"


@sentence.register
def _(event: said.SignUpOpeningSet, units: Units) -> str:
    del units
    until = dates.moment_words(event.closes_at)
    rule = words.RULES[event.rule]
    return f"遴选公告发布后开放报名，{until}截止，{event.seats}个名额，{rule}"


@sentence.register
def _(event: said.SignUpOpened, units: Units) -> str:
    del units
    until = f"，{dates.moment_words(event.closes_at)}截止" if event.closes_at else ""
    return f"开放报名{until}"


@sentence.register
def _(event: said.SignUpClosed, units: Units) -> str:
    del event, units
    return "报名截止"


@sentence.register
def _(event: said.SignedUp, units: Units) -> str:
    del units
    return f"{words.CATEGORIES[event.category]}1人报名"


@sentence.register
def _(event: said.SignUpWithdrawn, units: Units) -> str:
    del event, units
    return "1人取消报名"


@sentence.register
def _(event: said.RepresentativeInvited, units: Units) -> str:
    del units
    why = f"：{event.reason}" if event.reason else ""
    return f"定向邀请{words.CATEGORIES[event.category]}1人{why}"


@sentence.register
def _(event: said.InvitationAnswered, units: Units) -> str:
    del units
    return f"受邀1人{'接受' if event.accepted else '谢绝'}邀请"


@sentence.register
def _(event: said.SelectionDecided, units: Units) -> str:
    del units
    reserve = f"，候补{event.reserve}人" if event.reserve else ""
    return f"从{event.pool}名报名人中{words.RULES[event.rule]}选出{event.seats}人{reserve}"


@sentence.register
def _(event: said.ReserveListed, units: Units) -> str:
    del units
    person = words.CATEGORIES[event.category]
    return f"{person}1人列入候补，第{event.rank}位"


@sentence.register
def _(event: said.SeatReleased, units: Units) -> str:
    del units
    return f"1个名额空出：{words.RELEASES[event.reason]}"


@sentence.register
def _(event: said.CheckedIn, units: Units) -> str:
    del units
    person = words.CATEGORIES[event.category] if event.category else "代表（未记类别）"
    return f"{person}1人签到"


@sentence.register
def _(event: said.WalkedIn, units: Units) -> str:
    del units
    return f"{words.CATEGORIES[event.category]}1人现场登记到场，不占名额"


@sentence.register
def _(event: said.RepresentativeSelected, units: Units) -> str:
    del units
    person = words.CATEGORIES[event.category] if event.category else "代表（未记类别）"
    return f"{words.METHODS[event.method]}确定{person}1人"


@sentence.register
def _(event: said.SeatConfirmed, units: Units) -> str:
    del units
    person = words.CATEGORIES[event.category] if event.category else "代表（未记类别）"
    method = words.METHODS[event.method] if event.method else "未记选取方式"
    return f"名额确认：{person}1人，{method}"


@sentence.register
def _(event: said.SizeReasonRecorded, units: Units) -> str:
    del units
    return f"人数不是30人左右的原因：{event.reason}"


@sentence.register
def _(event: said.AttendanceRecorded, units: Units) -> str:
    del units
    groups = "、".join(
        f"{name}{event.attendance[category]}人"
        for category, name in words.CATEGORIES.items()
        if event.attendance.get(category)
    )
    came = f"到场{groups}" if groups else "没有代表到场"
    office = f"（{event.leader_office}）" if event.leader_office else ""
    why = f"，更正原因：{event.reason}" if event.reason else ""
    return f"{came}，{words.LEADERS[event.leader]}{office}{why}"


@sentence.register
def _(event: said.OpinionRecorded, units: Units) -> str:
    del units
    person = words.CATEGORIES[event.category] if event.category else "群众"
    source = f"{words.SOURCES[event.source]}" if event.source else ""
    what = "独立意见" if event.independent else "意见建议"
    number = f"（第{event.number}号）" if event.number else ""
    return f"记录{person}{source}{what}1条{number}"


@sentence.register
def _(event: said.OpinionDispatched, units: Units) -> str:
    return f"意见建议分办给{unit_name(event.unit, units)}"


@sentence.register
def _(event: said.OpinionReturned, units: Units) -> str:
    return f"{unit_name(event.unit, units)}退回意见建议1条，理由：{event.reason}"


@sentence.register
def _(event: said.OpinionReplied, units: Units) -> str:
    return f"{unit_name(event.unit, units)}答复意见建议1条"


@sentence.register
def _(event: said.OpinionReplyCorrected, units: Units) -> str:
    return f"{unit_name(event.unit, units)}更正对意见建议的答复1条"


@sentence.register
def _(event: said.OpinionDecided, units: Units) -> str:
    del units
    return f"意见建议{words.DECISIONS[event.decision]}，理由：{event.reason}"


@sentence.register
def _(event: said.OpinionFedBack, units: Units) -> str:
    del units
    means = f"（{words.MEANS[event.means]}）" if event.means else ""
    return f"采纳情况已向群众反馈{means}"


@sentence.register
def _(event: said.OpinionSummarised, units: Units) -> str:
    del units
    return f"意见建议公开摘要：{event.summary}"


@sentence.register
def _(event: said.OpinionMerged, units: Units) -> str:
    del event, units
    return "意见建议1条与另一条内容相同，合并办理"


@sentence.register
def _(event: said.OpinionUnmerged, units: Units) -> str:
    del event, units
    return "意见建议1条撤销合并，单独办理"


@sentence.register
def _(event: said.OpinionFollowedUp, units: Units) -> str:
    del units
    return f"回访：提出人对办理结果{'满意' if event.satisfied else '不满意'}"


@sentence.register
def _(event: said.OpinionReopened, units: Units) -> str:
    del units
    return f"意见建议1条重新办理，原因：{event.reason}"


@sentence.register
def _(event: said.NoOpinionsDeclared, units: Units) -> str:
    return f"声明没有收到意见建议{handled_by(event.declared_by, units)}"


@sentence.register
def _(event: said.PersonErased, units: Units) -> str:
    del units
    who = "本人" if event.requested_by == "person" else "工作人员"
    return f"经{who}申请，1人的姓名、联系方式和所写内容已经删除"


@sentence.register
def _(event: said.PersonCorrected, units: Units) -> str:
    del units
    who = "本人" if event.requested_by == "person" else "工作人员"
    return f"经{who}申请，1人的信息已经更正"


@sentence.register
def _(event: said.PersonalDataPurged, units: Units) -> str:
    del units
    what = "全部个人信息" if event.kinds == "all" else "需要的便利"
    return f"保存期满，{event.persons}人的{what}已经删除"
