"""Search over both columns: titles, units, places and every text that is out, by substrings.

Chinese has no spaces between words, so a term is found anywhere; several terms must all be found.
"""

import asyncpg
from fastapi import APIRouter, Request
from starlette.responses import Response

from services._web.http import running
from services.announcer import queries
from services.announcer.public import reading
from services.announcer.public.frame import PAGES, page
from services.announcer.public.listing import paged
from services.announcer.queries import ActivityRow

LONGEST, MOST_TERMS = 50, 5

router = APIRouter(prefix="/public", route_class=PAGES.route, include_in_schema=False)

# What is searched of an activity; wording that was taken down or replaced is found no more.
_TEXTS = """
select activity.programme, activity.activity, lower(concat_ws(E'\\n',
  planned ->> 'title', planned ->> 'topic', planned ->> 'theme', host, place,
  coalesce(unit.name, routine_unit.name),
  (select string_agg(place, E'\\n') from session it
    where (it.programme, it.activity) = (activity.programme, activity.activity)),
  (select string_agg(concat_ws(E'\\n', data ->> 'title', data ->> 'body', data ->> 'elements',
      data ->> 'results'), E'\\n') from (
    select distinct on (kind, reference, channel, account) data from publication it
    where (it.programme, it.activity) = (activity.programme, activity.activity)
      and withdrawn_at is null
    order by kind, reference, channel, account, position desc) in_force))) as text
from activity
left join unit on (unit.programme, unit.unit) = (activity.programme, lead_unit)
left join routine_unit on (routine_unit.programme, routine_unit.unit)
  = (activity.programme, lead_unit)
"""


@router.get("/search")
async def search(request: Request, q: str = "") -> Response:
    """What was found, the latest activity first; without terms only the form."""
    asked = " ".join(terms(q))
    rows = await found(running(request).pool, terms(q)) if asked else []
    shown = paged(rows, reading.page_asked(request))
    return page(
        request,
        "search.html",
        title=f"搜索“{asked}”" if asked else "搜索",
        asked=asked,
        shown=shown,
        known=await reading.known(request, shown.items),
        now=running(request).clock.now(),
    )


def terms(given: str) -> list[str]:
    """What to look for; what is too long or too much is cut off."""
    printable = "".join(each if each.isprintable() else " " for each in given[:LONGEST])
    return printable.split()[:MOST_TERMS]


async def found(pool: asyncpg.Pool, wanted: list[str]) -> list[ActivityRow]:
    """The activities in whose texts all of it stands, the latest first, those undated last."""
    rows = await pool.fetch(
        f"select programme, activity from ({_TEXTS}) it where not exists ("  # noqa: S608 - our own words
        " select from unnest($1::text[]) term where position(lower(term) in text) = 0)",
        wanted,
    )
    keys = {(row["programme"], row["activity"]) for row in rows}
    every = await queries.activities(pool) if keys else []
    hits = [it for it in every if (it.programme, it.activity) in keys]
    dated = [it for it in hits if it.sessions]
    dated.sort(key=lambda it: max(each.ends_on for each in it.sessions), reverse=True)
    return dated + [it for it in hits if not it.sessions]
