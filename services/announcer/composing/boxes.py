"""The eight boxes (八项内容) of a notice, as a person fills them, and what is known beside them."""

import hashlib
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from contracts.canonical import canonical_json
from contracts.values import ActivityKind, Day, Form, Identifier, Line, NoticeElement, NoticeKind

MOST = 2_000
_UNPRINTABLE = ("Cc", "Cn", "Cs")  # control, not a character, half of one
BOXES = {
    "when": "活动时间",
    "until": "时长或结束时间",
    "place": "地点",
    "agenda": "流程",
    "netizens": "网民参与方式",
    "host": "主办单位",
    "seats": "名额与报名",
    "contact": "联系方式",
}
"""The boxes in their order; the first three once for each session."""
OF_A_SESSION = ("when", "until", "place")
SUPPLEMENTS = {"title": "标题", "reason": "变更、更正或取消的原因"}

KINDS: dict[str, tuple[NoticeKind, ...]] = {
    "activity": (NoticeKind.ACTIVITY,),
    "activity_selection": (NoticeKind.ACTIVITY, NoticeKind.SELECTION),
    "selection": (NoticeKind.SELECTION,),
    "change": (NoticeKind.CHANGE,),
    "correction": (NoticeKind.CORRECTION,),
    "cancellation": (NoticeKind.CANCELLATION,),
}
"""What can be written, by the name that a form gives it."""


def _can_stand(character: str) -> bool:
    return character in "\n\t" or unicodedata.category(character) not in _UNPRINTABLE


def _printable(text: str) -> str:
    if not all(map(_can_stand, text)):
        raise ValueError("含有不能保存的字符。")
    return text


def fitting(text: str) -> str:
    """As much of what stands elsewhere as a box can hold."""
    return "".join(filter(_can_stand, text))[:MOST]


Typed = Annotated[
    str,
    StringConstraints(max_length=MOST, strip_whitespace=True),
    AfterValidator(_printable),
]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SessionBoxes(_Kept):
    """What is typed for one session."""

    session: Identifier
    when: Typed = ""
    until: Typed = ""
    place: Typed = ""


class Boxes(_Kept):
    """One version of what is typed. ``answered``: questions to which a person said yes, it is so.

    ``title`` empty: the usual title of the kind.
    """

    sessions: tuple[SessionBoxes, ...] = Field(min_length=1, max_length=50)
    agenda: Typed = ""
    netizens: Typed = ""
    host: Typed = ""
    seats: Typed = ""
    contact: Typed = ""
    title: Annotated[Typed, Field(max_length=200)] = ""
    reason: Annotated[Typed, Field(max_length=200)] = ""
    answered: frozenset[str] = frozenset()

    def named(self) -> Iterator[tuple[str, str, str]]:
        """Every box with its field's name, its label and what stands in it."""
        for number, it in enumerate(self.sessions, 1):
            of = f"（第{number}场）" if len(self.sessions) > 1 else ""
            for box in OF_A_SESSION:
                yield f"{box}-{it.session}", f"{BOXES[box]}{of}", getattr(it, box)
        for box, label in BOXES.items():
            if box not in OF_A_SESSION:
                yield box, label, getattr(self, box)
        for box, label in SUPPLEMENTS.items():
            yield box, label, getattr(self, box)


class Announced(_Kept):
    """What the last notice that is out says: its title, dates by session, and elements."""

    title: Line
    dates: dict[Identifier, Day] = Field(default_factory=dict)
    elements: dict[NoticeElement, Line] = Field(default_factory=dict)


class About(_Kept):
    """What a notice is about: fixed when its draft is begun, so that a version gives one text.

    ``scheduled``: the dates in force by session, which the text is only compared with.
    ``announced``: what the public was told before.
    """

    kinds: Annotated[tuple[NoticeKind, ...], Field(min_length=1)]
    activity_kind: ActivityKind
    unit_name: Line
    subject: Line
    form: Form | None = None
    account: Line | None = None
    open_selection: bool = False
    scheduled: dict[Identifier, date] = Field(default_factory=dict)
    announced: Announced | None = None

    def writes(self, kind: NoticeKind) -> bool:
        """Whether the text is a notice of a kind."""
        return kind in self.kinds


def fingerprint(about: About, boxes: Boxes) -> str:
    """What an approval is bound to: SHA-256 of all that the text follows from but its date."""
    known = about.model_dump(mode="json", exclude={"scheduled"})
    content = [known, boxes.model_dump(mode="json", exclude={"answered"})]
    return hashlib.sha256(canonical_json([*content, sorted(boxes.answered)])).hexdigest()
