"""What livestream's facts say."""

from contracts.events import livestream as said
from services.compliance.presentation import dates
from services.compliance.presentation.sentences.base import Units, sentence, session_words


@sentence.register
def _(event: said.StreamScheduled, units: Units) -> str:
    del units
    starts = dates.moment_words(event.starts_at)
    return f"{session_words(event.session)}定于{starts}在“{event.account}”直播"


@sentence.register
def _(event: said.StreamStarted, units: Units) -> str:
    del units
    return f"{session_words(event.session)}直播开始"


@sentence.register
def _(event: said.StreamEnded, units: Units) -> str:
    del units
    return f"{session_words(event.session)}直播结束"


@sentence.register
def _(event: said.StreamCancelled, units: Units) -> str:
    del units
    return f"{session_words(event.session)}活动已取消，直播不再进行"
