"""All routes of the pages, and what they add to the service."""

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from services._web.pages import mount_assets
from services.registration.door import pages as door
from services.registration.door import pass_pages, sheet
from services.registration.draws import desk as desk_draw
from services.registration.draws import desk_seed
from services.registration.draws import pages as draws
from services.registration.pages import (
    desk_attendance,
    desk_choosing,
    desk_entry,
    desk_home,
    desk_ledger,
    desk_opinion_entry,
    desk_opinion_steps,
    desk_opinions,
    desk_people,
    desk_person,
    desk_representatives,
    desk_sign_up,
    desk_staff,
    mine,
    opinions,
    oversight,
    privacy,
    sign_up,
    status,
)
from services.registration.pages.crowded import Crowded
from services.registration.pages.frame import CITIZENS, DESK

# A code's own pages come first: "status" is no programme.
ROUTERS = (
    privacy.router,
    status.router,
    mine.router,
    sign_up.router,
    draws.router,
    opinions.router,
    desk_ledger.router,
    oversight.router,  # before the desk of a programme
    desk_home.router,
    desk_sign_up.router,
    desk_people.router,
    desk_person.router,
    desk_entry.router,
    desk_staff.router,
    desk_representatives.router,
    desk_choosing.router,
    desk_draw.router,
    desk_seed.router,
    desk_attendance.router,
    door.router,
    sheet.router,
    pass_pages.router,
    desk_opinion_entry.router,
    desk_opinions.router,
    desk_opinion_steps.router,
)


def add_pages(app: FastAPI) -> None:
    """Serve the style sheets, keep what a crowd sees, say in the right frame what is not there."""
    app.state.crowded = Crowded()
    if (parts := app.state.running.settings.static_dir) is not None:
        app.mount(door.VENDOR, StaticFiles(directory=parts))
    mount_assets(app, CITIZENS)
    mount_assets(app, DESK)
    app.add_exception_handler(404, _missing)


async def _missing(request: Request, error: Exception) -> Response:
    public = request.url.path.startswith(("/sign-up", "/opinions", "/privacy"))
    return await (CITIZENS if public else DESK).missing(request, error)
