"""All routes of accounts, and what they add to the service's pages."""

from fastapi import FastAPI

from services._web.pages import mount_assets
from services.registration.accounts import (
    api,
    openid_pages,
    own,
    sessions,
    sign_in,
    staff,
)
from services.registration.accounts.frame import PAGES

ROUTERS = (api.router, sign_in.router, openid_pages.router, staff.router, own.router)


def add_accounts(app: FastAPI) -> None:
    """Serve the pages' files, and let every page here ask whether a session still lasts."""
    mount_assets(app, PAGES)
    app.state.session_lasts = sessions.still
    app.add_exception_handler(404, PAGES.missing)
