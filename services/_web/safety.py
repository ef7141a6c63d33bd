"""What every answer tells a browser: run nothing but our own files, and guess nothing."""

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

SAFE = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; object-src 'none';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


KEPT_BY_NOBODY = {"Cache-Control": "no-store"}


def safely(send: Send, path: str) -> Send:
    """Add these headers to whatever does not set its own; nobody keeps what the API tells."""
    added = SAFE | KEPT_BY_NOBODY if path.startswith("/api/") else SAFE

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in added.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
