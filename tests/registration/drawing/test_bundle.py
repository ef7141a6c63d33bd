"""The bundle: sealed before the seed, finished by it, readable by any RFC 8785 program."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
import rfc8785

from services._kit.decider import Refused
from services.registration.drawing import receipt
from services.registration.drawing.bundle import (
    Seed,
    panel_number,
    reveal,
    rules_hash,
    seal,
)
from services.registration.drawing.checker import check_draw
from tests.registration.drawing.bundles import (
    APPLICANTS,
    KINDS,
    RECEIPTS,
    RULES,
    SEED,
    lottery,
    rehashed,
    revealed,
    sealed,
)

SEALS_OF_SEEDS = [f"{number:064x}" for number in range(5_000)]


def test_every_line_is_canonical_json() -> None:
    for line in revealed().text.splitlines():
        assert rfc8785.dumps(json.loads(line)).decode() == line


def test_lines_come_in_order_and_each_hash_chains_the_one_before() -> None:
    lines = revealed().text.splitlines()
    kinds = [json.loads(line)["kind"] for line in lines]
    assert kinds == ["terms"] + ["entry"] * 6 + ["panel"] * 4 + ["seal", "seed", "result"]
    assert rehashed(lines) == revealed().text


def test_the_rules_have_a_hash_before_anybody_signed_up() -> None:
    assert sealed().rules == rules_hash(RULES)
    assert json.loads(sealed().text.splitlines()[0])["hash"] == rules_hash(RULES)


def test_the_seal_is_the_hash_of_the_last_line_before_the_seed() -> None:
    assert json.loads(sealed().text.splitlines()[-1])["hash"] == sealed().seal
    assert revealed().text.startswith(sealed().text)


def test_entries_are_numbered_by_leaf_and_name_nobody() -> None:
    entries = [json.loads(line) for line in sealed().text.splitlines()[1:7]]
    assert {it["leaf"]: it["number"] for it in entries} == sealed().numbers
    assert [it["leaf"] for it in entries] == sorted(it.leaf for it in APPLICANTS)
    assert {key for it in entries for key in it} == {"hash", "kind", "leaf", "number", "values"}


def test_the_drawn_and_the_reserves_obey_the_terms() -> None:
    finished = revealed()
    check_draw(RULES, APPLICANTS, lottery().panels, finished.drawn, finished.reserve)
    assert finished.drawn == lottery().panels[finished.panel - 1]
    assert len(finished.reserve) == 2


def test_another_seed_may_draw_any_panel_and_any_order_of_reserves() -> None:
    drawn = {reveal(sealed().text, replace(SEED, value=it)).panel for it in SEALS_OF_SEEDS[:60]}
    orders = {reveal(sealed().text, replace(SEED, value=it)).reserve for it in SEALS_OF_SEEDS[:60]}
    assert drawn == {1, 2, 3, 4}
    assert len(orders) > 10


@pytest.mark.parametrize("many", [1, 2, 3, 5, 7, 8])
def test_no_panel_is_likelier_than_another(many: int) -> None:
    found = Counter(panel_number("seal", seed, many) for seed in SEALS_OF_SEEDS)
    assert set(found) == set(range(1, many + 1))
    expected = len(SEALS_OF_SEEDS) / many
    assert all(abs(it - expected) < 5 * expected**0.5 for it in found.values())


def test_a_bundle_is_revealed_once() -> None:
    with pytest.raises(Refused, match="not_sealed"):
        reveal(revealed().text, SEED)


@pytest.mark.parametrize(
    ("seed", "reason", "field"),
    [
        (replace(SEED, source="drand第3388167轮"), "other_source", "source"),
        (
            replace(SEED, published_at=SEED.published_at - timedelta(hours=1)),
            "too_early",
            "published_at",
        ),
        (
            replace(SEED, published_at=SEED.published_at.replace(tzinfo=None)),
            "no_time_zone",
            "published_at",
        ),
        (replace(SEED, value=SEED.value.upper()), "malformed", "value"),
        (replace(SEED, value=f" {SEED.value}"), "malformed", "value"),
        (replace(SEED, evidence_sha256="none"), "malformed", "evidence_sha256"),
        (replace(SEED, evidence_address=""), "malformed", "evidence_address"),
    ],
)
def test_a_seed_that_was_not_named_in_advance_is_refused(
    seed: Seed, reason: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        reveal(sealed().text, seed)
    assert (refused.value.reason, refused.value.field) == (reason, field)


def test_a_lottery_for_others_is_not_sealed() -> None:
    with pytest.raises(ValueError, match="other applicants"):
        seal(RULES, APPLICANTS[1:], lottery())


def test_a_receipt_can_be_read_aloud_and_typed_carelessly() -> None:
    code = receipt.new(bytes(range(16)))
    assert code == "HJ4K-25EF-WYA2-FQZK"
    careless = "  hj4k 25ef－wya2fqzk "
    assert receipt.leaf(careless, KINDS[0].items()) == receipt.leaf(code, KINDS[0].items())


def test_a_receipt_needs_enough_randomness() -> None:
    with pytest.raises(ValueError, match="16 random bytes"):
        receipt.new(b"short")


def test_a_leaf_binds_the_receipt_and_the_values() -> None:
    leaves = {receipt.leaf(code, kind.items()) for code in RECEIPTS for kind in KINDS}
    assert len(leaves) == len(RECEIPTS) * 2
