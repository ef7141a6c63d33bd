"""Until when the public address has a certificate, as whoever comes there sees it."""

import asyncio
import ssl
from datetime import datetime

import structlog
from cryptography.x509 import load_pem_x509_certificate
from pydantic import HttpUrl

from services._web.running import Running
from services.announcer.settings import Settings

EVERY = 3600.0  # real seconds
PATIENCE = 10.0

log = structlog.get_logger()


async def watch_certificate(running: Running) -> None:
    """A background task of the service; where the public address has no TLS there is nothing."""
    settings = running.settings
    if not isinstance(settings, Settings) or settings.public_url.scheme != "https":
        return
    while True:
        try:
            ends = await certificate_end(settings.public_url)
            running.measures.certificate.set(ends.timestamp())
        except (OSError, TimeoutError, ValueError) as error:  # what was seen last still holds
            log.warning("certificate_not_seen", error=repr(error))
        await asyncio.sleep(EVERY)


async def certificate_end(url: HttpUrl) -> datetime:
    """When the certificate of an address ends. Nothing is sent, so nobody need be trusted."""
    address = str(url.host), url.port or 443
    pem = await asyncio.to_thread(ssl.get_server_certificate, address, timeout=PATIENCE)
    return load_pem_x509_certificate(pem.encode()).not_valid_after_utc
