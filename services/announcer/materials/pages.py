"""The pages where materials are gathered, looked at, published, and given to the media."""

from dataclasses import asdict
from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import Field

from contracts.values import ActivityKind, Channel, Entry, Identifier, Line
from services._kit.decider import Refused
from services._web.faults import BadField, NotFound
from services._web.forms import CORRECTABLE, Filled, FormModel, Invalid, filled
from services._web.pages import PRIVATE
from services._web.streamed import Arriving
from services.announcer.domain.holding import ProvidePressKit
from services.announcer.domain.materials import PublishMaterials
from services.announcer.domain.order import Command, Given, Order
from services.announcer.drafting.desk import Desk, Looking, Posted, Working
from services.announcer.drafting.pages import go
from services.announcer.materials import kit, rows
from services.announcer.materials.bundling import (
    PURPOSES,
    File,
    Item,
    digest,
    drafted,
    introduces,
    missing,
)
from services.announcer.materials.desk import (
    BUNDLE,
    Uploading,
    besides,
    files_of,
    known_of,
    out_of,
    path_of,
)
from services.announcer.materials.kinds import TRAITS, RefusedFile, safe_name, size
from services.announcer.materials.serving import LOCKED, disposition, handed_out
from services.announcer.materials.sniffing import TAKEN
from services.announcer.plan_pages import PAGES
from services.announcer.public.frame import site

PAGE = "/plan/activities/{programme}/{activity}/materials"
UPLOADS = "/plan/uploads/"
"""Below this the bodies are files, which are read as they come."""

router = APIRouter(route_class=PAGES.route, include_in_schema=False)


class Describing(FormModel):
    """What is said of a file."""

    purpose: Literal["photo", "introduction", "recording", "questions", "other"] = Field(
        description="文件的用途"
    )
    alt: Line = Field(min_length=4, description="文字说明，4至200字")


class Publishing(FormModel):
    """The title of a bundle, and what fixes what was looked at."""

    title: Line = Field(description="标题，200字以内")
    reviewed: str


class Providing(FormModel):
    """To how many media a kit was given."""

    recipients: int = Field(ge=1, le=1000)
    reviewed: str


@router.get(PAGE)
async def look(request: Request, desk: Looking) -> Response:
    """The bundle as it would be published now, and what it lacks."""
    return await _page(request, desk, filled(title=f"“{desk.row.planned['title']}”工作材料"[:200]))


@router.post(PAGE)
async def publish(request: Request, desk: Posted) -> Response:
    """Publish it on the activity's page, exactly as it was looked at."""
    items = drafted(await known_of(desk))
    try:
        given = desk.posted.form.read(Publishing)
        _same(items, given.reviewed)
        command = PublishMaterials(
            bundle=BUNDLE, channel=Channel.DISTRICT_WEBSITE, entry=Entry.BUILT_IN,
            column=ActivityKind(desk.row.kind), title=given.title, items=len(items),
            shows_introduction=introduces(items), content_sha256=given.reviewed,
        )  # fmt: skip
        await _record(desk, command, items)
    except CORRECTABLE as error:
        return await _page(request, desk, desk.posted.form.refused(error))
    await _delete_needless(request, desk)
    return go(f"{path_of(desk.row)}?done=published")


@router.get(PAGE + "/add")
async def ask(request: Request, desk: Looking) -> Response:
    """The form for one file."""
    return _upload(request, desk, filled(purpose=request.query_params.get("purpose")))


@router.post(UPLOADS + "{programme}/{activity}")
async def add(request: Request, desk: Uploading) -> Response:
    """Take a file while it arrives; one that is refused is not kept, and is told why."""
    form, arriving = desk.posted.form, _arriving(request)
    try:
        given = form.read(Describing)
        if not arriving.file_name:
            raise Invalid({"file": "请选择文件。"})
        kept = await files_of(request).take(desk.posted.write.scope, arriving.pieces())
        name = safe_name(arriving.file_name, kept.kind)
        file = File(name=name, added_at=desk.now, **asdict(kept), **dict(given))
        await rows.add(desk.pool, desk.row, file, desk.who.by)
    except RefusedFile as refused:
        await arriving.hear_out()
        return _upload(request, desk, Filled(form.values, {"file": refused.message}, 422))
    except CORRECTABLE as error:
        await arriving.hear_out()
        return _upload(request, desk, form.refused(error))
    return go(f"{path_of(desk.row)}?done=added")


