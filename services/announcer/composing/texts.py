"""The five kinds of notice from the boxes: activity, selection, change, correction, cancellation.

A text says what is known and nothing else; what is missing is left out, or shown as a gap to
whoever still writes it.
"""

from collections.abc import Iterator
from datetime import date

from contracts.values import ActivityKind, NoticeKind
from services.announcer.composing import comparing
from services.announcer.composing.boxes import About
from services.announcer.composing.meaning import Meaning
from services.announcer.composing.notice import Level, Notice, Paragraph, body
from services.announcer.composing.saying import ended, when_words
from services.announcer.composing.sections import sections

ACTIVITY_KINDS = {ActivityKind.OPEN_DAY: "政务开放日", ActivityKind.POLICY_TALK: "政策公开讲"}


def notice(meaning: Meaning, dated: date, *, gaps: bool = False) -> Notice:
    """The text as it would be issued on a day; ``gaps`` shows what is still missing."""
    about, boxes = meaning.about, meaning.boxes
    paragraphs = [*_opening(meaning)]
    if not about.writes(NoticeKind.CANCELLATION):
        paragraphs += sections(meaning)
    kept = [it for it in paragraphs if gaps or it.level is not Level.GAP]
    return Notice(
        title=boxes.title or usual_title(about),
        paragraphs=tuple(kept),
        signature=boxes.host or about.unit_name,
        dated=dated,
    )


def usual_title(about: About) -> str:
    """长子营镇关于举办“养老驿站”政务开放日活动暨公开遴选代表的公告."""
    what = f"“{about.subject}”{ACTIVITY_KINDS[about.activity_kind]}活动"
    if about.writes(NoticeKind.CANCELLATION):
        doing = f"取消{what}"
    elif about.writes(NoticeKind.CHANGE):
        doing = f"变更{what}安排"
    elif about.writes(NoticeKind.CORRECTION):
        doing = f"更正{what}公告内容"
    elif not about.writes(NoticeKind.SELECTION):
        doing = f"举办{what}"
    elif about.writes(NoticeKind.ACTIVITY):
        doing = f"举办{what}暨公开遴选代表"
    else:
        doing = f"公开遴选{what}代表"
    return f"{about.unit_name}关于{doing}的公告"


def _opening(meaning: Meaning) -> Iterator[Paragraph]:
    about, reason = meaning.about, meaning.boxes.reason
    what = f"“{about.subject}”{ACTIVITY_KINDS[about.activity_kind]}活动"
    if about.writes(NoticeKind.CANCELLATION):
        yield from _cancelled(meaning, what)
    elif about.writes(NoticeKind.CHANGE) or about.writes(NoticeKind.CORRECTION):
        yield from _changed(meaning, what)
    else:
        purpose = "为进一步增进公众对相关工作的了解，听取意见建议"
        doing = "举办" if about.writes(NoticeKind.ACTIVITY) else "公开遴选代表，参加"
        yield body(f"{purpose}，{about.unit_name}定于近期{doing}{what}，现公告如下：")
        if reason:
            yield body(ended(reason))


def _cancelled(meaning: Meaning, what: str) -> Iterator[Paragraph]:
    about, boxes = meaning.about, meaning.boxes
    if boxes.reason:
        planned = "、".join(words for it in meaning.sessions if (words := when_words(it)))
        at = f"原定于{planned}举办的" if planned else "原定举办的"
        yield body(f"因{_cause(boxes.reason)}，{at}{what}取消。")
    else:
        yield Paragraph(Level.GAP, "此处待补取消原因")
    if about.open_selection:
        yield body("已经报名的，由主办单位逐一告知，报名信息不再用于本次活动。")
    if boxes.contact:
        yield body(f"联系方式：{ended(boxes.contact)}")


def _changed(meaning: Meaning, what: str) -> Iterator[Paragraph]:
    about, boxes = meaning.about, meaning.boxes
    correcting = about.writes(NoticeKind.CORRECTION)
    verb = "更正" if correcting else "变更"
    before = about.announced
    named = f"《{before.title}》" if before else f"{what}的公告"
    if boxes.reason:
        yield body(f"因{_cause(boxes.reason)}，现将{named}的有关内容{verb}如下：")
    else:
        yield body(f"现将{named}的有关内容{verb}如下：")
        yield Paragraph(Level.GAP, f"此处待补{verb}原因")
    changes, same = comparing.with_announced(meaning)
    for change in changes:
        if change.before:
            yield body(f"{change.name}由“{change.before}”{verb}为“{change.after}”。")
        else:
            yield body(f"补充{change.name}：{ended(change.after)}")
    if not changes:
        yield Paragraph(Level.GAP, f"与已发布的公告相同，没有可{verb}的内容")
    if same:
        yield body(f"{'、'.join(same)}不变。")
    yield body(f"{verb}后的活动安排如下：")


def _cause(reason: str) -> str:
    """The reason as it follows 因."""
    return ended(reason).rstrip("。").removeprefix("因为").removeprefix("由于").removeprefix("因")
