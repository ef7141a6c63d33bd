"""What livestream's facts say."""

from contracts.events import livestream as said
from services._web.lengths import length
from services.compliance.presentation import dates, words
from services.compliance.presentation.sentences.base import Units, sentence


@sentence.register
def _(event: said.StreamPrepared, units: Units) -> str:
    del units
    return f"备好{dates.day_words(event.starts_on)}的直播和提问箱"


@sentence.register
def _(event: said.StreamScheduled, units: Units) -> str:
    del units
    starts = dates.moment_words(event.starts_at)
    return f"定于{starts}在“{event.account}”直播"


@sentence.register
def _(event: said.StreamStarted, units: Units) -> str:
    del event, units
    return "直播开始"


@sentence.register
def _(event: said.StreamInterrupted, units: Units) -> str:
    del event, units
    return "直播中断"


@sentence.register
def _(event: said.StreamResumed, units: Units) -> str:
    del units
    lasted = f"，中断{length(event.gap_ms)}" if event.gap_ms is not None else ""
    return f"直播恢复{lasted}"


@sentence.register
def _(event: said.StreamEnded, units: Units) -> str:
    del event, units
    return "直播结束"


@sentence.register
def _(event: said.StreamWatched, units: Units) -> str:
    del units
    watched = f"同时观看最多{event.most}个页面，累计{event.minutes}分钟"
    return f"直播{watched}"


@sentence.register
def _(event: said.StreamCancelled, units: Units) -> str:
    del event, units
    return "直播不再进行"


@sentence.register
def _(event: said.PublisherRefused, units: Units) -> str:
    del units
    why = "口令不对" if event.why == "wrong_key" else "已有一路画面"
    return f"拒绝一次推流：{why}"


@sentence.register
def _(event: said.FilmAccepted, units: Units) -> str:
    del units
    return f"首播影片已备好，片长{length(event.duration_ms)}"


@sentence.register
def _(event: said.RecordingKept, units: Units) -> str:
    del units
    missing = sum(gap.lasted_ms for gap in event.gaps)
    gaps = f"，其间缺{len(event.gaps)}段共{length(missing)}" if event.gaps else ""
    duration = length(event.duration_ms)
    return f"录像已保存，时长{duration}{gaps}"


@sentence.register
def _(event: said.RecordingReleased, units: Units) -> str:
    del event, units
    return "录像公开"


@sentence.register
def _(event: said.RecordingDeleted, units: Units) -> str:
    del units
    return f"录像已删除：{words.DELETIONS[event.reason]}"


@sentence.register
def _(event: said.QuestionAsked, units: Units) -> str:
    del event, units
    return "收到网民提问1条"


@sentence.register
def _(event: said.QuestionHeld, units: Units) -> str:
    del units
    return f"提问1条暂不公开：{words.HOLDS[event.reason]}"


@sentence.register
def _(event: said.QuestionReleased, units: Units) -> str:
    del event, units
    return "提问1条公开"


@sentence.register
def _(event: said.QuestionMerged, units: Units) -> str:
    del event, units
    return "提问1条与另一条内容相同，合并答复"


@sentence.register
def _(event: said.QuestionUnmerged, units: Units) -> str:
    del event, units
    return "提问1条撤销合并，单独答复"


@sentence.register
def _(event: said.QuestionTakenUp, units: Units) -> str:
    del event, units
    return "开始口头答复提问1条"


@sentence.register
def _(event: said.QuestionAnswered, units: Units) -> str:
    del units
    return f"{words.ANSWERS[event.means]}答复提问1条"


@sentence.register
def _(event: said.QuestionLeftOpen, units: Units) -> str:
    del event, units
    return "提问1条没有答复，转为意见建议办理"


@sentence.register
def _(event: said.PersonForgotten, units: Units) -> str:
    del units, event
    return "直播服务已清除1人的提问内容"


@sentence.register
def _(event: said.QuestionsPurged, units: Units) -> str:
    del units
    return f"保存期满，{event.questions}条提问的内容已经删除"
