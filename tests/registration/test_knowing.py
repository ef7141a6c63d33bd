"""What registration remembers of others' facts."""

from datetime import date

from contracts.events.announcer import EventScheduled, ProgrammeAmended
from contracts.events.compliance import RoutineUnitRegistered
from contracts.values import SelectionMethod, Session, Unit
from services.registration.known import units
from tests.registration.telling_bench import ABOUT, Outbox

DAY = date(2023, 9, 14)
SESSION = Session(session="s1", starts_on=DAY, ends_on=DAY)
OPENLY, INVITED = SelectionMethod.OPEN_SELECTION, SelectionMethod.DIRECTED_INVITATION


async def test_a_second_schedule_adds_to_the_ways_in_which_people_are_chosen(
    outbox: Outbox,
) -> None:
    for methods in ((OPENLY,), (INVITED,), ()):
        scheduled = EventScheduled(**ABOUT, sessions=(SESSION,), selection_methods=methods)
        await outbox.hear(scheduled)

    known = await outbox.pool.fetchval("select selection_methods from known_activity")
    assert known == ["directed_invitation", "open_selection"]


async def test_what_is_read_again_fills_in_what_was_not_kept_before(outbox: Outbox) -> None:
    await outbox.pool.execute("update known_activity set title = null, kind = null")
    await outbox.announce()

    known = await outbox.pool.fetchrow("select title, kind from known_activity")
    assert tuple(known or ()) == ("走进工地", "open_day")


async def test_a_unit_outside_the_plan_has_a_name_too(outbox: Outbox) -> None:
    await outbox.hear(
        RoutineUnitRegistered(programme="daxing-2023", unit="qingyundian", unit_name="青云店镇")
    )

    assert (await units(outbox.pool, "daxing-2023"))["qingyundian"] == "青云店镇"


def amended(office: str, **names: str) -> ProgrammeAmended:
    """A plan that names these units, and which of them is the office."""
    return ProgrammeAmended(
        programme="daxing-2023",
        title="总体方案",
        issued_by="区政府办",
        season_start=date(2023, 8, 1),
        season_end=date(2023, 12, 31),
        office_unit=office,
        units=tuple(Unit(unit=unit, name=name) for unit, name in names.items()),
        content_sha256="0" * 64,
        decided_by="office-1",
    )


async def test_an_amended_plan_adds_and_renames_units_and_forgets_none(outbox: Outbox) -> None:
    await outbox.hear(amended("center", center="政务中心", jiugong="旧宫镇", caiyu="采育镇"))
    await outbox.hear(amended("bureau", center="政务中心", jiugong="旧宫地区", bureau="政务局"))

    assert await units(outbox.pool, "daxing-2023") == {
        "bureau": "政务局", "caiyu": "采育镇", "center": "政务中心", "jiugong": "旧宫地区",
    }  # fmt: skip
    offices = await outbox.pool.fetch("select unit from known_unit where office")
    assert [row["unit"] for row in offices] == ["bureau"]
