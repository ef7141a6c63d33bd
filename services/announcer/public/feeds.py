"""What programs read: calendar files, and what is new in a column as Atom and as JSON Feed."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.values import Identifier, timestamp
from services._web.http import running
from services._web.icalendar import MEDIA_TYPE
from services.announcer import queries, wording
from services.announcer.public import reading
from services.announcer.public.calendars import Dated, calendar
from services.announcer.public.frame import PAGES, kept, missing, site
from services.announcer.public.listing import COLUMNS, last_day
from services.announcer.public.news import Entry, news, path_of
from services.announcer.queries import ActivityRow

ATOM, JSON_FEED = "application/atom+xml; charset=utf-8", "application/feed+json; charset=utf-8"
_LONG_AGO = timedelta(days=366)
_BEGINNING = datetime.fromtimestamp(0, UTC)
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

router = APIRouter(prefix="/public", route_class=PAGES.route, include_in_schema=False)


@router.get("/activities/{programme}/{activity}/calendar.ics")
async def calendar_of_activity(
    request: Request, programme: Identifier, activity: Identifier
) -> Response:
    """One activity for one's own calendar."""
    row = await queries.activity(running(request).pool, programme, activity)
    if row is None or not row.sessions:
        return missing(request)
    return await _calendar(request, row.planned["title"], [row])


@router.get("/{slug}.ics")
async def calendar_of_column(request: Request, slug: str) -> Response:
    """Every activity of a column, from a year ago on, to subscribe to."""
    if slug not in COLUMNS:
        return missing(request)
    rows = await queries.activities(running(request).pool, kind=COLUMNS[slug])
    since = reading.today(request) - _LONG_AGO
    dated = [it for it in rows if it.sessions and last_day(it) >= since]
    return await _calendar(request, wording.KINDS[COLUMNS[slug]], dated)


@router.get("/{slug}.atom")
async def atom(request: Request, slug: str) -> Response:
    """What is new in a column, as Atom (RFC 4287)."""
    if slug not in COLUMNS:
        return missing(request)
    entries = await news(request, slug)
    text = PAGES.environment.get_template("column.atom").render(
        title=wording.KINDS[COLUMNS[slug]],
        base=site(request),
        page=f"/public/{slug}",
        entries=entries,
        changed_at=_changed_at(entries),
        stamp=timestamp,
    )
    return kept(request, _NOT_IN_XML.sub("", text), ATOM, changed_at=_changed_at(entries))


@router.get("/{slug}.json")
async def json_feed(request: Request, slug: str) -> Response:
    """The same as JSON Feed 1.1."""
    if slug not in COLUMNS:
        return missing(request)
    entries, base = await news(request, slug), site(request)
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": wording.KINDS[COLUMNS[slug]],
        "language": "zh-CN",
        "home_page_url": f"{base}/public/{slug}",
        "feed_url": f"{base}/public/{slug}.json",
        "items": [
            {
                "id": it.id,
                "url": base + it.path,
                "title": it.title,
                "content_text": it.text,
                "date_published": timestamp(it.published_at),
                "date_modified": timestamp(it.recorded_at),
            }
            for it in entries
        ],
    }
    text = json.dumps(told, ensure_ascii=False)
    return kept(request, text, JSON_FEED, changed_at=_changed_at(entries))


async def _calendar(request: Request, name: str, rows: Sequence[ActivityRow]) -> Response:
    keys = [(it.programme, it.activity) for it in rows]
    facts = await queries.last_facts(running(request).pool, keys)
    dated = [
        Dated(it, *facts[key], site(request) + path_of(it))
        for key, it in zip(keys, rows, strict=True)
    ]
    changed_at = max((it.changed_at for it in dated), default=_BEGINNING)
    return kept(request, calendar(name, dated), MEDIA_TYPE, changed_at=changed_at)


def _changed_at(entries: Sequence[Entry]) -> datetime:
    return max((it.recorded_at for it in entries), default=_BEGINNING)