@router.get(PAGE + "/files/{file}")
async def show(
    request: Request, desk: Looking, file: Identifier, *, preview: bool = False
) -> Response:
    """A file before it is published."""
    found = await rows.file(desk.pool, desk.row, file)
    if found is None or not await files_of(request).has(file):
        raise NotFound("unknown_file", "没有这个文件，或者已经删除。")
    return handed_out(request, files_of(request), found, preview=preview)


@router.post(PAGE + "/files/{file}/removal")
async def remove(request: Request, desk: Posted, file: Identifier) -> Response:
    """Take a file out of what is to be published; it is deleted unless it is public."""
    await rows.drop(desk.pool, desk.row, file, desk.now)
    await _delete_needless(request, desk)
    return go(f"{path_of(desk.row)}?done=removed")


@router.get(PAGE + "/press-kit")
async def ask_for_kit(request: Request, desk: Looking) -> Response:
    """What the media are given, and to whom it was given."""
    return await _kit(request, desk, filled())


@router.get(PAGE + "/press-kit.zip")
async def fetch_kit(request: Request, desk: Looking) -> Response:
    """The kit as one archive, packed while it is sent."""
    items = drafted(await known_of(desk))
    text = kit.facts(desk.row, items, site(request))
    files = kit.enclosed(items)
    packed = kit.packed([(kit.FACTS, text)], files, files_of(request).read, desk.now)
    name = f"{desk.row.planned['title']}媒体供稿.zip"
    headers = {**PRIVATE, **LOCKED, "Content-Disposition": disposition(name, "press-kit.zip")}
    return StreamingResponse(packed, headers=headers, media_type="application/zip")


@router.post(PAGE + "/press-kit")
async def provide(request: Request, desk: Posted) -> Response:
    """Record that the kit was given to media."""
    items = drafted(await known_of(desk))
    try:
        given = desk.posted.form.read(Providing)
        _same(items, given.reviewed)
        command = ProvidePressKit(recipients=given.recipients, content_sha256=given.reviewed)
        await _record(desk, command, items)
    except CORRECTABLE as error:
        return await _kit(request, desk, desk.posted.form.refused(error))
    return go(f"{path_of(desk.row)}/press-kit?done=provided")


def _arriving(request: Request) -> Arriving:
    found: Arriving | None = request.state.arriving
    if found is None:
        raise BadField("file", "multipart/form-data", "请选择文件。")
    return found


def _same(items: tuple[Item, ...], reviewed: str) -> None:
    if not items:
        raise Refused("nothing_to_publish", "还没有可以公开的材料。")
    if digest(items) != reviewed:
        raise Refused("stale", "看过以后内容有变化，请按现在的内容再核对一遍。")


async def _record(desk: Working, command: Command, items: tuple[Item, ...]) -> None:
    row = desk.row
    order = Order(command, Given(desk.who.by, desk.now))

    async def keep(connection: rows.Connection) -> None:
        await rows.keep_bundle(connection, row, digest(items), items)

    await desk.posted.write(f"activity:{row.programme}:{row.activity}", order, beside=keep)


async def _delete_needless(request: Request, desk: Desk) -> None:
    """What was taken out and is public no longer is nobody's any more: people are on photos."""
    out = await out_of(desk)
    for file in await rows.needless(desk.pool, desk.row, out.data["content_sha256"] if out else ""):
        await files_of(request).remove(file)


async def _page(request: Request, desk: Desk, form: Filled) -> Response:
    known = await known_of(desk)
    items = drafted(known)
    return PAGES.show(
        request, "plan/materials.html", visitor=desk.visitor, status=form.status, form=form,
        it=desk.row, base=known.base, path_here=path_of(desk.row), items=items,
        missing=missing(known), reviewed=digest(items), out=await out_of(desk),
        others=await besides(desk),
        done=request.query_params.get("done", ""),
    )  # fmt: skip


def _upload(request: Request, desk: Desk, form: Filled) -> Response:
    limits = {traits.name: size(traits.most) for traits in TRAITS.values()}
    return PAGES.show(
        request, "plan/upload.html", visitor=desk.visitor, status=form.status, form=form,
        it=desk.row, path_here=path_of(desk.row), purposes=PURPOSES, taken=TAKEN, limits=limits,
        action=f"{UPLOADS}{desk.row.programme}/{desk.row.activity}",
    )  # fmt: skip


async def _kit(request: Request, desk: Desk, form: Filled) -> Response:
    items = drafted(await known_of(desk))
    return PAGES.show(
        request, "plan/press_kit.html", visitor=desk.visitor, status=form.status, form=form,
        it=desk.row, path_here=path_of(desk.row), items=items, reviewed=digest(items),
        text=kit.facts(desk.row, items, site(request)),
        done=request.query_params.get("done", ""),
    )  # fmt: skip
