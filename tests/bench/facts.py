"""The season's mix, scaled up, the same facts at every run.

Nine in ten are sign-ups and questions; the others are plans, notices, materials and opinions of
400 to 700 bytes.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from contracts.envelope import Envelope, Message
from contracts.event import DomainEvent
from contracts.events import announcer, livestream, registration
from contracts.values import (
    ActivityKind,
    AnnouncedSession,
    Channel,
    ContentPoint,
    Entry,
    Evidence,
    NoticeElement,
    NoticeKind,
    OpinionDecisionKind,
    PersonCategory,
)
from services._kit.recording import Head, Origin, event_id, head_of, seal

PROGRAMME = "daxing-2023"
ACTIVITIES = 22
KEPT = 5_000  # more than the relay reads ahead of where its stream ends
BEGIN = datetime(2023, 8, 1, 1, tzinfo=UTC)
SHARES = {"registration": 10, "livestream": 9, "announcer": 1}  # of twenty facts
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
CATEGORIES = (PersonCategory.PARENT, PersonCategory.ENTERPRISE, PersonCategory.OTHER_PUBLIC)
ADDRESS = "https://example.org/notices/11"
REASON = "施工进度每月公开一次，夜间施工按规定办理许可并提前三日告知周边居民，" * 4
NOTICE = "定于2023年9月14日9:00举办政务开放日活动，遴选代表30名。"


def shares(facts: int) -> dict[str, int]:
    """How many of so many facts each service says."""
    return {service: facts * share // 20 for service, share in SHARES.items()}


def log(service: str) -> Iterator[Envelope]:
    """A service's log without end, sealed as its writer would."""
    head, origin = Head(), Origin(service, 1, simulated=False)
    for number in count():
        at = BEGIN + timedelta(seconds=number)
        envelope = seal(
            head, origin, _SAID[service](number), id=event_id(_command(service, number), 0),
            occurred_at=at, now=at, traceparent=None,
        )  # fmt: skip
        head = head_of(envelope)
        yield envelope


class Told:
    """A log of so many facts as the relay reads it, made as it is asked for.

    The latest are kept: a relay that was interrupted asks again from where its stream ends.
    """

    def __init__(self, service: str, facts: int) -> None:
        self._log = islice(log(service), facts)
        self._kept: deque[Envelope] = deque(maxlen=KEPT)

    @property
    def last(self) -> Envelope | None:
        """What was made last."""
        return self._kept[-1] if self._kept else None

    async def envelopes(self, after: int, limit: int) -> Sequence[Envelope]:
        """At most ``limit`` facts beyond a position."""
        made = self.last.sequence if self.last else 0
        self._kept.extend(islice(self._log, max(0, after + limit - made)))
        page = [it for it in self._kept if after < it.sequence <= after + limit]
        assert not page or page[0].sequence == after + 1
        return page

    async def messages(self, after: int, limit: int) -> Sequence[Message]:
        """The same, as they are published."""
        return [it.to_message() for it in await self.envelopes(after, limit)]


def _command(service: str, number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"{service}:{number}")


def _of(number: int) -> dict[str, Any]:
    return {"programme": PROGRAMME, "activity": f"open-{number % ACTIVITIES + 1:02}"}


def _registration(number: int) -> DomainEvent:
    if number % 10 == 9:
        return registration.OpinionDecided(
            **_of(number), opinion=f"o{number}", reason=REASON,
            decision=OpinionDecisionKind.PARTLY_ADOPTED,
        )  # fmt: skip
    return registration.SignedUp(
        **_of(number), session="s1", person=f"{number:016x}",
        category=CATEGORIES[number % len(CATEGORIES)],
    )  # fmt: skip


def _livestream(number: int) -> DomainEvent:
    return livestream.QuestionAsked(**_of(number), session="s1", question=f"q{number}")


def _announcer(number: int) -> DomainEvent:
    match number % 3:
        case 0:
            return announcer.EventPlanned(
                **_of(number), number=number % ACTIVITIES + 1, kind=ActivityKind.OPEN_DAY,
                theme="保障改善民生", topic="民生实事（南街回迁房工地）", in_person=True,
                title="走进南街回迁房项目工地，看回迁安置房的施工进度和工程质量",
                printed_label=f"开放点{number}（民生实事）", lead_unit="jiugong",
                content_points=(ContentPoint(point="p1", title="实体参观工程，听取施工单位介绍"),),
                implied_place="南街回迁房项目工地",
            )  # fmt: skip
        case 1:
            return announcer.AnnouncementPublished(
                **_of(number), notice=f"n{number}", kinds=(NoticeKind.ACTIVITY,),
                channel=Channel.NEW_MEDIA, account="旧宫发布", title="活动公告",
                body=NOTICE, text_sha256=SHA256, entry=Entry.MANUAL, entered_by="handler-jiugong",
                announces=(AnnouncedSession(session="s1", starts_on=date(2023, 9, 14)),),
                elements={NoticeElement.HOST: "旧宫镇人民政府"},
                evidence=Evidence(address=ADDRESS, sha256=SHA256), address=ADDRESS,
            )  # fmt: skip
        case _:
            return announcer.MaterialsPublished(
                **_of(number), bundle=f"m{number}", channel=Channel.DISTRICT_WEBSITE, items=4,
                column=ActivityKind.OPEN_DAY, title="走进南街回迁房项目工地工作材料",
                shows_introduction=True, content_sha256=SHA256, entry=Entry.BUILT_IN,
                address=f"/public/activities/{PROGRAMME}/open-11#materials-m{number}",
                entered_by="handler-jiugong",
            )  # fmt: skip


_SAID = {"registration": _registration, "livestream": _livestream, "announcer": _announcer}
