"""Any plausible sequence of facts about one activity, for tests of what is true of all of them."""

from datetime import date, timedelta

from hypothesis import strategies as st

from contracts.events.announcer import EventRescheduled, EventScheduled, HostChanged, VenueChanged
from contracts.values import Channel, Form, NoticeElement, NoticeKind, PersonCategory
from services.compliance.rules.pack import load_pack, packs
from tests.compliance.story import FIVE, PROGRAMME, Story, clockless, session

FIRST_DAY = date(2023, 8, 2)
DAYS = st.integers(0, 150).map(lambda n: FIRST_DAY + timedelta(days=n))
DATES = DAYS.map(date.isoformat)
CLOCKS = st.sampled_from(["00:00", "08:59", "09:00", "10:30", "18:00", "23:59:59"])
MOMENTS = st.builds("{} {}".format, DATES, CLOCKS)
NAMES = st.sampled_from(["s1", "s2"])
IDS = st.sampled_from(["a", "b", "c"])
CHANNELS = st.lists(st.sampled_from([*Channel]), min_size=1, max_size=3, unique=True).map(tuple)
KINDS = st.lists(st.sampled_from([*NoticeKind]), min_size=1, max_size=2, unique=True).map(tuple)
ELEMENTS = st.sets(st.sampled_from([*NoticeElement])).map(
    lambda found: dict.fromkeys(found, "写明")
)
CATEGORIES = st.lists(st.none() | st.sampled_from([*PersonCategory]), min_size=1, max_size=30)
METHODS = st.none() | st.sampled_from(["open_selection", "directed_invitation"])
FORMS = st.none() | st.sampled_from([*Form])
CODES = st.sampled_from(["HELD", "WINDOW", "ANN-TIME", "ANN-ELEM", "FEEDBACK", "MAT-TIME"])
DECISIONS = st.sampled_from(["met", "met_late", "missed", "gap", "exempt", "not_applicable"])


def recorded_after(when: str, delay: int) -> str | None:
    """The same moment some days later; none for no delay."""
    day = date.fromisoformat(when[:10]) + timedelta(days=delay)
    return f"{day} {when[11:]}" if delay else None


@st.composite
def stories(draw: st.DrawFn) -> Story:
    """A planned activity, mostly dated, and up to twenty facts in no order of time."""
    activity = draw(st.sampled_from(["open-11", "open-15", "talk-03"]))
    pack = load_pack(draw(st.sampled_from(packs())))
    story = Story(activity, pack).planned(
        unit=draw(st.sampled_from(["jiugong", "zhengwufuwuju"])), in_person=draw(st.booleans())
    )
    if draw(st.integers(0, 9)):
        _schedule(draw, story)
    for _ in range(draw(st.integers(0, 20))):
        _tell(draw, story)
    return story


def _schedule(draw: st.DrawFn, story: Story) -> None:
    make = clockless if draw(st.booleans()) else session
    sessions = [make(draw(DATES), name) for name in ("s1", "s2")[: draw(st.integers(1, 2))]]
    form = draw(FORMS)
    story.about(
        draw(MOMENTS),
        EventScheduled,
        sessions=sessions,
        form=form,
        new_media_account=draw(st.sampled_from([None, "大兴发布"])),
        selection_methods=draw(st.sampled_from([(), ("open_selection",)])),
    )


def _tell(draw: st.DrawFn, story: Story) -> None:
    topic = draw(st.sampled_from([_plan, _public, _people, _afterwards, _office]))
    topic(draw, story, draw(MOMENTS))


def _plan(draw: st.DrawFn, story: Story, when: str) -> None:
    match draw(st.integers(0, 7)):
        case 0:
            story.moved(draw(DATES), when, draw(NAMES))
        case 1:
            story.cancelled(when, draw(st.none() | NAMES))
        case 2:
            story.form_changed(when, draw(st.sampled_from([*Form])), first=draw(st.booleans()))
        case 3:
            story.about(when, VenueChanged, place="新址", first_declaration=draw(st.booleans()))
        case 4:
            story.about(when, HostChanged, host="区政府")
        case 5:
            delay = draw(st.integers(0, 30))
            story.detailed(when, recorded_after(when, delay), fallback=draw(st.booleans()))
        case 6:
            story.agenda(when, draw(IDS), introduces=draw(st.booleans()))
        case _:
            story.about(
                when, EventRescheduled, moved=clockless(draw(DATES), draw(NAMES)), reason="下雨"
            )


