"""Pages of everything that is out of an activity: confirmed, moved, taken down, entered by hand."""

import hashlib
from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field as Asked
from pydantic import StringConstraints

from contracts.canonical import canonical_json
from contracts.values import ActivityKind, Channel, Entry, Line
from services._kit.decider import Refused
from services._web.faults import NotFound
from services._web.forms import CORRECTABLE, BeijingTime, Filled, FormModel, Invalid, filled
from services.announcer import queries, wording
from services.announcer.acting import find_publication
from services.announcer.arranging.fields import ELSEWHERE, Field
from services.announcer.arranging.given import Elsewhere
from services.announcer.domain.materials import MoveMaterials, PublishMaterials, WithdrawMaterials
from services.announcer.domain.notices import WithdrawNotice
from services.announcer.drafting.channels import in_conflict
from services.announcer.drafting.desk import Desk, Looking, Posted
from services.announcer.drafting.pages import go
from services.announcer.http import Target
from services.announcer.plan_pages import PAGES
from services.announcer.public.activity import in_force
from services.announcer.queries import PublicationRow

PAGE = "/plan/activities/{programme}/{activity}/publications"
ONE = PAGE + "/{publication}"
DONE = {
    "entered": "已登记，待另一人确认。",
    "confirmed": "已确认。",
    "moved": "已登记移到新的栏目。",
    "withdrawn": "已登记撤下。",
}
_MOST_ITEMS = 100
_REASON = Field(
    "textarea", "reason", "原因", {"hint": "会公开，不写个人姓名。", "rows": 2, "maxlength": 200}
)

router = APIRouter(route_class=PAGES.route, include_in_schema=False)


class Withdrawing(FormModel):
    """Why something was taken down; of a notice elsewhere also when, if that was earlier."""

    reason: Line = Asked(description="原因，200字以内")
    occurred_at: BeijingTime | None = Asked(default=None, description="撤下的日期和时刻")


class Moving(FormModel):
    """Where materials stand now."""

    column: ActivityKind
    reason: Line = Asked(description="原因，200字以内")


class Entering(Elsewhere):
    """Materials that are out elsewhere."""

    column: ActivityKind | None = None
    items: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)
    ] = Asked(description="材料清单，一行一件")
    introduces: Literal["on"] | None = None

    def command(self, bundle: str) -> PublishMaterials:
        """The entry; its hash is of the list. Raises ``Invalid``."""
        items = [line.strip() for line in self.items.splitlines() if line.strip()]
        if len(items) > _MOST_ITEMS:
            raise Invalid({"items": f"最多{_MOST_ITEMS}件，多的合并写。"})
        return PublishMaterials(
            bundle=bundle, entry=Entry.MANUAL, column=self.column,
            items=len(items), shows_introduction=self.introduces is not None,
            content_sha256=hashlib.sha256(canonical_json(items)).hexdigest(), **self.entered(),
        )  # fmt: skip


@router.get(PAGE)
async def look(request: Request, desk: Looking) -> Response:
    """What is out and was taken down, by kind, the last recorded first."""
    programme, activity = desk.row.programme, desk.row.activity
    published = await queries.publications(desk.pool, programme, activity)
    return PAGES.show(
        request, "plan/publications.html", visitor=desk.visitor, it=desk.row, form=filled(),
        path_here=path_of(desk.row),
        published={it: [one for one in published if one.kind == it] for it in wording.PUBLICATIONS},
        standing=standing(published), movable=movable, removable=removable,
        in_conflict=in_conflict(it for it in published if it.kind == "notice"),
        confirmed=await queries.confirmed(desk.pool, programme, activity),
        done=DONE.get(request.query_params.get("done", "")),
    )  # fmt: skip


@router.get(PAGE + "/entry")
async def ask_for_entry(request: Request, desk: Looking) -> Response:
    """The form for materials that are out elsewhere."""
    known = filled(
        channel="district_website",
        column=desk.row.kind,
        title=f"“{desk.row.planned['title']}”工作材料",
    )
    return _entry(request, desk, known)


@router.post(PAGE + "/entry")
async def enter(request: Request, desk: Posted) -> Response:
    """Enter them; a second person confirms."""
    try:
        command = desk.posted.form.read(Entering).command(desk.name("materials"))
        target = Target(desk.row, desk.posted.write, desk.pool)
        await target.publish(command, "materials", command.bundle)
    except CORRECTABLE as error:
        return _entry(request, desk, desk.posted.form.refused(error))
    return go(f"{path_of(desk.row)}?done=entered")


async def found(desk: Looking, publication: UUID) -> PublicationRow:
    """A publication of the activity; 404 where there is none."""
    return await find_publication(desk.pool, desk.row, publication)


Found = Annotated[PublicationRow, Depends(found)]


@router.post(ONE + "/confirmation")
async def confirm(desk: Posted, publication: UUID) -> Response:
    """A second person confirms that the evidence shows what was entered."""
    await Target(desk.row, desk.posted.write, desk.pool).confirm(publication)
    return go(f"{path_of(desk.row)}?done=confirmed")


@router.get(ONE + "/withdrawal")
async def ask_for_withdrawal(request: Request, desk: Looking, it: Found) -> Response:
    """The form that says why it is down."""
    _refuse_unless(removable(it))
    return _withdrawal(request, desk, it, filled())


