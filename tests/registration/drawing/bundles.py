"""A bundle small enough to be read whole: six applicants, three seats, four panels."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from services.registration.drawing import receipt
from services.registration.drawing.bundle import Revealed, Sealed, Seed, reveal, seal
from services.registration.drawing.lottery import Lottery, prepare
from services.registration.drawing.terms import Applicant
from tests.registration.drawing.pools import terms

RULES = terms(3, [("enterprise", 1, 1), ("18_35", 0, 3)])
SEED = Seed(
    value=hashlib.sha256(b"a round of a beacon").hexdigest(),
    source="drand第3388166轮",
    published_at=datetime(2023, 10, 12, 2, 0, 3, tzinfo=UTC),
    evidence_address="https://drand.example/public/3388166",
    evidence_sha256=hashlib.sha256(b"what the address answered").hexdigest(),
)
KINDS = [{"category": "enterprise", "age": "60"}] * 2 + [{"category": "other", "age": "60"}] * 4
RECEIPTS = [receipt.new(hashlib.sha256(bytes([number])).digest()) for number in range(len(KINDS))]
APPLICANTS = tuple(
    Applicant(receipt.leaf(code, kind.items()), tuple(kind.items()))
    for code, kind in zip(RECEIPTS, KINDS, strict=True)
)


@cache
def lottery() -> Lottery:
    """Four of the thousand panels: everybody sits on two."""
    prepared = prepare(RULES, APPLICANTS)
    return replace(prepared, panels=prepared.panels[:4], chances=(2,) * len(APPLICANTS))


@cache
def sealed() -> Sealed:
    """The bundle before the seed."""
    return seal(RULES, APPLICANTS, lottery())


@cache
def revealed() -> Revealed:
    """The finished bundle."""
    return reveal(sealed().text, SEED)


def rehashed(lines: list[str]) -> str:
    """The lines with hashes that fit again, as a careful forger would write them."""
    before, text = "0" * 64, ""
    for line in lines:
        content = {key: it for key, it in json.loads(line).items() if key != "hash"}
        before = hashlib.sha256((before + written(content)).encode()).hexdigest()
        text += written(content | {"hash": before}) + "\n"
    return text


def written(content: object) -> str:
    """JSON as RFC 8785 has it, for content without floats."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
