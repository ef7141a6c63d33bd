"""The requirements of a pack as a table that a lawyer can read: words, limits, who, what meets it.

The page ``/wall/{programme}/requirements`` and docs/requirements.md are both made of this.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from contracts.values import Form
from services.compliance.presentation.rule_words import (
    CONDITIONS,
    DEADLINES,
    EVIDENCE,
    LATE,
    SWITCHES,
    WHO,
)
from services.compliance.presentation.words import CATEGORIES, FORMS, STRENGTHS
from services.compliance.rules import chinese
from services.compliance.rules.evidence.notices import CHANNEL_NAMES, ELEMENT_NAMES
from services.compliance.rules.pack import (
    Amendment,
    Pack,
    Requirement,
    Span,
    Values,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One requirement in words."""

    code: str
    title: str
    strength: str
    quotes: tuple[tuple[str, str], ...]
    applies: str
    who: str
    deadline: str
    met_by: str
    late: str
    inferred: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """One contested reading: the question, what this pack says, and what else could be said."""

    question: str
    chosen: str
    otherwise: str


@dataclass(frozen=True, slots=True)
class Change:
    """One amendment: since when, by which document, in which words, and what is new."""

    since: str
    by: str
    quote: str
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A pack in words."""

    title: str
    version: str
    sample: bool
    groups: tuple[tuple[str, tuple[Entry, ...]], ...]
    changes: tuple[Change, ...]
    readings: tuple[Reading, ...]
    not_judged: tuple[tuple[str, str], ...]


def catalogue(pack: Pack) -> Catalogue:
    """Everything that a pack says."""
    entries = [(each.group, entry_of(pack, each)) for each in pack.requirements]
    return Catalogue(
        title=pack.title,
        version=pack.version,
        sample=pack.sample,
        groups=tuple(
            (group, tuple(entry for _, entry in members))
            for group, members in groupby(entries, key=lambda pair: pair[0])
        ),
        changes=tuple(_changes(pack)),
        readings=tuple(_readings(pack)),
        not_judged=tuple((each.quote, each.reason) for each in pack.not_judged),
    )


def deadline_words(pack: Values, requirement: Requirement) -> str:
    """Until when, in words and with the pack's own numbers."""
    return DEADLINES[requirement.deadline].format_map(names(pack))


def evidence_words(pack: Values, requirement: Requirement) -> str:
    """What meets it, in words and with the pack's own names and numbers."""
    return EVIDENCE[requirement.evidence].format_map(names(pack))


def by_form(days: Mapping[Form, Span]) -> str:
    """线上3个工作日，线下、线上线下结合5个工作日; a length once for all forms that share it."""
    forms: dict[str, list[str]] = {}
    for form, length in days.items():
        forms.setdefault(chinese.span(length), []).append(FORMS[form])
    if len(forms) == 1:
        return next(iter(forms))
    return "，".join(f"{'、'.join(names)}{length}" for length, names in forms.items())


def entry_of(pack: Pack, requirement: Requirement) -> Entry:
    """One requirement of a pack."""
    clauses = [("", requirement.clause)]
    if requirement.clause_online is not None:
        clauses.append(("，线上", requirement.clause_online))
    return Entry(
        code=requirement.code,
        title=requirement.title,
        strength=_strength(requirement),
        quotes=tuple((f"{each.section}{where}", each.quote) for where, each in clauses),
        applies=_applies(requirement),
        who=WHO[requirement.scope],
        deadline=deadline_words(pack, requirement),
        met_by=evidence_words(pack, requirement),
        late=LATE[requirement.late_cure],
        inferred=requirement.inferred,
    )


def _strength(requirement: Requirement) -> str:
    others = [
        f"{FORMS[form]}为{STRENGTHS[strength]}"
        for form, strength in requirement.strength_by_form.items()
    ]
    return "，".join((STRENGTHS[requirement.strength], *others))


def _applies(requirement: Requirement) -> str:
    if requirement.scope == "unit":
        return "每个登记的方案外单位"
    if requirement.scope == "programme":
        return "全区"
    parts = [CONDITIONS[condition] for condition in requirement.applies] or ["每项活动"]
    if requirement.per == "change":
        parts.append("每次变更")
    if requirement.per == "session":
        parts.append("分场次判定")
    if requirement.only:
        parts.append(f"只限{'、'.join(requirement.only)}")
    return "，".join(parts)


def names(values: Values) -> dict[str, str]:
    """The numbers and names that stand in the words of deadlines and evidence."""
    results = values.columns.get("opinion_results")
    excluded = "、".join(CATEGORIES[each] for each in values.excluded_categories)
    channels = [CHANNEL_NAMES[channel] for channel in values.required_channels]
    return {
        "first_channel": channels[0],
        "channels": "、".join(channels),
        "elements": "、".join(
            ELEMENT_NAMES.get(each, each.value) for each in values.required_elements
        ),
        "notice": by_form(values.notice_days),
        "element": by_form(values.element_days),
        "materials": chinese.span(values.materials_days),
        "results": chinese.span(values.results_days or values.feedback_days),
        "feedback": chinese.span(values.feedback_days),
        "people": f"{values.about_people}人上下{values.about_tolerance_percent}%",
        "columns": f"“{values.columns['open_day']}”“{values.columns['policy_talk']}”",
        "results_column": f"“{results}”" if results else "",
        "excluded": f"（{excluded}不计入）" if excluded else "",
    }


MEASURES = {
    "channels": "公告渠道",
    "elements": "公告要素",
    "notice": "公告提前",
    "element": "要素提前",
    "materials": "材料公开",
    "results": "办理结果公开",
    "feedback": "意见反馈",
    "people": "代表人数",
    "columns": "材料栏目",
    "results_column": "办理结果栏目",
    "excluded": "公众代表",
}
"""What an amendment may change, by the names above."""


def _changes(pack: Pack) -> list[Change]:
    made: list[Change] = []
    before: Values | Amendment = pack
    for amendment in pack.amendments:
        old, new = names(before), names(amendment)
        made.append(
            Change(
                since=chinese.year_and_day(amendment.begins),
                by=amendment.by,
                quote=amendment.quote,
                new=tuple(
                    f"{called}由{old[name] or '无规定'}改为{new[name] or '无规定'}"
                    for name, called in MEASURES.items()
                    if old[name] != new[name]
                ),
            )
        )
        before = amendment
    return made


def _readings(pack: Pack) -> list[Reading]:
    made = []
    for name, contested in SWITCHES.items():
        chosen = getattr(pack.switches, name)
        others = [words for value, words in contested.answers.items() if value != chosen]
        made.append(Reading(contested.question, contested.answers[chosen], "；".join(others)))
    return made
