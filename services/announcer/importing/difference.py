"""A draft beside the programme in force: what adopting it would change, in words and as facts."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from contracts.canonical import canonical_json
from services._kit.decider import Refused
from services.announcer.domain.amending import AmendProgramme, Cancellation
from services.announcer.domain.plan import ImportProgramme
from services.announcer.importing.draft import Draft
from services.announcer.importing.head import span
from services.announcer.importing.items import Activity
from services.announcer.importing.text import bare


class Sort(StrEnum):
    """What a change is."""

    HEAD = "head"
    NEW = "new"
    LED_OTHERWISE = "led_otherwise"
    WORDED_OTHERWISE = "worded_otherwise"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Standing:
    """An activity of the programme in force."""

    activity: str
    title: str
    theme: str | None
    printed_label: str
    lead_unit: str
    unit_name: str
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Present:
    """The programme in force: its own facts, its activities, the draft it was last adopted from."""

    head: Mapping[str, Any]
    activities: Sequence[Standing]
    adopted: Draft | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change, for people to read: what it is about, before, after."""

    sort: Sort
    about: str
    activity: str | None = None
    before: str = ""
    after: str = ""


def difference(plan: ImportProgramme, draft: Draft, present: Present) -> tuple[Change, ...]:
    """Every change, in the order of the plan; none when the draft says what is in force."""
    return (*_head(plan, present.head), *_activities(draft, present))


def fingerprint(changes: Iterable[Change]) -> str:
    """What a person decided on; another difference has another one."""
    return hashlib.sha256(canonical_json([asdict(it) for it in changes])).hexdigest()


def amendment(
    plan: ImportProgramme,
    changes: Sequence[Change],
    cancel: Mapping[str, str],
    keep: frozenset[str] = frozenset(),
) -> AmendProgramme:
    """The changes as a command; refused while it is not decided what becomes of what is gone."""
    gone = {it.activity: it.about for it in changes if it.sort is Sort.GONE and it.activity}
    for name, about in gone.items():
        if (name in cancel) == (name in keep):
            message = f"新方案没有“{about}”：请写明取消的原因，或者确定保留。"
            raise Refused("undecided", message, name)
    if other := sorted((cancel.keys() | keep) - set(gone)):
        message = f"{'、'.join(other)}仍在方案里，不能随方案取消。"
        raise Refused("still_planned", message, other[0])

    def of(sort: Sort) -> tuple[str, ...]:
        return tuple(it.activity for it in changes if it.sort is sort and it.activity)

    return AmendProgramme(
        plan=plan,
        new=of(Sort.NEW),
        led_otherwise=of(Sort.LED_OTHERWISE),
        worded_otherwise=tuple(dict.fromkeys(of(Sort.WORDED_OTHERWISE))),
        cancelled=tuple(
            Cancellation(activity=it, reason=cancel[it]) for it in gone if it in cancel
        ),
    )


def _head(plan: ImportProgramme, head: Mapping[str, Any]) -> Iterator[Change]:
    names = {it["unit"]: it["name"] for it in head["units"]}
    new = [it.name for it in plan.units if it.unit not in names]
    renamed = [it for it in plan.units if names.get(it.unit, it.name) != it.name]
    office = next(it.name for it in plan.units if it.unit == plan.office_unit)
    rows = (
        ("方案名称", head["title"], plan.title),
        ("印发单位", head["issued_by"], plan.issued_by),
        (
            "举办期（考核按规则包，另行调整）",
            span(*(date.fromisoformat(head[it]) for it in ("season_start", "season_end"))),
            span(plan.season_start, plan.season_end),
        ),
        ("报备的单位", names.get(head["office_unit"], head["office_unit"]), office),
        ("新增单位", "", "、".join(new)),
        *(("单位名称", names[it.unit], it.name) for it in renamed),
    )
    for about, before, after in rows:
        if before != after:
            yield Change(Sort.HEAD, about, None, before, after)


def _activities(draft: Draft, present: Present) -> Iterator[Change]:
    known = {it.activity: it for it in present.activities}
    adopted = {it.activity: it for it in (present.adopted.activities if present.adopted else ())}
    for it in draft.activities:
        label = f"{it.printed_label}，{it.lead.name}"
        if (standing := known.pop(it.activity, None)) is None:
            yield Change(Sort.NEW, label, it.activity, "", it.paragraph)
            continue
        if standing.lead_unit != it.lead.unit:
            yield Change(
                Sort.LED_OTHERWISE, it.printed_label, it.activity, standing.unit_name, it.lead.name
            )
        for before, after in _words(it, standing, adopted.get(it.activity)):
            yield Change(Sort.WORDED_OTHERWISE, it.printed_label, it.activity, before, after)
    for standing in known.values():
        if not standing.cancelled:
            label = f"{standing.printed_label}，{standing.unit_name}"
            yield Change(Sort.GONE, label, standing.activity, standing.title, "")


def _words(it: Activity, standing: Standing, adopted: Activity | None) -> Iterator[tuple[str, str]]:
    """What the plan prints otherwise; the paragraph only when the one before it is known."""
    if bare(standing.printed_label) != bare(it.printed_label):
        yield standing.printed_label, it.printed_label
    if bare(standing.theme or "") != bare(it.theme or ""):
        yield standing.theme or "没有专题", it.theme or "没有专题"
    if adopted is not None and bare(adopted.paragraph) != bare(it.paragraph):
        yield adopted.paragraph, it.paragraph
