"""Fetching a page that somebody named: never from inside our own network, never much, never long.

Every hop is looked up and proved by itself, and the connection goes to the very address that was
proved; a name that answers otherwise a moment later leads nowhere else. Only the origins that the
operator named may be private, and no page from outside leads to them.
"""

import asyncio
import ssl
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

import httpx

from services._web.outside import Lookup, look_up, public

PATIENCE = 15.0  # real seconds for everything
LARGEST = 1024 * 1024
HOPS = 3
TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_GONE = frozenset({404, 410})
_PORTS = {"http": 80, "https": 443}


class Unreachable(Exception):
    """Nothing is known of the page: why it could not be opened, as a word for the desk."""


class Gone(Exception):
    """The site says that there is no such page."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came."""

    content: bytes
    charset: str | None
    html: bool


async def fetch(
    address: str,
    trusted: Collection[str] = (),
    names: Lookup = look_up,
    patience: float = PATIENCE,
) -> Fetched:
    """The page; raises ``Gone`` or ``Unreachable``. ``trusted`` are origins that may be private."""
    try:
        async with asyncio.timeout(patience):
            inside = True  # what came from outside never leads to what is trusted
            for _ in range(HOPS + 1):
                url, inside = proved(address, trusted, inside=inside)
                to = await _where(url, names, inside=inside)
                answer = await _get(url, to)
                if not isinstance(answer, str):
                    return answer
                address = urljoin(address, answer)
    except TimeoutError as error:
        raise Unreachable("timeout") from error
    except (httpx.HTTPError, OSError, ValueError) as error:
        raise Unreachable("no_answer") from error
    raise Unreachable("redirects")


def origin(url: SplitResult) -> str:
    """Scheme, host and port."""
    return f"{url.scheme}://{url.hostname}:{url.port or _PORTS[url.scheme]}"


def proved(address: str, trusted: Collection[str], *, inside: bool) -> tuple[SplitResult, bool]:
    """What may be asked, and whether it is trusted; ``inside``: so was what led here."""
    url = urlsplit(address)
    if url.scheme not in _PORTS or not url.hostname or url.username or url.password:
        raise Unreachable("address")
    known = {origin(urlsplit(it)) for it in trusted}
    inside = inside and origin(url) in known
    if not inside and url.port not in {None, _PORTS[url.scheme]}:
        raise Unreachable("address")
    return url, inside


async def _where(url: SplitResult, names: Lookup, *, inside: bool) -> str:
    """The address to connect to; every one of the name must be public, or none is asked."""
    found = await names(url.hostname or "", url.port or _PORTS[url.scheme])
    if not found or not (inside or all(map(public, found))):
        raise Unreachable("private" if found else "no_answer")
    return found[0]


async def _get(url: SplitResult, to: str) -> Fetched | str:
    """The page, or where it leads."""
    host = f"[{to}]" if ":" in to else to
    port = url.port or _PORTS[url.scheme]
    target = urlunsplit((url.scheme, f"{host}:{port}", url.path or "/", url.query, ""))
    headers = {
        "Host": url.netloc,
        "User-Agent": "Minsheng page check",
        "Accept": "text/html",
        "Accept-Encoding": "identity",  # what is small on the wire must not grow large here
    }
    async with (
        httpx.AsyncClient(verify=_certificates(), timeout=PATIENCE, trust_env=False) as client,
        client.stream(
            "GET", target, headers=headers, extensions={"sni_hostname": url.hostname}
        ) as answer,
    ):
        if answer.has_redirect_location:
            return answer.headers["location"]
        if answer.status_code in _GONE:
            raise Gone
        if not answer.is_success:
            raise Unreachable(f"http_{answer.status_code}")
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in TYPES or answer.headers.get("content-encoding", "identity") != "identity":
            raise Unreachable("content_type")
        content = bytearray()
        async for chunk in answer.aiter_raw(64 * 1024):
            content += chunk
            if len(content) > LARGEST:
                raise Unreachable("too_large")
        return Fetched(bytes(content), answer.charset_encoding, kind != "text/plain")


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
