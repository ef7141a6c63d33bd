"""What a look at a publication's page comes to: given these looks, when that is found."""

from typing import Any

import pytest

from contracts.events.announcer import (
    PublicationFoundChanged,
    PublicationFoundMissing,
    PublicationVerified,
)
from contracts.values import Channel, Entry, NoticeElement
from services.announcer.domain.delivery import RecordDelivery
from services.announcer.domain.notices import NoticeText, WithdrawNotice
from services.announcer.domain.state import Activity
from services.announcer.domain.verifying import Found, RecordLook
from tests.announcer.story import CLERK, OPEN_11, OTHER, after, decided, repeated, scheduled

PAGE, SHA, OTHER_SHA = "6f1ed002-ab5e-5b5b-8a9d-0c2ad3a4b1c7", "ab" * 32, "cd" * 32
ABOUT: dict[str, Any] = {**OPEN_11, "publication": PAGE}
VERIFIED = PublicationVerified(**ABOUT, text_sha256=SHA)
GONE = PublicationFoundMissing(**ABOUT, reason="gone")


def look(state: str, sha256: str | None = None, entry: Entry = Entry.BUILT_IN) -> RecordLook:
    lacks = (NoticeElement.START_AT,) if state == "changed" else ()
    found = Found.model_validate({"state": state, "text_sha256": sha256, "lacks": lacks})
    return RecordLook(publication=PAGE, entry=entry, found=found)


GOOD, CHANGED, AWAY = look("as_published", SHA), look("changed", OTHER_SHA), look("gone")


def test_the_first_good_look_is_a_fact_and_the_next_is_none() -> None:
    state = scheduled()
    assert decided(GOOD, state) == [VERIFIED]
    assert repeated(GOOD, state) == []


def test_a_text_that_differs_from_the_first_good_one_has_changed() -> None:
    state = scheduled(GOOD)
    (event,) = decided(look("as_published", OTHER_SHA), state)
    assert event == PublicationFoundChanged(**ABOUT, text_sha256=OTHER_SHA)


def test_a_changed_page_tells_what_it_lacks() -> None:
    (event,) = decided(CHANGED, scheduled(GOOD))
    assert event == PublicationFoundChanged(
        **ABOUT, text_sha256=OTHER_SHA, lacks=(NoticeElement.START_AT,)
    )


def test_a_page_that_is_gone_and_comes_back_is_three_facts() -> None:
    assert decided(AWAY, scheduled(GOOD)) == [GONE]
    assert decided(AWAY, scheduled(GOOD, AWAY)) == []
    assert decided(GOOD, scheduled(GOOD, AWAY)) == [VERIFIED]


@pytest.mark.parametrize("state", ["changed", "not_there"])
def test_what_a_person_entered_is_not_doubted_before_it_was_seen_once(state: str) -> None:
    command = look(state, OTHER_SHA, Entry.MANUAL)
    assert decided(command, scheduled()) == []
    assert len(decided(command, scheduled(GOOD))) == 1
    assert len(decided(look(state, OTHER_SHA), scheduled())) == 1


def test_a_page_that_is_gone_counts_whoever_entered_it() -> None:
    assert decided(look("gone", entry=Entry.MANUAL), scheduled()) == [GONE]


def delivery(address: str = "https://www.example.cn/a") -> RecordDelivery:
    text = {"notice": "n1", "kinds": ["activity"], "channel": "district_website",
            "account": "区政府门户网站", "title": "活动公告",
            "announces": [{"session": "s1", "starts_on": "2023-09-14"}]}  # fmt: skip
    receipt = {"delivery": PAGE, "published_at": "2023-09-30T08:00:00+08:00", "sha256": SHA}
    return RecordDelivery.model_validate({"notice": text, "address": address, "receipt": receipt})


def out(state: Activity, command: RecordDelivery) -> Any:
    (event,) = decided(command, state)
    return event


def test_a_receipt_makes_a_publication_of_ours_and_keeps_what_the_channel_claims() -> None:
    event = out(scheduled(), delivery())
    assert (event.entry, event.evidence, event.entered_by) == (Entry.BUILT_IN, None, CLERK)
    assert event.address == "https://www.example.cn/a"
    assert event.receipt == delivery().receipt


def test_the_same_text_at_the_same_address_is_one_publication() -> None:
    state = scheduled(delivery())
    assert decided(delivery(), state, OTHER) == []
    assert len(decided(delivery("https://www.example.cn/b"), state)) == 1


def test_after_it_was_taken_down_it_can_be_published_again() -> None:
    down = WithdrawNotice(
        notice="n1", channel=Channel.DISTRICT_WEBSITE, account="区政府门户网站", reason="有误"
    )
    state = after(scheduled(delivery()), decided(down, scheduled(delivery())))
    assert len(decided(delivery(), state)) == 1


def test_a_notice_for_one_channel_names_all_that_its_fact_says() -> None:
    event = out(scheduled(), delivery())
    assert {name: getattr(event, name) for name in NoticeText.model_fields} == dict(
        delivery().notice
    )
