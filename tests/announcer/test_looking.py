"""Pages that are fetched back from a real receiver: tampered and taken-down ones are noticed."""

import re
from typing import Any

from tests.announcer.composer import ACTIVITY, Composer
from tests.receivers import Answer, Website
from tests.serving import eventually

LOOKS = {"PublicationVerified", "PublicationFoundChanged", "PublicationFoundMissing"}


async def seen(composer: Composer) -> list[tuple[str, dict[str, Any]]]:
    return [(name, data) for name, data in await composer.api.log() if name in LOOKS]


async def looked(composer: Composer, state: str, in_a_row: int = 1) -> None:
    """Wait until the last look at every page came to this; its fact is recorded before that."""

    async def there() -> bool:
        rows = await composer.api.running.pool.fetch("select state, in_a_row from page_look")
        return {tuple(row) for row in rows} == {(state, in_a_row)}

    await eventually(there)


async def published(composer: Composer, website: Website) -> str:
    """The path of a page that was published and verified."""
    await composer.hand_over(await composer.ready())
    await looked(composer, "as_published")
    (path,) = website.pages
    return path


async def looked_twice(composer: Composer, expected: str) -> None:
    """A look at the next hour that one is due, and the one that makes sure."""
    for number, moment in ((1, "2023-08-01T15:30"), (2, "2023-08-01T15:45")):
        composer.api.clock.set(f"{moment}:00+08:00")
        await looked(composer, expected, number)


async def test_a_page_that_shows_the_notice_is_verified_and_a_site_that_is_down_is_no_fact(
    connected: Composer, website: Website
) -> None:
    path = await published(connected, website)
    ((name, event),) = await seen(connected)
    (row,) = await connected.api.running.pool.fetch("select id from publication")
    assert (name, event["publication"]) == ("PublicationVerified", str(row["id"]))
    assert "页面已核对" in (await connected.get(ACTIVITY)).text

    down: Answer = (503, {"Content-Type": "text/html"}, b"")
    website.answering_pages[path] = down
    connected.api.clock.set("2023-08-01T15:30:00+08:00")
    await looked(connected, "unreachable")
    assert len(await seen(connected)) == 1
    assert "页面打不开" in (await connected.get(ACTIVITY)).text


async def test_a_tampered_page_is_noticed_with_what_it_lacks_whoever_entered_it(
    connected: Composer, website: Website
) -> None:
    path = await published(connected, website)
    ((draft, account),) = await connected.api.running.pool.fetch(
        "select reference, account from publication"
    )
    draft = f"{ACTIVITY}/{draft}"
    claimed = await connected.post(
        f"{draft}/out", sha256=await connected.sha256(draft), channel="district_website",
        account=account, published_at="2023-08-01T08:30", address=website.origin + path,
        evidence="https://example.org/a.png",
    )  # fmt: skip
    assert claimed.status_code == 303, claimed.text
    await looked(connected, "as_published")
    website.pages[path] = re.sub(
        "2023年9月14日（星期四）", "2023年9月15日（星期五）", website.pages[path]
    )
    await looked_twice(connected, "changed")
    (_, _, *changed) = await seen(connected)
    assert [name for name, _ in changed] == ["PublicationFoundChanged"] * 2
    assert all("start_at" in event["lacks"] for _, event in changed)
    assert "页面内容与发布的不一致" in (await connected.get(ACTIVITY)).text


async def test_a_page_that_was_taken_down_is_noticed_and_that_it_is_back(
    connected: Composer, website: Website
) -> None:
    path = await published(connected, website)
    page = website.pages.pop(path)
    await looked_twice(connected, "gone")
    assert [name for name, _ in await seen(connected)][-1] == "PublicationFoundMissing"
    assert "页面已不存在" in (await connected.get(ACTIVITY)).text

    website.pages[path] = page
    connected.api.clock.set("2023-08-02T09:00:00+08:00")

    async def back() -> bool:
        return len(await seen(connected)) == 3

    await eventually(back)
    assert [name for name, _ in await seen(connected)][-1] == "PublicationVerified"
