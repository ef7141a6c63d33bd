"""The Chinese words and the signs of statuses, flags, forms and people. Nothing is judged here."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.values import (
    ActivityKind,
    AnswerMeans,
    DeletionReason,
    FeedbackMeans,
    Form,
    HoldReason,
    LeaderAttendance,
    NoticeKind,
    OpinionDecisionKind,
    OpinionSource,
    PersonCategory,
    ReminderKind,
    SeatReleaseReason,
    SelectionMethod,
    SelectionRule,
    VerdictStatus,
)


@dataclass(frozen=True, slots=True)
class StatusSign:
    """How a status looks and reads: a drawn glyph or one character, and its word.

    ``glyph`` names a symbol of ``_glyphs.svg``; ``character`` is used where there is none.
    """

    word: str
    glyph: str | None = None
    character: str = ""


SIGNS: Mapping[VerdictStatus, StatusSign] = {
    VerdictStatus.MISSED: StatusSign("未达标", glyph="cross"),
    VerdictStatus.DUE_SOON: StatusSign("临期", glyph="hourglass"),
    VerdictStatus.NEEDS_REVIEW: StatusSign("待核", character="核"),
    VerdictStatus.MET_LATE: StatusSign("逾期补做", character="迟"),
    VerdictStatus.GAP: StatusSign("有差距", glyph="cross"),
    VerdictStatus.PENDING: StatusSign("未到期", glyph="ring"),
    VerdictStatus.MET: StatusSign("达标", glyph="check"),
    VerdictStatus.EXEMPT: StatusSign("已报备", character="备"),
    VerdictStatus.UNSCHEDULED: StatusSign("未排期", glyph="dashes"),
    VerdictStatus.NOT_APPLICABLE: StatusSign("不适用", glyph="dot"),
}
"""In the order of the legend: what needs a person first."""

PROBLEMS = (
    VerdictStatus.MISSED,
    VerdictStatus.NEEDS_REVIEW,
    VerdictStatus.DUE_SOON,
    VerdictStatus.GAP,
)
"""The statuses that J and K stop at."""

FLAGS: Mapping[str, str] = {
    "borderline": "临界",
    "provisional": "暂定",
    "inferred": "推定",
    "self_filed": "自我报备",
    "conflicting_evidence": "证据冲突",
}

FLAG_MEANINGS: Mapping[str, str] = {
    "borderline": "按标准算法达标，按净日算法不达标，仅提示，不影响达标。",
    "provisional": "放假安排尚未公布，限期暂定，公布后重算。",
    "inferred": "有一项依据是推定的，原文没有明说或没有记录。",
    "self_filed": "报备单位就是受理报备的单位。",
    "conflicting_evidence": "证据之间不一致，但不影响结论。",
}

STRENGTHS: Mapping[str, str] = {"M": "强制项", "M-amber": "强制项，原文无量化标准", "A": "倡导项"}

FORMS: Mapping[Form, str] = {
    Form.ONLINE: "线上",
    Form.OFFLINE: "线下",
    Form.HYBRID: "线上线下结合",
}
SHORT_FORMS: Mapping[Form, str] = {**FORMS, Form.HYBRID: "结合"}

KINDS: Mapping[ActivityKind, str] = {
    ActivityKind.OPEN_DAY: "政务开放日",
    ActivityKind.POLICY_TALK: "政策公开讲",
}

NOTICES: Mapping[NoticeKind, str] = {
    NoticeKind.ACTIVITY: "活动公告",
    NoticeKind.SELECTION: "遴选公告",
    NoticeKind.CHANGE: "变更公告",
    NoticeKind.CORRECTION: "更正公告",
    NoticeKind.CANCELLATION: "取消公告",
}

CATEGORIES: Mapping[PersonCategory, str] = {
    PersonCategory.NPC_DEPUTY: "区人大代表",
    PersonCategory.CPPCC_MEMBER: "区政协委员",
    PersonCategory.PARENT: "家长代表",
    PersonCategory.ENTERPRISE: "企业代表",
    PersonCategory.OTHER_PUBLIC: "其他群众代表",
    PersonCategory.MEDIA: "媒体记者",
    PersonCategory.EXPERT: "专家",
    PersonCategory.OWN_STAFF: "本单位人员",
}

METHODS: Mapping[SelectionMethod, str] = {
    SelectionMethod.OPEN_SELECTION: "公开遴选",
    SelectionMethod.DIRECTED_INVITATION: "定向邀请",
}

RULES: Mapping[SelectionRule, str] = {
    SelectionRule.UNIT_DECISION: "研究确定",
    SelectionRule.FIRST_COME: "先到先得",
    SelectionRule.DRAW: "抽签",
}

RELEASES: Mapping[SeatReleaseReason, str] = {
    SeatReleaseReason.WITHDREW: "本人取消报名",
    SeatReleaseReason.CANNOT_COME: "本人不能参加",
    SeatReleaseReason.NOT_REACHED: "联系不上",
    SeatReleaseReason.NOT_ELIGIBLE: "不符合条件",
}

LEADERS: Mapping[LeaderAttendance, str] = {
    LeaderAttendance.PRINCIPAL: "主要负责同志到场",
    LeaderAttendance.DEPUTY: "主要负责同志未到场，由其他负责同志代为参加",
    LeaderAttendance.ABSENT: "没有负责同志到场",
}

DECISIONS: Mapping[OpinionDecisionKind, str] = {
    OpinionDecisionKind.ADOPTED: "采纳",
    OpinionDecisionKind.PARTLY_ADOPTED: "部分采纳",
    OpinionDecisionKind.NOT_ADOPTED: "未采纳",
}

SOURCES: Mapping[OpinionSource, str] = {
    OpinionSource.HALL: "现场",
    OpinionSource.FORM: "网上",
    OpinionSource.TELEPHONE: "电话",
    OpinionSource.LIVESTREAM: "直播提问",
}

MEANS: Mapping[FeedbackMeans, str] = {
    FeedbackMeans.IN_PERSON: "当面",
    FeedbackMeans.TELEPHONE: "电话",
    FeedbackMeans.MESSAGE: "短信或邮件",
    FeedbackMeans.PUBLISHED: "公开",
}

HOLDS: Mapping[HoldReason, str] = {
    HoldReason.PERSONAL_DATA: "含有个人信息",
    HoldReason.OFF_TOPIC: "与活动无关",
    HoldReason.REPEATED: "与其他提问重复",
    HoldReason.ABUSIVE: "言辞不当",
}

DELETIONS: Mapping[DeletionReason, str] = {
    DeletionReason.KEPT_LONG_ENOUGH: "保存期满",
    DeletionReason.PERSONAL_DATA: "含有个人信息",
    DeletionReason.UNLAWFUL: "内容违法",
    DeletionReason.TEST: "测试录像",
}

ANSWERS: Mapping[AnswerMeans, str] = {
    AnswerMeans.LIVE: "在直播中",
    AnswerMeans.WRITTEN: "书面",
}

REMINDERS: Mapping[ReminderKind, str] = {
    ReminderKind.DIGEST: "每日提醒",
    ReminderKind.REMINDER: "提醒",
    ReminderKind.ESCALATION: "督办",
}

SERVICES: Mapping[str, str] = {
    "announcer": "公告服务",
    "registration": "报名服务",
    "livestream": "直播服务",
    "compliance": "合规服务",
}


def status_word(status: VerdictStatus | str) -> str:
    """The Chinese word of a status."""
    return SIGNS[VerdictStatus(status)].word
