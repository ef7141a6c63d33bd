"""Publishing from the composer: one page that names the channels, and asks before it acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from contracts.values import Channel, Entry, Identifier, Line, beijing_date
from services._kit.decider import Refused
from services._kit.postgres import transaction
from services._web.forms import CORRECTABLE, BeijingTime, Filled, FormModel, Invalid, filled
from services._web.http import running
from services.announcer import queries
from services.announcer.connected.deliveries import deliveries_of
from services.announcer.connected.ways import Connected, connected
from services.announcer.domain.notices import PublishNotice
from services.announcer.domain.order import Given, Order
from services.announcer.drafting import releasing, rows, steps
from services.announcer.drafting.channels import Release
from services.announcer.drafting.desk import Desk, Looking, Opened, Posted, Working
from services.announcer.drafting.pages import DRAFT, NAMES, PAGES, consequence, go

router = APIRouter(route_class=PAGES.route, include_in_schema=False)

_WORDS = {"channel", "account", "title", "elements"}
LONGEST_AHEAD = timedelta(days=366)


class Publishing(FormModel):
    """Publish now or at a moment; why without review, where the unit asks for one."""

    sha256: str
    reason: Line | None = None
    at: BeijingTime | None = Field(None, description="日期和时刻，例如2023-10-16 09:30")
    also: tuple[str, ...] = ()


class Elsewhere(FormModel):
    """Where a notice is out that a person published: the claim and its evidence."""

    sha256: str
    channel: Channel
    account: Line | None = None
    published_at: BeijingTime = Field(description="日期和时刻，例如2023-10-16 09:30")
    address: Line = Field(description="文章的网址")
    evidence: Line = Field(description="截图或者存证的地址")
    note: Line | None = None


@router.get(DRAFT + "/publish")
async def ask(request: Request, desk: Looking, draft: Identifier) -> Response:
    """What would go out where, and what is not done yet."""
    return await show_page(request, desk, draft, filled())


@router.post(DRAFT + "/publish")
async def publish(request: Request, desk: Posted, draft: Identifier) -> Response:
    """Publish on the built-in site now."""
    form, opened = desk.posted.form, await desk.open(draft)
    try:
        given = agreed(form.read(Publishing), opened)
        release = releasing.released(opened, desk.who, left_out(opened, given.reason))
        key = f"{desk.posted.write.scope}\n{opened.newest.sha256}"
        site = releasing.BuiltIn(running(request), key, _also(request, given))
        await site.publish(release)
    except CORRECTABLE as error:
        return await show_page(request, desk, draft, form.refused(error))
    return go(f"{desk.path}/{draft}/publish?done=published")


@router.post(DRAFT + "/schedule")
async def schedule(request: Request, desk: Posted, draft: Identifier) -> Response:
    """Publish this very text at a moment."""
    form, opened = desk.posted.form, await desk.open(draft)
    try:
        given = agreed(form.read(Publishing), opened)
        release = releasing.released(opened, desk.who, left_out(opened, given.reason))
        at = _ahead(given.at, desk.now)
        await releasing.schedule(desk.pool, release, at, _also(request, given))
    except CORRECTABLE as error:
        return await show_page(request, desk, draft, form.refused(error))
    running(request).timers.wake()
    return go(f"{desk.path}/{draft}/publish?done=scheduled")


@router.post(DRAFT + "/unschedule")
async def unschedule(desk: Posted, draft: Identifier) -> Response:
    """Take back a publication that was scheduled."""
    found = await desk.draft(draft)
    async with transaction(desk.pool) as connection:
        await rows.unschedule(connection, found.draft, desk.now, f"{desk.who.name}取消")
    return go(f"{desk.path}/{draft}/publish")


@router.post(DRAFT + "/out")
async def enter(request: Request, desk: Posted, draft: Identifier) -> Response:
    """Enter where a person published it; a second person confirms the evidence."""
    form, opened = desk.posted.form, await desk.open(draft)
    try:
        given = form.read(Elsewhere)
        _same(opened, given.sha256)
        release = releasing.released(opened, desk.who, dated=beijing_date(given.published_at))
        await ByHand(desk, given, opened.out).publish(release)
    except CORRECTABLE as error:
        return await show_page(request, desk, draft, form.refused(error))
    return go(f"{desk.path}/{draft}/publish?done=entered")


@dataclass(frozen=True, slots=True)
class ByHand:
    """A person who published elsewhere: what they claim is recorded, for another to confirm.

    What is ``out`` there with the same words is the same text, whatever day it bears.
    """

    desk: Working
    claim: Elsewhere
    out: Sequence[queries.PublicationRow]

    async def publish(self, release: Release) -> None:
        """Record the claim; its own time of entry stands beside it."""
        desk, claim, draft = self.desk, self.claim, release.version.draft
        command = release.package.told(
            PublishNotice, claim.channel, entry=Entry.MANUAL, account=claim.account,
            published_at=claim.published_at, address=claim.address,
            evidence={"address": claim.evidence, "note": claim.note},
        )  # fmt: skip
        words = command.model_dump(mode="json", include=_WORDS)
        for it in self.out:
            if words == {name: it.data[name] for name in _WORDS}:
                command = command.model_copy(update={"body": it.data["body"]})
        on_record = await queries.claimed_times(desk.pool, desk.row, "notice", draft, claim.channel)
        past = claim.published_at if claim.published_at <= release.at else None
        order = Order(command, Given(release.who.by, release.at, on_record))

        async def keep(connection: Any) -> None:
            await steps.record(connection, "entered", release.version, release.who, release.at)

        stream = f"activity:{desk.row.programme}:{desk.row.activity}"
        await desk.posted.write(stream, order, past, beside=keep)


def _also(request: Request, given: Publishing) -> list[Connected]:
    ways = connected(running(request).settings)
    return [ways[it] for it in given.also if it in ways]


def agreed(given: Publishing, opened: Opened) -> Publishing:
    """What was agreed to: the text that was seen, with a reason where a step was left out."""
    _same(opened, given.sha256)
    left = releasing.unreviewed(opened)
    if left and given.reason is None:
        raise Invalid({"reason": f"这一版没有{left}，请写明直接发布的原因。"})
    return given


def _same(opened: Opened, sha256: str) -> None:
    if opened.newest.sha256 != sha256:
        raise Refused("stale", "看过以后内容有修改，请按现在的内容重新确认。")


def left_out(opened: Opened, reason: str | None) -> str:
    """The remark of a publication without all its steps."""
    left = releasing.unreviewed(opened)
    return f"没有{left}，原因：{reason}" if left else ""


def _ahead(at: datetime | None, now: datetime) -> datetime:
    if at is None:
        raise Invalid({"at": "请填写日期和时刻，例如2023-10-16 09:30。"})
    if at <= now:
        raise Invalid({"at": "定时发布的时刻已经过去。要现在发布，请用上面的按钮。"})
    if at > now + LONGEST_AHEAD:
        raise Invalid({"at": "定时发布最远在一年以内。"})
    return at


async def show_page(request: Request, desk: Desk, draft: str, form: Filled) -> Response:
    """What would go out where, with what is to be put right."""
    opened = await desk.open(draft)
    try:
        package, hindered = releasing.ready(opened), ""
    except Refused as refused:
        package, hindered = opened.package(), refused.message
    ways = connected(running(request).settings).values()
    return PAGES.show(
        request, "compose/publish.html", visitor=desk.visitor, status=form.status, form=form,
        desk=desk, it=opened, name=NAMES[opened.draft.name], package=package, hindered=hindered,
        left=releasing.unreviewed(opened), consequence=consequence(desk, opened),
        ways=ways, also=[(it.key, it.account) for it in ways],
        handed=await deliveries_of(desk.pool, draft), now=desk.now,
        done=request.query_params.get("done", ""),
    )  # fmt: skip