@router.post(ONE + "/withdrawal")
async def withdraw(request: Request, desk: Posted, it: Found) -> Response:
    """Take it down from its channel, or record that it was taken down there."""
    _refuse_unless(removable(it))
    channel = Channel(it.channel)
    command: WithdrawNotice | WithdrawMaterials
    try:
        given = desk.posted.form.read(Withdrawing)
        if given.occurred_at and given.occurred_at < it.published_at:
            raise Invalid({"occurred_at": f"不能早于发布时间{wording.moment(it.published_at)}。"})
        if it.kind == "notice":
            command = WithdrawNotice(
                notice=it.reference, channel=channel, account=it.account, reason=given.reason,
                occurred_at=given.occurred_at,
            )  # fmt: skip
        else:
            command = WithdrawMaterials(bundle=it.reference, channel=channel, reason=given.reason)
        await _order(desk, command)
    except CORRECTABLE as error:
        return _withdrawal(request, desk, it, desk.posted.form.refused(error))
    return go(f"{path_of(desk.row)}?done=withdrawn")


@router.get(ONE + "/move")
async def ask_for_move(request: Request, desk: Looking, it: Found) -> Response:
    """The form for the column where materials stand now."""
    _refuse_unless(movable(it))
    return _move(request, desk, it, filled(column=desk.row.kind))


@router.post(ONE + "/move")
async def move(request: Request, desk: Posted, it: Found) -> Response:
    """Record the column where they stand now; the time of the first publication stays."""
    _refuse_unless(movable(it))
    try:
        given = desk.posted.form.read(Moving)
        await _order(desk, MoveMaterials(bundle=it.reference, **dict(given)))
    except CORRECTABLE as error:
        return _move(request, desk, it, desk.posted.form.refused(error))
    return go(f"{path_of(desk.row)}?done=moved")


def path_of(row: queries.ActivityRow) -> str:
    """Where everything that is out of an activity is listed."""
    return f"/plan/activities/{row.programme}/{row.activity}/publications"


def standing(published: list[PublicationRow]) -> frozenset[UUID]:
    """Those in force: not taken down, and no later version in their place."""
    out = [it for it in published if it.withdrawn_at is None]
    return frozenset(it.id for kind in wording.PUBLICATIONS for it in in_force(out, kind))


def removable(it: PublicationRow) -> bool:
    """Whether it can be taken down: reports and results stay what was said at the time."""
    return it.kind in {"notice", "materials"} and it.withdrawn_at is None


def movable(it: PublicationRow) -> bool:
    """Whether it stands in a column that can be wrong."""
    return it.kind == "materials" and it.channel == "district_website" and removable(it)


def _refuse_unless(fits: bool) -> None:  # noqa: FBT001 - a question that was answered
    if not fits:
        raise NotFound("not_standing", "这一项现在不能办理，可能已经撤下。")


async def _order(desk: Posted, command: WithdrawNotice | WithdrawMaterials | MoveMaterials) -> None:
    happened_at = getattr(command, "occurred_at", None)
    answer = await Target(desk.row, desk.posted.write, desk.pool).order(command, happened_at)
    if not answer["events"]:
        raise Refused("no_change", "和现在记录的一样，没有变化。")


def _entry(request: Request, desk: Desk, form: Filled) -> Response:
    fields = [
        Field("select", "channel", "渠道", {"empty": None}, list(wording.CHANNELS.items())),
        Field(
            "select", "column", "栏目",
            {"required": False, "empty": "其他栏目", "hint": "区政府网站的，按实际所在的栏目选。"},
            list(wording.KINDS.items()),
        ),
        Field("field", "title", "标题", {"maxlength": 200}),
        Field("textarea", "items", "材料清单", {"hint": "一行一件，系统按清单计件数。", "rows": 4}),
        Field("checkbox", "introduces", "有介绍政策文件、工作情况的材料", {}),
        *ELSEWHERE,
    ]  # fmt: skip
    says = "已经在区政府网站、新媒体公布的材料，登记在这里，由另一人核对佐证后确认。"
    return _form(request, desk, "登记别处公布的材料", says, fields, form)


def _withdrawal(request: Request, desk: Desk, it: PublicationRow, form: Filled) -> Response:
    ours = it.entry == "built_in" and not it.data.get("receipt")
    how = (
        "撤下后公众页面不再显示，撤下的时间由系统记录。"
        if ours
        else "先在原渠道撤下，再在这里登记。"
    )
    when = Field(
        "field", "occurred_at", "撤下的时间",
        {"type": "datetime-local", "required": False, "hint": "不填的，记为现在。"},
    )  # fmt: skip
    fields = [_REASON, *([when] if it.kind == "notice" and it.entry == "manual" else [])]
    says = f"{wording.publication(it)}。{how}撤下的视为没有公布，限期前应当重新公布。"
    return _form(request, desk, f"撤下{wording.PUBLICATIONS[it.kind]}", says, fields, form)


def _move(request: Request, desk: Desk, it: PublicationRow, form: Filled) -> Response:
    fields = [Field("select", "column", "现在所在的栏目", {}, list(wording.KINDS.items())), _REASON]
    at = f"，在“{wording.KINDS[it.site_column]}”栏目" if it.site_column in wording.KINDS else ""
    says = f"{wording.publication(it)}{at}。先在网站上移好，再在这里登记。首次发布的时间不变。"
    return _form(request, desk, "移到别的栏目", says, fields, form)


def _form(  # noqa: PLR0913, PLR0917 - what the page shows
    request: Request, desk: Desk, title: str, says: str, fields: Sequence[Field], form: Filled
) -> Response:
    return PAGES.show(
        request, "plan/arrange.html", visitor=desk.visitor, status=form.status, form=form,
        it=desk.row, path_here=path_of(desk.row), place="发布记录", title=title, says=says,
        fields=fields, action="",
    )  # fmt: skip
