"""A form of the desk as a value: its words and fields, shown by one template."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from fastapi.responses import Response

from services._web.faults import NotFound
from services._web.forms import Filled, Invalid
from services.registration import queries, signing_up
from services.registration.equipment import equipment
from services.registration.pages.code_shown import status_qr
from services.registration.pages.desk import Desk, Doing, carry_out, show

Kind = Literal["text", "tel", "number", "datetime-local", "area", "radios", "checkboxes", "select"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it is called, what is expected, what there is to choose from."""

    kind: Kind
    name: str
    label: str
    hint: str | None = None
    required: bool = True
    options: Sequence[tuple[str, str]] = ()
    longest: int | None = None


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page with one form: the title says what will be done, ``says`` what follows from it."""

    title: str
    says: Sequence[str]
    fields: Sequence[Field]
    submit: str
    told: Sequence[str] = ()
    """A notice that is read out before anything is written down."""

    hidden: Mapping[str, str] = field(default_factory=dict)


MAIL = Field("text", "mail", "电子邮箱", "填了的，通知发到邮箱。", required=False, longest=254)
"""Asked for only where mail is sent."""


def form_page(desk: Desk, it: FormPage, page: str, form: Filled) -> Response:
    """The form, which leads back to ``page``."""
    shown = fields_of(desk, it)
    return show(desk, "form", page, form=form, it=shown, back=desk.here(page), headline=it.title)


def fields_of(desk: Desk, it: FormPage) -> FormPage:
    """The form without what is not asked for here."""
    if equipment(desk.request).mails:
        return it
    return replace(it, fields=[field for field in it.fields if field is not MAIL])


async def submit(
    doing: Doing, do: Callable[[], Awaitable[Any]], it: FormPage, page: str, done: str
) -> Response:
    """Do what was asked for and go on to ``page``, or show the form with what is wrong."""

    async def again(form: Filled) -> Response:
        return form_page(doing.desk, it, page, form)

    return await carry_out(doing, do(), doing.desk.here(page, done), again)


async def show_code(doing: Doing, title: str, code: str, page: str, again: str) -> Response:
    """The look-up code to tell somebody; a number known before keeps the code it has."""
    desk = doing.desk
    try:
        await signing_up.find_person(desk.pool, desk.vault, code)
    except NotFound:
        code = ""
    return show(
        desk, "code", page, headline=title, title=title, code=code,
        qr=status_qr(desk.request, code) if code else "",
        back=desk.here(page), again=desk.here(again),
    )  # fmt: skip


async def refuse_shared(doing: Doing, name: str, phone: str) -> None:
    """One number is one person: say whose it is already, and what to do for a second one."""
    person = await signing_up.person_of(doing.target, phone)
    if person is None:
        return
    item = f"person/{person}"
    held = (await doing.desk.vault.read(doing.desk.pool, [item])).get(item, {}).get("name")
    if held is not None and held != name:
        raise Invalid(
            {
                "phone": f"这个号码在本活动已经登记了{queries.masked(held)}，一个号码登记一人。"
                "家里还有人参加的，请留另一个手机号或固定电话；名字写错的，先核实本人再更正。"
            }
        )
