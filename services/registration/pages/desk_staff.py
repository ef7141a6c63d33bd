"""The desk's form for the numbers of a unit's own staff, who ought not to pose as the public."""

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import Field as Asked

from services._web.faults import BadField
from services._web.forms import FormModel, Invalid, filled
from services.registration.applicants.marks import count_staff_numbers, keep_staff_numbers
from services.registration.contacts import normal_phone
from services.registration.pages.desk import Desk, Done, OfActivity
from services.registration.pages.desk_forms import Field, FormPage, form_page, submit
from services.registration.pages.desk_sign_up import PAGE
from services.registration.pages.frame import DESK

router = APIRouter(
    prefix="/desk/{programme}/{activity}", route_class=DESK.route, include_in_schema=False
)


class NumbersForm(FormModel):
    """The numbers, one a line."""

    numbers: str = Asked(description="号码，一行一个", max_length=20_000)


@router.get("/sign-up/staff")
async def page(desk: OfActivity) -> Response:
    """Where they are entered; those known before are not shown, since nobody can read them."""
    return form_page(desk, await _page(desk), PAGE, filled())


@router.post("/sign-up/staff")
async def save(doing: Done) -> Response:
    """Keep their hashes instead of those known before."""
    desk = doing.desk

    async def do() -> None:
        phones = _phones(doing.posted.form.read(NumbersForm).numbers)
        await keep_staff_numbers(desk.pool, desk.vault, desk.activity.lead_unit, phones)

    return await submit(doing, do, await _page(desk), PAGE, "staff")


async def _page(desk: Desk) -> FormPage:
    unit = desk.activity.lead_unit
    known = await count_staff_numbers(desk.pool, unit)
    return FormPage(
        "本单位工作人员的号码",
        [
            f"{desk.units.get(unit, unit)}人员以公众身份报名的，名单上加标注，只给经办人员看。",
            "号码只保存加密指纹，不能还原，也不显示；用别的号码报名的查不出来，仍须核实。",
            f"现在有{known}个，重新保存的全部替换。全单位各场活动共用。",
        ],
        [Field("area", "numbers", "号码", "一行一个，手机号或固定电话。", longest=20_000)],
        "保存",
    )


def _phones(typed: str) -> list[str]:
    """The numbers; a line that is none is named."""
    phones, wrong = [], []
    for line in filter(None, map(str.strip, typed.splitlines())):
        try:
            phones.append(normal_phone(line))
        except BadField:
            wrong.append(line)
    if wrong:
        raise Invalid({"numbers": f"这几行不是电话号码：{'、'.join(wrong[:5])}。"})
    return phones
