"""Review of a notice: the secrecy check, the reviewer's page for a phone, the office's settings."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from contracts.values import Identifier, Line
from services._kit.decider import Refused
from services._web.faults import NotFound
from services._web.forms import CORRECTABLE, Filled, FormModel, Invalid, filled
from services._web.http import running
from services._web.signed_in import Posting, Visitor, posting, signed_in
from services.announcer import queries
from services.announcer.composing import differing
from services.announcer.drafting import steps
from services.announcer.drafting.desk import Deciding, Desk, Looking, Opened, Posted, Working
from services.announcer.drafting.pages import (
    DRAFT,
    NAMES,
    PAGES,
    against_public,
    consequence,
    go,
)
from services.announcer.drafting.rows import Version

SECRETS = (
    ("state", "没有国家秘密"),
    ("work", "没有工作秘密和内部事项"),
    ("business", "没有商业秘密"),
    ("personal", "没有不应公开的个人信息"),
    ("safety", "不影响国家安全、公共安全、经济安全和社会稳定"),
    ("consent", "涉及第三方的内容已征得同意"),
)
"""What a secrecy check looks at; a person says it of each."""

PAGES.environment.globals |= {"SECRETS": SECRETS}

router = APIRouter(route_class=PAGES.route, include_in_schema=False)


class Decision(FormModel):
    """What a reviewer decides on which text."""

    version: int
    sha256: str
    decision: Annotated[str, Field(pattern="^(approved|returned)$", description="审核结论")]
    remark: Line | None = None


class Way(FormModel):
    """How notices are reviewed: of one unit, or of all that have no way of their own."""

    unit: Identifier | None = None
    review_asked: bool = False
    review_days: int = Field(5, ge=1, le=60, description="1至60的整数")


@router.get(DRAFT + "/secrecy")
async def secrecy(request: Request, desk: Looking, draft: Identifier) -> Response:
    """The six points of the secrecy check beside the text."""
    return await _secrecy(request, desk, draft, filled())


@router.post(DRAFT + "/secrecy")
async def examine(request: Request, desk: Posted, draft: Identifier) -> Response:
    """Record that a person found nothing secret in exactly this text."""
    form, opened = desk.posted.form, await desk.open(draft)
    version = _same(opened, form.value("sha256"))
    if version is None:
        return await _secrecy(request, desk, draft, _stale(form.values))
    if set(form.values.get("nothing", ())) != {name for name, _ in SECRETS}:
        wrong = Filled(
            form.values, {"nothing": "六项都确认后才能记录；有问题的，请先修改内容。"}, 422
        )
        return await _secrecy(request, desk, draft, wrong)
    await steps.record(desk.pool, "examined", version, desk.who, desk.now)
    return go(f"{desk.path}/{draft}?done=examined")


@router.get(DRAFT + "/review")
async def review(request: Request, desk: Looking, draft: Identifier) -> Response:
    """What a reviewer reads on a phone: what changed, the text, and two answers."""
    return await _review(request, desk, draft, filled())


@router.post(DRAFT + "/review")
async def decide(request: Request, desk: Deciding, draft: Identifier) -> Response:
    """Approve exactly this text, or send it back with a remark."""
    form, opened = desk.posted.form, await desk.open(draft)
    try:
        given = form.read(Decision)
        version = _same(opened, given.sha256)
        if version is None:
            return await _review(request, desk, draft, _stale(form.values))
        _refuse(desk, opened, given)
    except CORRECTABLE as error:
        return await _review(request, desk, draft, form.refused(error))
    kind: steps.Kind = "approved" if given.decision == "approved" else "returned"
    await steps.record(desk.pool, kind, version, desk.who, desk.now, given.remark or "")
    return go(f"{desk.path}/{draft}/review?done={kind}")


@router.get("/compose/{programme}")
async def settings(
    request: Request,
    programme: Identifier,
    visitor: Annotated[Visitor, Depends(signed_in("office"))],
) -> Response:
    """How the programme's units review their notices."""
    return await _settings(request, programme, visitor, filled(review_days=5, review_asked="on"))


@router.post("/compose/{programme}")
async def set_way(
    request: Request, programme: Identifier, posted: Annotated[Posting, Depends(posting("office"))]
) -> Response:
    """Set it, for one unit or for all."""
    pool = running(request).pool
    try:
        given = posted.form.read(Way)
        known = {unit for unit, _ in await _units(request, programme)}
        if given.unit and given.unit not in known:
            raise Invalid({"unit": "请从列出的选项中选择。"})
    except CORRECTABLE as error:
        return await _settings(request, programme, posted.visitor, posted.form.refused(error))
    way = steps.Reviewing(given.review_asked, given.review_days)
    await steps.set_reviewing(pool, programme, given.unit or "", way)
    return go(f"/compose/{programme}?done=saved")


def _refuse(desk: Working, opened: Opened, given: Decision) -> None:
    if desk.who.by in opened.authors:
        raise Refused("own_text", "你参与了起草，须由另一名审核人审核。")
    if opened.submitted is None:
        raise Refused("not_submitted", "这一版没有送审，或者已经审核过。")
    if given.decision == "returned" and not given.remark:
        raise Refused("no_remark", "退回修改的，请写明意见。", "remark")
    if given.decision == "approved" and opened.meaning.open_questions:
        raise Refused("questions", "还有须先答复的问题，请退回起草人改正。")


def _same(opened: Opened, sha256: str) -> Version | None:
    """The newest version, if that is the text that was looked at."""
    return opened.newest if opened.newest.sha256 == sha256 else None


def _stale(values: object) -> Filled:
    del values  # what was ticked was ticked of another text
    return Filled({}, {"": "看过以后内容有修改，请按现在的内容重新确认。"}, 409)


async def _secrecy(request: Request, desk: Desk, draft: str, form: Filled) -> Response:
    opened = await desk.open(draft)
    return PAGES.show(
        request, "compose/secrecy.html", visitor=desk.visitor, status=form.status, form=form,
        desk=desk, it=opened, notice=opened.notice(), name=NAMES[opened.draft.name],
    )  # fmt: skip


async def _review(request: Request, desk: Desk, draft: str, form: Filled) -> Response:
    opened = await desk.open(draft)
    looked = next((it for it in opened.done if it.step in {"approved", "returned"}), None)
    before = next(
        (it for it in opened.versions if looked and it.sha256 == looked.sha256 and not it.aside),
        None,
    )
    return PAGES.show(
        request, "compose/review.html", visitor=desk.visitor, status=form.status, form=form,
        desk=desk, it=opened, notice=opened.notice(), name=NAMES[opened.draft.name],
        may=desk.visitor.may("reviewer") and desk.who.by not in opened.authors,
        before=before, looked=looked, public=against_public(opened),
        consequence=consequence(desk, opened),
        changes=differing.by_box(before.boxes, opened.newest.boxes) if before else (),
        done=request.query_params.get("done", ""),
    )  # fmt: skip


async def _settings(request: Request, programme: str, visitor: Visitor, form: Filled) -> Response:
    pool = running(request).pool
    units = await _units(request, programme)
    return PAGES.show(
        request, "compose/settings.html", visitor=visitor, status=form.status, form=form,
        programme=programme, units=units,
        ways=await steps.ways(pool, programme), names=dict(units),
        done=request.query_params.get("done") == "saved",
    )  # fmt: skip


async def _units(request: Request, programme: str) -> list[tuple[str, str]]:
    pool = running(request).pool
    if await queries.programme(pool, programme) is None:
        raise NotFound("unknown_programme", f"没有总体方案{programme}。")
    return await queries.units(pool, programme)
