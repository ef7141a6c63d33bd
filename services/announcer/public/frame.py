"""What all answers of the public site have in common: the frame around a page, and its keeping.

A page is a function of the facts, the day and the reader's wish for large print. Browsers may keep
it and ask whether it still holds: its tag is a checksum of the very bytes.
"""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from fastapi import Request
from starlette.responses import Response

from services._web.http import running
from services._web.pages import LARGE, Pages
from services._web.signed_in import asked_for
from services.announcer import wording
from services.announcer.settings import ASSETS

HTML = "text/html; charset=utf-8"
ASKED_AGAIN = "no-cache"
"""Pages may be kept, and are asked for again each time: who signs up must not read an old hour."""
A_WHILE = "public, max-age=300"
"""Feeds and calendars, which programs read every few hours and all readers alike."""
_HEADERS = {
    "Vary": "Cookie",  # large print
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}

PAGES = Pages("services.announcer", "layout_public.html", ASSETS)
PAGES.environment.globals["wording"] = wording
PAGES.environment.filters["safe_link"] = lambda link: link.startswith(
    ("/public/", "https://", "http://")
)


def page(request: Request, name: str, *, status: int = 200, **shown: Any) -> Response:
    """A template as a page, in the reader's size of print."""
    html = PAGES.environment.get_template(name).render(
        large=request.cookies.get(LARGE) == "on",
        path=request.url.path,
        this_address=asked_for(request),
        **shown,
    )
    if status == 200:
        answer = kept(request, html, HTML)
    else:
        answer = Response(html, status, {"Cache-Control": ASKED_AGAIN}, HTML)
    answer.headers.update(_HEADERS)
    return answer


def site(request: Request) -> str:
    """Where people reach us; not what the request calls us: answers are kept for all readers."""
    settings: Any = running(request).settings
    return str(settings.public_url).removesuffix("/")


def missing(request: Request) -> Response:
    """A page that says that there is none, and leads back."""
    return page(request, "missing.html", status=404, title="没有这个页面")


def kept(
    request: Request,
    text: str | bytes,
    media_type: str,
    *,
    changed_at: datetime | None = None,
) -> Response:
    """An answer that may be kept for as long as its tag holds; 304 for whoever has it already.

    ``changed_at`` is given where the text is made of facts alone, as feeds and calendars are: those
    are not even asked for at once. A page also turns with the day.
    """
    body = text.encode() if isinstance(text, str) else text
    # Weak, so that it also holds for the same bytes compressed on their way.
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"Cache-Control": A_WHILE if changed_at else ASKED_AGAIN, "ETag": tag}
    if changed_at is not None:
        headers["Last-Modified"] = format_datetime(changed_at.astimezone(UTC), usegmt=True)
    if _held(request, tag, changed_at):
        return Response(None, 304, headers)
    return Response(body, 200, headers, media_type)


def _held(request: Request, tag: str, changed_at: datetime | None) -> bool:
    """Whether the reader's copy is this one; a date counts only where no tag was sent."""
    given = request.headers.get("if-none-match")
    if given is not None:
        tags = {each.strip().removeprefix("W/") for each in given.split(",")}
        return given.strip() == "*" or tag.removeprefix("W/") in tags
    since = request.headers.get("if-modified-since")
    if since is None or changed_at is None:
        return False
    try:
        held = parsedate_to_datetime(since)
    except ValueError:
        return False
    return held.tzinfo is not None and changed_at.replace(microsecond=0) <= held
