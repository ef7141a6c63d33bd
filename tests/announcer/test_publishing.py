"""Notices, materials and what else is put before the public or on record."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.values import ActivityKind, ChangeKind, Channel, Entry, NoticeKind
from services.announcer.domain.activity import ActivityCommand
from services.announcer.domain.filing import DecideFiling, FileChange, ReceiveFiling
from services.announcer.domain.holding import (
    ProvidePressKit,
    RecordHeld,
    ReportPublicity,
    TickContentPoints,
)
from services.announcer.domain.materials import MoveMaterials, PublishMaterials, WithdrawMaterials
from services.announcer.domain.notices import PublishDraft, PublishNotice, WithdrawNotice
from services.announcer.domain.planning import CancelActivity, RescheduleSession
from services.announcer.domain.preparing import RecordAgenda, RecordImplementationPlan
from services.announcer.domain.publication import ConfirmPublication
from services.announcer.domain.results import ReportOpinionResults
from services.announcer.domain.state import Activity
from tests.announcer.story import CLERK, OTHER, after, decided, refused, repeated, scheduled

SHA256 = "ab" * 32
TIME = datetime(2023, 9, 4, 1, 0, tzinfo=UTC)
ON_RECORD = frozenset({TIME})
EVIDENCE = {"address": "https://example.org/n1.png", "note": "编辑休假"}
PUBLICATION = "6f1ed002-ab5e-5b5b-8a9d-0c2ad3a4b1c7"


def notice(**changes: Any) -> PublishNotice:
    given = {
        "notice": "n1", "kinds": ["activity"], "channel": "district_website", "title": "活动公告",
        "announces": [{"session": "s1", "starts_on": "2023-09-14"}], "entry": "built_in",
    }  # fmt: skip
    return PublishNotice.model_validate(given | changes)


def manual(**changes: Any) -> PublishNotice:
    given = {
        "channel": "new_media", "account": "旧宫发布", "entry": "manual", "published_at": TIME,
        "address": "https://example.org/n1", "evidence": EVIDENCE,
    }  # fmt: skip
    return notice(**given | changes)


def unexplained(command: Any) -> Any:
    """The same entry without a reason for its being late."""
    evidence = command.evidence.model_copy(update={"note": None})
    return command.model_copy(update={"evidence": evidence})


def materials(**changes: Any) -> PublishMaterials:
    given = {
        "bundle": "m1", "channel": "district_website", "column": "open_day", "title": "材料",
        "items": 3, "content_sha256": SHA256, "entry": "built_in",
    }  # fmt: skip
    return PublishMaterials.model_validate(given | changes)


def filing(**changes: Any) -> FileChange:
    given = {"filing": "f1", "kind": "reschedule", "new_value": "2023-09-21", "reason": "大雨"}
    return FileChange.model_validate(given | changes)


RECEIPT = ReceiveFiling.model_validate({"filing": "f1", "received_at": TIME, "evidence": EVIDENCE})
REPORT = ReportPublicity.model_validate(
    {"report": "r1", "channel": "new_media", "title": "居民走进工地", "published_at": TIME,
     "address": "https://example.org/r1", "evidence": EVIDENCE}
)  # fmt: skip
DECISION = DecideFiling(filing="f1", approved=True, reason="情况属实")
RESULTS = ReportOpinionResults.model_validate(
    {"report": "r2", "channel": "district_website", "column": "意见办理结果", "title": "办理结果",
     "opinions": ["o1"], "published_at": TIME, "address": "https://example.org/r2",
     "evidence": EVIDENCE}
)  # fmt: skip
HELD = RecordHeld.model_validate({"started_on": "2023-09-14", "ended_on": "2023-09-14"})
AGENDA = RecordAgenda.model_validate({"items": [{"title": "参观"}]})
TAKE_DOWN = WithdrawNotice(notice="n1", channel=Channel.DISTRICT_WEBSITE, reason="有误")
MOVE = MoveMaterials(bundle="m1", column=ActivityKind.POLICY_TALK, reason="有误")
REMOVE = WithdrawMaterials(bundle="m1", channel=Channel.DISTRICT_WEBSITE, reason="有误")
OUT = scheduled(notice(), materials(), filing())
DRAFT = PublishDraft.model_validate(
    {**notice().model_dump(), "sessions": [{"session": "s1", "starts_on": "2023-09-14"}]}
)
CANCELLED = scheduled(CancelActivity(reason="大雨"))
MOVED = scheduled(
    RescheduleSession.model_validate(
        {"moved": {"session": "s1", "starts_on": "2023-09-21"}, "reason": "大雨"}
    )
)

COMMANDS: list[tuple[ActivityCommand, Activity]] = [
    (notice(), scheduled()),
    (manual(), scheduled()),
    (TAKE_DOWN, OUT),
    (materials(), scheduled()),
    (MOVE, OUT),
    (REMOVE, OUT),
    (filing(), scheduled()),
    (RECEIPT, OUT),
    (DECISION, OUT),
    (RecordImplementationPlan(document_sha256=SHA256, emergency_measures=True), scheduled()),
    (AGENDA, scheduled()),
    (HELD, scheduled()),
    (TickContentPoints(points=("p1",)), scheduled()),
    (REPORT, scheduled()),
    (RESULTS, scheduled()),
    (ProvidePressKit(recipients=3, content_sha256=SHA256), scheduled()),
]


@pytest.mark.parametrize(
    ("command", "state"), COMMANDS, ids=[type(it[0]).__name__ for it in COMMANDS]
)
def test_a_repeat_decides_nothing(command: ActivityCommand, state: Activity) -> None:
    assert repeated(command, state, ON_RECORD) == []


@pytest.mark.parametrize(
    ("command", "state"), COMMANDS, ids=[type(it[0]).__name__ for it in COMMANDS]
)
def test_nothing_happens_to_what_was_never_planned(
    command: ActivityCommand, state: Activity
) -> None:
    assert state.planned is not None
    assert refused(command, Activity()) == "unknown_activity"


def test_a_notice_is_published_however_late_and_whatever_date_it_names() -> None:
    late = notice(announces=[{"session": "s1", "starts_on": "2023-09-30"}])

    assert len(decided(late, scheduled(HELD))) == 1
    assert len(decided(notice(kinds=["cancellation"]), scheduled(CancelActivity(reason="雨")))) == 1


def test_a_notice_cannot_name_a_session_that_nobody_scheduled() -> None:
    unknown = notice(announces=[{"session": "s9", "starts_on": "2023-09-14"}])

    assert refused(unknown, scheduled()) == "unknown_session"


def test_another_text_under_the_same_notice_is_a_new_version() -> None:
    other = notice(title="活动公告（更正）")

    assert len(decided(other, OUT)) == 1
    assert len(decided(notice(), after(OUT, decided(other, OUT)))) == 1


def test_the_fingerprint_of_a_text_is_the_same_however_it_was_entered() -> None:
    assert notice().text_sha256() == manual().text_sha256()
    assert notice().text_sha256() != notice(body="正文").text_sha256()


def test_two_claims_with_another_time_or_other_evidence_are_both_kept() -> None:
    state = scheduled(manual())
    elsewhere = manual(evidence=EVIDENCE | {"address": "https://example.org/other.png"})

    assert decided(manual(), state, OTHER, ON_RECORD) == []
    assert len(decided(manual(published_at=TIME.replace(hour=2)), state, OTHER, ON_RECORD)) == 1
    assert len(decided(elsewhere, state, OTHER, ON_RECORD)) == 1


def test_what_was_taken_down_may_be_published_again() -> None:
    down = after(OUT, decided(TAKE_DOWN, OUT))

    assert len(decided(notice(), down)) == 1


@pytest.mark.parametrize(
    ("command", "state", "reason"),
    [
        (TAKE_DOWN, scheduled(), "not_published"),
        (TAKE_DOWN.model_copy(update={"channel": Channel.NEW_MEDIA}), OUT, "not_published"),
        (TAKE_DOWN.model_copy(update={"occurred_at": TIME}), OUT, "set_by_server"),
        (REMOVE, scheduled(), "not_published"),
        (MOVE, scheduled(), "not_published"),
        (MOVE, scheduled(materials(), REMOVE), "not_published"),
        (manual(published_at=TIME.replace(month=11)), scheduled(), "in_future"),
        (unexplained(manual()), scheduled(), "late_without_reason"),
        (unexplained(REPORT), scheduled(), "late_without_reason"),
        (unexplained(RESULTS), scheduled(), "late_without_reason"),
        (DRAFT, CANCELLED, "cancelled"),
        (DRAFT, MOVED, "moved"),
        (RECEIPT, scheduled(), "unknown_filing"),
        (RECEIPT.model_copy(update={"received_at": TIME.replace(month=11)}), OUT, "in_future"),
        (DECISION, scheduled(), "unknown_filing"),
        (RESULTS.model_copy(update={"published_at": TIME.replace(month=11)}), OUT, "in_future"),
        (filing(new_value="2023-09-22"), OUT, "other_content"),
        (filing(session="s9"), OUT, "unknown_session"),
        (TickContentPoints(points=("p9",)), OUT, "unknown_point"),
        (HELD.model_copy(update={"session": "s9"}), OUT, "unknown_session"),
        (HELD.model_copy(update={"ended_on": HELD.ended_on.replace(month=11)}), OUT, "in_future"),
        (HELD.model_copy(update={"occurred_at": TIME.replace(month=11)}), OUT, "in_future"),
    ],
)  # fmt: skip
def test_the_impossible_is_refused(command: ActivityCommand, state: Activity, reason: str) -> None:
    assert refused(command, state) == reason


def test_a_draft_goes_out_while_its_dates_are_in_force_and_a_cancellation_afterwards() -> None:
    assert len(decided(DRAFT, scheduled())) == 1
    cancellation = DRAFT.model_copy(update={"kinds": (NoticeKind.CANCELLATION,)})
    assert len(decided(cancellation, CANCELLED)) == 1


def test_a_filing_is_decided_once() -> None:
    state = after(OUT, decided(DECISION, OUT))

    assert decided(DECISION.model_copy(update={"reason": "同意"}), state, OTHER) == []
    assert refused(DECISION.model_copy(update={"approved": False}), state) == "already_decided"


def test_a_withdrawal_elsewhere_may_say_when_it_happened() -> None:
    down = WithdrawNotice(
        notice="n1", channel=Channel.NEW_MEDIA, account="旧宫发布", reason="有误", occurred_at=TIME
    )

    assert len(decided(down, scheduled(manual()))) == 1


def test_held_twice_with_other_dates_is_recorded_twice() -> None:
    other = RecordHeld.model_validate({"started_on": "2023-09-15", "ended_on": "2023-09-15"})

    assert len(decided(other, scheduled(HELD))) == 1


def test_an_empty_bundle_in_the_wrong_column_is_published_all_the_same() -> None:
    assert len(decided(materials(items=0, column="policy_talk"), scheduled())) == 1


def test_a_moved_bundle_is_in_its_new_column() -> None:
    state = after(OUT, decided(MOVE, OUT))

    [bundle] = state.bundles["m1", Channel.DISTRICT_WEBSITE]
    assert bundle.column is ActivityKind.POLICY_TALK
    assert len(decided(materials(), state)) == 1


def test_an_entry_is_confirmed_by_another_person_once_each() -> None:
    confirm = ConfirmPublication(publication=PUBLICATION, entry=Entry.MANUAL, entered_by=CLERK)
    state = scheduled(manual())

    first = decided(confirm, state, OTHER)

    assert len(first) == 1
    assert decided(confirm, after(state, first), OTHER) == []
    assert len(decided(confirm, after(state, first), "office-1")) == 1
    assert refused(confirm, state, CLERK) == "own_entry"


def test_what_the_platform_published_itself_needs_no_confirmation() -> None:
    confirm = ConfirmPublication(publication=PUBLICATION, entry=Entry.BUILT_IN, entered_by=CLERK)

    assert refused(confirm, OUT, OTHER) == "nothing_to_confirm"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("reschedule", "2023-09-21"),
        ("reschedule", "2023-09-21T14:00"),
        ("outside_window", "2023-12-05"),
        ("cancellation", "cancelled"),
        ("form", "online"),
        ("venue", "会议室"),
        ("unit", "yinghai"),
    ],
)
def test_a_filing_says_the_new_value_in_the_grammar_of_its_kind(kind: str, value: str) -> None:
    assert filing(kind=kind, new_value=value).kind is ChangeKind(kind)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("reschedule", "2023-02-30"),
        ("reschedule", "2023-9-21"),
        ("reschedule", "21 September"),
        ("outside_window", "later"),
        ("cancellation", "2023-09-21"),
        ("form", "by post"),
    ],
)
def test_a_filing_that_cannot_be_compared_with_a_change_is_refused(kind: str, value: str) -> None:
    with pytest.raises(ValidationError, match="new_value"):
        filing(kind=kind, new_value=value)
