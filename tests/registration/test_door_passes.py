"""A day's pass: one door, one day, masked names, and nothing else."""

import re

import httpx

from services.registration.door.passes import COOKIE
from tests.registration.door_bench import DOOR, arrivals, seated
from tests.registration.pages_bench import DESK, Site, serve, site
from tests.serving import HANDLER

__all__ = ["serve", "site"]

PASSES = DOOR + "/passes"


async def issued(site: Site) -> str:
    """A new pass's word."""
    answer = await site.post(PASSES, {}, HANDLER)
    found = re.search(r"/desk/door#([\w-]+)<", answer.text)
    assert found is not None, answer.text
    return found[1]


async def ask(
    site: Site, path: str, word: str, form: dict[str, str] | None = None
) -> httpx.Response:
    """What a browser with a pass asks for, or posts."""
    headers = await site.headers(None) | {"Cookie": f"{COOKIE}={word}"}
    if form is None:
        return await site.client.get(path, headers=headers)
    return await site.client.post(path, data={**form, "key": "k"}, headers=headers)


async def test_a_helper_lets_people_in_on_the_day_and_sees_no_name(site: Site) -> None:
    seats = await seated(site, "赵一")
    word = await issued(site)
    assert word not in await site.get(PASSES, HANDLER)
    entered = await site.post("/desk/door", {"word": word})
    assert (entered.status_code, f"{COOKIE}={word}" in entered.headers["set-cookie"]) == (303, True)
    page = (await ask(site, entered.headers["location"], word)).text
    assert ("赵*" in page, "赵一" in page, "/account/sign-out" in page) == (True, False, False)
    csrf = re.findall(r'name="csrf" value="([^"]+)"', page)[0]
    forged = await ask(site, DOOR, word, {"person": seats["赵一"][0], "csrf": "x"})
    came = await ask(site, DOOR, word, {"person": seats["赵一"][0], "csrf": csrf})
    assert (forged.status_code, came.status_code) == (403, 303)
    assert await arrivals(site) == [("CheckedIn", seats["赵一"][0])]
    assert (await ask(site, DOOR + "/list", word)).json()["people"][0]["name"] == "赵*"


async def test_a_pass_opens_nothing_else_on_no_other_day_and_not_once_taken_back(
    site: Site,
) -> None:
    await seated(site, "赵一")
    word = await issued(site)
    for path in ("/attendance", "/sign-up", "/check-in/passes"):
        assert (await ask(site, DESK + path, word)).status_code == 303  # to sign in
    names = await ask(site, DESK + "/sign-up/names", word, {"purpose": "电话核实报名条件"})
    assert names.status_code == 401
    [name] = re.findall(r'name="id" value="(\w+)"', await site.get(PASSES, HANDLER))
    await site.done(PASSES + "/revocation", {"id": name}, HANDLER)
    assert (await ask(site, DOOR, word)).status_code == 303
    other = await issued(site)
    assert (await ask(site, DOOR, other)).status_code == 200

    site.api.clock.set("2023-09-15T00:00:00+08:00")
    assert (await ask(site, DOOR, other)).headers["location"] == "/desk/door"
    late = await site.post("/desk/door", {"word": other})
    assert (late.status_code, "不是今天的" in late.text) == (409, True)
