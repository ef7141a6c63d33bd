"""A readable difference: by box and by sentence, for a reader of a phone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from contracts.values import NoticeElement
from services.announcer.composing.boxes import Boxes
from services.announcer.composing.comparing import NAMES

Part = tuple[Literal["same", "del", "ins"], str]
_CLAUSE = re.compile(r"[^，。；！？,;!?\n]+|[，。；！？,;!?\n]")


@dataclass(frozen=True, slots=True)
class BoxChange:
    """One box that reads otherwise."""

    field: str
    label: str
    parts: tuple[Part, ...]


def by_box(before: Boxes, after: Boxes) -> list[BoxChange]:
    """The boxes that differ, with their sentences; a box that is new was empty before."""
    then = {field: text for field, _, text in before.named()}
    now = {field for field, _, _ in after.named()}
    changed = [
        BoxChange(field, label, by_sentence(then.get(field, ""), text))
        for field, label, text in after.named()
        if then.get(field, "") != text
    ]
    gone = [
        BoxChange(field, label, by_sentence(text, ""))
        for field, label, text in before.named()
        if field not in now and text
    ]
    return changed + gone


def by_element(before: Mapping[str, str], after: Mapping[NoticeElement, str]) -> list[BoxChange]:
    """The elements of a published notice that a draft says otherwise."""
    return [
        BoxChange(it, NAMES[it], by_sentence(before.get(it, ""), after.get(it, "")))
        for it in NAMES
        if before.get(it, "") != after.get(it, "")
    ]


def by_sentence(before: str, after: str) -> tuple[Part, ...]:
    """What stays, what goes and what comes, in reading order."""
    then, now = _clauses(before), _clauses(after)
    parts: list[Part] = []
    for same, first, last, begin, end in SequenceMatcher(None, then, now, False).get_opcodes():  # noqa: FBT003
        if same == "equal":
            parts.append(("same", "".join(then[first:last])))
            continue
        parts += [("del", text)] if (text := "".join(then[first:last])) else []
        parts += [("ins", text)] if (text := "".join(now[begin:end])) else []
    return tuple(parts)


def differs(parts: Sequence[Part]) -> bool:
    """Whether anything goes or comes."""
    return any(kind != "same" for kind, _ in parts)


def _clauses(text: str) -> list[str]:
    return _CLAUSE.findall(text)