def _public(draw: st.DrawFn, story: Story, when: str) -> None:
    recorded = recorded_after(when, draw(st.integers(0, 20)))
    match draw(st.integers(0, 4)):
        case 0 | 1:
            story.noticed(
                when,
                draw(DATES),
                draw(CHANNELS),
                draw(KINDS),
                recorded=recorded,
                notice=draw(IDS),
                name=draw(NAMES),
                elements=draw(st.just(FIVE) | ELEMENTS),
            )
        case 2:
            story.withdrawn(when, draw(IDS), draw(CHANNELS))
        case 3:
            story.confirmed(when, draw(st.sampled_from([fact.id for fact in story.facts])))
        case _:
            story.reported(when, draw(st.sampled_from([*Channel])), recorded)


def _people(draw: st.DrawFn, story: Story, when: str) -> None:
    match draw(st.integers(0, 4)):
        case 0:
            story.sign_up(when, draw(st.none() | MOMENTS), *draw(st.lists(IDS, max_size=3)))
        case 1:
            story.selected(when, *draw(st.lists(IDS, max_size=3)))
        case 2:
            story.seated(when, tuple(draw(CATEGORIES)), draw(METHODS), draw(st.none() | NAMES))
        case 3:
            story.size_explained(when)
        case _:
            leader = draw(st.sampled_from(["principal", "deputy", "absent"]))
            counts = draw(st.dictionaries(st.sampled_from([*PersonCategory]), st.integers(0, 3)))
            story.attended(when, leader, **counts)


def _afterwards(draw: st.DrawFn, story: Story, when: str) -> None:
    match draw(st.integers(0, 11)):
        case 11:
            story.unmerged(when, draw(IDS))
        case 10:
            story.merged(when, draw(IDS), draw(IDS))
        case 9:
            column = draw(st.sampled_from(["意见办理结果", "其他"]))
            story.results(when, column, *draw(st.lists(IDS, min_size=1, max_size=3)))
        case 0:
            start = date.fromisoformat(draw(DATES))
            end = start + timedelta(days=draw(st.integers(0, 3)))
            story.held(f"{start}", f"{end}", draw(st.none() | NAMES))
        case 1:
            recorded = recorded_after(when, draw(st.integers(0, 20)))
            column = draw(st.sampled_from(["open_day", "policy_talk"]))
            story.materials(when, column, items=draw(st.integers(0, 2)), recorded=recorded)
        case 2:
            story.materials_moved(when, draw(st.sampled_from(["open_day", "policy_talk"])))
        case 3:
            story.materials_withdrawn(when)
        case 4:
            story.opinion(when, draw(IDS), draw(st.none() | st.sampled_from([*PersonCategory])))
        case 5:
            story.decided(when, draw(IDS))
        case 6:
            story.fed_back(when, draw(IDS))
        case 7:
            story.none_received(when)
        case _:
            story.ticked(when, draw(st.sampled_from(["p1", "p2"])))


def _office(draw: st.DrawFn, story: Story, when: str) -> None:
    match draw(st.integers(0, 5)):
        case 5:
            story.approved(when, draw(IDS), approved=draw(st.booleans()))
        case 4:
            story.calendar_adopted(when, draw(st.integers(2022, 2024)))
        case 0:
            value = draw(DATES | st.sampled_from(["cancelled", "hybrid", "新址"]))
            kind = draw(st.sampled_from(["reschedule", "outside_window", "cancellation", "form"]))
            story.filed(when, kind, value, draw(st.none() | NAMES), filing=draw(IDS))
        case 1:
            story.received(draw(MOMENTS), when, draw(IDS))
        case 2:
            story.unit_changed(when, "zhengwufuwuju")
        case _:
            unit = draw(st.sampled_from(["assessors", "zhengwufuwuju"]))
            story.reviewed(when, draw(CODES), draw(DECISIONS), unit)


__all__ = ["MOMENTS", "PROGRAMME", "stories"]
