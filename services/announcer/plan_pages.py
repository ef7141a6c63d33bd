"""The office's pages for plans: a file is read, the draft reviewed, and adopted by decision."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import Field, ValidationError
from starlette.datastructures import URL

from contracts.values import Identifier
from services._kit.decider import Refused
from services._web.faults import NotFound
from services._web.forms import CORRECTABLE, Filled, FormModel, Invalid, filled
from services._web.http import running
from services._web.pages import PRIVATE, Pages, mount_assets
from services._web.running import Running
from services._web.signed_in import Posting, Visitor, posting, posting_file, signed_in
from services.announcer import drafts, wording
from services.announcer.importing import report
from services.announcer.importing.files import MOST_BYTES
from services.announcer.importing.remarks import Unreadable, Weight
from services.announcer.settings import ASSETS

PAGES = Pages("services.announcer", "layout_desk.html", ASSETS)
PAGES.environment.globals |= {"wording": wording, "report": report, "Weight": Weight}
UPLOADS = {"/plan/import": 2 * MOST_BYTES, "/api/announcer/plans": MOST_BYTES + 1}
"""A form holds a little more than its file; a file that is too large is told so in its words."""

router = APIRouter(prefix="/plan", route_class=PAGES.route, include_in_schema=False)
Looking = Annotated[Visitor, Depends(signed_in("office"))]


class FileForm(FormModel):
    """Which programme a file is the plan of."""

    programme: Identifier = Field(description="方案编号，字母、数字、_和-")
    pack: Identifier = Field(description="规则包编号，字母、数字、_和-")


@router.get("/import")
async def form(request: Request, visitor: Looking) -> Response:
    """The form for a file, and the drafts there are."""
    known = await running(request).pool.fetchrow(
        "select programme, data->>'pack' pack from programme order by programme limit 1"
    )
    return await _form(request, visitor, filled(**(known or {"pack": "daxing-2023"})))


@router.post("/import")
async def upload(
    request: Request, posted: Annotated[Posting, Depends(posting_file("office"))]
) -> Response:
    """Read the file; leads to the draft."""
    try:
        given = posted.form.read(FileForm)
        if posted.form.file is None:
            raise Invalid({"file": "请选择文件。"})
        id_ = await drafts.save(
            running(request).pool, name=posted.form.file.name, data=posted.form.file.data,
            programme=given.programme, pack=given.pack, by=posted.visitor.actor.subject,
            at=posted.write.now,
        )  # fmt: skip
    except Unreadable as error:
        refused = Filled(posted.form.values, {"file": error.message}, 422)
        return await _form(request, posted.visitor, refused)
    except CORRECTABLE as error:
        return await _form(request, posted.visitor, posted.form.refused(error))
    return _go(f"/plan/drafts/{id_}")


@router.get("/drafts/{draft}")
async def show(request: Request, draft: Identifier, visitor: Looking) -> Response:
    """The draft, and what adopting it would change."""
    return await _review(request, visitor, draft, filled())


@router.post("/drafts/{draft}")
async def adopt(
    request: Request,
    draft: Identifier,
    posted: Annotated[Posting, Depends(posting("office"))],
) -> Response:
    """Adopt it."""
    try:
        decision = _decision(posted.form.values)
        await drafts.adopt(
            running(request).pool, posted.write, await _saved(request, draft), decision
        )
    except Refused as error:
        name = f"cancel-{error.field}" if error.reason == "undecided" else ""
        name = "accept_doubts" if error.reason == "doubts_open" else name
        again = Filled(posted.form.values, {name: error.message}, 409)
        return await _review(request, posted.visitor, draft, again)
    except CORRECTABLE as error:
        return await _review(request, posted.visitor, draft, posted.form.refused(error))
    return _go(str(URL(f"/plan/drafts/{draft}").include_query_params(done="adopted")))


def _decision(values: Mapping[str, list[str]]) -> drafts.Adoption:
    """What the form says: ``gone-<activity>`` is keep or cancel, ``cancel-<activity>`` why."""
    gone = {
        name.removeprefix("gone-"): given[0]
        for name, given in values.items()
        if name.startswith("gone-")
    }
    cancelled = {it: values.get(f"cancel-{it}", [""])[0].strip() for it in gone}
    try:
        return drafts.Adoption(
            difference=values.get("difference", [""])[0],
            accept_doubts="accept_doubts" in values,
            cancel={it: cancelled[it] for it in gone if gone[it] == "cancel" and cancelled[it]},
            keep=frozenset(it for it, what in gone.items() if what == "keep"),
        )
    except ValidationError as error:
        raise Invalid({"": "表单不完整，或者原因超过200字。"}) from error


async def _form(request: Request, visitor: Visitor, form: Filled) -> Response:
    return PAGES.show(
        request, "plan/import.html", visitor=visitor, status=form.status, form=form,
        drafts=await drafts.recent(running(request).pool),
        most=MOST_BYTES // 1024 // 1024,
    )  # fmt: skip


async def _review(request: Request, visitor: Visitor, draft: str, form: Filled) -> Response:
    looked = await drafts.review(running(request).pool, await _saved(request, draft))
    return PAGES.show(
        request, "plan/draft.html", visitor=visitor, status=form.status, form=form, it=looked,
        saved=looked.saved, draft=looked.draft,
        done=request.query_params.get("done") == "adopted",
    )  # fmt: skip


async def _saved(request: Request, draft: str) -> drafts.Saved:
    saved = await drafts.find(running(request).pool, draft)
    if saved is None:
        raise NotFound("unknown_draft", "没有这份草案。")
    return saved


def _go(address: str) -> Response:
    return RedirectResponse(address, 303, PRIVATE)


def add_pages(app: FastAPI, service: Running) -> None:
    """Serve the pages' style sheets."""
    del service
    mount_assets(app, PAGES)
