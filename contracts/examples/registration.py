"""One realistic example of every event of registration."""

from datetime import date

from contracts.event import DomainEvent
from contracts.events import registration
from contracts.examples.story import OPEN_11, SHA256, at
from contracts.values import (
    LeaderAttendance,
    OpinionDecisionKind,
    PersonCategory,
    SeatReleaseReason,
    SelectionMethod,
    SelectionRule,
)

EXAMPLES: tuple[DomainEvent, ...] = (
    registration.SignUpOpened(**OPEN_11, closes_at=at(12, 18)),
    registration.SignUpClosed(**OPEN_11),
    registration.SignedUp(
        **OPEN_11, person="0b8f6a6c5f1f4a0f", category=PersonCategory.OTHER_PUBLIC
    ),
    registration.RepresentativeSelected(
        **OPEN_11,
        person="0b8f6a6c5f1f4a0f",
        category=PersonCategory.OTHER_PUBLIC,
        method=SelectionMethod.OPEN_SELECTION,
    ),
    registration.SeatConfirmed(
        **OPEN_11,
        session="s1",
        person="0b8f6a6c5f1f4a0f",
        category=PersonCategory.OTHER_PUBLIC,
        method=SelectionMethod.OPEN_SELECTION,
    ),
    registration.SizeReasonRecorded(**OPEN_11, reason="工地安全要求，每批不超过20人"),
    registration.AttendanceRecorded(
        **OPEN_11,
        session="s1",
        attendance={PersonCategory.NPC_DEPUTY: 2, PersonCategory.OTHER_PUBLIC: 24},
        leader=LeaderAttendance.PRINCIPAL,
        leader_office="镇长",
    ),
    registration.OpinionRecorded(
        **OPEN_11, session="s1", opinion="o1", category=PersonCategory.OTHER_PUBLIC, number=1
    ),
    registration.OpinionDecided(
        **OPEN_11,
        opinion="o1",
        decision=OpinionDecisionKind.PARTLY_ADOPTED,
        reason="施工进度每月公开，夜间施工按规定办理",
    ),
    registration.OpinionFedBack(**OPEN_11, opinion="o1"),
    registration.NoOpinionsDeclared(**OPEN_11, declared_by="handler-jiugong"),
    registration.SignUpSheetPrepared(
        **OPEN_11, session="s1", starts_on=date(2023, 9, 14), start_at=at(14, 9)
    ),
    registration.SignUpSheetMoved(
        **OPEN_11, session="s1", starts_on=date(2023, 9, 21), start_at=at(21, 9)
    ),
    registration.SignUpSheetCancelled(**OPEN_11, session="s1", reason="cancelled"),
    registration.SignUpOpeningSet(
        **OPEN_11, session="s1", closes_at=at(11, 18), seats=30, rule=SelectionRule.DRAW
    ),
    registration.SignUpWithdrawn(**OPEN_11, session="s1", person="0b8f6a6c5f1f4a0f"),
    registration.RepresentativeInvited(
        **OPEN_11,
        session="s1",
        person="7c1e9d4b2a604f53",
        category=PersonCategory.NPC_DEPUTY,
        reason="旧宫镇选区的区人大代表，长期关注回迁安置",
    ),
    registration.InvitationAnswered(
        **OPEN_11, session="s1", person="7c1e9d4b2a604f53", accepted=True
    ),
    registration.SelectionDecided(
        **OPEN_11,
        session="s1",
        rule=SelectionRule.DRAW,
        seats=20,
        reserve=5,
        pool=26,
        pool_sha256=SHA256,
        seed="5f0c2a91e7d34b68",
    ),
    registration.ReserveListed(
        **OPEN_11, session="s1", person="d2b6c0f19a8e4c37", category=PersonCategory.PARENT, rank=1
    ),
    registration.SeatReleased(
        **OPEN_11, session="s1", person="0b8f6a6c5f1f4a0f", reason=SeatReleaseReason.CANNOT_COME
    ),
    registration.CheckedIn(
        **OPEN_11, session="s1", person="d2b6c0f19a8e4c37", category=PersonCategory.PARENT
    ),
    registration.WalkedIn(
        **OPEN_11, session="s1", person="5a90c7e2d41b4f68", category=PersonCategory.OTHER_PUBLIC
    ),
    registration.OpinionDispatched(**OPEN_11, session="s1", opinion="o1", unit="jiugong"),
    registration.OpinionReplied(**OPEN_11, session="s1", opinion="o1", unit="jiugong"),
    registration.OpinionReturned(
        **OPEN_11, session="s1", opinion="o1", unit="chengguanwei", reason="不属本单位职责"
    ),
    registration.OpinionReplyCorrected(
        **OPEN_11, session="s1", opinion="o1", unit="jiugong", correction="5d2f90ab31c7e648"
    ),
    registration.OpinionSummarised(
        **OPEN_11, session="s1", opinion="o1", summary="建议公开施工进度，减少夜间施工"
    ),
    registration.OpinionMerged(**OPEN_11, session="s1", opinion="o2", into="o1"),
    registration.OpinionUnmerged(**OPEN_11, session="s1", opinion="o2"),
    registration.OpinionFollowedUp(**OPEN_11, session="s1", opinion="o1", satisfied=False),
    registration.OpinionReopened(
        **OPEN_11, session="s1", opinion="o1", reason="本人反映夜间仍有施工"
    ),
    registration.PersonErased(
        programme="daxing-2023", person="0b8f6a6c5f1f4a0f", requested_by="person"
    ),
    registration.PersonCorrected(
        programme="daxing-2023",
        person="0b8f6a6c5f1f4a0f",
        fields=("phone",),
        requested_by="person",
    ),
    registration.PersonalDataPurged(
        **OPEN_11,
        kinds="all",
        reason="assessed",
        kept_until=at(30, 0),
        persons=26,
        persons_sha256=SHA256,
    ),
)
