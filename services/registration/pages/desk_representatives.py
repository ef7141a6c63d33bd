"""The desk's part 代表: chosen, confirmed, invited, replaced; how the groups are represented."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field as Asked

from contracts.values import (
    Identifier,
    Line,
    PersonCategory,
)
from services._web.forms import CORRECTABLE, Filled, FormModel, filled
from services.registration import signing_up
from services.registration.contacts import Contact
from services.registration.domain.seats import (
    AnswerInvitation,
    RecordSizeReason,
)
from services.registration.equipment import mail_left
from services.registration.pages import reading, wording
from services.registration.pages.citizens import MailAddress, Name, Telephone
from services.registration.pages.desk import (
    Desk,
    Done,
    OfActivity,
    carry_out,
    people_here,
    show,
)
from services.registration.pages.desk_forms import (
    MAIL,
    Field,
    FormPage,
    form_page,
    refuse_shared,
    show_code,
    submit,
)
from services.registration.pages.frame import DESK
from services.registration.pages.reading import is_open

router = APIRouter(
    prefix="/desk/{programme}/{activity}", route_class=DESK.route, include_in_schema=False
)

PAGE = "representatives"
SEATED = frozenset({"seated", "checked_in"})

INVITATION = FormPage(
    "登记定向邀请",
    ["邀请后由本人凭查询码答复，也可以电话答复后由工作人员登记。"],
    [
        Field("text", "name", "姓名", longest=30),
        Field("tel", "phone", "电话", "手机号，或带区号的固定电话。", longest=20),
        MAIL,
        Field("radios", "category", "类别", options=wording.options(wording.CATEGORIES)),
        Field(
            "text",
            "reason",
            "邀请理由",
            "随名单公开，例如：区政协委员，长期关注教育。不要写姓名、电话和证件号码。",
            longest=100,
        ),
    ],
    "登记邀请",
)
SIZE = FormPage(
    "说明人数",
    ["代表总数和30人左右相差较多的，写明原因。说明会公开，不要写个人姓名。"],
    [Field("area", "reason", "原因", longest=200)],
    "保存",
)


class InvitationForm(FormModel):
    """Who is invited."""

    name: Name
    phone: Telephone
    mail: MailAddress | None = None
    category: PersonCategory
    reason: Line = Asked(description="邀请理由，随名单公开", max_length=100)


class AnswerForm(FormModel):
    """What the invited person said."""

    person: Identifier
    answer: Literal["accept", "decline"]


class SizeForm(FormModel):
    """Why the number differs."""

    reason: Line


@router.get("/representatives")
async def page(desk: OfActivity) -> Response:
    """Who was chosen, who waits, and the groups."""
    return await show_representatives(desk, filled())


async def show_representatives(desk: Desk, form: Filled) -> Response:
    """The page, with what is wrong with a form of it."""
    row = desk.row
    people = await people_here(desk)
    lists = {
        "selected": [it for it in people if it["state"] == "selected"],
        "seated": [it for it in people if it["state"] in SEATED],
        "reserve": sorted(
            (it for it in people if it["reserve_rank"] is not None),
            key=lambda it: it["reserve_rank"],
        ),
        "invited": [it for it in people if it["state"] in {"invited", "declined"}],
        "freed": [it for it in people if it["state"] in {"released", "withdrawn"}],
    }
    may_select = row["open"] is not None and not is_open(row, desk.now) and not row["decided_at"]
    return show(
        desk, "representatives", PAGE, form=form, lists=lists, quota=quota(people),
        headline=_headline(desk, lists), may_select=may_select, size_reason=await _reason(desk),
        off=row["cancelled"] or row["session_cancelled"],
    )  # fmt: skip


async def _reason(desk: Desk) -> str | None:
    return await reading.size_reason(desk.pool, *desk.key, desk.row["session"])


def _headline(desk: Desk, lists: Mapping[str, Sequence[Any]]) -> str:
    row = desk.row
    parts = [
        f"代表已确认{len(lists['seated'])}人",
        f"待确认{len(lists['selected'])}人" if lists["selected"] else "",
        f"候补{len(lists['reserve'])}人" if lists["reserve"] else "",
    ]
    if row["open"] is not None and not row["decided_at"]:
        parts.append("报名还没有截止" if is_open(row, desk.now) else "可以遴选")
    return "，".join(it for it in parts if it) + "。"


def quota(people: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How many seats each group has; facts only, the compliance wall judges."""
    seated = [it for it in people if it["state"] in SEATED]
    counts = Counter(it["category"] for it in seated)
    groups = [_group(group, names, counts) for group, names in wording.GROUPS.items()]
    named = {name for names in wording.GROUPS.values() for name in names}
    others = {name: count for name, count in counts.items() if name not in named}
    if others:
        groups.append(("其他", sum(others.values()), wording.counted(wording.CATEGORIES, others)))
    return {
        "groups": groups,
        "total": len(seated),
    }


def _group(group: str, names: Sequence[str], counts: Mapping[str, int]) -> tuple[str, int, str]:
    shown = {name: counts.get(name, 0) for name in names}
    detail = wording.counted(wording.CATEGORIES, shown) if len(names) > 1 else ""
    return group, sum(shown.values()), detail


@router.get("/representatives/invitation")
async def invitation(desk: OfActivity) -> Response:
    """Whom the unit invites directly."""
    return form_page(desk, INVITATION, PAGE, filled())


@router.post("/representatives/invitation")
async def invite(doing: Done) -> Response:
    """Invite; the code is shown this once, to be told."""
    try:
        given = doing.posted.form.read(InvitationForm)
        await refuse_shared(doing, given.name, given.phone)
        answer = await signing_up.invite_person(
            doing.target,
            Contact(
                given.name,
                given.phone,
                mail=mail_left(doing.desk.request, given.mail),
            ),
            session=doing.desk.session,
            category=given.category,
            reason=given.reason,
        )
    except CORRECTABLE as error:
        return form_page(doing.desk, INVITATION, PAGE, doing.posted.form.refused(error))
    return await show_code(doing, "邀请已登记", answer["code"], PAGE, "representatives/invitation")


@router.post("/representatives/answer")
async def answer(doing: Done) -> Response:
    """Enter what the invited person said on the telephone."""
    desk = doing.desk

    async def do() -> None:
        given = doing.posted.form.read(AnswerForm)
        command = AnswerInvitation(
            session=desk.session, person=given.person, accepted=given.answer == "accept"
        )
        await doing.target.represent(command)

    return await carry_out(
        doing, do(), desk.here(PAGE, "answered"), lambda it: show_representatives(desk, it)
    )


@router.get("/representatives/size-reason")
async def size(desk: OfActivity) -> Response:
    """Why the number of people differs from about 30."""
    return form_page(desk, SIZE, PAGE, filled(reason=await _reason(desk)))


@router.post("/representatives/size-reason")
async def explain_size(doing: Done) -> Response:
    """Say it."""

    async def do() -> None:
        given = doing.posted.form.read(SizeForm)
        command = RecordSizeReason(session=doing.desk.session, reason=given.reason)
        await doing.target.represent(command)

    return await submit(doing, do, SIZE, PAGE, "reason")
