"""Who asks or votes without an account: the person whose cookie a browser holds, or a mark.

A mark is a random id beside a keyed hash of it. It is given to a browser with its first question
or vote, and proves nothing but that the same browser comes back.
"""

import hmac
from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request
from fastapi.responses import Response

from services._web.limits import Limit, address, keep_pace
from services._web.signed_in import citizen
from services.livestream.equipment import equipment

COOKIE = "__Host-asker"
NOBODY = "citizen"  # the subject of a browser without a person's cookie
_KEPT = 180 * 24 * 60 * 60  # seconds: longer than from a notice to the last reply
_MARKS = Limit(
    kind="marks",
    at_most=2_000,
    within=timedelta(minutes=10),
    says="从同一网络提交的次数太多，没有办理，{minutes}分钟后再试。",
)


@dataclass(frozen=True, slots=True)
class Asker:
    """A person, and whether the browser has yet to be given the mark of one."""

    person: str
    new: bool = False


def known(request: Request) -> str | None:
    """The person of this browser, if it ever asked or voted, or signed up."""
    subject = citizen(request).subject
    return subject if subject != NOBODY else marked(request)


def marked(request: Request) -> str | None:
    """The person of this browser's mark; none where it holds the cookie of one who signed up."""
    if citizen(request).subject != NOBODY:
        return None
    person, _, proof = request.cookies.get(COOKIE, "").partition(".")
    return (
        person if person and hmac.compare_digest(proof.encode(), _proof(request, person)) else None
    )


async def asker(request: Request, key: str) -> Asker:
    """The same, or a new one; many new ones from one address are put off (429).

    Whoever sends the form with this ``key`` again, before an answer came, is the same new one.
    """
    if (person := known(request)) is not None:
        return Asker(person)
    await keep_pace(request, _MARKS, address(request))
    return Asker(equipment(request).vault.derive("new asker", key).hex()[:16], new=True)


def remember(request: Request, response: Response, who: Asker) -> Response:
    """Give a new mark to the browser."""
    if who.new:
        response.set_cookie(
            COOKIE, f"{who.person}.{_proof(request, who.person).decode()}", max_age=_KEPT,
            path="/", secure=True, httponly=True, samesite="lax",
        )  # fmt: skip
    return response


def forget(response: Response) -> Response:
    """Take the mark from the browser; with its next question it is somebody else."""
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return response


def _proof(request: Request, person: str) -> bytes:
    return equipment(request).vault.derive("asker", person).hex().encode()
