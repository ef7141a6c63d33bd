"""Who is told of what: messages queued with the facts, none twice, none for what is cancelled."""

from datetime import date
from typing import Any

from contracts.events import registration as said
from contracts.values import (
    FeedbackMeans,
    PersonCategory,
    SeatReleaseReason,
    SelectionMethod,
)
from services._vault.vault import forget
from tests.registration.telling_bench import ABOUT, MOBILE, Outbox, fact

PARENT = PersonCategory.PARENT
OPENLY = SelectionMethod.OPEN_SELECTION
S1: dict[str, Any] = {**ABOUT, "session": "s1"}


def sheet(session: str = "s1") -> said.SignUpSheetPrepared:
    return said.SignUpSheetPrepared(**ABOUT, session=session, starts_on=date(2023, 9, 14))


def signed(person: str) -> said.SignedUp:
    return said.SignedUp(**S1, person=person, category=PARENT)


def selected(person: str) -> said.RepresentativeSelected:
    return said.RepresentativeSelected(**S1, person=person, category=PARENT, method=OPENLY)


def seated(person: str) -> said.SeatConfirmed:
    return said.SeatConfirmed(**S1, person=person, category=PARENT, method=OPENLY)


def released(person: str, reason: SeatReleaseReason) -> said.SeatReleased:
    return said.SeatReleased(**S1, person=person, reason=reason)


def invited(person: str) -> said.RepresentativeInvited:
    return said.RepresentativeInvited(**S1, person=person, category=PARENT)


def cancelled(session: str | None = "s1") -> said.SignUpSheetCancelled:
    return said.SignUpSheetCancelled(**ABOUT, session=session, reason="cancelled")


async def test_a_sign_up_is_confirmed_to_those_who_can_be_reached(outbox: Outbox) -> None:
    await outbox.person("p1", phone=MOBILE)
    await outbox.person("p2", name="王五")
    await outbox.happen(sheet(), signed("p1"), signed("p2"), signed("p3"))

    assert await outbox.told() == [("p1", "signed_up")]


async def test_the_same_fact_queues_nothing_again(outbox: Outbox) -> None:
    once = [fact(invited("p1"))]
    await outbox.commit(once)
    await outbox.commit(once)

    assert await outbox.told() == [("p1", "invited")]


async def test_selection_and_seat_are_one_message_and_a_correction_is_none(outbox: Outbox) -> None:
    await outbox.happen(selected("p1"))
    await outbox.happen(seated("p1"), seated("p2"), seated("p2"))

    assert await outbox.told() == [("p1", "chosen"), ("p2", "chosen")]


async def test_who_gets_a_seat_again_is_told_again(outbox: Outbox) -> None:
    not_reached = released("p1", SeatReleaseReason.NOT_REACHED)
    await outbox.happen(seated("p1"), not_reached, seated("p1"))

    assert await outbox.rows() == [
        ("p1", "chosen", "dropped", None),
        ("p1", "chosen", "waiting", None),
        ("p1", "released", "waiting", None),
    ]


async def test_those_who_gave_up_their_seat_are_told_nothing_more(outbox: Outbox) -> None:
    withdrawn = said.SignUpWithdrawn(**S1, person="p1")
    declined = said.InvitationAnswered(**S1, person="p3", accepted=False)
    await outbox.happen(
        sheet(), seated("p1"), withdrawn, released("p1", SeatReleaseReason.WITHDREW)
    )
    await outbox.happen(seated("p2"), released("p2", SeatReleaseReason.CANNOT_COME))
    await outbox.happen(invited("p3"), declined)
    await outbox.happen(said.SignUpSheetMoved(**S1, starts_on=date(2023, 9, 20)))

    assert await outbox.told() == []


