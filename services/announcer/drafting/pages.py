"""The composer's pages: an activity's notices, one draft with its boxes, versions and files."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import URL
from starlette.staticfiles import StaticFiles

from contracts.values import Identifier
from services._kit.postgres import transaction
from services._web.faults import NotFound
from services._web.forms import CORRECTABLE, Filled, filled
from services._web.pages import PRIVATE, Pages
from services._web.running import Running
from services.announcer import queries, wording
from services.announcer.composing import differing, prefill
from services.announcer.composing.boxes import BOXES, KINDS, OF_A_SESSION
from services.announcer.composing.checklist import State, elements_out
from services.announcer.composing.messages import short_message, wechat
from services.announcer.composing.notice import Level
from services.announcer.composing.questions import Weight
from services.announcer.composing.saying import said
from services.announcer.drafting import rows, steps
from services.announcer.drafting.channels import in_conflict
from services.announcer.drafting.desk import Desk, Looking, Opened, Posted, Working
from services.announcer.drafting.form import shown, typed
from services.announcer.settings import ASSETS

PAGES = Pages("services.announcer", "layout_desk.html", ASSETS)
VENDOR = "/plan/static/vendor"
PAGES.environment.globals |= {
    "wording": wording, "steps": steps, "State": State, "Level": Level, "Weight": Weight,
    "BOXES": BOXES, "OF_A_SESSION": OF_A_SESSION, "vendor": VENDOR,
}  # fmt: skip
UPLOADS = {"/compose/": 512 * 1024}
"""A form of long boxes: in a form a Chinese character takes nine bytes."""
ACTIVITY = "/compose/{programme}/{activity}"
DRAFT = ACTIVITY + "/{draft}"
NAMES = {
    "activity": "活动公告",
    "activity_selection": "活动公告暨遴选公告",
    "selection": "遴选公告",
    "change": "变更公告",
    "correction": "更正公告",
    "cancellation": "取消公告",
}
VIEWS = {"website": "区政府网站", "wechat": "公众号文章", "message": "短讯"}

router = APIRouter(route_class=PAGES.route, include_in_schema=False)


@router.get(ACTIVITY)
async def home(request: Request, desk: Looking) -> Response:
    """The notices of an activity: what is being written, what is out, what was done."""
    return await show_home(request, desk, filled())


@router.post(ACTIVITY)
async def begin(request: Request, desk: Posted) -> Response:
    """Begin a notice, with everything filled in that is known."""
    name = desk.posted.form.value("kind")
    if name not in KINDS:
        wrong = Filled(desk.posted.form.values, {"kind": "请选择公告的种类。"}, 422)
        return await show_home(request, desk, wrong)
    known = await desk.known()
    draft = rows.Draft(
        draft=hashlib.sha256(desk.posted.write.scope.encode()).hexdigest()[:16],
        programme=desk.row.programme, activity=desk.row.activity, name=name,
        about=prefill.about(known, KINDS[name]), begun_at=desk.now,
        begun_by=desk.who.by, publish_at=None, publish_by=None,
    )  # fmt: skip
    async with transaction(desk.pool) as connection:
        await rows.begin(connection, draft, prefill.boxes(known, KINDS[name]), desk.who)
    return go(f"{desk.path}/{draft.draft}")


@router.get(DRAFT)
async def show(
    request: Request, desk: Looking, draft: Identifier, view: Annotated[str, Query()] = "website"
) -> Response:
    """The eight boxes, the text they give, and the checklist."""
    opened = await desk.open(draft)
    return compose(request, desk, opened, shown(opened.newest.boxes), view)


@router.post(DRAFT)
async def save(
    request: Request, desk: Posted, draft: Identifier, view: Annotated[str, Query()] = "website"
) -> Response:
    """Keep what was typed; with ``then=submit`` it goes to the reviewer too."""
    form = desk.posted.form
    opened = await desk.open(draft)
    try:
        boxes = typed(form, opened.newest.boxes)
        based_on = int(form.value("over") or form.value("version"))
    except ValueError:
        based_on, boxes = 0, typed(form, opened.newest.boxes)
    except CORRECTABLE as error:
        return compose(request, desk, opened, form.refused(error), view)
    saved = await rows.save(
        desk.pool, opened.draft, boxes, based_on=based_on, who=desk.who, at=desk.now
    )
    if saved.conflict:
        return _conflict(request, desk, await desk.open(draft), saved, view)
    if form.value("then") == "submit":
        await steps.record(desk.pool, "submitted", saved.kept, desk.who, desk.now)
        return go(f"{desk.path}/{draft}/review")
    back = URL(f"{desk.path}/{draft}").include_query_params(view=view, done="saved")
    return go(str(back))


@router.get(DRAFT + "/versions")
async def versions(
    request: Request,
    desk: Looking,
    draft: Identifier,
    old: Annotated[int | None, Query()] = None,
    new: Annotated[int | None, Query()] = None,
) -> Response:
    """Every version, and the difference between two of them or from what is out."""
    opened = await desk.open(draft)
    known = {it.version: it for it in opened.versions}
    after = known.get(new or opened.newest.version)
    earlier = [it for it in opened.versions if after and it.version < after.version]
    before = known.get(old) if old else next((it for it in earlier if not it.aside), None)
    if after is None or (old and before is None):
        raise NotFound("unknown_version", "没有这一版。")
    return PAGES.show(
        request, "compose/versions.html", visitor=desk.visitor, desk=desk, it=opened,
        name=NAMES[opened.draft.name], before=before, after=after,
        changes=differing.by_box(before.boxes, after.boxes) if before else (),
        public=against_public(opened),
    )  # fmt: skip


@router.get(DRAFT + "/document.docx")
async def document(desk: Looking, draft: Identifier) -> Response:
    """The notice as a Word document, as it would be issued today."""
    notice = (await desk.open(draft)).notice()
    from services.announcer.composing.word import TYPE, docx  # noqa: PLC0415 - heavy, seldom asked

    name = quote(f"{notice.title}.docx")
    disposition = f"attachment; filename=\"notice.docx\"; filename*=UTF-8''{name}"
    headers = {**PRIVATE, "Content-Disposition": disposition}
    return Response(docx(notice), media_type=TYPE, headers=headers)


def compose(  # noqa: PLR0913, PLR0917 - what the page shows
    request: Request,
    desk: Desk,
    opened: Opened,
    form: Filled,
    view: str,
    conflict: Mapping[str, Any] | None = None,
) -> Response:
    """The composer itself."""
    meant = opened.meaning
    return PAGES.show(
        request, "compose/draft.html", visitor=desk.visitor, status=form.status, desk=desk,
        it=opened, form=form, name=NAMES[opened.draft.name], meaning=meant,
        notice=opened.notice(gaps=True), view=view if view in VIEWS else "website", views=VIEWS,
        article=wechat(opened.notice()), message=short_message(meant),
        checklist=opened.checklist, consequence=consequence(desk, opened), conflict=conflict,
        done=request.query_params.get("done", ""),
    )  # fmt: skip


def consequence(desk: Desk, opened: Opened) -> str:
    """Where compliance answers what publishing now would come to."""
    meant, row = opened.meaning, desk.row
    asked: list[tuple[str, str]] = [("activity", row.activity)]
    asked += [("kinds", it) for it in opened.draft.about.kinds]
    asked += [("elements", it) for it in elements_out(meant)]
    asked += [("announces", f"{it.session}:{it.day}") for it in meant.sessions if it.day]
    asked += [("review_days", str(opened.way.review_days))]
    return f"/wall/{row.programme}/publishing?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class AgainstPublic:
    """The draft beside the notice that is out: by element, and the whole text by sentence."""

    elements: Sequence[differing.BoxChange]
    text: tuple[differing.Part, ...]


def against_public(opened: Opened) -> AgainstPublic | None:
    """Beside this notice's own text that is out, else the activity's last; None before any."""
    out = opened.out or [it for it in opened.published if it.withdrawn_at is None]
    if not out:
        return None
    told = out[0].data
    return AgainstPublic(
        differing.by_element(told["elements"], said(opened.meaning)),
        differing.by_sentence(told["body"] or "", opened.notice().plain()),
    )


def go(address: str) -> Response:
    """The page to look at after a form."""
    return RedirectResponse(address, 303, PRIVATE)


def add_pages(app: FastAPI, service: Running) -> None:
    """Serve htmx where set-up has put it; the style sheets stand with those of the plan's pages."""
    if (vendored := service.settings.static_dir) is not None:
        app.mount(VENDOR, StaticFiles(directory=vendored))


