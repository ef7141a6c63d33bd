"""Who is invited and how. T is 2023-09-14, 9:00; due by the start, mostly without a cure."""

import pytest

from contracts.events.registration import SeatConfirmed, SignUpSheetPrepared, WalkedIn
from contracts.values import Form, PersonCategory
from tests.compliance.story import ALL_GROUPS, BOTH, THIRTY, WEBSITE, Story

T = "2023-09-14"
AFTER = "2023-09-15"
DEPUTY, MEMBER, PARENT, MEDIA = ALL_GROUPS
EXPERT, STAFF = PersonCategory.EXPERT, PersonCategory.OWN_STAFF
SEATS = ("REP-INVITED", "REP-METHOD", "REP-SIZE", "REP-SCOPE")
SELECTION = ("SEL-NOTICE", "SEL-SIGNUP")


def offline() -> Story:
    return Story().planned().scheduled(T)


def openly() -> Story:
    return Story().planned().scheduled(T, selection_methods=["open_selection"])


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2023-09-12", "pending"),
        ("2023-09-13", "due_soon"),
        ("2023-09-14 08:59:59", "due_soon"),
        ("2023-09-14 09:00", "missed"),
    ],
)
def test_nobody_invited_while_time_passes(now: str, expected: str) -> None:
    advised = "gap" if expected == "missed" else expected
    assert offline().statuses(now, *SEATS) == [expected, expected, advised, advised]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2023-09-14 08:59:59", ["met", "met", "met", "met"]),
        ("2023-09-14 09:00", ["missed", "missed", "gap", "gap"]),
    ],
)
def test_seats_count_until_the_start(when: str, expected: list[str]) -> None:
    assert offline().seated(when, THIRTY).statuses(AFTER, *SEATS) == expected


@pytest.mark.parametrize("category", [*PersonCategory])
def test_who_represents_the_public(category: PersonCategory) -> None:
    expected = "missed" if category in (EXPERT, STAFF) else "met"
    assert offline().seated("2023-09-10", (category,)).status("REP-INVITED", AFTER) == expected


def test_a_seat_without_category_represents_nobody_and_spoils_the_scope() -> None:
    assert offline().seated("2023-09-10", (None,)).status("REP-INVITED", AFTER) == "missed"
    story = offline().seated("2023-09-10", ALL_GROUPS).seated("2023-09-10", (None,))
    assert story.status("REP-SCOPE", AFTER) == "gap"


def test_every_seat_records_how_it_was_filled() -> None:
    story = (
        offline().seated("2023-09-10", (PARENT,), "open_selection").seated("2023-09-10", (MEDIA,))
    )
    assert story.status("REP-METHOD", AFTER) == "met"
    assert story.seated("2023-09-10", (EXPERT,), None).status("REP-METHOD", AFTER) == "missed"


def test_whoever_walks_in_takes_no_seat_and_is_asked_nothing_about_one() -> None:
    story = offline().seated("2023-09-10", ALL_GROUPS)
    before = story.statuses(AFTER, *SEATS)
    story.about("2023-09-14", WalkedIn, session="s1", person="w", category="own_staff")
    assert story.statuses(AFTER, *SEATS) == before


def test_a_corrected_seat_is_the_one_that_counts() -> None:
    story = offline()
    for method in (None, "directed_invitation"):
        story.about(
            "2023-09-10", SeatConfirmed, session="s1", person="p", category="parent", method=method
        )
    assert story.statuses(AFTER, "REP-INVITED", "REP-METHOD") == ["met", "met"]


@pytest.mark.parametrize(
    ("people", "expected"),
    [(0, "gap"), (23, "gap"), (24, "met"), (30, "met"), (36, "met"), (37, "gap")],
)
def test_about_thirty_is_24_to_36(people: int, expected: str) -> None:
    assert offline().seated("2023-09-10", (PARENT,) * people).status("REP-SIZE", AFTER) == expected


def test_own_staff_is_not_counted_and_experts_are() -> None:
    crowd = (PARENT,) * 23
    assert offline().seated("2023-09-10", (*crowd, STAFF)).status("REP-SIZE", AFTER) == "gap"
    assert offline().seated("2023-09-10", (*crowd, EXPERT)).status("REP-SIZE", AFTER) == "met"


