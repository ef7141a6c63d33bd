"""The reveal (揭晓): who is drawn, who moves up, and what it refuses."""

from contracts.events.registration import DrawRevealed, SelectionDecided
from contracts.values import SelectionRule
from tests.registration.draws.drawn import (
    ENTERED,
    MOMENT,
    Drawing,
)
from tests.registration.people import withdrawn


def test_the_reveal_gives_seats_and_a_reserve_once() -> None:
    drawing = Drawing().entered()
    decision, *chosen, revealed = drawing.give(drawing.revealing)
    assert isinstance(decision, SelectionDecided)
    assert isinstance(revealed, DrawRevealed)
    assert (decision.rule, decision.seats, decision.pool) == (SelectionRule.DRAW, 3, 6)
    names = [it.name for it in chosen]
    assert names == ["RepresentativeSelected"] * 3 + ["ReserveListed"] * 2
    persons = drawing.revealing.persons
    by_number = [persons[it - 1] for it in (*revealed.drawn, *revealed.reserve)]
    assert {it.person for it in chosen} == set(by_number)  # type: ignore[attr-defined]
    seated = [it.person for it in chosen[:3]]  # type: ignore[attr-defined]
    assert seated == sorted(seated), "the order of the facts would tell the numbers"
    assert drawing.give(drawing.revealing) == []


def test_nothing_is_revealed_without_seed_or_from_another_list() -> None:
    assert Drawing().sealed().refused(Drawing().sealed().revealing) == "no_seed"
    drawing = Drawing().entered()
    for change in (
        {"sealed": drawing.revealing.sealed + " "},
        {"persons": drawing.revealing.persons[::-1]},
        {"persons": drawing.revealing.persons[1:]},
        {"seed": "other"},
    ):
        other = drawing.revealing.model_copy(update=change)
        assert drawing.refused(other) == "changed_meanwhile"


def test_who_left_after_the_seal_is_replaced_from_the_reserve_with_the_quotas_kept() -> None:
    plain = Drawing().entered()
    [*_, first] = plain.give(plain.revealing)
    assert isinstance(first, DrawRevealed)
    persons = plain.revealing.persons
    for number in first.drawn:
        gone = persons[number - 1]
        assert gone is not None
        drawing = Drawing().sealed()
        drawing.give(withdrawn(gone))
        drawing.give(ENTERED, at=MOMENT)
        _, *chosen, revealed = drawing.give(drawing.revealing)
        assert isinstance(revealed, DrawRevealed)
        assert (revealed.drawn, revealed.panel) == (first.drawn, first.panel)
        [moved] = revealed.moved_up
        assert moved.entry == number
        assert moved.by is not None
        people = {it.person for it in chosen}  # type: ignore[attr-defined]
        assert gone not in people
        seated = {it.person for it in chosen if it.name == "RepresentativeSelected"}  # type: ignore[attr-defined]
        assert seated == {persons[it - 1] for it in first.drawn if it != number} | {
            persons[moved.by - 1]
        }
        assert [it.rank for it in chosen if it.name == "ReserveListed"] == [  # type: ignore[attr-defined]
            rank for rank in (1, 2) if rank != moved.rank
        ]


def test_who_was_erased_has_no_number_any_more_and_the_bundle_stays() -> None:
    drawing = Drawing().sealed()
    drawing.give(withdrawn("a"))
    drawing.give(ENTERED, at=MOMENT)
    whole = drawing.revealing
    hole = whole.model_copy(
        update={"persons": tuple(it if it != "a" else None for it in whole.persons)}
    )
    [*_, revealed] = drawing.give(hole)
    assert isinstance(revealed, DrawRevealed)
