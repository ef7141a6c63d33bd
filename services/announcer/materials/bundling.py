"""A bundle drafts itself from what the system knows; what is missing holds up nothing."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from services.announcer.materials.kinds import IMAGES, TRAITS, Kind, size

PURPOSES = {
    "photo": "现场照片",
    "introduction": "政策和工作介绍",
    "recording": "活动录像",
    "questions": "问答整理",
    "other": "其他材料",
}


@dataclass(frozen=True, slots=True)
class File:
    """A file of an activity, found good and kept."""

    file: str
    purpose: str
    name: str
    kind: Kind
    size: int
    sha256: str
    alt: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a bundle: a text, what stands at an address of ours, or a file."""

    what: str
    title: str
    text: str = ""
    address: str = ""
    file: str = ""
    name: str = ""
    kind: str = ""
    size: int = 0
    sha256: str = ""

    @property
    def is_image(self) -> bool:
        """Whether it is shown where it stands."""
        return self.kind in IMAGES

    @property
    def told(self) -> str:
        """The type and size of a file."""
        return f"{TRAITS[Kind(self.kind)].name}，{size(self.size)}" if self.kind else ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the system knows of an activity, as far as a bundle shows it.

    ``came`` and ``seated`` count people by category; ``questions`` are those asked and answered;
    ``notices`` and ``results`` are titles with the places where they stand on the activity's page.
    """

    base: str
    held: bool
    notices: Sequence[tuple[str, str]]
    agenda: Sequence[str]
    came: Mapping[str, int]
    seated: Mapping[str, int]
    streamed: bool
    questions: tuple[int, int]
    results: Sequence[tuple[str, str]]
    files: Sequence[File]
    recordings: Sequence[tuple[int, str | None]] = ()
    """How many minutes each recording of a stream lasts, and where everybody may watch it."""


def drafted(known: Known) -> tuple[Item, ...]:
    """Everything there is, in the order in which somebody would ask for it."""
    page = f"/public/activities/{known.base}"
    items = [Item("notice", title, address=f"{page}#{at}") for title, at in known.notices]
    if known.agenda:
        items.append(Item("agenda", "活动流程", text="；".join(known.agenda)))
    if known.came:
        items.append(Item("people", "到场人数", text=_counted(known.came)))
    if known.seated:
        address = f"/sign-up/{known.base}/representatives"
        items.append(Item("list", "隐去姓名的代表名单", _counted(known.seated), address))
    if known.streamed:
        asked, answered = known.questions
        told = f"网民提问{asked}条，已答复{answered}条。" if asked else ""
        items.append(Item("stream", "直播和问答", told, f"/live/{known.base}"))
    for minutes, path in known.recordings:
        if path is not None:
            items.append(Item("replay", "直播录像", f"时长约{minutes}分钟。", path))
    items += [Item("results", title, address=f"{page}#{at}") for title, at in known.results]
    order = list(PURPOSES)
    for it in sorted(known.files, key=lambda it: (order.index(it.purpose), it.added_at, it.file)):
        given = {name: getattr(it, name) for name in ("file", "name", "size", "sha256")}
        items.append(Item(it.purpose, PURPOSES[it.purpose], it.alt, kind=it.kind.value, **given))
    return tuple(items)


def missing(known: Known) -> tuple[str, ...]:
    """What bundles of this kind usually hold, and this one does not."""
    purposes = {it.purpose for it in known.files}
    asked = {
        "活动举办的登记": known.held,
        "公告": bool(known.notices),
        "活动流程": bool(known.agenda),
        "到场人数": bool(known.came),
        "代表名单": bool(known.seated),
        "现场照片": "photo" in purposes,
        "政策和工作介绍": "introduction" in purposes,
        "直播或者录像": known.streamed or "recording" in purposes,
        "直播录像的公开": all(path for _, path in known.recordings),
        "意见采纳情况": bool(known.results),
    }
    return tuple(name for name, there in asked.items() if not there)


def introduces(items: Iterable[Item]) -> bool:
    """Whether the introduction of policy and work is among them."""
    return any(it.what == "introduction" for it in items)


def digest(items: Sequence[Item]) -> str:
    """What fixes a bundle: the hash of all that it holds, files by their own hashes."""
    told = [asdict(it) for it in items]
    plain = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def items_of(told: Iterable[Mapping[str, Any]]) -> tuple[Item, ...]:
    """Items from their JSON form."""
    return tuple(Item(**it) for it in told)


def _counted(people: Mapping[str, int]) -> str:
    by = "，".join(f"{name}{count}人" for name, count in people.items() if count)
    return f"共{sum(people.values())}人：{by}。"
