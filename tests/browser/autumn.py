"""A believable autumn of the Daxing programme, as facts: most went well, some did not.

Dates are Beijing dates of 2023. Everything is fixed; ids and hashes are made of running numbers.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from contracts.envelope import Envelope
from contracts.event import DomainEvent
from contracts.events import announcer, compliance, registration
from contracts.registry import schema_of, service_of
from contracts.values import BEIJING
from services.compliance.judging.facts import Fact

PLAN = Path(__file__).parents[2] / "services/announcer/programmes/daxing-2023.toml"
PROGRAMME = "daxing-2023"
NOW = datetime(2023, 10, 16, 9, 42, tzinfo=BEIJING)
SHA256 = hashlib.sha256(b"text").hexdigest()
ELEMENTS = {
    "start_at": "9:00",
    "duration": "2小时",
    "agenda": "参观、座谈",
    "netizen_participation": "政务新媒体留言",
    "host": "主责单位",
}
DATES = {
    "open-01": ("08-15", "offline"), "open-02": ("08-24", "offline"),
    "open-03": ("10-24", "offline"), "open-04": ("09-12", "offline"),
    "open-05": ("09-20", "offline"), "open-06": ("09-28", "offline"),
    "open-07": ("10-13", "offline"), "open-08": ("10-10", "hybrid"),
    "open-09": ("10-26", "hybrid"), "open-10": ("11-09", "offline"),
    "open-11": ("09-14", "offline"), "open-12": ("10-18", "offline"),
    "open-13": ("10-23", "offline"), "open-14": ("11-16", "online"),
    "open-15": ("10-24", "offline"), "open-17": ("10-31", "hybrid"),
    "talk-01": ("09-26", "offline"), "talk-02": ("09-05", "online"),
    "talk-03": ("11-01", "offline"), "talk-04": ("08-31", "online"),
    "talk-05": ("12-05", "hybrid"),
}  # fmt: skip
NOTICE_LEADS = {"open-01": 7, "open-08": 12, "open-12": 9, "open-05": 9}
"""Calendar days from the notice to the activity; 14 where nothing is said here."""

UNANNOUNCED = {"open-03", "open-13", "open-15", "open-09", "open-14"}
WEBSITE_ONLY = {"open-12"}
WITHOUT_MATERIALS = {"open-06"}
WITHOUT_OPINIONS = {"talk-01"}


def at(day: date | str, clock: str = "9:00") -> datetime:
    """A Beijing moment; ``day`` as a date or MM-DD of 2023."""
    on = date.fromisoformat(f"2023-{day}") if isinstance(day, str) else day
    hour, minute = map(int, clock.split(":"))
    return datetime.combine(on, time(hour, minute), BEIJING)


@dataclass
class Autumn:
    """The facts said so far, each with its place in its service's log."""

    facts: list[Fact] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)

    def say(self, when: datetime, kind: type[DomainEvent], /, **data: Any) -> Fact:
        """One more fact, recorded as it happened."""
        event = kind.model_validate({"programme": PROGRAMME, **data})
        service = service_of(kind)
        sequence = self.positions[service] = self.positions.get(service, 0) + 1
        name = f"{service}/{sequence}"
        envelope = Envelope(
            id=uuid5(UUID(int=0), name),
            type=event.ce_type(),
            source=f"/{service}",
            subject=f"{PROGRAMME}/{getattr(event, 'activity', None) or '_'}",
            time=when,
            recordedat=when + timedelta(seconds=2),
            sequence=sequence,
            epoch=1,
            hash=hashlib.sha256(name.encode()).hexdigest(),
            dataschema=schema_of(kind.ce_type()),
            data=event.model_dump(mode="json"),
        )
        fact = Fact(envelope, event)
        self.facts.append(fact)
        return fact

    def notice(self, activity: str, when: datetime, channel: str, day: date) -> Fact:
        """One text that is activity and selection notice at once."""
        return self.say(
            when, announcer.AnnouncementPublished, activity=activity, notice=f"n-{when:%m%d}",
            kinds=["activity", "selection"], channel=channel,
            account="大兴发布" if channel == "new_media" else None, title="政务开放日活动公告",
            announces=[{"session": "s1", "starts_on": day}], elements=ELEMENTS,
            address=f"/public/open-days/{activity}", text_sha256=SHA256, entry="built_in",
            entered_by="handler-1",
        )  # fmt: skip