async def test_a_move_is_told_to_all_who_are_expected_and_only_the_last_one(
    outbox: Outbox,
) -> None:
    reserve = said.ReserveListed(**S1, person="p3", category=PARENT, rank=1)
    whole = said.SignedUp(**ABOUT, person="p4", category=PARENT)
    elsewhere = said.SignedUp(**ABOUT, session="s2", person="p5", category=PARENT)
    await outbox.happen(sheet(), signed("p1"), invited("p2"), reserve, whole, elsewhere)
    await outbox.pool.execute("update message set state = 'sent'")
    await outbox.happen(said.SignUpSheetMoved(**S1, starts_on=date(2023, 9, 20)))
    await outbox.happen(said.SignUpSheetMoved(**S1, starts_on=date(2023, 9, 21)))

    assert await outbox.told() == [(person, "moved") for person in ("p1", "p2", "p3", "p4")]


async def test_a_cancellation_drops_what_waits_and_is_all_that_is_told(outbox: Outbox) -> None:
    await outbox.happen(sheet(), sheet("s2"), seated("p1"), invited("p2"))
    await outbox.happen(
        said.SignUpSheetMoved(**S1, starts_on=date(2023, 9, 20)), cancelled(), cancelled(None)
    )

    assert await outbox.told() == [("p1", "cancelled"), ("p2", "cancelled")]


async def test_one_cancelled_session_leaves_the_other_and_the_whole_alone(outbox: Outbox) -> None:
    whole = said.RepresentativeSelected(**ABOUT, person="p1", category=PARENT, method=OPENLY)
    other = said.SeatConfirmed(**ABOUT, session="s2", person="p2", category=PARENT)
    await outbox.happen(sheet(), sheet("s2"), whole, other)
    await outbox.happen(cancelled("s1"))
    assert await outbox.told() == [("p1", "cancelled"), ("p1", "chosen"), ("p2", "chosen")]

    await outbox.happen(cancelled("s2"))
    assert await outbox.told() == [
        ("p1", "cancelled"),
        ("p1", "cancelled"),
        ("p2", "cancelled"),
    ]


async def test_a_meeting_moved_online_is_told_as_such_and_may_come_back(outbox: Outbox) -> None:
    await outbox.happen(sheet(), seated("p1"))
    await outbox.happen(said.SignUpSheetCancelled(**S1, reason="online"))
    assert await outbox.told() == [("p1", "online")]

    await outbox.happen(sheet(), seated("p2"))
    assert await outbox.told() == [("p1", "online"), ("p2", "chosen")]


async def test_what_moved_online_may_yet_be_cancelled_and_only_that_is_told(
    outbox: Outbox,
) -> None:
    await outbox.happen(sheet(), seated("p1"))
    await outbox.happen(said.SignUpSheetCancelled(**S1, reason="online"), cancelled())

    assert await outbox.told() == [("p1", "cancelled")]


async def test_an_author_who_left_a_contact_hears_of_reply_and_decision(outbox: Outbox) -> None:
    await outbox.person("p1", mail="a@example.cn")
    await outbox.vault.put(outbox.pool, "p1", "o1", {"words": "修路"})
    await outbox.vault.put(outbox.pool, "p2", "o2", {"words": "修桥"})
    for opinion in ("o1", "o2", "o3"):
        await outbox.happen(
            said.OpinionReplied(**ABOUT, opinion=opinion, unit="jiugong"),
            said.OpinionFedBack(**ABOUT, opinion=opinion),
        )
    await outbox.happen(said.OpinionFedBack(**ABOUT, opinion="o1", means=FeedbackMeans.TELEPHONE))

    assert await outbox.told() == [("p1", "fed_back"), ("p1", "replied")]


async def test_nothing_waits_for_a_person_who_is_forgotten(outbox: Outbox) -> None:
    await outbox.person("p1", phone=MOBILE)
    await outbox.happen(sheet(), signed("p1"), signed("p2"), invited("p2"))
    await forget(outbox.pool, "p1")
    await outbox.happen(
        said.PersonErased(programme="daxing-2023", person="p1", requested_by="person")
    )
    await outbox.happen(said.SignUpSheetMoved(**S1, starts_on=date(2023, 9, 20)))

    assert await outbox.told() == [("p2", "invited"), ("p2", "moved")]