@pytest.mark.parametrize(("when", "expected"), [("2023-09-13", "met"), ("2023-09-14 09:01", "gap")])
def test_a_reason_excuses_another_size(when: str, expected: str) -> None:
    story = offline().seated("2023-09-10", (PARENT,) * 12).size_explained(when)
    assert story.status("REP-SIZE", AFTER) == expected


@pytest.mark.parametrize("missing", range(4))
def test_each_of_the_four_groups_is_there(missing: int) -> None:
    groups = tuple(group for number, group in enumerate(ALL_GROUPS) if number != missing)
    assert offline().seated("2023-09-10", groups).status("REP-SCOPE", AFTER) == "gap"
    assert offline().seated("2023-09-10", ALL_GROUPS).status("REP-SCOPE", AFTER) == "met"


@pytest.mark.parametrize("public", ["parent", "enterprise", "other_public"])
def test_the_public_may_be_parents_firms_or_others(public: str) -> None:
    groups = (DEPUTY, MEMBER, MEDIA, PersonCategory(public))
    assert offline().seated("2023-09-10", groups).status("REP-SCOPE", AFTER) == "met"


@pytest.mark.parametrize("activity", ["open-11", "open-15"])
def test_online_need_invite_nobody(activity: str) -> None:
    story = (
        Story(activity).planned().scheduled(T, Form.ONLINE, selection_methods=["open_selection"])
    )
    assert story.statuses(AFTER, *SEATS, *SELECTION) == ["not_applicable"] * 6


def test_without_a_form_people_are_expected_and_that_is_inferred() -> None:
    story = Story().planned().scheduled(T, None)
    assert story.flags("REP-INVITED", AFTER) == {"inferred"}
    assert story.flags("SAFETY", AFTER) == {"inferred"}
    assert story.flags("DETAIL", AFTER) == set()


def test_undated_people_are_unscheduled() -> None:
    assert (
        Story().planned().statuses(AFTER, *SEATS, *SELECTION)
        == ["unscheduled"] * 4 + ["not_applicable"] * 2
    )


# Open selection


def test_directed_invitation_alone_needs_no_selection_notice() -> None:
    story = offline().seated("2023-09-10", THIRTY)
    assert story.statuses(AFTER, *SELECTION) == ["not_applicable"] * 2


def test_a_sheet_alone_is_no_open_selection() -> None:
    story = offline()
    story.about("2023-09-01", SignUpSheetPrepared, session="s1", starts_on=T)
    assert story.statuses(AFTER, *SELECTION) == ["not_applicable"] * 2


@pytest.mark.parametrize("sign", ["declared", "noticed", "opened", "seated"])
def test_open_selection_shows_in_four_ways(sign: str) -> None:
    story = openly() if sign == "declared" else offline()
    match sign:
        case "noticed":
            story.noticed("2023-09-05", T, (WEBSITE,), ("selection",))
        case "opened":
            story.sign_up("2023-09-05")
        case "seated":
            story.seated("2023-09-05", (PARENT,), "open_selection").seated("2023-09-05", THIRTY)
    assert story.statuses(AFTER, *SELECTION) == ["missed", "missed"]


@pytest.mark.parametrize(
    ("published", "expected", "flags"),
    [
        ("2023-09-06 23:59:59", "met", set()),
        ("2023-09-07 23:59:59", "met", {"borderline"}),
        ("2023-09-08 00:00", "met_late", set()),
        ("2023-09-14 08:59:59", "met_late", set()),
        ("2023-09-14 09:00", "missed", set()),
    ],
)
def test_the_selection_notice_has_the_notice_limit(
    published: str, expected: str, flags: set[str]
) -> None:
    story = openly().noticed(published, T, kinds=("selection",))
    assert story.status("SEL-NOTICE", AFTER) == expected
    assert story.flags("SEL-NOTICE", AFTER) == flags


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2023-09-05 09:59:59", "met"),
        ("2023-09-05 10:00", "met"),
        ("2023-09-05 10:00:01", "met_late"),
    ],
)
def test_sign_up_may_not_open_before_the_selection_notice(published: str, expected: str) -> None:
    story = (
        openly()
        .sign_up("2023-09-05 10:00", "2023-09-11")
        .noticed(published, T, kinds=("selection",))
    )
    assert story.due("SEL-NOTICE", AFTER) == "2023-09-05"
    assert story.status("SEL-NOTICE", AFTER) == expected


