"""The page at the door: a code scanned or typed, a person found in the list, a guest taken in.

Without a script it is a list with forms. With one it holds the list for the day, keeps arrivals
while there is no network, and sends them when there is (static/door*.js).
"""

import json
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse, Response
from pydantic import ValidationError

from contracts.values import Identifier, PersonCategory, beijing_date
from services._kit.decider import Refused
from services._web.faults import BadField, NotFound
from services._web.forms import CORRECTABLE, Filled, FormModel, filled
from services._web.pages import PRIVATE
from services.registration.contacts import Name
from services.registration.door import arriving, listing, passes, sealing
from services.registration.door.keepers import AtDoor, LettingIn
from services.registration.pages import wording
from services.registration.pages.citizens import Consenting, Telephone
from services.registration.pages.desk import DONE, Desk, Doing
from services.registration.pages.frame import DESK

router = APIRouter(
    prefix="/desk/{programme}/{activity}", route_class=DESK.route, include_in_schema=False
)

PAGE = "check-in"
VENDOR = "/desk/static/vendor"
_WORKER = Path(__file__).parents[1] / "static" / "door-worker.js"
CAMERA = {"Permissions-Policy": "camera=(self), microphone=(), geolocation=()"}
"""Here alone a page may ask for the camera."""


class ComingForm(FormModel):
    """Who came: from the list, or by the code they show."""

    person: Identifier | None = None
    code: arriving.Shown | None = None


class GuestForm(Consenting):
    """Who came without a seat."""

    name: Name
    phone: Telephone | None = None
    category: PersonCategory


@router.get("/check-in")
async def page(desk: AtDoor) -> Response:
    """Who is expected, with a button each, and who is here."""
    return await _page(desk, filled())


async def _page(desk: Desk, form: Filled) -> Response:
    people = await listing.expected(desk.pool, desk.vault, desk.key, desk.row["session"])
    here = sorted(
        (it for it in people if it["checked_in_at"] is not None),
        key=lambda it: it["checked_in_at"],
        reverse=True,
    )
    helper = desk.visitor.may(passes.HELPER)  # whom the frame offers nothing
    response = DESK.show(
        desk.request, "desk/check_in.html", visitor=None if helper else desk.visitor,
        keeper=desk.visitor, desk=desk, page=PAGE, row=desk.row, form=form, status=form.status,
        done=DONE.get(desk.request.query_params.get("done", ""), ""), here=here, vendor=VENDOR,
        waiting=[it for it in people if it["checked_in_at"] is None],
        seats=sum(1 for it in people if not it["walked_in"]),
        seated=sum(1 for it in here if not it["walked_in"]),
    )  # fmt: skip
    response.headers.update(CAMERA)
    return response


@router.post("/check-in")
async def check_in(doing: LettingIn) -> Response:
    """Somebody with a seat came."""
    desk, form = doing.desk, doing.posted.form
    try:
        given = form.read(ComingForm)
        if given.code is not None:
            person = await arriving.person_of(doing.target, given.code)
        elif given.person is not None:
            person = given.person
        else:
            raise BadField("code", "a look-up code", "请填写查询码。", "missing")
        answer = await arriving.check_in(doing.target, desk.session, person)
    except NotFound as missing:
        return await _page(desk, Filled(form.values, {"code": missing.message}, 404))
    except Refused as refusal:
        more = "可以在下面现场登记。" if refusal.reason == "no_seat" else ""
        says = refusal.message + more
        place = "code" if form.value("code") else ""
        return await _page(desk, Filled(form.values, {place: says}, 409))
    except CORRECTABLE as error:
        return await _page(desk, form.refused(error))
    return _onward(desk, answer, "here")


@router.post("/check-in/guest")
async def take_guest(doing: LettingIn) -> Response:
    """Somebody without a seat came."""
    try:
        given = doing.posted.form.read(GuestForm)
        guest = arriving.Guest(**given.model_dump(exclude={"consent"}))
        key = doing.target.write.scope
        answer = await arriving.take_walk_in(doing.target, doing.desk.session, guest, key)
    except CORRECTABLE as error:
        return await _page(doing.desk, doing.posted.form.refused(error))
    return _onward(doing.desk, answer, "guest")


def _onward(desk: Desk, answer: dict[str, Any], done: str) -> Response:
    return RedirectResponse(desk.here(PAGE, "already" if answer["already"] else done), 303, PRIVATE)


@router.get("/check-in/list")
async def held(desk: AtDoor) -> Response:
    """What a phone holds for the day."""
    session, vault = desk.row["session"], desk.vault
    salt = listing.salt_of(vault, desk.key, session, beijing_date(desk.now))
    people = await listing.expected(desk.pool, vault, desk.key, session)
    content = {
        "csrf": desk.visitor.csrf,
        "now": desk.now.isoformat(),
        "salt": salt.hex(),
        "rounds": listing.ROUNDS,
        "sealing_key": sealing.public_key(vault, desk.key),
        "people": [
            {
                "person": it["person"],
                "name": it["name"] or "（已删除）",
                "short": it["short"],
                "category": wording.CATEGORIES.get(it["category"] or "", "未记录"),
                "walked_in": it["walked_in"],
                "at": it["checked_in_at"] and it["checked_in_at"].isoformat(),
                "digest": it["digest"],
            }
            for it in await listing.with_digests(desk.pool, vault, people, salt)
        ],
    }
    return JSONResponse(content, headers=PRIVATE)


@router.post("/check-in/batch")
async def arrive(doing: LettingIn) -> Response:
    """What a phone kept; answers what became of each arrival."""
    return JSONResponse({"results": await _arrived(doing)}, headers=PRIVATE)


async def _arrived(doing: Doing) -> list[dict[str, Any]]:
    try:
        items = json.loads(doing.posted.form.value("items") or "[]")
        batch = arriving.Batch(session=doing.desk.session, items=items)
    except (ValueError, ValidationError) as error:
        raise BadField("items", "a list of arrivals", "上传的内容读不出来。") from error
    found = await arriving.arrive_all(doing.target, batch)
    return [{**it, "at": it["at"].isoformat()} if it.get("at") else it for it in found]


@router.get("/check-in/worker.js")
async def worker(programme: Identifier, activity: Identifier) -> Response:
    """What opens this page, and no other, where there is no network."""
    scope = f"/desk/{programme}/{activity}/check-in"
    headers = {"Service-Worker-Allowed": scope, "Cache-Control": "no-cache"}
    return FileResponse(_WORKER, media_type="text/javascript", headers=headers)
