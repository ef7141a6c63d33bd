"""What the words of a pack mean in plain Chinese: conditions, deadlines, evidence, switches.

In braces stand the pack's own numbers and names, see ``catalogue.names``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from services.compliance.rules.pack import (
    Condition,
    DeadlineKind,
    EvidenceKind,
    LateCure,
    Scope,
)

WHO: Mapping[Scope, str] = {
    "activity": "主责单位",
    "unit": "方案外单位",
    "programme": "主管办公室",
}

CONDITIONS: Mapping[Condition, str] = {
    "planned": "列入方案的活动",
    "held": "未取消的活动",
    "held_or_opinions": "未取消的活动，或已收到意见的活动",
    "announced": "须公告的活动",
    "on_site": "线下和线上线下结合的活动",
    "open_selection": "公开遴选的活动",
    "cancelled_after_notice": "公告后取消的活动",
}

LATE: Mapping[LateCure, str] = {
    "none": "过期不能补救",
    "until_start": "活动开始前可以补做，记为逾期补做",
    "open": "可以补做，记为逾期补做",
}

DEADLINES: Mapping[DeadlineKind, str] = {
    "season_window": "窗口最后一日24:00",
    "season_end": "窗口最后一日24:00，排在窗口之后的到活动结束日24:00",
    "year_end": "12月31日24:00",
    "same_day": "变更当日24:00",
    "before_change": "变更之时",
    "start": "活动开始",
    "old_start": "原定开始时间",
    "end": "活动结束日24:00",
    "first_notice": "首次公告，至迟活动开始",
    "notice_limit": "活动日前，{notice}",
    "elements_limit": "活动日前，{element}",
    "selection_notice_limit": "活动日前，{notice}，并不晚于开放报名",
    "materials_limit": "活动结束后{materials}内",
    "results_limit": "活动结束后{results}内",
    "feedback_target": "活动结束后{feedback}内，窗口结束后另有宽限",
}

EVIDENCE: Mapping[EvidenceKind, str] = {
    "held_in_window": "有举办记录，日期在窗口之内；窗口之外的事先报备或获得批准",
    "filing_received": "主管办公室收到报备，写明变更种类、新的内容和原因",
    "change_approved": "变更之前，主管办公室已经批准",
    "implementation_plan": "实施方案已入档",
    "emergency_measures": "实施方案含应急措施，线上的含直播中断预案",
    "form_declared": "已明确形式，有直播的写明政务新媒体账号",
    "announced_first": "公告已在首要渠道（{first_channel}）发布，写的是现行日期",
    "announced_everywhere": "公告已在每个规定渠道（{channels}）发布，写的是现行日期",
    "notice_elements": "各渠道现行公告合在一起写全要素（{elements}）",
    "cancellation_notice": "取消公告已在每个规定渠道（{channels}）发布",
    "selection_notice": "遴选公告已在每个规定渠道（{channels}）发布",
    "selected_from_sign_ups": "报名截止以后，只从报名人员中确定",
    "representative_seated": "至少有一名公众代表确认名额{excluded}",
    "selection_method_recorded": "有确认的名额，每个名额都记明选取方式",
    "about_the_size": "确认的名额为{people}，或记录了原因，本单位人员不计",
    "groups_represented": "每个名额都有类别，每一类至少一名",
    "held": "有举办记录",
    "principal_leader_attended": "有主要负责同志参加的记录，副职不算",
    "introduction_shown": "流程或材料中有介绍",
    "content_points_ticked": "经人逐条核对方案写明的内容",
    "independent_opinions": "人大代表、政协委员都到场，双方意见都有记录",
    "opinions_heard": "至少记录一条意见，或声明没有收到",
    "opinions_fed_back": "每条意见都有办理决定并已反馈，或声明没有收到；重新办理的，再次反馈",
    "results_published": "每条意见的办理结果都在区政府网站公开，或声明没有收到",
    "results_in_column": "每条意见的办理结果都在单独栏目{results_column}公开，或声明没有收到",
    "materials_published": "材料已在区政府网站公开，不是空的",
    "materials_in_column": "材料在活动所属种类的栏目（{columns}）公开",
    "reported_on_new_media": "新媒体上至少有一篇报道",
    "media_supplied": "已向媒体供稿，或有媒体到场",
    "routine_activity_held": "全年至少自行举办一次活动",
    "assessment_closed": "考核已结束，每一分都能打开佐证",
}


@dataclass(frozen=True, slots=True)
class Contested:
    """A contested reading: the question, and what each value of its switch answers."""

    question: str
    answers: Mapping[object, str]


SWITCHES: Mapping[str, Contested] = {
    "deciding_count": Contested(
        "“提前N日”发布当日算不算一日",
        {
            "standard": "标准算法：发布当日计入，活动日不计",
            "clear": "净日算法：中间须有足数的完整日",
        },
    ),
    "directed_only_needs_notice": Contested(
        "只定向邀请的线下活动要不要公告", {True: "要公告", False: "不必公告"}
    ),
    "every_channel": Contested(
        "并列的渠道是“和”还是“或”",
        {True: "“和”：每个渠道都要发布", False: "“或”：有一个渠道即可"},
    ),
    "hearing_is_mandatory": Contested(
        "听取和反馈意见是否受“努力”修饰", {True: "不受，是强制项", False: "受，是倡导项"}
    ),
    "after_the_last_session": Contested(
        "多场活动的事后期限从哪一场起算", {True: "最后一场结束", False: "第一场结束"}
    ),
    "routine_by_analogy": Contested(
        "方案外单位的活动要不要参照执行", {True: "参照执行", False: "不参照"}
    ),
    "calendar_days_end_on_a_working_day": Contested(
        "自然日期限的末日逢休息日怎么办",
        {True: "顺延到其后第一个工作日", False: "不顺延"},
    ),
}
