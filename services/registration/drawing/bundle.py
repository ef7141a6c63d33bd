"""The bundle (数据包): the whole draw in one text file that anybody can download and replay.

One JSON object a line, in canonical form (sorted keys, UTF-8, no spaces, no floats), and each line
carries ``hash``: SHA-256 over the hash of the line before and the line without it. Lines in order:

    terms    everything of ``Terms``                           its hash: the rules (规则)
    entry    number, leaf, values; ordered by leaf             the last one's hash: the list (名单)
    panel    number, members
    seal     how many entries and panels                       its hash: the seal (承诺)
    seed     value, source, published_at, evidence             ) only after the seal
    result   panel, drawn, reserve                             ) was published

The panel's number: the first bits of SHA-256 over seal, seed and a counter, as many as it takes to
count the panels; too large a number is thrown away and the counter rises (rejection sampling, so
that no panel is likelier). Reserves: all not drawn by SHA-256 over seal, seed and leaf.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import count
from typing import Any

from services._kit.decider import Refused

from .lottery import Lottery
from .terms import Applicant, Terms, in_order

FORMAT = "minsheng-draw-1"
_START = "0" * 64
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seed:
    """The seed as its public source gave it, with what shows that it did."""

    value: str
    source: str  # the name in the terms; another source is another draw
    published_at: datetime
    evidence_address: str
    evidence_sha256: str  # empty where nobody kept a copy


@dataclass(frozen=True, slots=True)
class Sealed:
    """The bundle before the seed; ``seal`` is published, and the whole text with it."""

    text: str
    rules: str  # the hash of the terms alone, known before sign-up closes
    entries: str  # the hash after the last entry
    seal: str
    numbers: dict[str, int]  # by leaf


@dataclass(frozen=True, slots=True)
class Revealed:
    """The finished bundle; numbers as in ``Sealed.numbers``."""

    text: str
    panel: int
    drawn: tuple[int, ...]
    reserve: tuple[int, ...]  # in the order in which they step in


def rules_hash(terms: Terms) -> str:
    """The hash of the terms' line, to be published with the announcement."""
    return _chained([_terms_line(terms)], _START)[-1]["hash"]  # type: ignore[no-any-return]


def seal(terms: Terms, applicants: Iterable[Applicant], lottery: Lottery) -> Sealed:
    """Write down everything that is known before the seed."""
    ordered = in_order(terms, tuple(applicants))
    if ordered != lottery.applicants:
        raise ValueError("the lottery was prepared for other applicants")
    lines = [_terms_line(terms)]
    lines += [
        {"kind": "entry", "number": number, "leaf": it.leaf, "values": dict(it.values)}
        for number, it in enumerate(ordered, 1)
    ]
    lines += [
        {"kind": "panel", "number": number, "members": list(panel)}
        for number, panel in enumerate(lottery.panels, 1)
    ]
    lines.append({"kind": "seal", "entries": len(ordered), "panels": lottery.many})
    lines = _chained(lines, _START)
    return Sealed(
        _text(lines),
        rules=lines[0]["hash"],
        entries=lines[len(ordered)]["hash"],
        seal=lines[-1]["hash"],
        numbers=lottery.numbers,
    )


def reveal(sealed_text: str, seed: Seed) -> Revealed:
    """Draw the panel and the reserves by the seed, and finish the bundle."""
    lines = [json.loads(line) for line in sealed_text.splitlines()]
    if not lines or lines[-1]["kind"] != "seal":
        raise Refused("not_sealed", "名单还没有封存，或已经揭晓。")
    terms, commitment = lines[0], lines[-1]["hash"]
    _fits(seed, terms["seed_source"])
    panels = [line["members"] for line in lines if line["kind"] == "panel"]
    number = panel_number(commitment, seed.value, len(panels))
    drawn = panels[number - 1]
    leaves = {line["number"]: line["leaf"] for line in lines if line["kind"] == "entry"}
    waiting = sorted(
        leaves.keys() - set(drawn),
        key=lambda it: _digest("reserve", commitment, seed.value, leaves[it]),
    )
    reserve = waiting[: terms["reserve"]]
    after = _chained(
        [
            {
                "kind": "seed",
                "value": seed.value,
                "source": seed.source,
                "published_at": seed.published_at.isoformat(),
                "evidence": {"address": seed.evidence_address, "sha256": seed.evidence_sha256},
            },
            {"kind": "result", "panel": number, "drawn": drawn, "reserve": reserve},
        ],
        commitment,
    )
    return Revealed(sealed_text + _text(after), number, tuple(drawn), tuple(reserve))


def panel_number(commitment: str, seed: str, many: int) -> int:
    """Which of ``many`` panels is drawn, from 1."""
    bits = (many - 1).bit_length()
    for attempt in count():
        found = int(_digest("panel", commitment, seed, str(attempt)), 16) >> (256 - bits)
        if found < many:
            return found + 1
    raise AssertionError("unreachable")


def _fits(seed: Seed, source: Line) -> None:
    if seed.source != source["name"]:
        raise Refused("other_source", "随机数只能取自事先公布的来源。", "source")
    if seed.published_at.utcoffset() is None:
        raise Refused("no_time_zone", "随机数公布的时间要带时区。", "published_at")
    if seed.published_at < datetime.fromisoformat(source["moment"]):
        raise Refused("too_early", "随机数不能早于事先公布的时间。", "published_at")
    if not re.fullmatch(source["pattern"], seed.value):
        raise Refused("malformed", f"随机数的写法应为：{source['form']}。", "value")
    if not re.fullmatch(r"([0-9a-f]{64})?", seed.evidence_sha256):
        raise Refused("malformed", "凭据摘要应为64位小写十六进制。", "evidence_sha256")
    if not seed.evidence_address.strip():
        raise Refused("malformed", "请填写随机数的查证网址。", "evidence_address")


def _terms_line(terms: Terms) -> Line:
    source = asdict(terms.seed_source) | {"moment": terms.seed_source.moment.isoformat()}
    return asdict(terms) | {"kind": "terms", "format": FORMAT, "seed_source": source}


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join((FORMAT, *parts)).encode()).hexdigest()


def _chained(lines: list[Line], before: str) -> list[Line]:
    chained = []
    for line in lines:
        before = hashlib.sha256((before + _canonical(line)).encode()).hexdigest()
        chained.append(line | {"hash": before})
    return chained


def _text(lines: list[Line]) -> str:
    return "".join(_canonical(line) + "\n" for line in lines)


def _canonical(line: Line) -> str:
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
