"""The same notice for a WeChat account, and as a short message: plain, ready to copy."""

import re

from contracts.values import NoticeKind
from services.announcer.composing.meaning import Meaning
from services.announcer.composing.notice import Level, Notice
from services.announcer.composing.saying import closing_words, ended, when_words

_LINK = re.compile(r"(?:https?://|www\.)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+;=%]+", re.IGNORECASE)
INSTEAD = "区政府网站"
"""What stands for an address: an article of an account may not link to other sites."""
_KINDS = {
    NoticeKind.CANCELLATION: "取消",
    NoticeKind.CHANGE: "有变更",
    NoticeKind.CORRECTION: "公告有更正",
}


def wechat(notice: Notice) -> str:
    """The article: title, then short paragraphs with an empty line between."""
    lines = [notice.title]
    for paragraph in notice.paragraphs:
        if paragraph.level is Level.GAP:
            continue
        if paragraph.level is Level.FIRST:
            lines.append(f"【{paragraph.text.partition('、')[2]}】")
        else:
            lines += _short(without_links(paragraph.text))
    return "\n\n".join((*lines, f"{notice.signature}\n{notice.date_words}")) + "\n"


def short_message(meaning: Meaning) -> str:
    """One message of what, when, where, until when, and whom to ask."""
    about, boxes = meaning.about, meaning.boxes
    what = f"“{about.subject}”活动"
    changed = next((words for kind, words in _KINDS.items() if about.writes(kind)), "")
    parts = [f"【{about.unit_name}】{what}{changed}"]
    if about.writes(NoticeKind.CANCELLATION):
        parts += [f"原因：{boxes.reason}"] if boxes.reason else []
    else:
        for it in meaning.sessions:
            parts += [words for words in (when_words(it), it.place) if words]
        if meaning.heads.words() and (about.writes(NoticeKind.SELECTION) or about.open_selection):
            parts.append(f"公开遴选代表{meaning.heads.words()}")
        if closes := closing_words(meaning.closes):
            parts.append(f"{closes}截止报名")
    if boxes.contact:
        parts.append(f"咨询{boxes.contact}")
    return without_links(ended("，".join(part.rstrip("。；，") for part in parts)))


def without_links(text: str) -> str:
    """The text with the name of the site where an address stood."""
    return _LINK.sub(INSTEAD, text)


def _short(text: str) -> list[str]:
    """A long paragraph by its sentences: a telephone shows few characters a line."""
    if len(text) <= 80:
        return [text]
    return [it for it in re.split(r"(?<=[。；])", text) if it.strip()]
