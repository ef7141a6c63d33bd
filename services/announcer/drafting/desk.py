"""Who works at a draft of which activity, and what is seen of it: asked for by every page."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Annotated

import asyncpg
from fastapi import Depends, Request

from contracts.values import Identifier, beijing_date
from services._web.access import OWN_UNIT, checks
from services._web.faults import NotFound
from services._web.http import running
from services._web.signed_in import Posting, Visitor, posting, signed_in
from services.announcer import queries
from services.announcer.acting import STAFF, find_activity, find_own_activity
from services.announcer.composing.checklist import Point, checklist, filled
from services.announcer.composing.meaning import Meaning, meaning
from services.announcer.composing.notice import Notice
from services.announcer.composing.prefill import Known, last_announced
from services.announcer.composing.texts import notice
from services.announcer.drafting import rows, steps
from services.announcer.drafting.channels import Package, package
from services.announcer.people import people


@dataclass(frozen=True, slots=True)
class Desk:
    """An activity in front of somebody who may work on it."""

    row: queries.ActivityRow
    visitor: Visitor
    pool: asyncpg.Pool
    now: datetime

    @property
    def path(self) -> str:
        """Where its notices are written."""
        return f"/compose/{self.row.programme}/{self.row.activity}"

    @property
    def who(self) -> rows.Person:
        """The visitor as rows name them."""
        return rows.Person(
            self.visitor.actor.subject, self.visitor.name or self.visitor.actor.subject
        )

    async def draft(self, draft: str) -> rows.Draft:
        """One of the activity's drafts."""
        found = await rows.find(self.pool, draft)
        if found is None or (found.programme, found.activity) != (
            self.row.programme, self.row.activity,
        ):  # fmt: skip
            raise NotFound("unknown_draft", "没有这份公告草稿。")
        return found

    async def open(self, draft: str) -> "Opened":
        """A draft with everything that is seen of its newest version."""
        return await opened_at(self.pool, await self.draft(draft), self.now)

    async def known(self) -> Known:
        """What fills the boxes before anybody typed."""
        row = self.row
        published = await queries.publications(self.pool, row.programme, row.activity)
        told = await people(self.pool, row.programme, row.activity)
        openly = await queries.selects_openly(self.pool, row.programme, row.activity)
        return Known(
            kind=row.kind,
            unit_name=row.unit_name,
            subject=row.planned["topic"],
            form=row.form,
            account=row.account,
            host=row.host,
            agenda=row.agenda,
            sessions=row.sessions,
            open_selection=openly or bool(told.sign_ups),
            sign_ups=told.sign_ups,
            announced=last_announced(
                it.data for it in published if it.kind == "notice" and it.withdrawn_at is None
            ),
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft as it stands: versions and steps from the last to the first."""

    draft: rows.Draft
    row: queries.ActivityRow
    versions: list[rows.Version]
    done: list[steps.Step]
    published: list[queries.PublicationRow]
    way: steps.Reviewing
    now: datetime

    @property
    def newest(self) -> rows.Version:
        """The version in force."""
        return next(it for it in self.versions if not it.aside)

    @property
    def meaning(self) -> Meaning:
        """The newest version as read now, beside the dates that are in force now."""
        scheduled = {it.session: it.starts_on for it in self.row.sessions}
        about = self.draft.about.model_copy(update={"scheduled": scheduled})
        return meaning(about, self.newest.boxes, self.now)

    def notice(self, *, dated: date | None = None, gaps: bool = False) -> Notice:
        """The text if it went out today, or as it went out on another day."""
        return notice(self.meaning, dated or beijing_date(self.now), gaps=gaps)

    def package(self, dated: date | None = None) -> Package:
        """What is ready to go out, today or as it went out on another day."""
        return package(self.draft, self.meaning, self.notice(dated=dated))

    @property
    def checklist(self) -> list[Point]:
        """What is there and what is missing."""
        told = steps.for_checklist(self.done, self.newest, self.way, self.published)
        return checklist(self.meaning, told)

    @property
    def filled(self) -> int:
        """How many boxes say something."""
        return filled(self.meaning)

    @property
    def submitted(self) -> steps.Step | None:
        """That this very text waits for a reviewer."""
        return steps.current(self.done, self.newest.sha256, "submitted", "approved", "returned")

    @property
    def approved(self) -> steps.Step | None:
        """That this very text was approved."""
        return steps.current(self.done, self.newest.sha256, "approved", "returned")

    @property
    def examined(self) -> steps.Step | None:
        """That this very text passed the secrecy check."""
        return steps.current(self.done, self.newest.sha256, "examined")

    @property
    def out(self) -> list[queries.PublicationRow]:
        """Where the notice is out, the last first."""
        return [
            it
            for it in self.published
            if it.reference == self.draft.draft and it.withdrawn_at is None
        ]

    @property
    def on_site(self) -> bool:
        """Whether this very text is out on the built-in site."""
        out = any(it.entry == "built_in" and not it.data.get("receipt") for it in self.out)
        return out and steps.current(self.done, self.newest.sha256, "published") is not None

    @property
    def authors(self) -> set[str]:
        """Whoever wrote at it: none of them reviews it."""
        return {it.saved_by for it in self.versions if not it.aside}


async def opened_at(pool: asyncpg.Pool, draft: rows.Draft, now: datetime) -> Opened:
    """A draft with all that belongs to it."""
    row = await find_activity(pool, draft.programme, draft.activity)
    published = await queries.publications(pool, draft.programme, draft.activity)
    return Opened(
        draft=draft,
        row=row,
        versions=await rows.versions_of(pool, draft.draft),
        done=await steps.steps_of(pool, draft.draft),
        published=[it for it in published if it.kind == "notice"],
        way=await steps.reviewing(pool, draft.programme, row.lead_unit),
        now=now,
    )


@checks(OWN_UNIT)
async def looking(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    visitor: Annotated[Visitor, Depends(signed_in(*STAFF))],
) -> Desk:
    """Whoever looks: the office, or people of the lead unit."""
    service = running(request)
    row = await find_own_activity(service.pool, programme, activity, visitor.actor)
    return Desk(row, visitor, service.pool, service.clock.now())


@dataclass(frozen=True, slots=True)
class Working(Desk):
    """The same with a form that was posted."""

    posted: Posting

    def name(self, kind: str = "") -> str:
        """An id of its own for what a form records, the same when it is sent again."""
        scope = f"{self.posted.write.scope}\n{kind}"
        return f"f{sha256(scope.encode()).hexdigest()[:16]}"


@checks(OWN_UNIT)
async def working(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    posted: Annotated[Posting, Depends(posting(*STAFF))],
) -> Working:
    """Whoever posts a form: the office, or people of the lead unit."""
    pool = running(request).pool
    row = await find_own_activity(pool, programme, activity, posted.visitor.actor)
    return Working(row, posted.visitor, pool, posted.write.now, posted)


@checks(OWN_UNIT)
async def deciding(
    request: Request,
    programme: Identifier,
    activity: Identifier,
    posted: Annotated[Posting, Depends(posting("reviewer"))],
) -> Working:
    """Whoever decides on a review: a reviewer of the lead unit."""
    return await working(request, programme, activity, posted)


Looking = Annotated[Desk, Depends(looking)]
Posted = Annotated[Working, Depends(working)]
Deciding = Annotated[Working, Depends(deciding)]
