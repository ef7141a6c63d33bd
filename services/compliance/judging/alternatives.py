"""What a verdict would be if one of the contradictory records were believed, and if the other."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from contracts.values import VerdictStatus
from services.compliance.judging.assess import contexts_at
from services.compliance.judging.case import Programme
from services.compliance.judging.facts import Fact, in_order
from services.compliance.judging.history import Reading
from services.compliance.judging.judgement import Judgement, judge
from services.compliance.judging.projection import Rules

_WORDS = {
    ("claims", "cautious"): "人工补录的时间不予采信",
    ("claims", "claimed"): "人工补录的时间予以采信",
    ("held", "earliest"): "以较早的举办日期为准",
    ("held", "latest"): "以较晚的举办日期为准",
    ("attendance", "least"): "以到场较少的记录为准",
    ("attendance", "most"): "以到场较多的记录为准",
    ("receipts", "latest"): "以较晚的收到时间为准",
    ("receipts", "earliest"): "以较早的收到时间为准",
    ("cancelled", "believed"): "以取消的记录为准",
    ("cancelled", "void"): "以举办的记录为准",
    ("pages", "found"): "以核查页面的结果为准",
    ("pages", "recorded"): "以发布记录为准",
}


@dataclass(frozen=True, slots=True)
class Alternative:
    """One outcome, what has to be believed for it, and the facts that it rests on."""

    words: tuple[str, ...]
    status: VerdictStatus
    facts: tuple[Fact, ...]


def alternatives(
    rules: Rules, programme: Programme, activity: str, code: str, as_of: datetime
) -> list[Alternative]:
    """The different outcomes of one verdict, the cautious one first; one where all agree."""
    contexts = contexts_at(rules.pack, rules.calendar, programme, activity, as_of)
    requirement = rules.pack.by_code[code]
    outcomes: dict[VerdictStatus, list[tuple[Reading, Judgement]]] = {}
    for context in contexts:
        judged = judge(requirement, context)[0]
        outcomes.setdefault(judged.status, []).append((context.history.reading, judged))
    every = [asdict(reading) for told in outcomes.values() for reading, _ in told]
    return [
        Alternative(
            _words([asdict(reading) for reading, _ in told], every),
            status,
            in_order({fact.id: fact for _, judged in told for fact in judged.facts}.values()),
        )
        for status, told in outcomes.items()
    ]


def _words(own: Sequence[dict[str, str]], every: Sequence[dict[str, str]]) -> tuple[str, ...]:
    """What this outcome's readings have in common and the others do not all share."""
    return tuple(
        words
        for (name, value), words in _WORDS.items()
        if all(reading[name] == value for reading in own)
        and any(reading[name] != value for reading in every)
    )