def test_a_late_opening_leaves_the_notice_limit_in_force() -> None:
    story = (
        openly().sign_up("2023-09-12", "2023-09-13").noticed("2023-09-11", T, kinds=("selection",))
    )
    assert (story.due("SEL-NOTICE", AFTER), story.status("SEL-NOTICE", AFTER)) == (
        "2023-09-07",
        "met_late",
    )


def test_a_selection_notice_after_sign_up_closed_is_late_but_no_more_than_that() -> None:
    story = (
        openly().sign_up("2023-09-05", "2023-09-11").noticed("2023-09-12", T, kinds=("selection",))
    )
    assert story.status("SEL-NOTICE", AFTER) == "met_late"


def test_the_selection_notice_needs_every_channel() -> None:
    story = openly().noticed("2023-09-05", T, (WEBSITE,), ("selection",))
    assert story.status("SEL-NOTICE", AFTER) == "missed"
    assert story.reading(every_channel=False).status("SEL-NOTICE", AFTER) == "met"


def test_the_selection_notice_may_go_when_sign_up_is_over_but_not_before() -> None:
    story = openly().sign_up("2023-09-06", "2023-09-11")
    story.noticed("2023-09-05", T, BOTH, ("selection",), notice="n")
    assert story.withdrawn("2023-09-12", "n").status("SEL-NOTICE", AFTER) == "met"
    story = openly().sign_up("2023-09-06", "2023-09-11")
    story.noticed("2023-09-05", T, BOTH, ("selection",), notice="n")
    assert story.withdrawn("2023-09-08", "n").status("SEL-NOTICE", AFTER) == "missed"


def test_one_text_may_be_both_notices() -> None:
    story = openly().noticed("2023-09-05", T, kinds=("activity", "selection"))
    assert story.statuses(AFTER, "ANN-TIME", "ANN-CHANNEL", "SEL-NOTICE") == ["met"] * 3


# Selection from those who signed up


@pytest.mark.parametrize(
    ("selected", "who", "expected"),
    [
        ("2023-09-12", ("w", "v"), "met"),
        ("2023-09-11 12:00", ("w",), "met"),  # the moment sign-up closed
        ("2023-09-11 11:59", ("w",), "missed"),
        ("2023-09-12", ("w", "stranger"), "missed"),
        ("2023-09-14 09:01", ("w",), "missed"),
    ],
)
def test_selected_after_sign_up_from_those_who_signed_up(
    selected: str, who: tuple[str, ...], expected: str
) -> None:
    story = openly().sign_up("2023-09-05", "2023-09-11", "w", "v").selected(selected, *who)
    assert story.status("SEL-SIGNUP", AFTER) == expected


def test_a_selection_from_a_sign_up_that_never_closed_is_none() -> None:
    story = openly().sign_up("2023-09-05", None, "w").selected("2023-09-12", "w")
    assert story.status("SEL-SIGNUP", AFTER) == "missed"


def test_people_who_sign_up_after_they_were_chosen_did_not_sign_up() -> None:
    story = openly().sign_up("2023-09-05", "2023-09-08", "w").selected("2023-09-09", "w", "v")
    story.sign_up("2023-09-10", "2023-09-11", "v")
    assert story.status("SEL-SIGNUP", AFTER) == "missed"


def test_sign_up_may_open_again_after_a_first_selection() -> None:
    story = openly().sign_up("2023-09-05", "2023-09-08", "w").selected("2023-09-09", "w")
    story.sign_up("2023-09-10", "2023-09-11", "v").selected("2023-09-12", "v")
    assert story.status("SEL-SIGNUP", AFTER) == "met"


def test_people_invited_directly_need_not_sign_up() -> None:
    story = openly().sign_up("2023-09-05", "2023-09-11", "w").selected("2023-09-12", "w")
    story.selected("2023-09-12", "guest", method="directed_invitation")
    assert story.status("SEL-SIGNUP", AFTER) == "met"
