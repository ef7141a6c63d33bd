"""The look-up code as a QR code, which leads to the status page.

The code stands behind ``#``: what follows it never leaves the browser, so it is in no log and no
Referer; a small script of ours types it in and takes it out of the address.
"""

from fastapi import Request
from markupsafe import Markup

from services._web.http import running
from services._web.qr import qr
from services.registration.settings import Settings

STATUS = "/sign-up/status"


def status_qr(request: Request, code: str) -> Markup:
    """Leads to the status page; scanned at the door, too."""
    settings = running(request).settings
    assert isinstance(settings, Settings)  # noqa: S101 - registration's own
    return qr(status_address(str(settings.public_url), code), "查询码的二维码")


def status_address(public_url: str, code: str) -> str:
    """What the QR code of a look-up code says."""
    return f"{public_url.rstrip('/')}{STATUS}#{code}"
