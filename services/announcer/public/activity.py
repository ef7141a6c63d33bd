"""The page of one activity, from the first notice to the adoption report."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.values import Identifier, OpinionResult, beijing_date
from services._web.http import running
from services.announcer import people, queries, wording
from services.announcer.materials.rows import bundle
from services.announcer.opinions import totals
from services.announcer.people import People, Representative
from services.announcer.public import reading
from services.announcer.public.frame import PAGES, missing, page
from services.announcer.public.listing import last_day, takes_place
from services.announcer.queries import ActivityRow, PublicationRow

router = APIRouter(prefix="/public", route_class=PAGES.route, include_in_schema=False)


@router.get("/activities/{programme}/{activity}")
async def show_activity(request: Request, programme: Identifier, activity: Identifier) -> Response:
    """One activity: its notices in force, its people, its changes and its materials."""
    database, now = running(request).pool, running(request).clock.now()
    row = await queries.activity(database, programme, activity)
    if row is None:
        return missing(request)
    heard = await people.people(database, programme, activity)
    published = [
        it
        for it in await queries.publications(database, programme, activity)
        if it.withdrawn_at is None
    ]
    over = bool(row.sessions) and last_day(row) < beijing_date(now)
    return page(
        request,
        "activity.html",
        title=row.planned["title"],
        it=row,
        base=f"{programme}/{activity}",
        people=heard,
        reserves=reserves(row, heard.representatives),
        signing_up=not row.cancelled and any(it.open_at(now) for it in heard.sign_ups),
        said=(await reading.known(request, [row])).said[programme, activity],
        now=now,
        over=over,
        steps=steps(row, published, heard, now),
        notices=told_once(in_force(published, "notice")),
        materials=[
            (it, await bundle(database, programme, activity, it.data["content_sha256"]))
            for it in in_force(published, "materials")
        ],
        reports=in_force(published, "publicity"),
        results=[_results(each) for each in in_force(published, "results")],
        changes=[
            (wording.change(type_, data, row.sessions), when)
            for type_, data, when in await queries.changes(database, programme, activity)
            if not data.get("first_declaration")
        ],
    )


def in_force(published: list[PublicationRow], kind: str) -> list[PublicationRow]:
    """Of each text on each channel only the last version, the last published first."""
    last: dict[tuple[str, str, str | None], PublicationRow] = {}
    for it in published:  # the last recorded comes first
        if it.kind == kind:
            last.setdefault((it.reference, it.channel, it.account), it)
    return sorted(last.values(), key=lambda it: it.published_at, reverse=True)


def told_once(notices: list[PublicationRow]) -> list[tuple[PublicationRow, bool]]:
    """Each notice, and whether its text is to be shown: the same on several channels once."""
    shown: list[tuple[object, ...]] = []
    told = []
    # Our own publication bears the text, whichever channel was first.
    for it in sorted(
        notices, key=lambda it: (it.entry != "built_in", bool(it.data.get("receipt")))
    ):
        text = (it.data["title"], _undated(it.data.get("body") or ""), it.data["elements"])
        told.append((it, text not in shown))
        shown.append(text)
    return sorted(told, key=lambda each: each[0].published_at, reverse=True)


def _undated(body: str) -> str:
    """All but the last line, the day of issue, which is each channel's own."""
    return body.rpartition("\n")[0] or body


def reserves(
    row: ActivityRow, representatives: Sequence[Representative]
) -> list[tuple[str, list[Representative]]]:
    """The reserve of each session by its ranks; named by its day where there are several."""
    found = []
    days = {"": "", **{it.session: f"{wording.session_day(it)}场次" for it in row.sessions}}
    for session, day in days.items():
        if listed := [it for it in representatives if it.reserve and it.session == session]:
            found.append((day if row.sessions[1:] else "", listed))
    return found


def steps(
    row: ActivityRow, published: list[PublicationRow], heard: People, now: datetime
) -> list[tuple[str, str]]:
    """How far the activity has come: each step is ``done``, ``now`` or ``ahead``."""
    kinds = {it.kind for it in published}
    # Who streamed has held it, whether or not somebody also said so.
    held = row.held_on is not None or heard.streams == {"ended"}
    opinions = heard.opinions
    taken = [("公告", "notice" in kinds, False)]
    if heard.sign_ups or row.form != "online":
        opened = any(it.open_at(now) for it in heard.sign_ups)
        closed = bool(heard.sign_ups) and all(
            it.state == "closed" or (it.state == "open" and not it.open_at(now))
            for it in heard.sign_ups
        )
        taken.append(("报名", (closed or held) and not opened, opened))
    taken += [
        ("活动", held, "live" in heard.streams or takes_place(row, beijing_date(now))),
        ("材料", "materials" in kinds, False),
        ("采纳情况", opinions.settled, opinions.received > 0),
    ]
    return [(name, "done" if done else "now" if begun else "ahead") for name, done, begun in taken]


def _results(published: PublicationRow) -> dict[str, Any]:
    """An adoption report: what it tells of each opinion, or where it stands elsewhere."""
    told = [OpinionResult.model_validate(it) for it in published.data.get("results") or ()]
    return {"publication": published, "told": told, "counts": totals(told)}