def _conflict(
    request: Request, desk: Working, opened: Opened, saved: rows.Saved, view: str
) -> Response:
    """Both texts: what was typed stays in the form, what stands there now beside it."""
    told = {
        "newest": saved.newest,
        "mine": saved.kept,
        "changes": differing.by_box(saved.newest.boxes, saved.kept.boxes),
        "based_on": desk.posted.form.value("version"),
    }
    message = (
        f"{saved.newest.saver}在你填写时保存了新的一版。你填的已另存为第{saved.kept.version}版。"
    )
    form = Filled(desk.posted.form.values, {"": message}, 409)
    return compose(request, desk, opened, form, view, told)


async def show_home(request: Request, desk: Desk, form: Filled) -> Response:
    """The notices of an activity, with what is to be put right in a form."""
    programme, activity = desk.row.programme, desk.row.activity
    drafts = [
        await desk.open(it.draft) for it in await rows.drafts_of(desk.pool, programme, activity)
    ]
    published = [
        it
        for it in await queries.publications(desk.pool, programme, activity)
        if it.kind == "notice"
    ]
    return PAGES.show(
        request, "compose/home.html", visitor=desk.visitor, status=form.status, desk=desk,
        form=form, names=NAMES, drafts=drafts,
        published=published, in_conflict=in_conflict(published),
        confirmed=await queries.confirmed(desk.pool, programme, activity),
        done=request.query_params.get("done", ""),
    )  # fmt: skip