def autumn(now: datetime = NOW) -> Autumn:
    """The whole programme up to ``now``; the caller may say more."""
    said = _said(now)
    return Autumn([*said.facts], {**said.positions})


@cache
def _said(now: datetime) -> Autumn:
    made = Autumn()
    plan = tomllib.loads(PLAN.read_text(encoding="utf-8"))
    activities = plan.pop("activities")
    start = at("08-01")
    made.say(start, announcer.ProgrammeImported, **plan)
    kinds = {}
    for activity in activities:
        made.say(start, announcer.EventPlanned, **activity)
        kinds[activity["activity"]] = activity["kind"]
    made.say(start, compliance.RoutineUnitRegistered, unit="dangxiao", unit_name="区委党校")
    for activity, (day, form) in DATES.items():
        for when, kind, data in sorted(story(activity, kinds[activity], day, form), key=first):
            if when <= now:
                made.say(when, kind, activity=activity, **data)
    if now >= at("09-13", "18:00"):
        rain(made)
    return made


Act = tuple[datetime, type[DomainEvent], dict[str, Any]]


def first(act: Act) -> datetime:
    """When an act happens."""
    return act[0]


def story(activity: str, kind: str, day: str, form: str) -> Iterator[Act]:
    """What one activity goes through when all goes well, less what is left out on purpose."""
    held_on = at(day).date()
    planned = min(at("08-02"), at(held_on - timedelta(days=13)))
    account = None if form == "offline" else "大兴发布"
    session = {
        "session": "s1", "starts_on": held_on, "start_at": at(held_on, "9:00"),
        "ends_on": held_on, "end_at": at(held_on, "11:00"), "place": "一层大厅",
    }  # fmt: skip
    scheduled = {"sessions": [session], "form": form, "new_media_account": account}
    yield planned, announcer.EventScheduled, scheduled
    if activity == "talk-05":
        filing = {
            "filing": "f1", "kind": "outside_window", "new_value": "2023-12-05",
            "reason": "规划编制公示期顺延", "filed_by": "chengguanwei",
        }  # fmt: skip
        yield planned, announcer.ChangeFiled, filing
    plan = {"document_sha256": SHA256, "emergency_measures": True, "stream_failure_fallback": True}
    yield at(held_on - timedelta(days=12), "10:30"), announcer.ImplementationPlanRecorded, plan
    notice_on = held_on - timedelta(days=NOTICE_LEADS.get(activity, 14))
    if activity not in UNANNOUNCED:
        yield from notices(activity, form, notice_on, held_on)
    if form != "online" and activity not in UNANNOUNCED:
        yield from seats(notice_on, held_on)
    yield from afterwards(activity, kind, held_on)


def notices(activity: str, form: str, notice_on: date, held_on: date) -> Iterator[Act]:
    """The notice on both channels, or on one only."""
    kinds = ["activity"] if form == "online" else ["activity", "selection"]
    for channel, clock in (("district_website", "10:12"), ("new_media", "10:31")):
        if channel == "new_media" and activity in WEBSITE_ONLY:
            continue
        yield (
            at(notice_on, clock), announcer.AnnouncementPublished, {
                "notice": "n1", "kinds": kinds, "channel": channel,
                "account": "大兴发布" if channel == "new_media" else None, "title": "活动公告",
                "announces": [{"session": "s1", "starts_on": held_on}], "elements": ELEMENTS,
                "address": f"/public/open-days/{activity}", "text_sha256": SHA256,
                "entry": "built_in", "entered_by": "handler-1",
            },
        )  # fmt: skip


