"""One page for the principal leader: when, where, what to say, and what may be asked.

The questions follow from the plan's own points, since what citizens wrote stands in no fact;
whoever prints the page adds what was heard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.values import NoticeKind
from services.announcer.composing import prefill
from services.announcer.composing.meaning import meaning
from services.announcer.composing.saying import steps, time_words

MOST = 5
USUAL = (
    "这项工作去年以来有什么变化，群众能直接感受到的是什么",
    "办理中最常遇到的困难是什么，准备怎样解决",
    "今天提出的意见建议什么时候答复，在哪里能看到结果",
    "不能到现场的居民怎样参与、怎样提意见",
    "下一步有什么安排，什么时候完成",
)
"""What is asked anywhere; it follows the plan's own points."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What stands on the page; ``times`` pairs each session's time with its place."""

    times: tuple[tuple[str, str], ...]
    agenda: tuple[str, ...]
    introduces: tuple[str, ...]
    points: tuple[str, ...]
    questions: tuple[str, ...]
    attending: str


def brief(known: prefill.Known, points: Sequence[dict[str, Any]], now: datetime) -> Brief:
    """The page from what is known of the activity and the plan's points."""
    kinds = (NoticeKind.ACTIVITY,)
    meant = meaning(prefill.about(known, kinds), prefill.boxes(known, kinds), now)
    titles = tuple(str(it["title"]) for it in points)
    asked = [f"{title}：现在怎样做，效果如何" for title in titles]
    return Brief(
        times=tuple((time_words(it), it.place) for it in meant.sessions),
        agenda=tuple(steps(meant.boxes.agenda)),
        introduces=tuple(str(it["title"]) for it in known.agenda if it.get("introduces")),
        points=titles,
        questions=tuple([*asked[: MOST - 2], *USUAL][:MOST]),
        attending=meant.heads.words(),
    )
