"""People with a seat, on the day itself."""

from tests.registration.pages_bench import API, DESK, Site, opened

NINE = "2023-09-14T09:00:00+08:00"
DOOR = DESK + "/check-in"


async def seated(site: Site, *names: str) -> dict[str, tuple[str, str]]:
    """People with a seat on the day itself: each one's id and code."""
    await opened(site, seats="3")
    codes = {
        name: await site.sign_up(name, f"1380000000{number}") for number, name in enumerate(names)
    }
    found = await site.api.running.pool.fetch("select person from person order by signed_up_at")
    seats = {}
    for name, row in zip(names, found, strict=True):
        seat = {"person": row["person"], "session": "s1", "category": "parent",
                "method": "open_selection"}  # fmt: skip
        await site.api.record(API + "/seats", seat)
        seats[name] = (row["person"], codes[name])
    site.api.clock.set(NINE)
    return seats


async def arrivals(site: Site) -> list[tuple[str, str]]:
    return [
        (name, data["person"])
        for name, data in await site.api.log()
        if name in {"CheckedIn", "WalkedIn"}
    ]
