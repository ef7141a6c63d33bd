"""Looks at published pages for ever: fetches, compares, and records what changed."""

import asyncio
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5

import structlog

from contracts.values import Entry
from services._kit.clock import until_beat
from services._kit.postgres import UNAVAILABLE
from services._kit.writer import Request
from services._web.running import Running
from services.announcer.domain.order import Given, Order
from services.announcer.domain.verifying import Found, RecordLook
from services.announcer.settings import Settings
from services.announcer.verifying import looks
from services.announcer.verifying.comparing import Expected, compare, decoded, text_of
from services.announcer.verifying.fetching import Gone, Unreachable, fetch
from services.announcer.verifying.schedule import UNREACHABLE, Seen

POLL = 1.0  # real seconds
RETRY = 5.0
ACTOR = "timer:page"

log = structlog.get_logger()


async def look(running: Running) -> None:
    """A background task of the service; where time is played, only if it is told to."""
    settings = running.settings
    if not isinstance(settings, Settings):
        raise TypeError(settings)
    wanted = settings.look_at_pages
    if wanted is False or (wanted is None and running.clock.simulated):
        return
    looker = Looker(running, str(settings.public_url), [str(it) for it in settings.trusted_pages])
    while True:
        try:
            if not await looker.turn():
                await asyncio.sleep(until_beat(POLL))
        except UNAVAILABLE as error:
            log.warning("looks_unreachable", error=type(error).__name__)
            await asyncio.sleep(RETRY)
        except Exception:
            log.exception("looking_failed")
            await asyncio.sleep(RETRY)


class Looker:
    """Takes pages that are due; several processes may, each another one."""

    def __init__(self, running: Running, public_url: str, trusted: list[str]) -> None:
        self._running, self._public_url = running, public_url
        self._trusted = [public_url, *trusted]

    async def turn(self) -> int:
        """Some pages; answers how many."""
        due = await looks.claim(self._running.pool, self._running.clock.now())
        ends = await asyncio.gather(*map(self._look, due), return_exceptions=True)
        for end in ends:  # only now: one page's error interrupts no other
            if end is not None:
                raise end
        return len(due)

    async def _look(self, due: looks.Due) -> None:
        running = self._running
        page = await looks.page(running.pool, due.publication)
        if page.over:
            await looks.leave(running.pool, due)
            return
        found = await self._found(page)
        state, detail = (UNREACHABLE, found) if isinstance(found, str) else (found.state, "")
        seen, now = Seen(state).after(due.state, due.in_a_row), running.clock.now()
        if isinstance(found, Found) and seen.sure:
            command = RecordLook(
                publication=str(due.publication), entry=Entry(page.entry), found=found
            )
            await running.writer.execute(
                Request(
                    id=uuid5(NAMESPACE_URL, f"look\n{due.publication}\n{now.isoformat()}"),
                    stream=f"activity:{page.programme}:{page.activity}",
                    command=Order(command, Given(ACTOR, now)),
                    occurred_at=now,
                    actor=ACTOR,
                    request_hash=b"",
                )
            )
        next_at = seen.next_look(now, page.published_at, page.last_day)
        await looks.keep(running.pool, due, seen, detail, now, next_at)

    async def _found(self, page: looks.Page) -> Found | str:
        """What is there, or why nothing is known of it."""
        address = urljoin(self._public_url, page.data["address"])
        try:
            fetched = await fetch(address, self._trusted)
        except Gone:
            return Found(state="gone")
        except Unreachable as error:
            return str(error)
        expected = Expected(page.data["title"], page.data["body"], page.data["elements"])
        text = decoded(fetched.content, fetched.charset)
        return await asyncio.to_thread(
            lambda: compare(expected, text_of(text) if fetched.html else text)
        )
