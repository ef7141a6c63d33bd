"""What must be true after a rush, as the log and the vault have it."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence

from tests.registration.crowd import Citizen, Crowd
from tests.registration.rush import RESERVE, SEATS, SESSION, Stage

_FACTS = """
select split_part(type, '.', 1) as fact, data ->> 'person' as person,
       (data ->> 'rank')::int as rank
from event where data ->> 'person' is not null order by pos
"""
GIVEN_UP = 5


async def prove(here: Stage, crowd: Crowd) -> list[str]:
    """Close, choose, confirm, replace; answers whatever is not as it should be."""
    signed_up, gone, wrong = await _everybody_once(here, crowd)
    pool = [person for person in signed_up if person not in gone]
    await here.must("/sign-up/close", SESSION, "close")
    rule = {"rule": "first_come", "seats": SEATS, "reserve": RESERVE}
    await asyncio.gather(
        *(
            here.staff("/selection", {**SESSION, **rule}, f"select-{n}", replica=n % 2)
            for n in range(4)
        )
    )
    selected, reserve = await _persons(here, "RepresentativeSelected"), await _in_reserve(here)
    if selected != pool[:SEATS]:
        wrong.append(f"selected are {len(selected)}, not the first {SEATS} in the order of sign-up")
    if reserve != pool[SEATS : SEATS + RESERVE]:
        wrong.append("the reserve is not the next in the order of sign-up")
    await _seat(here, selected)
    await _give_up(here, selected[:GIVEN_UP], reserve)
    seated = await _seated(here)
    if len(seated) != SEATS or max(seated.values(), default=0) != 1:
        wrong.append(f"{len(seated)} are seated, the busiest seat {max(seated.values())} times")
    moved_up = set(seated) - set(selected[GIVEN_UP:])
    if len(moved_up) != GIVEN_UP or not moved_up <= set(reserve):
        wrong.append(f"{GIVEN_UP} seats were given up, {len(moved_up)} people moved up")
    return wrong


async def _everybody_once(here: Stage, crowd: Crowd) -> tuple[list[str], set[str], list[str]]:
    """Those signed up in order, those who left, and who was lost or doubled."""
    signed_up = await _persons(here, "SignedUp")
    gone = set(await _persons(here, "SignUpWithdrawn"))
    held = await here.vault.read(here.pool, [f"person/{person}" for person in signed_up])
    codes = Counter((it["phone"], it["code"]) for it in held.values())
    phones = Counter(it["phone"] for it in held.values())
    wrong = []
    if lost := [it for it in crowd.citizens if it.code and codes[it.phone, it.code] != 1]:
        wrong.append(f"{len(lost)} acknowledged sign-ups are lost, the first {lost[0]}")
    if unanswered := [it for it in crowd.citizens if it.code is None]:
        wrong.append(f"{len(unanswered)} were never answered, the first {unanswered[0]}")
    if doubled := [phone for phone, times in phones.items() if times > 1]:
        wrong.append(f"{len(doubled)} numbers are on the sheet more than once")
    if len(signed_up) != len(set(signed_up)):
        wrong.append("somebody is on the sheet twice")
    if crowd.answers["another code"]:
        wrong.append("a repeat of the same form was answered with another code")
    wrong += _left(crowd.citizens, gone, {it["phone"]: person for person, it in _plain(held)})
    return signed_up, gone, wrong


def _plain(held: Mapping[str, Mapping[str, str]]) -> list[tuple[str, Mapping[str, str]]]:
    return [(item.removeprefix("person/"), values) for item, values in held.items()]


def _left(citizens: Sequence[Citizen], gone: set[str], person_of: Mapping[str, str]) -> list[str]:
    told = {person_of[it.phone] for it in citizens if it.left}
    return [] if told == gone else [f"{len(told)} were told that they left, {len(gone)} did"]


async def _seat(here: Stage, selected: Sequence[str]) -> None:
    """Two clerks confirm the same seats at once, one at each replica."""
    await asyncio.gather(
        *(
            here.must(
                "/seats",
                {**SESSION, "person": person, "method": "open_selection"},
                f"seat-{replica}-{person}",
                replica,
            )
            for person in selected
            for replica in (0, 1)
        )
    )


async def _give_up(here: Stage, persons: Sequence[str], reserve: Sequence[str]) -> None:
    """Some cannot come; for each seat two clerks name two people of the reserve at once."""
    for place, person in enumerate(persons):
        body = {**SESSION, "person": person, "reason": "cannot_come"}
        await here.must("/seats/release", body, f"release-{person}")
        await asyncio.gather(
            *(
                here.staff(
                    "/seats/replacement",
                    {**body, "by": reserve[2 * place + clerk]},
                    f"replace-{clerk}-{person}",
                    clerk,
                )
                for clerk in (0, 1)
            )
        )


async def _seated(here: Stage) -> Counter[str]:
    rows = await here.pool.fetch(
        "select person from person where activity = 'open-11' and seated_at is not null"
    )
    return Counter(row["person"] for row in rows)


async def _persons(here: Stage, fact: str) -> list[str]:
    return [row["person"] for row in await here.pool.fetch(_FACTS) if row["fact"] == fact]


async def _in_reserve(here: Stage) -> list[str]:
    rows = [row for row in await here.pool.fetch(_FACTS) if row["fact"] == "ReserveListed"]
    return [row["person"] for row in sorted(rows, key=lambda row: row["rank"])]