def seats(notice_on: date, held_on: date) -> Iterator[Act]:
    """Sign-up, selection and thirty confirmed seats of all four groups."""
    closed = max(notice_on, held_on - timedelta(days=4))
    yield at(notice_on, "11:00"), registration.SignUpOpened, {}
    groups = ["npc_deputy"] * 4 + ["cppcc_member"] * 4 + ["parent"] * 19 + ["media"] * 3
    for number, category in enumerate(groups):
        person = {"person": f"p{number}", "category": category}
        chosen = {**person, "method": "open_selection"}
        yield at(notice_on, "12:00"), registration.SignedUp, person
        yield at(closed, "18:10"), registration.RepresentativeSelected, chosen
        yield at(closed, "18:20"), registration.SeatConfirmed, chosen
    yield at(closed, "18:00"), registration.SignUpClosed, {}


def afterwards(activity: str, kind: str, held_on: date) -> Iterator[Act]:
    """Held, heard and published."""
    held = {"started_on": held_on, "ended_on": held_on}
    yield at(held_on, "11:30"), announcer.EventHeld, held
    came = {"npc_deputy": 4, "cppcc_member": 4, "parent": 18, "media": 3}
    leader = "deputy" if activity == "open-05" else "principal"
    attendance = {"attendance": came, "leader": leader}
    yield at(held_on, "11:40"), registration.AttendanceRecorded, attendance
    if activity not in WITHOUT_OPINIONS:
        opinion = {"opinion": "o1", "category": "parent"}
        yield at(held_on, "12:00"), registration.OpinionRecorded, opinion
        decision = {"opinion": "o1", "decision": "adopted", "reason": "增设一处咨询台"}
        yield at(held_on + timedelta(days=3)), registration.OpinionDecided, decision
        yield at(held_on + timedelta(days=4)), registration.OpinionFedBack, {"opinion": "o1"}
    points = {"points": ["p1", "p2", "p3", "p4", "p5", "p6"], "ticked_by": "handler-1"}
    yield at(held_on, "15:00"), announcer.ContentPointsTicked, points
    if activity in WITHOUT_MATERIALS:
        return
    late = 12 if activity == "open-02" else 4
    materials = {
        "bundle": "m1", "channel": "district_website", "column": kind, "title": "活动材料",
        "items": 3, "shows_introduction": True, "address": f"/public/{activity}/materials",
        "content_sha256": SHA256, "entry": "built_in", "entered_by": "handler-1",
    }  # fmt: skip
    yield at(held_on + timedelta(days=late), "16:00"), announcer.MaterialsPublished, materials
    report = {
        "report": "r1", "channel": "new_media", "title": "走进现场", "address": "/public/report",
        "entry": "built_in", "entered_by": "handler-1",
    }  # fmt: skip
    yield at(held_on + timedelta(days=1)), announcer.PublicityReported, report
    kit = {"recipients": 3, "content_sha256": SHA256}
    yield at(held_on, "16:00"), announcer.PressKitProvided, kit


def rain(made: Autumn) -> None:
    """Open-11 moves by a week: change notice on both channels, filed the same day."""
    moved = date(2023, 9, 21)
    session = {
        "session": "s1", "starts_on": moved, "start_at": at(moved), "ends_on": moved,
        "end_at": at(moved, "11:00"), "place": "南街回迁房项目工地",
    }  # fmt: skip
    change = {"activity": "open-11"}
    when = at("09-13", "15:00")
    made.say(when, announcer.EventRescheduled, **change, moved=session, reason="降雨")
    made.say(
        when, announcer.ChangeFiled, **change, filing="f1", kind="reschedule",
        new_value="2023-09-21", reason="降雨", filed_by="jiugong",
    )  # fmt: skip
    for channel in ("district_website", "new_media"):
        made.notice("open-11", when + timedelta(hours=1), channel, moved)
