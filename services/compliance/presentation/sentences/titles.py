"""A short name for each kind of fact, as the head of an evidence row."""

from collections.abc import Mapping

from contracts.event import DomainEvent
from contracts.events.announcer import AnnouncementPublished
from services.compliance.rules.evidence.notices import CHANNEL_NAMES

TITLES: Mapping[str, str] = {
    "ProgrammeImported": "总体方案",
    "EventPlanned": "活动计划",
    "EventScheduled": "活动排期",
    "EventRescheduled": "活动改期",
    "EventCancelled": "活动取消",
    "FormChanged": "活动形式",
    "VenueChanged": "活动地点",
    "LeadUnitChanged": "主责单位",
    "HostChanged": "主办单位",
    "ChangeFiled": "变更报备",
    "FilingReceived": "报备收讫",
    "FilingDecided": "报批决定",
    "ImplementationPlanRecorded": "实施方案",
    "AgendaRecorded": "活动流程",
    "AnnouncementPublished": "公告",
    "PublicationConfirmed": "佐证核对",
    "AnnouncementWithdrawn": "公告撤下",
    "ContentPointsTicked": "规定内容",
    "EventHeld": "活动举办",
    "MaterialsPublished": "工作材料",
    "MaterialsMoved": "材料移栏",
    "MaterialsWithdrawn": "材料撤下",
    "OpinionResultsPublished": "办理结果",
    "PublicityReported": "宣传报道",
    "PressKitProvided": "媒体供稿",
    "SignUpSheetPrepared": "参加名单备好",
    "SignUpSheetMoved": "参加名单改期",
    "SignUpSheetCancelled": "参加名单作废",
    "SignUpOpeningSet": "报名安排",
    "SignUpOpened": "开放报名",
    "SignUpClosed": "报名截止",
    "SignedUp": "报名",
    "SignUpWithdrawn": "取消报名",
    "RepresentativeInvited": "定向邀请",
    "InvitationAnswered": "邀请答复",
    "SelectionDecided": "代表选取",
    "RepresentativeSelected": "确定代表",
    "SeatConfirmed": "名额确认",
    "SeatReleased": "名额空出",
    "ReserveListed": "列入候补",
    "CheckedIn": "签到",
    "SizeReasonRecorded": "人数说明",
    "AttendanceRecorded": "到场情况",
    "OpinionRecorded": "意见建议",
    "OpinionDispatched": "意见分办",
    "OpinionReplied": "意见答复",
    "OpinionDecided": "意见办理",
    "OpinionFedBack": "采纳反馈",
    "NoOpinionsDeclared": "无意见声明",
    "PersonErased": "个人信息删除",
    "StreamPrepared": "直播备好",
    "StreamScheduled": "直播排期",
    "StreamStarted": "直播开始",
    "StreamInterrupted": "直播中断",
    "StreamResumed": "直播恢复",
    "StreamEnded": "直播结束",
    "StreamCancelled": "直播取消",
    "QuestionAsked": "网民提问",
    "QuestionHeld": "提问暂不公开",
    "QuestionReleased": "提问公开",
    "QuestionAnswered": "提问答复",
    "QuestionLeftOpen": "提问转意见",
    "PersonForgotten": "个人信息清除",
    "PackAdopted": "规则启用",
    "CalendarAdopted": "日历启用",
    "RoutineUnitRegistered": "计划外单位",
    "ReviewDecided": "人工核定",
    "AssessmentClosed": "考核",
    "RequirementStatusChanged": "判定变化",
    "DeadlineApproaching": "临期提示",
    "DeadlineMissed": "逾期提示",
}


def fact_title(event: DomainEvent) -> str:
    """What kind of fact it is; a publication of a notice is named by its channel."""
    if isinstance(event, AnnouncementPublished):
        return CHANNEL_NAMES[event.channel]
    return TITLES.get(event.name, event.name)
