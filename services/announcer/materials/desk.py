"""Who works at an activity's materials, and what is known of it."""

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request

from contracts.values import Identifier
from services._web.access import OWN_UNIT, checks
from services._web.http import running
from services._web.signed_in import Posting, posting_stream
from services.announcer import queries, wording
from services.announcer.acting import STAFF
from services.announcer.drafting.desk import Desk, Working, working
from services.announcer.materials import heard, rows
from services.announcer.materials.bundling import Known
from services.announcer.materials.keeping import Files
from services.announcer.people import people
from services.announcer.public.activity import in_force

BUNDLE = "materials"
"""An activity has one bundle on the built-in site; a later one takes its place."""


def files_of(request: Request) -> Files:
    """Where the service keeps files."""
    found: Files = running(request).equipment
    return found


@checks(OWN_UNIT)
async def uploading(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    posted: Annotated[Posting, Depends(posting_stream(*STAFF))],
) -> Working:
    """Whoever sends a file: the office, or people of the lead unit."""
    return await working(request, programme, activity, posted)


Uploading = Annotated[Working, Depends(uploading)]


def path_of(row: queries.ActivityRow) -> str:
    """Where the materials of an activity are prepared."""
    return f"/plan/activities/{row.programme}/{row.activity}/materials"


async def known_of(desk: Desk) -> Known:
    """What the system knows of the activity, as far as a bundle shows it."""
    row = desk.row
    published = [
        it
        for it in await queries.publications(desk.pool, row.programme, row.activity)
        if it.withdrawn_at is None and it.entry == "built_in"
    ]
    told = await people(desk.pool, row.programme, row.activity)
    came = await heard.came(desk.pool, row.programme, row.activity)
    seats = Counter(it.category for it in told.representatives if it.reserve is None)

    def titles(kind: str) -> list[tuple[str, str]]:
        out: dict[str, queries.PublicationRow] = {}
        for it in reversed(in_force(published, kind)):  # our own page before a connected channel's
            if it.reference not in out or not it.data.get("receipt"):
                out[it.reference] = it
        return [(it.data["title"], wording.anchor(it)) for it in out.values()]

    return Known(
        base=f"{row.programme}/{row.activity}",
        held=row.held_on is not None,
        notices=titles("notice"),
        agenda=[it["title"] for it in row.agenda],
        came=_named(came),
        seated=_named(seats),
        streamed="ended" in told.streams,
        questions=await heard.questions(desk.pool, row.programme, row.activity),
        recordings=await heard.recordings(desk.pool, row.programme, row.activity),
        results=titles("results"),
        files=await rows.files(desk.pool, row),
    )


def _named(counts: Mapping[Any, int]) -> dict[str, int]:
    """Counts by the categories' names, in the order in which the policy lists them."""
    return {name: counts[it] for it, name in wording.CATEGORIES.items() if it in counts}


async def out_of(desk: Desk) -> queries.PublicationRow | None:
    """The bundle that is out on the built-in site."""
    return await standing(desk.pool, desk.row.programme, desk.row.activity)


async def besides(desk: Desk) -> list[queries.PublicationRow]:
    """Bundles that are out and were not drafted here: over the API, or entered by hand."""
    published = await queries.publications(desk.pool, desk.row.programme, desk.row.activity)
    return [it for it in in_force(published, "materials") if it.reference != BUNDLE]


async def standing(
    database: queries.Database, programme: str, activity: str
) -> queries.PublicationRow | None:
    """The last bundle of an activity on the built-in site, unless it was taken down."""
    published = await queries.publications(database, programme, activity)
    ours = (it for it in published if it.kind == "materials" and it.entry == "built_in")
    last = next((it for it in ours if it.reference == BUNDLE), None)
    return last if last is not None and last.withdrawn_at is None else None
