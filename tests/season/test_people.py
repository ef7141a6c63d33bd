from datetime import UTC, datetime
from typing import Any

from contracts.values import PersonCategory
from deploy.local.season.acts import read_acts
from deploy.local.season.calls import Call, calls
from deploy.local.season.citizens import citizen, key_of
from deploy.local.season.people import recognised

AT = datetime(2023, 9, 1, 1, tzinfo=UTC)
PARENT_3 = citizen("open-11", "parent", 3)


def requests(do: str, **fields: Any) -> list[Call]:
    given = {"unit": "jiugong", "activity": "open-11", "acts": [{"at": AT, "do": do, **fields}]}
    (act,) = read_acts("file", given)
    return calls(act)


def row(person: str, phone: str | None, **others: Any) -> dict[str, Any]:
    return {
        "person": person,
        "phone": phone,
        "category": "parent",
        "selected_at": None,
        "reserve_rank": None,
        **others,
    }


def test_a_citizen_is_the_same_in_every_run_and_found_again_by_the_number() -> None:
    for category in PersonCategory:
        for number in (1, 42, 99):
            one = citizen("talk-05", category, number)
            assert one == citizen("talk-05", category, number)
            assert key_of("talk-05", one.phone) == one.key


def test_no_two_citizens_of_an_activity_share_a_number() -> None:
    phones = [
        citizen("open-01", category, number).phone
        for category in PersonCategory
        for number in range(1, 100)
    ]
    assert len(set(phones)) == len(phones)
    assert {phone[:7] for phone in phones} == {"1300000"}


def test_citizens_sign_up_themselves_and_learn_their_code() -> None:
    first, second = requests("sign-ups", people={"parent": 2})
    assert first.by.subject == "citizen-open-11-parent-01"
    assert first.by.roles == {"public"}
    assert first.learned({"code": "K7"}) == {"code-of-open-11-parent-01": "K7"}
    assert first.body["phone"] != second.body["phone"]
    assert "person" not in first.body


def test_whom_staff_enter_by_telephone_staff_know_at_once() -> None:
    (call,) = requests("sign-ups", channel="telephone", first=3, people={"parent": 1})
    assert call.by.unit == "jiugong"
    learned = call.learned({"person": "f00d", "code": "K7"})
    assert learned == {PARENT_3.key: "f00d", f"code-of-{PARENT_3.key}": "K7"}


def test_a_list_with_names_tells_who_is_who_and_whom_a_draw_chose() -> None:
    rows = [
        row("b", PARENT_3.phone, reserve_rank=2),
        row(
            "c",
            citizen("open-11", "enterprise", 1).phone,
            category="enterprise",
            selected_at="2023-09-12T02:00:00Z",
        ),
        row("a", None, reserve_rank=1),
    ]
    learned = recognised("open-11", rows)
    assert learned[PARENT_3.key] == learned["open-11-reserve-02"] == "b"
    assert learned["open-11-enterprise-01"] == learned["open-11-chosen-01"] == "c"
    assert learned["open-11-reserve-01"] == "a"
    (seat,) = requests("seats", method="open_selection", people={"chosen": 1})
    assert seat.resolved(learned).body["category"] == "enterprise"


def test_a_known_person_is_named_by_the_id_of_the_service_and_others_by_their_key() -> None:
    (call,) = requests("seats", first=3, people={"parent": 1})
    assert call.resolved({PARENT_3.key: "f00d"}).body["person"] == "f00d"
    assert call.resolved({}).body["person"] == PARENT_3.key


def test_a_unit_names_those_it_chooses_and_after_them_the_reserve() -> None:
    (call,) = requests(
        "selection", rule="unit_decision", people={"parent": 2}, reserve={"parent": 1, "media": 1}
    )
    named = ["parent-01", "parent-02", "parent-03", "media-01"]
    assert call.body["persons"] == [f"~open-11-{name}" for name in named]
    assert (call.body["seats"], call.body["reserve"]) == (2, 2)


def test_the_reserve_named_for_a_replacement_moves_up() -> None:
    gone = {"chosen": 1}
    (call,) = requests("seats/replacement", people=gone, reserve=2, reason="withdrew")
    known = {"open-11-chosen-01": "c", "open-11-reserve-02": "b"}
    assert call.resolved(known).body == {
        "session": "s1",
        "person": "c",
        "by": "b",
        "reason": "withdrew",
    }


def test_a_question_has_the_id_that_the_service_gave_and_an_opinion_its_own() -> None:
    (asked,) = requests("questions", questions={"q1": "几点开始？"})
    known = asked.learned({"question": "9a"})
    question, opinion = requests("decisions", decision="adopted", opinions=["q1", "o1"])
    assert question.resolved(known).path.endswith("/opinions/9a/decision")
    assert opinion.resolved(known).path.endswith("/opinions/o1/decision")
