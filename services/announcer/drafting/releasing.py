"""Putting a draft before the public: at once, or at a set moment by a timer."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import asyncpg
import structlog

from contracts.envelope import Envelope
from contracts.events.announcer import EventCancelled, EventRescheduled
from contracts.values import Channel, Entry, NoticeKind, Session
from services._kit.decider import Refused
from services._kit.postgres import transaction
from services._kit.timers import TimerRow, cancel_timer, set_timer
from services._kit.writer import Request
from services._web.running import Running
from services.announcer import wording
from services.announcer.connected.deliveries import drop, hand_over
from services.announcer.connected.ways import Connected, connected
from services.announcer.domain.notices import PublishDraft
from services.announcer.domain.order import Given, Order
from services.announcer.drafting import rows, steps
from services.announcer.drafting.channels import Package, Release
from services.announcer.drafting.desk import Opened, opened_at

TIMER = "publish-notice"
LONGEST_TITLE, LONGEST_BODY = 200, 20_000
_ENDING = {
    EventCancelled.ce_type(): "活动已取消",
    EventRescheduled.ce_type(): "活动已改期",
}
log = structlog.get_logger()


def ready(opened: Opened, dated: date | None = None) -> Package:
    """What goes out; refused while a question is open, no date is named or nothing takes place."""
    package = opened.package(dated)
    if opened.meaning.open_questions:
        raise Refused("questions", "还有须先答复的问题，请返回修改。")
    if not package.announces:
        raise Refused("no_date", "公告没有写日期，请返回填写活动时间。")
    if len(package.title) > LONGEST_TITLE or len(package.body) > LONGEST_BODY:
        raise Refused("too_long", "标题超过200字或者全文超过2万字，请改短。")
    row = opened.row
    scheduled = {it.session for it in row.sessions}
    if not scheduled.issuperset(it.session for it in package.announces):
        raise Refused("not_scheduled", "活动还没有排期，请先安排日期。")
    if row.cancelled and not opened.draft.about.writes(NoticeKind.CANCELLATION):
        raise Refused("cancelled", "活动已经取消，只能发布取消公告。")
    return package


def unreviewed(opened: Opened) -> str:
    """What was left out that the unit asks for; policy asks for neither, so it is recorded."""
    left = [] if opened.examined else ["保密审查"]
    if opened.way.review_asked and not opened.approved:
        left.append("审核")
    return "、".join(left)


def released(
    opened: Opened, who: rows.Person, remark: str = "", dated: date | None = None
) -> Release:
    """The newest text on its way out; refused as ``ready`` refuses."""
    package = ready(opened, dated)
    told = {it.session for it in package.announces}
    sessions = tuple(
        Session.model_validate(asdict(it))
        for it in opened.row.sessions
        if it.session in told and not it.cancelled
    )
    return Release(package, opened.newest, sessions, who, opened.now, remark)


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """Minsheng's own site: published by the very command that records it, at the server's time.

    In the transaction of the fact, it is handed to the channels ``also``, and the draft's step is
    kept. What was set for ``due`` goes out only while it still is.
    """

    running: Running
    key: str
    also: Sequence[Connected] = ()
    due: datetime | None = None

    async def publish(self, release: Release) -> None:
        """Publish now; the same key again is the same publication."""
        draft, who = release.package.draft, release.who
        command = release.package.told(
            PublishDraft, Channel.DISTRICT_WEBSITE, entry=Entry.BUILT_IN, sessions=release.sessions
        )

        async def keep(connection: Any) -> None:
            await self._keep(connection, release)

        request = Request(
            id=uuid5(NAMESPACE_URL, self.key),
            stream=f"activity:{draft.programme}:{draft.activity}",
            command=Order(command, Given(who.by, release.at)),
            occurred_at=release.at,
            actor=who.by,
            request_hash=b"",
            beside=keep,
        )
        recorded = await self.running.writer.execute(request)
        if not recorded.events:  # exactly this text is out already
            async with transaction(self.running.pool) as connection:
                await keep(connection)

    async def _keep(self, connection: asyncpg.Connection, release: Release) -> None:
        draft = release.version.draft
        kept = await connection.execute(
            "update notice_draft set publish_at = null, publish_by = null"
            " where draft = $1 and ($2::timestamptz is null or publish_at = $2)",
            draft, self.due,
        )  # fmt: skip
        if kept == "UPDATE 0":
            raise Refused("unscheduled", "定时发布已取消。")
        await cancel_timer(connection, rows.timer_of(draft))
        await steps.record(
            connection, "published", release.version, release.who, release.at, release.remark
        )
        for to in self.also:
            await hand_over(connection, to, release)


async def schedule(
    pool: asyncpg.Pool, release: Release, at: datetime, also: Sequence[Connected]
) -> None:
    """Set the moment at which exactly the newest text goes out."""
    version, who = release.version, release.who
    named = f"同时交{'、'.join(it.account for it in also)}" if also else ""
    remark = "；".join(filter(None, (f"{wording.moment(at)}发布", named, release.remark)))
    async with transaction(pool) as connection:
        await connection.execute(
            "update notice_draft set publish_at = $2, publish_by = $3 where draft = $1",
            version.draft, at, who.by,
        )  # fmt: skip
        payload = {
            "draft": version.draft, "sha256": version.sha256, "also": [it.key for it in also],
        }  # fmt: skip
        await set_timer(connection, rows.timer_of(version.draft), TIMER, at, payload)
        await steps.record(connection, "scheduled", version, who, release.at, remark)


async def fire(running: Running, timer: TimerRow) -> None:
    """Publish what was scheduled, once: the command's id follows from timer and moment."""
    pool = running.pool
    draft = await rows.find(pool, timer.payload["draft"])
    if draft is None or draft.publish_at != timer.due_at or draft.publish_by is None:
        return  # taken back, set to another moment, or out already
    opened = await opened_at(pool, draft, running.clock.now())
    who = rows.Person(draft.publish_by, "定时发布")
    if opened.newest.sha256 != timer.payload["sha256"]:
        return
    ways = connected(running.settings)
    site = BuiltIn(
        running,
        key=f"{timer.id}\n{timer.due_at.isoformat()}",
        also=[ways[it] for it in timer.payload.get("also", ()) if it in ways],
        due=timer.due_at,
    )
    try:
        await site.publish(released(opened, who))
    except Refused as refused:
        log.warning("scheduled_notice_refused", draft=draft.draft, reason=refused.reason)
        async with transaction(pool) as connection:
            why = f"到时没有发布：{refused.message}"
            await rows.unschedule(connection, draft.draft, timer.due_at, why)


class Unscheduling:
    """What is cancelled or moved is not announced on the old terms: its timers are taken back."""

    async def apply(self, connection: asyncpg.Connection, events: Any) -> None:
        """In the transaction of the cancellation or the new date."""
        for envelope in events:
            await self._apply(connection, envelope)

    async def _apply(self, connection: asyncpg.Connection, envelope: Envelope) -> None:
        if (why := _ENDING.get(envelope.type)) is None:
            return
        for draft in await rows.drafts_of(
            connection, envelope.programme or "", envelope.activity or ""
        ):
            if not draft.about.writes(NoticeKind.CANCELLATION):
                told = f"{why}，定时发布已取消"
                await rows.unschedule(connection, draft.draft, envelope.recorded_at, told)
                await drop(connection, draft.draft)
