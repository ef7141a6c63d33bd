"""The frame of the account pages, and what they share."""

from fastapi.responses import RedirectResponse, Response

from contracts.values import BEIJING
from services._web.pages import PRIVATE, Pages
from services._web.signed_in import OWN, local_path
from services.registration.accounts.accounts import Account

PAGES = Pages("services.registration", "layout_desk.html", "/account/static")
PAGES.environment.filters["moment"] = lambda at: f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
DESK = "/desk/"


def onward(account: Account, path: str) -> str:
    """Where an account goes on to; first of all to choose a password of its own."""
    return OWN if account.password_once else local_path(path, DESK)


def go(path: str) -> Response:
    """Send the browser on; what is set on the answer is for this browser alone."""
    return RedirectResponse(path, 303, PRIVATE)
